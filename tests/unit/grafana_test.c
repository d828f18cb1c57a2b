/*
 * Dashboards in Grafana's words, from lists made by hand: the order of keys, rows that hold
 * their panels, value mappings, overrides, and what each kind of variable becomes.
 */
#include "unit.h"

#include "data/json_write.h"
#include "emit/grafana.h"

struct bench {
    struct arena arena;
    struct grafana grafana;
    struct buf buf;
};

static int
open_bench(void **state)
{
    static struct bench bench;
    arena_init(&bench.arena);
    bench.grafana = (struct grafana){ .arena = &bench.arena };
    buf_init(&bench.buf);
    *state = &bench;
    return 0;
}

static int
close_bench(void **state)
{
    struct bench *bench = *state;
    buf_finish(&bench->buf);
    arena_finish(&bench->arena);
    return 0;
}

static struct text
text(const char *words)
{
    return (struct text){ .str = str_from(words) };
}

/* The value at a path of keys and indices, `targets.0.expr`, as compact JSON. */
static struct str
at(struct bench *bench, const struct value *value, const char *path)
{
    struct str rest = str_from(path);
    while (rest.len > 0) {
        struct str step = str_cut(&rest, '.');
        if (value->kind == VALUE_KIND_LIST) {
            size_t index = (size_t)(step.at[0] - '0');
            assert_true(index < value->items.count);
            value = value->items.at[index];
        } else {
            const struct value_entry *entry = value_find_str(value, step);
            if (!entry) {
                return STR("nothing");
            }
            value = entry->value;
        }
    }
    bench->buf.len = 0;
    json_write_value(&bench->buf, value, JSON_LAYOUT_COMPACT);
    return arena_copy(&bench->arena, buf_str(&bench->buf));
}

static void
keys_stand_in_the_order_of_javascript(void **state)
{
    struct bench *bench = *state;
    struct value *map = grafana_map(&bench->grafana);
    static const char *const keys[] = { "title", "10", "Z", "2", "01", "a", "0" };
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        grafana_set_integer(&bench->grafana, map, keys[i], (int64_t)i);
    }
    grafana_set_integer(&bench->grafana, map, "a", 7);
    grafana_print(&bench->grafana, &bench->buf, map);
    assert_str(buf_str(&bench->buf), "{\n"
                                     "  \"0\": 6,\n"
                                     "  \"2\": 3,\n"
                                     "  \"10\": 1,\n"
                                     "  \"01\": 4,\n"
                                     "  \"Z\": 2,\n"
                                     "  \"a\": 7,\n"
                                     "  \"title\": 0\n"
                                     "}\n");
}

static void
a_closed_row_holds_its_panels_and_an_open_one_does_not(void **state)
{
    struct bench *bench = *state;
    struct loaded_panel panels[] = {
        { .id = 1, .is_row = true, .row = SIZE_MAX, .title = text("open") },
        { .id = 2, .kind = PANEL_KIND_STAT, .row = 0 },
        { .id = 3, .is_row = true, .row = SIZE_MAX, .is_collapsed = true },
        { .id = 4, .kind = PANEL_KIND_TEXT, .row = 2 },
        { .id = 5, .is_library = true, .library_uid = STR("lib"), .row = 2 },
    };
    struct loaded_panel_vec all = { panels, 5, 5 };
    const struct value *list = grafana_panels(&bench->grafana, &all);
    assert_int_equal(list->items.count, 3);
    assert_str(at(bench, list, "0.panels"), "[]");
    assert_str(at(bench, list, "0.collapsed"), "false");
    assert_str(at(bench, list, "1.id"), "2");
    assert_str(
        at(bench, list, "1.fieldConfig"), "{\"defaults\":{\"mappings\":[]},\"overrides\":[]}");
    assert_str(at(bench, list, "1.pluginVersion"), "\"13.2.0\"");
    assert_str(at(bench, list, "2.collapsed"), "true");
    assert_str(at(bench, list, "2.panels.0.id"), "4");
    assert_str(at(bench, list, "2.panels.0.fieldConfig"), "nothing");
    assert_str(at(bench, list, "2.panels.1.type"), "\"library-panel-ref\"");
    assert_str(
        at(bench, list, "2.panels.1.libraryPanel"), "{\"name\":\"lib\",\"uid\":\"lib\"}");
}

static void
a_panel_is_written_for_the_declared_grafana(void **state)
{
    struct bench *bench = *state;
    bench->grafana.version = (struct version){ 10, 4, 1 };
    struct loaded_panel panel = { .kind = PANEL_KIND_GAUGE, .row = SIZE_MAX };
    const struct value *value = grafana_panel(&bench->grafana, &panel);
    assert_str(at(bench, value, "pluginVersion"), "\"10.4.1\"");
}

static void
values_that_follow_each_other_are_one_mapping(void **state)
{
    struct bench *bench = *state;
    struct value_mapping mappings[] = {
        { .kind = VALUE_MAPPING_VALUE, .match = STR("0"), .text = text("closed") },
        { .kind = VALUE_MAPPING_VALUE, .match = STR("1"), .color = text("red") },
        { .kind = VALUE_MAPPING_RANGE, .to = { 3, 2 }, .has_to = true },
        { .kind = VALUE_MAPPING_VALUE, .match = STR("7"), .icon = text("bolt") },
        { .kind = VALUE_MAPPING_REGEX, .match = STR("e.*"), .text = text("$0") },
        { .kind = VALUE_MAPPING_SPECIAL, .match = STR("nan"), .text = text("none") },
    };
    struct loaded_panel panel = { .kind = PANEL_KIND_STAT,
        .field.mappings = { mappings, 6, 6 } };
    const struct value *field = grafana_field_config(&bench->grafana, &panel);
    assert_str(at(bench, field, "defaults.mappings.0"),
        "{\"options\":{\"0\":{\"index\":0,\"text\":\"closed\"},"
        "\"1\":{\"color\":\"red\",\"index\":1}},\"type\":\"value\"}");
    assert_str(at(bench, field, "defaults.mappings.1.options"),
        "{\"from\":null,\"to\":1.5,\"result\":{\"index\":2}}");
    assert_str(at(bench, field, "defaults.mappings.2.options"),
        "{\"7\":{\"icon\":\"bolt\",\"index\":3}}");
    assert_str(at(bench, field, "defaults.mappings.3.options"),
        "{\"pattern\":\"e.*\",\"result\":{\"index\":4,\"text\":\"$0\"}}");
    assert_str(at(bench, field, "defaults.mappings.4.options.match"), "\"nan\"");
}

static void
the_base_of_thresholds_is_null(void **state)
{
    struct bench *bench = *state;
    struct loaded_threshold steps[] = {
        { .is_base = true, .color = text("green") },
        { .value = { 1, 3 }, .color = text("red") },
    };
    struct loaded_panel panel = { .kind = PANEL_KIND_STAT,
        .field = {
            .has_thresholds = true, .is_percentage = true, .thresholds = { steps, 2, 2 } } };
    const struct value *field = grafana_field_config(&bench->grafana, &panel);
    assert_str(at(bench, field, "defaults.thresholds"),
        "{\"mode\":\"percentage\",\"steps\":[{\"color\":\"green\",\"value\":null},"
        "{\"color\":\"red\",\"value\":0.3333333333333333}]}");
}

static void
an_override_sets_each_property_once(void **state)
{
    struct bench *bench = *state;
    struct value *custom = grafana_map(&bench->grafana);
    struct value *further = grafana_map(&bench->grafana);
    grafana_set_integer(&bench->grafana, custom, "lineWidth", 1);
    grafana_set_integer(&bench->grafana, further, "custom.lineWidth", 2);
    grafana_set_text(&bench->grafana, further, "unit", STR("s"));
    struct loaded_override override = { .matcher = text("byName"),
        .options = grafana_text(&bench->grafana, STR("p99")),
        .field = { .unit = text("ms"), .no_value = text(""), .custom = custom },
        .properties = further };
    struct loaded_panel panel = { .kind = PANEL_KIND_STAT, .overrides = { &override, 1, 1 } };
    const struct value *field = grafana_field_config(&bench->grafana, &panel);
    assert_str(
        at(bench, field, "overrides.0.matcher"), "{\"id\":\"byName\",\"options\":\"p99\"}");
    assert_str(at(bench, field, "overrides.0.properties"),
        "[{\"id\":\"unit\",\"value\":\"s\"},{\"id\":\"noValue\",\"value\":\"\"},"
        "{\"id\":\"custom.lineWidth\",\"value\":2}]");
}

static void
custom_values_are_listed_and_selected(void **state)
{
    struct bench *bench = *state;
    struct named_text values[] = {
        { text("nearly, all"), text("0.99") },
        { text("0.5"), text("0.5") },
    };
    struct variable written = { .values = { values, 2 } };
    struct str selected[] = { STR("0.99") };
    struct loaded_variable variable = { .kind = VARIABLE_KIND_CUSTOM,
        .name = text("quantile"),
        .includes_all = true,
        .selected = { selected, 1, 1 },
        .variable = &written };
    const struct value *value = grafana_variable(&bench->grafana, &variable);
    assert_str(at(bench, value, "query"), "\"nearly\\\\, all : 0.99,0.5\"");
    assert_str(at(bench, value, "current"), "{\"text\":\"nearly, all\",\"value\":\"0.99\"}");
    assert_str(at(bench, value, "options.0.value"), "\"$__all\"");
    assert_str(at(bench, value, "options.1.selected"), "true");
    variable.is_multi = true;
    value = grafana_variable(&bench->grafana, &variable);
    assert_str(at(bench, value, "current.value"), "[\"0.99\"]");
}

static void
only_prometheus_takes_a_map_for_a_query(void **state)
{
    struct bench *bench = *state;
    struct loaded_variable variable = { .kind = VARIABLE_KIND_QUERY,
        .name = text("zone"),
        .query.kind = VARIABLE_QUERY_LABEL_VALUES,
        .definition = STR("label_values(zone)"),
        .datasource = { .type = STR("prometheus"), .uid = STR("$source") } };
    const struct value *value = grafana_variable(&bench->grafana, &variable);
    assert_str(at(bench, value, "query.qryType"), "1");
    assert_str(at(bench, value, "query.query"), "\"label_values(zone)\"");
    assert_str(at(bench, value, "current"), "{}");
    assert_str(at(bench, value, "refresh"), "2");
    variable.datasource.type = STR("loki");
    value = grafana_variable(&bench->grafana, &variable);
    assert_str(at(bench, value, "query"), "\"label_values(zone)\"");
}

static void
a_switch_has_the_value_of_on_first(void **state)
{
    struct bench *bench = *state;
    struct value *words = grafana_map(&bench->grafana);
    grafana_set_text(&bench->grafana, words, "on", STR("5.."));
    struct variable written = { .switch_values = words };
    struct loaded_variable variable = {
        .kind = VARIABLE_KIND_SWITCH, .name = text("bad"), .variable = &written
    };
    const struct value *value = grafana_variable(&bench->grafana, &variable);
    assert_str(at(bench, value, "options.0.value"), "\"5..\"");
    assert_str(at(bench, value, "options.1.value"), "\"false\"");
    assert_str(at(bench, value, "current.value"), "\"false\"");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            keys_stand_in_the_order_of_javascript, open_bench, close_bench),
        cmocka_unit_test_setup_teardown(
            a_closed_row_holds_its_panels_and_an_open_one_does_not, open_bench, close_bench),
        cmocka_unit_test_setup_teardown(
            a_panel_is_written_for_the_declared_grafana, open_bench, close_bench),
        cmocka_unit_test_setup_teardown(
            values_that_follow_each_other_are_one_mapping, open_bench, close_bench),
        cmocka_unit_test_setup_teardown(
            the_base_of_thresholds_is_null, open_bench, close_bench),
        cmocka_unit_test_setup_teardown(
            an_override_sets_each_property_once, open_bench, close_bench),
        cmocka_unit_test_setup_teardown(
            custom_values_are_listed_and_selected, open_bench, close_bench),
        cmocka_unit_test_setup_teardown(
            only_prometheus_takes_a_map_for_a_query, open_bench, close_bench),
        cmocka_unit_test_setup_teardown(
            a_switch_has_the_value_of_on_first, open_bench, close_bench),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
