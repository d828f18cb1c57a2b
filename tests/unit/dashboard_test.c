/*
 * What Grafana loads: specs go through the whole pipeline, and the flat lists are looked at.
 */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "compile/compile.h"
#include "dashboard/make.h"

static const char catalog[] =
    "tocsin: v1\n"
    "system: shop\n"
    "versions: {prometheus: '2.53', grafana: '11.2'}\n"
    "urls: {runbooks: 'https://run.example.org/'}\n"
    "prometheus: {scrape_interval: 15s}\n"
    "severities:\n"
    "  critical: {color: red}\n"
    "  warning: {color: orange}\n"
    "labels:\n"
    "  endpoint: {values: [login, logout]}\n"
    "  status: {values: ['200', '500']}\n"
    "jobs:\n"
    "  app: {targets: ['a:80'], exposes: shop}\n"
    "metrics:\n"
    "  http_requests_total: {counter: Requests, labels: [endpoint, status]}\n"
    "  http_request_duration_seconds:\n"
    "    {histogram: How long, labels: [endpoint], buckets: [0.1, 1, 10]}\n"
    "  pool_used_ratio: {gauge: Used}\n"
    "  sent_bytes_total: {counter: Bytes}\n"
    "  breaker_state: {gauge: The breaker, states: {0: closed, 1: open}}\n"
    "  queue_length: {gauge: Waiting, labels: [{user: {max: 100000}}]}\n"
    "alerts:\n"
    "  api:\n"
    "    rules:\n"
    "      PoolExhaustion:\n"
    "        expr: pool_used_ratio\n"
    "        above: {warning: 80%, critical: 95%}\n"
    "        summary: The pool is nearly used up\n"
    "      SlowHTTPRequests:\n"
    "        expr: 10 < rate(http_requests_total{status=\"500\"}[5m])\n"
    "        severity: critical\n"
    "        summary: 'slow {{ $value }}'\n"
    "      Burn:\n"
    "        expr: sum(rate(http_requests_total[5m])) > 3 and "
    "sum(rate(http_requests_total[1h])) > 3 and on () up == 1\n"
    "        severity: warning\n"
    "        summary: Look\n"
    "      Surge:\n"
    "        expr: sum(rate(http_requests_total[5m])) > "
    "2 * sum(rate(http_requests_total[1h]))\n"
    "        severity: warning\n"
    "        summary: Look\n"
    "      Odd:\n"
    "        expr: pool_used_ratio > 0.8 or pool_used_ratio < 0.1 or "
    "rate(sent_bytes_total[5m]) > 5\n"
    "        severity: warning\n"
    "        summary: Look\n"
    "      Gone:\n"
    "        expr: absent(up)\n"
    "        severity: warning\n"
    "        summary: Look\n"
    "dashboards:\n"
    "  other: {title: The other, panels: [{title: Note, text: Hello}]}\n";

struct fixture {
    struct compile compile;
    char path[64];
};

static int
set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    *state = fixture;
    return 0;
}

static int
tear_down(void **state)
{
    struct fixture *fixture = *state;
    compile_close(&fixture->compile);
    free(fixture);
    return 0;
}

/* Compiles the catalog with these dashboards. */
static const struct dashboards *
load(struct fixture *fixture, const char *dashboards)
{
    strcpy(fixture->path, "/tmp/tocsin-dashboard-XXXXXX");
    int descriptor = mkstemp(fixture->path);
    assert_true(descriptor >= 0);
    FILE *file = fdopen(descriptor, "w");
    assert_non_null(file);
    fputs(catalog, file);
    fputs(dashboards, file);
    fclose(file);
    compile_open(&fixture->compile);
    struct str path = arena_printf(&fixture->compile.arena, "%s.yaml", fixture->path);
    assert_int_equal(rename(fixture->path, path.at), 0);
    compile_run(&fixture->compile, &path, 1);
    unlink(path.at);
    assert_int_equal(fixture->compile.systems.count, 1);
    return &fixture->compile.systems.at[0]->environments.at[0]->dashboards;
}

static const struct loaded_dashboard *
load_one(struct fixture *fixture, const char *dashboard)
{
    const struct dashboards *dashboards = load(fixture, dashboard);
    const struct loaded_dashboard *found = dashboards_find(dashboards, STR("d"));
    assert_non_null(found);
    return found;
}

static void
assert_clean(struct fixture *fixture)
{
    const struct finding_vec *findings = &fixture->compile.diags.findings;
    for (size_t i = 0; i < findings->count; i++) {
        if (findings->at[i]->severity == SEVERITY_ERROR) {
            fail_msg("%.*s", STR_ARG(findings->at[i]->message));
        }
    }
}

static const struct loaded_panel *
panel_of(const struct loaded_dashboard *dashboard, const char *key)
{
    const struct loaded_panel *panel = dashboard_find_panel(dashboard, str_from(key));
    if (!panel) {
        fail_msg("no panel `%s`", key);
    }
    return panel;
}

static struct str
query_of(struct fixture *fixture, const struct promql_tree *tree)
{
    return promql_text(&fixture->compile.arena, tree, promql_root(tree));
}

/* The only panel of a dashboard made of one line. */
static const struct loaded_panel *
load_panel(struct fixture *fixture, const char *panel)
{
    struct buf buf;
    buf_init(&buf);
    buf_printf(&buf, "  d: {title: D, panels: [{title: The panel, %s}]}\n%c", panel, 0);
    const struct loaded_dashboard *dashboard = load_one(fixture, buf.at);
    buf_finish(&buf);
    assert_clean(fixture);
    assert_int_equal(dashboard->panels.count, 1);
    return &dashboard->panels.at[0];
}

static int32_t
id_of(struct fixture *fixture, const char *dashboard, const char *key)
{
    const struct loaded_dashboard *made = load_one(fixture, dashboard);
    int32_t id = panel_of(made, key)->id;
    assert_clean(fixture);
    compile_close(&fixture->compile);
    return id;
}

static void
test_ids_last(void **state)
{
    static const char *const variants[] = {
        /* a panel before it, the row renamed, the rows in another order, its own title */
        "  d: {title: D, rows: [{title: One, panels: [{title: A, stat: up}]},"
        " {title: Two, panels: [{title: B, stat: up}]}]}\n",
        "  d: {title: D, rows: [{title: One, panels: [{title: New, stat: up}, {title: A, stat: "
        "up}]}, {title: Two, panels: [{title: B, stat: up}]}]}\n",
        "  d: {title: D, rows: [{title: Uno, panels: [{title: A, stat: up}]},"
        " {title: Two, panels: [{title: B, stat: up}]}]}\n",
        "  d: {title: D, rows: [{title: Two, panels: [{title: B, stat: up}]},"
        " {title: One, panels: [{title: A, stat: up}]}]}\n",
        "  d: {title: D, rows: [{title: One, panels: [{title: Aa, key: a, stat: up}]},"
        " {title: Two, panels: [{title: B, stat: up}]}]}\n",
    };
    int32_t a = id_of(*state, variants[0], "a");
    int32_t b = id_of(*state, variants[0], "b");
    assert_int_not_equal(a, b);
    for (size_t i = 1; i < sizeof variants / sizeof variants[0]; i++) {
        assert_int_equal(id_of(*state, variants[i], "a"), a);
        assert_int_equal(id_of(*state, variants[i], "b"), b);
    }
    load(*state, "");
}

static int32_t
hash_alone(struct arena *arena, struct str key)
{
    struct loaded_panel panel = { .key = key };
    struct loaded_dashboard dashboard = { .panels = { &panel, 1, 1 } };
    ids_assign(arena, &dashboard);
    return panel.id;
}

/* Two keys of one hash, found by trying; both orders give the same ids. */
static void
test_ids_collide(void **state)
{
    struct arena arena;
    struct map seen;
    arena_init(&arena);
    map_init(&seen, &arena);
    struct str first = { 0 };
    struct str second = { 0 };
    for (unsigned i = 0; first.len == 0; i++) {
        second = arena_printf(&arena, "panel-%u", i);
        struct str id = arena_printf(&arena, "%d", hash_alone(&arena, second));
        struct str *other = map_get(&seen, id);
        first = other ? *other : first;
        struct str *kept = ARENA_NEW(&arena, struct str);
        *kept = second;
        map_put(&seen, id, kept);
    }
    struct loaded_panel panels[2] = { { .key = first }, { .key = second } };
    struct loaded_panel turned[2] = { { .key = second }, { .key = first } };
    struct loaded_dashboard dashboard = { .panels = { panels, 2, 2 } };
    ids_assign(&arena, &dashboard);
    dashboard.panels.at = turned;
    ids_assign(&arena, &dashboard);
    assert_int_not_equal(panels[0].id, panels[1].id);
    assert_int_equal(panels[0].id, turned[1].id);
    assert_int_equal(panels[1].id, turned[0].id);
    arena_finish(&arena);
    load(*state, "");
}

static void
test_refs(void **state)
{
    const struct loaded_panel *panel = load_panel(
        *state, "timeseries: [{expr: up, ref: B}, {expr: up}, {expr: up}, {expr: up}]");
    static const char *const refs[] = { "B", "A", "C", "D" };
    for (size_t i = 0; i < 4; i++) {
        assert_str(panel->targets.at[i].ref, refs[i]);
    }
}

static void
test_keys_twice(void **state)
{
    struct fixture *fixture = *state;
    load_one(
        fixture, "  d: {title: D, panels: [{title: A, stat: up}, {title: a, stat: up}]}\n");
    const struct finding_vec *findings = &fixture->compile.diags.findings;
    assert_int_equal(findings->count, 1);
    assert_str(findings->at[0]->message, "two panels of the dashboard have the key `a`");
    assert_int_equal(findings->at[0]->labels.count, 1);
}

static const char filtered[] =
    "  d:\n"
    "    title: D\n"
    "    variables:\n"
    "      status: {query: 'label_values(http_requests_total, status)', filter: true}\n"
    "      endpoint:\n"
    "        query: label_values(http_requests_total, endpoint)\n"
    "        multi: true\n"
    "        filter: true\n"
    "    panels:\n"
    "      - {title: A, timeseries: 'sum(rate(http_requests_total[5m])) / sum(up)'}\n"
    "      - {title: B, timeseries: 'http_requests_total{status=\"200\"}'}\n"
    "      - {title: C, timeseries: 'rate(http_request_duration_seconds_count[5m])'}\n"
    "      - {alert: SlowHTTPRequests}\n";

static void
test_filters(void **state)
{
    struct fixture *fixture = *state;
    const struct loaded_dashboard *d = load_one(fixture, filtered);
    static const struct {
        const char *panel;
        const char *query;
    } cases[] = {
        { "a", "sum(rate(http_requests_total{endpoint=~\"$endpoint\",status=\"$status\"}[5m])) "
               "/ sum(up)" },
        { "b", "http_requests_total{endpoint=~\"$endpoint\",status=\"200\"}" },
        { "c", "rate(http_request_duration_seconds_count{endpoint=~\"$endpoint\"}[5m])" },
        { "slow-http-requests",
            "rate(http_requests_total{endpoint=~\"$endpoint\",status=\"500\"}[5m])" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct loaded_panel *panel = panel_of(d, cases[i].panel);
        assert_str(query_of(fixture, panel->targets.at[0].tree), cases[i].query);
    }
    assert_str(d->variables.at[0].name.str, "datasource");
    assert_str(d->variables.at[1].definition, "label_values(http_requests_total, status)");
    assert_str(d->variables.at[2].definition,
        "label_values(http_requests_total{status=\"$status\"}, endpoint)");
    assert_str(d->variables.at[2].selected.at[0], "$__all");
}

static void
test_alert_with_limits(void **state)
{
    struct fixture *fixture = *state;
    const struct loaded_dashboard *d =
        load_one(fixture, "  d: {title: D, panels: [{alert: PoolExhaustion}]}\n");
    assert_clean(fixture);
    const struct loaded_panel *panel = panel_of(d, "pool-exhaustion");
    const struct loaded_threshold_vec *steps = &panel->field.thresholds;
    assert_str(panel->title.str, "Pool exhaustion");
    assert_str(panel->help.str, "The pool is nearly used up");
    assert_str(query_of(fixture, panel->targets.at[0].tree), "pool_used_ratio");
    assert_str(panel->field.unit.str, "percentunit");
    assert_int_equal(steps->count, 3);
    assert_true(steps->at[0].is_base);
    assert_str(steps->at[1].color.str, "orange");
    assert_int_equal(ratio_compare(steps->at[1].value, (struct ratio){ 4, 5 }), 0);
    assert_str(steps->at[2].color.str, "red");
    assert_str(panel->links.at[0].url, "https://run.example.org/pool-exhaustion");
}

static void
test_alert_with_condition(void **state)
{
    struct fixture *fixture = *state;
    const struct loaded_dashboard *d = load_one(
        fixture, "  d: {title: D, panels: [{alert: api/SlowHTTPRequests, title: Slow}]}\n");
    assert_clean(fixture);
    const struct loaded_panel *panel = panel_of(d, "slow");
    assert_str(panel->title.str, "Slow");
    assert_str(query_of(fixture, panel->targets.at[0].tree),
        "rate(http_requests_total{status=\"500\"}[5m])");
    assert_int_equal(panel->field.thresholds.count, 2);
    assert_int_equal(ratio_compare(panel->field.thresholds.at[1].value, ratio_from(10)), 0);
    assert_str(panel->field.thresholds.at[1].color.str, "red");
    assert_false(str_contains(panel->help.str, STR("{{")));
}

/* What is shown of conditions that are more than a comparison with a number. */
static void
test_alert_conditions(void **state)
{
    struct fixture *fixture = *state;
    const struct loaded_dashboard *d = load_one(
        fixture, "  d: {title: D, panels: [{alert: Burn}, {alert: Surge}, {alert: Gone}]}\n");
    assert_clean(fixture);
    const struct loaded_panel *burn = panel_of(d, "burn");
    assert_int_equal(burn->targets.count, 2);
    assert_str(
        query_of(fixture, burn->targets.at[1].tree), "sum(rate(http_requests_total[1h]))");
    assert_int_equal(burn->field.thresholds.count, 2);
    const struct loaded_panel *surge = panel_of(d, "surge");
    assert_str(
        query_of(fixture, surge->targets.at[1].tree), "2 * sum(rate(http_requests_total[1h]))");
    assert_int_equal(surge->field.thresholds.count, 1);
    assert_str(query_of(fixture, panel_of(d, "gone")->targets.at[0].tree), "absent(up)");
}

/* One curve for two limits of the same; none for a limit on another axis. */
static void
test_alert_axes(void **state)
{
    struct fixture *fixture = *state;
    const struct loaded_dashboard *d =
        load_one(fixture, "  d: {title: D, panels: [{alert: Odd}]}\n");
    assert_clean(fixture);
    const struct loaded_panel *odd = panel_of(d, "odd");
    assert_int_equal(odd->targets.count, 2);
    assert_str(query_of(fixture, odd->targets.at[1].tree), "rate(sent_bytes_total[5m])");
    assert_int_equal(odd->field.thresholds.count, 3);
}

static void
test_unknown_alert(void **state)
{
    struct fixture *fixture = *state;
    load_one(fixture, "  d: {title: D, panels: [{alert: PoolExhaustoin}]}\n");
    const struct finding_vec *findings = &fixture->compile.diags.findings;
    assert_int_equal(findings->count, 1);
    assert_str(findings->at[0]->helps.at[0], "did you mean `PoolExhaustion`?");
}

static void
test_units(void **state)
{
    static const struct {
        const char *panel;
        const char *unit;
    } cases[] = {
        { "timeseries: 'rate(http_requests_total[5m])'", "reqps" },
        { "timeseries: 'sum(rate(http_requests_total[5m])) * 60'", "reqpm" },
        { "timeseries: 'rate(sent_bytes_total[5m])'", "Bps" },
        { "timeseries: sent_bytes_total", "bytes" },
        { "timeseries: pool_used_ratio", "percentunit" },
        { "timeseries: 'pool_used_ratio * 100'", "percent" },
        { "timeseries: 'histogram_quantile(0.9, sum by (le) "
          "(rate(http_request_duration_seconds_bucket[5m])))'",
            "s" },
        { "stat: up", "none" }, /* the words are what is shown */
        { "timeseries: 'time() - up'", "" },
        { "timeseries: pool_used_ratio, unit: short", "short" },
        { "timeseries: 'rate(sent_bytes_total[5m])', unit: bytes per second", "Bps" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct loaded_panel *panel = load_panel(*state, cases[i].panel);
        assert_str(panel->field.unit.str, cases[i].unit);
        struct fixture *fixture = *state;
        compile_close(&fixture->compile);
    }
    load(*state, "");
}

static void
test_second_unit(void **state)
{
    const struct loaded_panel *panel = load_panel(
        *state, "timeseries: {used: pool_used_ratio, sent: 'rate(sent_bytes_total[5m])'}");
    assert_str(panel->field.unit.str, "percentunit");
    assert_int_equal(panel->overrides.count, 1);
    assert_str(panel->overrides.at[0].matcher.str, "byFrameRefID");
    assert_str(panel->overrides.at[0].options->text, "B");
    assert_str(panel->overrides.at[0].field.unit.str, "Bps");
}

static void
test_legends(void **state)
{
    static const struct {
        const char *panel;
        const char *legend;
    } cases[] = {
        { "timeseries: 'sum by (endpoint) (rate(http_requests_total[5m]))'", "{{endpoint}}" },
        { "timeseries: 'sum by (status, endpoint) (rate(http_requests_total[5m]))'",
            "{{endpoint}} {{status}}" },
        { "timeseries: 'sum by (endpoint, job) "
          "(rate(http_requests_total{status=\"500\"}[5m]))'",
            "{{endpoint}}" },
        { "timeseries: 'sum(rate(http_requests_total[5m]))'", "The panel" },
        { "timeseries: {mine: 'sum(up)'}", "mine" },
        { "timeseries: 'sum by (le) (rate(http_request_duration_seconds_bucket[5m]))'",
            "{{le}}" },
        { "timeseries: ['sum(up)', 'sum by (endpoint) (rate(http_requests_total[5m]))']",
            "up" },
        { "heatmap: 'sum by (le) (increase(http_request_duration_seconds_bucket[5m]))'",
            "{{le}}" },
        { "timeseries: 'vector(1)'", "The panel" },
        { "timeseries: ['sum(up)', 'sum(up offset 1d)']", "sum(up)" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct loaded_panel *panel = load_panel(*state, cases[i].panel);
        assert_str(panel->targets.at[0].legend.str, cases[i].legend);
        struct fixture *fixture = *state;
        compile_close(&fixture->compile);
    }
    load(*state, "");
}

static void
test_instants(void **state)
{
    static const struct {
        const char *panel;
        bool is_instant;
        enum target_format format;
    } cases[] = {
        { "timeseries: up", false, TARGET_FORMAT_TIME_SERIES },
        { "stat: up", false, TARGET_FORMAT_TIME_SERIES },
        { "stat: up, options: {graphMode: none}", true, TARGET_FORMAT_TIME_SERIES },
        { "gauge: pool_used_ratio", true, TARGET_FORMAT_TIME_SERIES },
        { "gauge: pool_used_ratio, options: {reduceOptions: {calcs: [max]}}", false,
            TARGET_FORMAT_TIME_SERIES },
        { "table: up", true, TARGET_FORMAT_TABLE },
        { "table: {expr: up, instant: false}", false, TARGET_FORMAT_TIME_SERIES },
        { "heatmap: 'sum by (le) (increase(http_request_duration_seconds_bucket[5m]))'", false,
            TARGET_FORMAT_HEATMAP },
        { "heatmap: pool_used_ratio", false, TARGET_FORMAT_TIME_SERIES },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct loaded_panel *panel = load_panel(*state, cases[i].panel);
        assert_int_equal(panel->targets.at[0].is_instant, cases[i].is_instant);
        assert_int_equal(panel->targets.at[0].format, cases[i].format);
        struct fixture *fixture = *state;
        compile_close(&fixture->compile);
    }
    load(*state, "");
}

static void
test_states(void **state)
{
    const struct loaded_panel *panel = load_panel(*state, "state-timeline: breaker_state");
    assert_int_equal(panel->field.mappings.count, 2);
    assert_str(panel->field.mappings.at[1].text.str, "open");
    assert_str(panel->field.mappings.at[1].color.str, "red");
    assert_str(panel->field.unit.str, "none");
    assert_int_equal(panel->overrides.count, 0);
}

static void
test_thresholds_in_the_unit(void **state)
{
    const struct loaded_panel *panel =
        load_panel(*state, "timeseries: up, unit: ms, thresholds: {base: green, 500ms: red}");
    assert_int_equal(ratio_compare(panel->field.thresholds.at[1].value, ratio_from(500)), 0);
}

static void
test_percentages(void **state)
{
    const struct loaded_panel *panel = load_panel(*state,
        "gauge: 'pool_used_ratio * 100', max: 50%, thresholds: {base: green, 80%: red}");
    assert_int_equal(ratio_compare(panel->field.thresholds.at[1].value, ratio_from(80)), 0);
    assert_int_equal(ratio_compare(panel->field.max.value, ratio_from(50)), 0);
    assert_int_equal(ratio_compare(panel->field.min.value, ratio_from(0)), 0);
}

static void
test_links(void **state)
{
    static const struct {
        const char *link;
        const char *url;
        bool is_of_data;
    } cases[] = {
        { "other", "/d/other?${datasource:queryparam}&${__url_time_range}", false },
        { "{to: other, keep_time: false}", "/d/other?${datasource:queryparam}", false },
        { "{to: other, vars: {endpoint: '{{endpoint}}'}, keep_time: false}",
            "/d/"
            "other?var-endpoint=${__field.labels.endpoint:percentencode}&${datasource:"
            "queryparam}",
            true },
        { "{to: other, vars: {a: $a, b: 'x & {{c}}'}, keep_time: false}",
            "/d/"
            "other?${a:queryparam}&var-b=x%20%26%20${__field.labels.c:percentencode}&${"
            "datasource:queryparam}",
            true },
        { "{url: 'https://x.example.org/?q={{endpoint}}', title: Logs}",
            "https://x.example.org/?q=${__field.labels.endpoint:percentencode}", true },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buf buf;
        buf_init(&buf);
        buf_printf(&buf,
            "  d: {title: D, variables: {a: {values: [x, y]}}, "
            "panels: [{title: P, stat: up, links: [%s]}]}\n%c",
            cases[i].link, 0);
        const struct loaded_panel *panel = panel_of(load_one(*state, buf.at), "p");
        const struct loaded_link_vec *links =
            cases[i].is_of_data ? &panel->field.links : &panel->links;
        assert_int_equal(links->count, 1);
        assert_str(links->at[0].url, cases[i].url);
        buf_finish(&buf);
        struct fixture *fixture = *state;
        compile_close(&fixture->compile);
    }
    load(*state, "");
}

static void
test_link_to_a_panel(void **state)
{
    struct fixture *fixture = *state;
    const struct dashboards *all = load(fixture,
        "  d: {title: D, panels: [{title: P, stat: up, links: [{to: other, panel: note, "
        "keep_time: false}, {to: gone}]}]}\n");
    const struct loaded_panel *panel = panel_of(dashboards_find(all, STR("d")), "p");
    const struct loaded_panel *note = panel_of(dashboards_find(all, STR("other")), "note");
    struct str url = arena_printf(
        &fixture->compile.arena, "/d/other?viewPanel=%d&${datasource:queryparam}", note->id);
    assert_true(str_equal(panel->links.at[0].url, url));
    assert_null(panel->links.at[1].url.at);
}

static void
test_rows(void **state)
{
    struct fixture *fixture = *state;
    const struct loaded_dashboard *d = load_one(fixture,
        "  d:\n"
        "    title: D\n"
        "    rows:\n"
        "      - {title: One, collapsed: true, panels: [{title: A, stat: up}]}\n"
        "      - {title: Two, key: two, panels: [{title: A, timeseries: up}]}\n");
    assert_clean(fixture);
    assert_int_equal(d->panels.count, 4);
    assert_int_equal(d->panels.at[1].grid.y, 1);
    assert_int_equal(d->panels.at[1].row, 0);
    assert_int_equal(d->panels.at[2].grid.y, 1);
    assert_str(d->panels.at[3].key, "two/a");
    assert_int_equal(d->panels.at[3].grid.y, 2);
    assert_int_equal(d->panels.at[3].grid.w, 24);
}

static void
test_references(void **state)
{
    struct fixture *fixture = *state;
    const struct loaded_dashboard *d = load_one(fixture,
        "  d:\n"
        "    title: D\n"
        "    annotations:\n"
        "      deploys: {expr: 'changes(breaker_state[5m]) > 0', except: [a]}\n"
        "    panels:\n"
        "      - {title: A, stat: pool_used_ratio}\n"
        "      - {title: B, table: {panel: a}}\n");
    assert_clean(fixture);
    int32_t id = panel_of(d, "a")->id;
    assert_true(d->annotations.at[0].is_exclusion);
    assert_int_equal(d->annotations.at[0].panels[0], id);
    assert_int_equal(panel_of(d, "b")->targets.at[0].panel_id, id);
    assert_str(panel_of(d, "b")->datasource.uid, "-- Dashboard --");
    assert_str(panel_of(d, "b")->field.unit.str, "percentunit");
}

static void
test_datasource(void **state)
{
    const struct dashboards *all = load(*state, "");
    assert_int_equal(all->datasources.count, 1);
    const struct loaded_datasource *datasource = &all->datasources.at[0];
    assert_str(datasource->uid, "prometheus");
    assert_true(datasource->is_default);
    assert_str(value_find(datasource->json_data, "timeInterval")->value->text, "15s");
    assert_str(value_find(datasource->json_data, "prometheusVersion")->value->text, "2.53.0");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_ids_last),
        CASE(test_ids_collide),
        CASE(test_refs),
        CASE(test_keys_twice),
        CASE(test_filters),
        CASE(test_alert_with_limits),
        CASE(test_alert_with_condition),
        CASE(test_alert_conditions),
        CASE(test_alert_axes),
        CASE(test_unknown_alert),
        CASE(test_units),
        CASE(test_second_unit),
        CASE(test_legends),
        CASE(test_instants),
        CASE(test_states),
        CASE(test_thresholds_in_the_unit),
        CASE(test_percentages),
        CASE(test_links),
        CASE(test_link_to_a_panel),
        CASE(test_rows),
        CASE(test_references),
        CASE(test_datasource),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
