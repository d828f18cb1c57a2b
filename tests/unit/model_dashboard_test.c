/*
 * Dashboards as written: short forms and what they resolve to, Grafana's words and defaults.
 *
 * Each case is the YAML of one dashboard without its title; what was read is printed as lines
 * of text, so that a case shows both sides.
 */
#include "unit.h"

#include <stdlib.h>

#include "data/json_write.h"
#include "model/grafana_options.h"
#include "model/grafana_registry.h"
#include "model/grafana_time.h"
#include "model/model.h"
#include "model/names.h"
#include "model/resolve.h"
#include "read/yaml.h"

struct fixture {
    struct arena arena;
    struct sources sources;
    struct diags diags;
    struct model model;
    struct buf buf;
};

static int
set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    arena_init(&fixture->arena);
    sources_init(&fixture->sources, &fixture->arena);
    diags_init(&fixture->diags, &fixture->arena);
    buf_init(&fixture->buf);
    fixture->model = (struct model){
        .arena = &fixture->arena, .regexes = regex_set_open(), .sources = &fixture->sources
    };
    *state = fixture;
    return 0;
}

static int
tear_down(void **state)
{
    struct fixture *fixture = *state;
    regex_set_close(fixture->model.regexes);
    buf_finish(&fixture->buf);
    arena_finish(&fixture->arena);
    free(fixture);
    return 0;
}

static void
print_ratio(struct buf *buf, bool has, struct ratio ratio)
{
    if (has) {
        ratio_print(buf, ratio);
    }
}

static void
print_value(struct buf *buf, const char *name, const struct value *value)
{
    if (value) {
        buf_printf(buf, " %s=", name);
        json_write_value(buf, value, JSON_LAYOUT_COMPACT);
    }
}

static void
print_field_config(struct buf *buf, const struct field_config *config)
{
    for (size_t i = 0; i < config->thresholds.count; i++) {
        const struct threshold *step = &config->thresholds.at[i];
        buf_add_text(buf, step->is_base ? " base" : " ");
        print_ratio(buf, !step->is_base, step->value.value);
        buf_printf(buf, ":%.*s", STR_ARG(step->color.str));
    }
    for (size_t i = 0; i < config->mappings.count; i++) {
        const struct value_mapping *mapping = &config->mappings.at[i];
        buf_printf(buf, " map%d(%.*s|", mapping->kind, STR_ARG(mapping->match));
        print_ratio(buf, mapping->has_from, mapping->from);
        buf_add_text(buf, "|");
        print_ratio(buf, mapping->has_to, mapping->to);
        buf_printf(buf, ")%.*s", STR_ARG(mapping->text.str));
    }
    print_value(buf, "custom", config->custom);
}

static void
print_panel(struct buf *buf, struct arena *arena, const struct dashboard_row *row,
    const struct panel *panel)
{
    struct str key = names_panel_key(arena, row, panel);
    buf_printf(buf, "%.*s %d %d:", STR_ARG(key), panel->kind, panel->columns);
    for (size_t i = 0; i < panel->targets.count; i++) {
        const struct target *target = &panel->targets.at[i];
        struct str text = target->kind == TARGET_KIND_LOGQL ? target->logql.str
                          : target->expr.tree ? promql_text(arena, target->expr.tree,
                                                    promql_root(target->expr.tree))
                                              : STR("?");
        buf_printf(buf, " [%.*s] %.*s", STR_ARG(target->legend.str), STR_ARG(text));
    }
    print_field_config(buf, &panel->config);
    for (size_t i = 0; i < panel->overrides.count; i++) {
        const struct override *override = &panel->overrides.at[i];
        buf_printf(buf, " override(%.*s)", STR_ARG(override->key.str));
        buf_printf(buf, "%.*s", STR_ARG(override->config.color.str));
        print_value(buf, "match", override->key.str.at ? NULL : override->match);
        print_value(buf, "properties", override->properties);
    }
    for (size_t i = 0; i < panel->transformations.count; i++) {
        const struct transformation *step = &panel->transformations.at[i];
        buf_printf(buf, " %.*s", STR_ARG(step->id.str));
        print_value(buf, "options", step->options);
    }
    if (panel->content.str.at) {
        buf_printf(buf, " content=%.*s", STR_ARG(panel->content.str));
    }
    if (panel->repeat.str.at) {
        buf_printf(buf, " repeat=%.*s", STR_ARG(panel->repeat.str));
    }
    print_value(buf, "legend", panel->legend);
    print_value(buf, "options", panel->options);
    buf_add_char(buf, '\n');
}

static void
print_variable(struct buf *buf, struct arena *arena, const struct variable *variable)
{
    buf_printf(buf, "%.*s %d", STR_ARG(variable->key.str), variable->kind);
    for (size_t i = 0; i < variable->values.count; i++) {
        const struct named_text *entry = &variable->values.at[i];
        buf_printf(buf, " %.*s=%.*s", STR_ARG(entry->key.str), STR_ARG(entry->value.str));
    }
    if (variable->query.str.at) {
        const struct variable_query *query = &variable->parsed;
        struct str text = STR("-");
        if (query->tree) {
            text = promql_text(arena, query->tree, promql_root(query->tree));
        }
        buf_printf(buf, " query%d(%.*s|%.*s|%.*s)", query->kind, STR_ARG(text),
            STR_ARG(query->label.str), STR_ARG(query->pattern.str));
    }
    if (variable->filter.truth) {
        buf_printf(buf, " filter(%.*s)", STR_ARG(variable->filter_label.str));
    }
    buf_add_char(buf, '\n');
}

static void
print_dashboard(struct buf *buf, struct arena *arena, const struct dashboard *dashboard)
{
    if (dashboard->range.from.str.at) {
        buf_printf(buf, "%.*s..%.*s\n", STR_ARG(dashboard->range.start),
            STR_ARG(dashboard->range.end));
    }
    for (size_t i = 0; i < dashboard->variables.count; i++) {
        print_variable(buf, arena, &dashboard->variables.at[i]);
    }
    for (size_t i = 0; i < dashboard->panels.count; i++) {
        print_panel(buf, arena, NULL, &dashboard->panels.at[i]);
    }
    for (size_t i = 0; i < dashboard->rows.count; i++) {
        const struct dashboard_row *row = &dashboard->rows.at[i];
        for (size_t j = 0; j < row->panels.count; j++) {
            print_panel(buf, arena, row, &row->panels.at[j]);
        }
    }
}

struct dashboard_case {
    const char *yaml;
    const char *expected;
    size_t findings;
};

static void
check_case(struct fixture *fixture, const struct dashboard_case *row)
{
    struct arena *arena = &fixture->arena;
    struct str text = arena_printf(arena, "title: T\n%s\n", row->yaml);
    const struct source *file = sources_add_file(&fixture->sources, STR("case.yaml"), text);
    const struct value *value = read_yaml(arena, &fixture->sources, file, &fixture->diags);
    struct dashboard *dashboard = ARENA_NEW(arena, struct dashboard);
    struct schema_context context = { .arena = arena, .diags = &fixture->diags };
    size_t before = fixture->diags.findings.count;
    assert_non_null(value);
    schema_decode(&context, &dashboard_record, value, dashboard);
    fixture->model.dashboards = (struct dashboard_list){ dashboard, 1 };
    struct resolver resolver = { &fixture->model, &fixture->diags };
    resolve_dashboards(&resolver);
    fixture->buf.len = 0;
    print_dashboard(&fixture->buf, arena, dashboard);
    struct str got = buf_str(&fixture->buf);
    size_t findings = fixture->diags.findings.count - before;
    if (!str_is(got, row->expected) || findings != row->findings) {
        fail_msg("%s\ngot %zu findings and\n%.*s\nexpected %zu and\n%s", row->yaml, findings,
            STR_ARG(got), row->findings, row->expected);
    }
}

static void
check_cases(struct fixture *fixture, const struct dashboard_case *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        check_case(fixture, &rows[i]);
    }
}

#define CHECK(state, rows) check_cases(*(state), rows, sizeof rows / sizeof rows[0])

static void
test_kinds_and_queries(void **state)
{
    static const struct dashboard_case rows[] = {
        { "panels: [{title: Up now, stat: up}]", "up-now 1 0: [] up\n", 0 },
        { "panels: [{title: A, timeseries: {a: 'up', b: {expr: 'up{x=\"$y\"}', hide: true}}}]",
            "a 0 0: [a] up [b] up{x=\"$y\"}\n", 0 },
        { "panels: [{title: A, table: {expr: 'up', legend: l}}]", "a 4 0: [l] up\n", 0 },
        { "panels: [{title: A, gauge: [up, {expr: 'rate(x_total[$__rate_interval])'}]}]",
            "a 2 0: [] up [] rate(x_total[$__rate_interval])\n", 0 },
        { "panels: [{title: A, logs: {errors: '{a=\"b\"} |= `x`'}}]",
            "a 11 0: [errors] {a=\"b\"} |= `x`\n", 0 },
        { "panels: [{text: hello}]", "text 10 0: content=hello\n", 0 },
        { "panels: [{text: {content: <b>, mode: html}}]",
            "text 10 0: content=<b> options={\"mode\":\"html\"}\n", 0 },
        { "panels: [{alertlist: '{a=\"b\"}'}]",
            "alertlist 12 0: options={\"alertInstanceLabelFilter\":\"{a=\\\"b\\\"}\"}\n", 0 },
        { "panels: [{alert: PoolExhaustion}]", "pool-exhaustion -1 0:\n", 0 },
        { "rows: [{title: R, key: r, panels: [{title: A, stat: up}]}]", "r/a 1 0: [] up\n", 0 },
        { "rows: [{title: R, panels: [{title: A, key: k, stat: up}]}]", "k 1 0: [] up\n", 0 },
        { "panels: [{title: A, stat: up, gauge: up}]", "a 1 0: [] up\n", 1 },
        { "panels: [{title: A, stat: 'rate(up'}]", "a 1 0: [] ?\n", 1 },
        { "panels: [{title: A}]", "a -1 0:\n", 1 },
    };
    CHECK(state, rows);
}

static void
test_fields(void **state)
{
#define PANEL "panels: [{title: A, stat: up, "
    static const struct dashboard_case rows[] = {
        { PANEL "thresholds: {90%: red, base: green, 0.5: blue}}]",
            "a 1 0: [] up base:green 0.5:blue 0.9:red\n", 0 },
        { PANEL "thresholds: {mode: percentage, 90%: red, 500ms: blue}}]",
            "a 1 0: [] up 0.5:blue 90:red\n", 0 },
        { PANEL "thresholds: {1s: red, 1000ms: blue}}]", "a 1 0: [] up 1:blue 1:red\n", 1 },
        { PANEL "thresholds: {warm: red}}]", "a 1 0: [] up\n", 1 },
        { PANEL "mappings: {0: closed, 10..20: busy, '..-5': low, /a.*/: b, null: none}}]",
            "a 1 0: [] up map0(0||)closed map1(10..20|10|20)busy map1(..-5||-5)low "
            "map2(/a.*/||)b map3(null||)none\n",
            0 },
        { PANEL "mappings: {20..10: x}}]", "a 1 0: [] up map1(20..10|20|10)x\n", 1 },
        { PANEL
            "overrides: {p99: red, /x/: {color: blue, properties: {custom.lineWidth: 2}}}}]",
            "a 1 0: [] up override(p99)red override(/x/)blue "
            "properties={\"custom.lineWidth\":2}\n",
            0 },
        { PANEL "overrides: [{match: {byType: number}, color: red}]}]",
            "a 1 0: [] up override()red match={\"byType\":\"number\"}\n", 0 },
        { PANEL "transformations: [merge, {organize: {excludeByName: {Time: true}}}]}]",
            "a 1 0: [] up merge organize options={\"excludeByName\":{\"Time\":true}}\n", 0 },
        { PANEL "w: 1/3, repeat: $job}]", "a 1 8: [] up repeat=job\n", 0 },
        { PANEL "w: 50%, repeat: '${job}'}]", "a 1 12: [] up repeat=job\n", 0 },
        { PANEL "w: 24}]", "a 1 24: [] up\n", 0 },
        { PANEL "w: 1/5}]", "a 1 0: [] up\n", 1 },
        { PANEL "w: 1/0}]", "a 1 0: [] up\n", 1 },
        { PANEL "w: 25, repeat: a b}]", "a 1 0: [] up\n", 2 },
    };
    CHECK(state, rows);
#undef PANEL
}

static void
test_words_of_grafana(void **state)
{
#define PANEL "panels: [{title: A, timeseries: up, "
    static const struct dashboard_case rows[] = {
        { PANEL "legend: [table, right]}]",
            "a 0 0: [] up legend={\"displayMode\":\"table\",\"placement\":\"right\"}\n", 0 },
        { PANEL "legend: hidden}]", "a 0 0: [] up legend={\"showLegend\":false}\n", 0 },
        { PANEL "legend: tabel}]", "a 0 0: [] up\n", 1 },
        { PANEL "legend: {calcs: mean}}]", "a 0 0: [] up legend={\"calcs\":[\"mean\"]}\n", 0 },
        { "panels: [{title: A, heatmap: up, legend: hidden}]",
            "a 5 0: [] up legend={\"show\":false}\n", 0 },
        { "panels: [{title: A, stat: up, legend: hidden}]", "a 1 0: [] up\n", 1 },
        { PANEL "custom: {lineWidth: 2, axisLabel: 5, spanNulls: true}}]",
            "a 0 0: [] up custom={\"lineWidth\":2,\"axisLabel\":\"5\",\"spanNulls\":"
            "true}\n",
            0 },
        { PANEL "custom: {lineWidth: wide}}]", "a 0 0: [] up custom={\"lineWidth\":\"wide\"}\n",
            1 },
        { PANEL "options: {tooltip: {mode: multi, sotr: desc}}}]",
            "a 0 0: [] up options={\"tooltip\":{\"mode\":\"multi\",\"sotr\":\"desc\"}}\n", 1 },
    };
    CHECK(state, rows);
#undef PANEL
}

static void
test_variables(void **state)
{
    static const struct dashboard_case rows[] = {
        { "variables: {a: 'label_values(up{job=~\"$b\", c=\"d,e\"}, instance)'}",
            "a 0 query1(up{c=\"d,e\",job=~\"$b\"}|instance|)\n", 0 },
        { "variables: {a: label_values(job)}", "a 0 query1(-|job|)\n", 0 },
        { "variables: {a: label_names()}", "a 0 query0(-||)\n", 0 },
        { "variables: {a: metrics(node_.*)}", "a 0 query2(-||node_.*)\n", 0 },
        { "variables: {a: query_result(sum by (x) (up))}", "a 0 query3(sum by (x) (up)||)\n",
            0 },
        { "variables: {a: 'up{job=\"x\"}'}", "a 0 query4(up{job=\"x\"}||)\n", 0 },
        { "variables: {a: {values: [x, 5], filter: env}}", "a 1 x=x 5=5 filter(env)\n", 0 },
        { "variables: {a: {values: {All: '.*'}, filter: true}}", "a 1 All=.* filter()\n", 0 },
        { "variables: {a: {datasources: prometheus}, b: {adhoc: true}}", "a 3\nb 6\n", 0 },
        { "variables: {a: label_value(up, job)}", "a 0 query4(-||)\n", 1 },
        { "variables: {a: 'label_values(up, )'}", "a 0 query1(-||)\n", 1 },
        { "variables: {a: 'label_values(up, job'}", "a 0 query4(-||)\n", 1 },
        { "variables: {a: 'label_values(sum(up), job)'}", "a 0 query1(-|job|)\n", 1 },
        { "variables: {a-b: {constant: x}}", "a-b 4\n", 1 },
        { "variables: {a: {textbox: x, multi: true}}", "a 5\n", 1 },
    };
    CHECK(state, rows);
}

static void
test_times(void **state)
{
    static const struct dashboard_case rows[] = {
        { "range: 6h", "now-6h..now\n", 0 },
        { "range: {from: now-1d/d, to: now/d}", "now-1d/d..now/d\n", 0 },
        { "range: {from: '2026-01-31', to: '2026-02-01T12:00:00Z'}",
            "2026-01-31..2026-02-01T12:00:00Z\n", 0 },
        { "range: now-1x", "..\n", 1 },
        { "refresh: 5s", "", 0 },
        { "refresh: off", "", 0 },
        { "refresh: often", "", 1 },
        { "uid: a b", "", 1 },
        { "uid: a-23456789012345678901234567890123456789012", "", 1 },
        { "links: [{to: x}, {url: y}, {tags: [z]}, w]", "", 0 },
        { "links: [{to: x, url: y}]", "", 1 },
        { "links: [{url: y, vars: {a: b}}]", "", 1 },
    };
    CHECK(state, rows);
    assert_true(grafana_is_moment(STR("now")));
    assert_true(grafana_is_moment(STR("now-1d+2h/fQ")));
    assert_false(grafana_is_moment(STR("now-")));
    assert_false(grafana_is_moment(STR("now - 1h")));
    assert_false(grafana_is_moment(str_make("2026-01-31\0", 11)));
    assert_true(grafana_is_interval(STR("500ms")));
    assert_false(grafana_is_interval(STR("5")));
    assert_false(grafana_is_interval(STR("m")));
}

static void
test_registry(void **state)
{
    (void)state;
    assert_str(grafana_unit_id(STR("seconds")), "s");
    assert_str(grafana_unit_id(STR("requests per second")), "reqps");
    assert_str(grafana_unit_id(STR("reqps")), "reqps");
    assert_str(grafana_unit_id(STR("suffix: items")), "suffix: items");
    assert_str(grafana_unit_id(STR("suffix:")), "");
    assert_str(grafana_unit_id(STR("secnods")), "");
    assert_str(grafana_unit_category(STR("reqps")), "Throughput");
    assert_true(grafana_knows(GRAFANA_LIST_REDUCERS, STR("p95")));
    assert_false(grafana_knows(GRAFANA_LIST_REDUCERS, STR("p0")));
    assert_false(grafana_knows(GRAFANA_LIST_REDUCERS, STR("p100")));
    assert_false(grafana_knows(GRAFANA_LIST_REDUCERS, STR("avg")));
    assert_true(grafana_knows(GRAFANA_LIST_COLORS, STR("#1F60c4")));
    assert_true(grafana_knows(GRAFANA_LIST_COLORS, STR("rgba(0, 211, 255, 0.5)")));
    assert_true(grafana_knows(GRAFANA_LIST_COLORS, STR("semi-dark-red")));
    assert_false(grafana_knows(GRAFANA_LIST_COLORS, STR("#12345")));
    assert_false(grafana_knows(GRAFANA_LIST_COLORS, STR("rgb(1, 2)")));
    assert_false(grafana_knows(GRAFANA_LIST_COLORS, STR("redd")));
    assert_true(grafana_knows(GRAFANA_LIST_PROPERTIES, STR("custom.lineWidth")));
    assert_false(grafana_knows(GRAFANA_LIST_PROPERTIES, STR("custom.")));
    struct nearest nearest;
    nearest_begin(&nearest, STR("lastNotNul"));
    grafana_offer(GRAFANA_LIST_REDUCERS, &nearest);
    assert_str(nearest.best, "lastNotNull");
    nearest_begin(&nearest, STR("request per second"));
    grafana_offer_units(&nearest);
    assert_str(nearest.best, "requests per second");
}

/* Every plain word leads to an id that Grafana has, so that a typing mistake here shows. */
static void
test_unit_words(void **state)
{
    (void)state;
    static const char *const words[] = {
#define WORD(word, id) word,
#include "model/grafana_unit_words.def"
#undef WORD
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        struct str id = grafana_unit_id(str_from(words[i]));
        assert_true(grafana_unit_category(id).len > 0);
    }
}

static void
check_json(struct fixture *fixture, const struct value *value, const char *expected)
{
    fixture->buf.len = 0;
    json_write_value(&fixture->buf, value, JSON_LAYOUT_COMPACT);
    assert_str(buf_str(&fixture->buf), expected);
}

static void
test_defaults(void **state)
{
    struct fixture *fixture = *state;
    struct arena *arena = &fixture->arena;
    const struct version newest = { 0 };
    const struct version twelve = { 12, 1, 0 };
    check_json(fixture, grafana_option_defaults(arena, PANEL_KIND_TIMESERIES, newest),
        "{\"legend\":{\"showLegend\":true,\"displayMode\":\"list\",\"placement\":"
        "\"bottom\",\"calcs\":[]},\"tooltip\":{\"mode\":\"single\",\"sort\":\"none\"}}");
    check_json(fixture, grafana_custom_defaults(arena, PANEL_KIND_HEATMAP, newest),
        "{\"scaleDistribution\":{\"type\":\"linear\"},\"hideFrom\":{\"legend\":false,"
        "\"tooltip\":false,\"viz\":false}}");
    check_json(fixture, grafana_custom_defaults(arena, PANEL_KIND_STAT, newest), "{}");
    check_json(fixture, grafana_option_defaults(arena, PANEL_KIND_TABLE, newest),
        "{\"frameIndex\":0,\"showHeader\":true,\"cellHeight\":\"sm\"}");
    check_json(fixture, grafana_option_defaults(arena, PANEL_KIND_TABLE, twelve),
        "{\"frameIndex\":0,\"showHeader\":true,\"cellHeight\":\"sm\",\"footer\":"
        "{\"show\":false,\"reducer\":[],\"countRows\":false}}");
    const struct value *over =
        grafana_merge(arena, grafana_option_defaults(arena, PANEL_KIND_TEXT, newest),
            grafana_option_defaults(arena, PANEL_KIND_TABLE, newest));
    check_json(fixture, over,
        "{\"mode\":\"markdown\",\"code\":{\"language\":\"plaintext\",\"showLineNumbers\":"
        "false,\"showMiniMap\":false},\"frameIndex\":0,\"showHeader\":true,"
        "\"cellHeight\":\"sm\"}");
}

/* Every default is a value that its own table takes. */
static void
test_defaults_are_valid(void **state)
{
    struct fixture *fixture = *state;
    struct schema_context context = { .arena = &fixture->arena, .diags = &fixture->diags };
    for (int kind = 0; kind < PANEL_KIND_COUNT; kind++) {
        enum panel_kind panel = (enum panel_kind)kind;
        const struct value *options =
            grafana_option_defaults(&fixture->arena, panel, (struct version){ 0 });
        assert_true(schema_decode(&context, grafana_option_record(panel), options, NULL));
        const struct record *custom = grafana_custom_record(panel);
        assert_true(
            !custom ||
            schema_decode(&context, custom,
                grafana_custom_defaults(&fixture->arena, panel, (struct version){ 0 }), NULL));
    }
}

static void
test_uids(void **state)
{
    struct fixture *fixture = *state;
    assert_str(names_uid(&fixture->arena, STR("api/latency.v2")), "api-latency-v2");
    struct str cut =
        names_uid(&fixture->arena, STR("a-key-that-is-longer-than-grafana-takes-for-a-uid"));
    assert_int_equal(cut.len, 40);
    assert_true(str_starts_with(cut, STR("a-key-that-is-longer-than-grafa-")));
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_kinds_and_queries),
        TEST(test_fields),
        TEST(test_words_of_grafana),
        TEST(test_variables),
        TEST(test_times),
        TEST(test_registry),
        TEST(test_unit_words),
        TEST(test_defaults),
        TEST(test_defaults_are_valid),
        TEST(test_uids),
    };
    return cmocka_run_group_tests_name("model_dashboard", tests, NULL, NULL);
}
