// The same 20 panels by Grafana's foundation SDK, as its README teaches it. Prints the dashboard.
import { DashboardBuilder, RowBuilder, DatasourceVariableBuilder } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/timeseries";
import { DataqueryBuilder } from "@grafana/grafana-foundation-sdk/prometheus";

const panel = (title, help, unit, expr) =>
  new PanelBuilder().title(title).description(help).unit(unit).span(8).height(8).min(0)
    .datasource({ type: "prometheus", uid: "${datasource}" })
    .withTarget(new DataqueryBuilder().refId("A").expr(expr).legendFormat("{{method}}"));

let dashboard = new DashboardBuilder("Dashboard 0").uid("dashboard-0").refresh("30s")
  .time({ from: "now-6h", to: "now" })
  .withVariable(new DatasourceVariableBuilder("datasource").type("prometheus"));
for (const s of ["api", "portal", "labs", "orders"]) {
  const rate = (selector) => `sum by (method) (rate(${selector}[$__rate_interval]))`;
  const quantile = (q) =>
    `histogram_quantile(${q}, sum by (method, le) (rate(${s}_duration_seconds_bucket[$__rate_interval])))`;
  const all = rate(`${s}_requests_total`);
  dashboard = dashboard.withRow(new RowBuilder(`${s}_requests_total`))
    .withPanel(panel("Requests", "Follows the day", "reqps", all))
    .withPanel(panel("Errors", "Below one in a hundred", "percentunit",
      `${rate(`${s}_requests_total{status=~"5.."}`)} / ${all}`))
    .withPanel(panel("Median time", "Below 100 ms", "s", quantile(0.5)))
    .withPanel(panel("Slowest hundredth", "Below one second", "s", quantile(0.99)))
    .withPanel(panel("In progress", "Below ten", "short", `sum by (method) (${s}_in_progress)`));
}
console.log(JSON.stringify(dashboard.build(), null, 2));
