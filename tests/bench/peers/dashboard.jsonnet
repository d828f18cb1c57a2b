// The same 20 panels by jsonnet, in grafonnet's manner.
local g = import 'panels.libsonnet';
local ts = g.timeSeries;

local panel(title, help, unit, expr) =
  ts.new(title)
  + ts.panelOptions.withDescription(help)
  + ts.standardOptions.withUnit(unit)
  + ts.standardOptions.withMin(0)
  + ts.queryOptions.withDatasource('prometheus', '${datasource}')
  + ts.queryOptions.withTargetsMixin([
    g.query.prometheus.new('${datasource}', expr)
    + g.query.prometheus.withLegendFormat('{{method}}')
    + g.query.prometheus.withRefId('A'),
  ]);

local row(s) =
  local rate(selector) = 'sum by (method) (rate(%s[$__rate_interval]))' % selector;
  local quantile(q) =
    'histogram_quantile(%s, sum by (method, le) (rate(%s_duration_seconds_bucket[$__rate_interval])))' % [q, s];
  local all = rate('%s_requests_total' % s);
  [
    { type: 'row', title: s + '_requests_total', collapsed: false, panels: [] },
    panel('Requests', 'Follows the day', 'reqps', all),
    panel('Errors', 'Below one in a hundred', 'percentunit',
          '%s / %s' % [rate(s + '_requests_total{status=~"5.."}'), all]),
    panel('Median time', 'Below 100 ms', 's', quantile(0.5)),
    panel('Slowest hundredth', 'Below one second', 's', quantile(0.99)),
    panel('In progress', 'Below ten', 'short', 'sum by (method) (%s_in_progress)' % s),
  ];

g.dashboard.new('Dashboard 0')
+ g.dashboard.withUid('dashboard-0')
+ g.dashboard.withRefresh('30s')
+ g.dashboard.withVariablesMixin([{ type: 'datasource', name: 'datasource', query: 'prometheus' }])
+ g.dashboard.withPanels(
  g.grid.makeGrid(std.flattenArrays([row(s) for s in ['api', 'portal', 'labs', 'orders']]), 8, 8)
)
