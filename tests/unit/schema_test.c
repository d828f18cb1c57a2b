/*
 * The schema room: every type, shape and short form with what it decodes to. What it says about
 * mistakes and what it prints is in schema_text_test.c.
 */
#include "unit.h"

#include "schema/quantity.h"
#include "schema_demo.h"

/* Decodes what must have no findings. The fixture stays open for the caller's looks. */
static const struct demo *
decode_demo(struct fixture *fixture, const char *yaml)
{
    fixture_open(fixture);
    struct demo *demo = ARENA_NEW(&fixture->arena, struct demo);
    const struct value *value = fixture_read(fixture, str_from(yaml));
    bool is_ok = schema_decode(&fixture->context, &demo_record, value, demo);
    struct buf buf;
    buf_init(&buf);
    print_findings(fixture, &buf);
    assert_str(buf_str(&buf), "");
    assert_true(is_ok);
    buf_finish(&buf);
    return demo;
}

static void
assert_number(const struct number *number, int64_t num, int64_t den)
{
    assert_true(number->is_set);
    assert_int_equal(number->value.num, num);
    assert_int_equal(number->value.den, den);
}

static void
every_type_is_decoded(void **state)
{
    (void)state;
    struct fixture fixture;
    const struct demo *demo = decode_demo(&fixture,
        "name: api/v1.0-x_y\nmetric: job:up:sum\nurl: 'https://example.org/{{ .X }}'\n"
        "path: /etc/x\nsecret: ${TOKEN}\nsize: 1.5GiB\nexpr: up == 0\nregex: ''\nflag: true\n"
        "count: 1_000\ninteger: '-7'\nnumber: 99.9%\nperiod: 1h30m\nchoice: planned\n"
        "date: 2028-02-29\nversion: 2.40\ngauge: Text\n");
    assert_str(demo->name.str, "api/v1.0-x_y");
    assert_str(sources_text(&fixture.sources, demo->name.span), "api/v1.0-x_y");
    assert_str(demo->metric.str, "job:up:sum");
    assert_str(demo->url.str, "https://example.org/{{ .X }}");
    assert_str(demo->path.str, "/etc/x");
    assert_str(demo->secret.str, "${TOKEN}");
    assert_int_equal(fixture.context.secrets.count, 0);
    assert_str(demo->size.str, "1.5GiB");
    assert_str(demo->expr.str, "up == 0");
    assert_non_null(demo->regex.str.at);
    assert_true(demo->flag.truth && demo->flag.is_set);
    assert_int_equal(demo->count.value, 1000);
    assert_int_equal(demo->integer.value, -7);
    assert_number(&demo->number, 999, 1000);
    assert_str(demo->number.text, "99.9%");
    assert_int_equal(demo->period.milliseconds, 90 * 60 * 1000);
    assert_int_equal(demo->choice.value, 1);
    assert_int_equal(
        demo->date.year * 10000 + demo->date.month * 100 + demo->date.day, 20280229);
    assert_int_equal(demo->version.version.minor, 40);
    assert_int_equal(demo->kind, 7);
    assert_str(demo->kind_text.str, "Text");
    assert_int_equal(demo->value->kind, VALUE_KIND_MAP);
    assert_true(span_is_set(demo->span));
    fixture_close(&fixture);
}

static void
absent_keys_are_zero_or_their_fallback(void **state)
{
    (void)state;
    struct fixture fixture;
    const struct demo *demo = decode_demo(&fixture, "name: x\n");
    assert_null(demo->metric.str.at);
    assert_false(demo->flag.is_set || demo->count.is_set || demo->number.is_set);
    assert_int_equal(demo->period.milliseconds, 5 * 60 * 1000);
    assert_true(demo->period.is_set);
    assert_false(span_is_set(demo->period.span));
    assert_int_equal(demo->choice.value, 0);
    assert_true(demo->choice.is_set);
    assert_int_equal(demo->kind, -1);
    assert_null(demo->names.at);
    assert_null(demo->anything);
    fixture_close(&fixture);
}

static void
lists_and_maps_are_decoded_in_order(void **state)
{
    (void)state;
    struct fixture fixture;
    const struct demo *demo = decode_demo(&fixture,
        "name: x\nnames: one\nnumbers: [5m, 1h]\nlabels: {b: 2.40, a: 'no'}\n"
        "tests: [5, {limit: 6, for: 2m}]\nanything: {k: [1]}\nreceiver: '#c'\n");
    assert_int_equal(demo->names.count, 1);
    assert_str(demo->names.at[0].str, "one");
    assert_int_equal(demo->numbers.count, 2);
    assert_number(&demo->numbers.at[1], 3600, 1);
    assert_int_equal(demo->labels.count, 2);
    assert_str(demo->labels.at[0].key.str, "b");
    assert_str(demo->labels.at[0].value.str, "2.40");
    assert_str(demo->labels.at[1].value.str, "no");
    assert_int_equal(demo->tests.count, 2);
    assert_number(&demo->tests.at[0].limit, 5, 1);
    assert_int_equal(demo->tests.at[0].hold.milliseconds, 60000);
    assert_int_equal(demo->tests.at[1].hold.milliseconds, 120000);
    assert_int_equal(demo->anything->kind, VALUE_KIND_MAP);
    assert_str(demo->receiver->text, "#c");
    fixture_close(&fixture);
}

static void
short_forms_and_repeated_keys_are_decoded(void **state)
{
    (void)state;
    struct fixture fixture;
    const struct demo *demo = decode_demo(&fixture,
        "wrapped:\n  name: x\n  above: {warning: 80%, critical: [1, {limit: 2, for: 3s}]}\n"
        "  sets: {a: [1, 2], b: {bounds: 3}}\n"
        "  route: {to: a, routes: {to: [b, c], routes: [{continue: true}, {to: d}]}}\n");
    assert_int_equal(demo->above.count, 3);
    assert_str(demo->above.at[0].severity.str, "warning");
    assert_number(&demo->above.at[0].limit, 4, 5);
    assert_str(demo->above.at[1].severity.str, "critical");
    assert_str(demo->above.at[2].severity.str, "critical");
    assert_int_equal(demo->above.at[2].hold.milliseconds, 3000);
    assert_int_equal(demo->sets.count, 2);
    assert_int_equal(demo->sets.at[0].bounds.count, 2);
    assert_str(demo->sets.at[1].name.str, "b");
    assert_number(&demo->sets.at[1].bounds.at[0], 3, 1);
    assert_int_equal(demo->route.branches.count, 1);
    assert_int_equal(demo->route.branches.at[0].to.count, 2);
    assert_int_equal(demo->route.branches.at[0].branches.count, 2);
    assert_true(demo->route.branches.at[0].branches.at[0].continues.truth);
    assert_str(demo->route.branches.at[0].branches.at[1].to.at[0].str, "d");
    assert_non_null(value_find(demo->value, "name"));
    fixture_close(&fixture);
}

/* JSON and Lua have typed scalars; they decode like YAML's. */
static void
typed_scalars_decode_like_plain_ones(void **state)
{
    (void)state;
    struct fixture fixture;
    fixture_open(&fixture);
    struct value *map = value_new_map(&fixture.arena, span_none());
    struct value *truth = value_new(&fixture.arena, VALUE_KIND_BOOL, span_none());
    truth->truth = true;
    struct value *five = value_new(&fixture.arena, VALUE_KIND_NUMBER, span_none());
    five->text = STR("5");
    struct value *name = value_new_text(&fixture.arena, STR("x"), span_none());
    value_add_entry(&fixture.arena, map, STR("name"), span_none(), name);
    value_add_entry(&fixture.arena, map, STR("flag"), span_none(), truth);
    value_add_entry(&fixture.arena, map, STR("counter"), span_none(), truth);
    value_add_entry(&fixture.arena, map, STR("count"), span_none(), five);
    value_add_entry(&fixture.arena, map, STR("number"), span_none(), five);
    value_add_entry(&fixture.arena, map, STR("expr"), span_none(), five);
    struct demo demo = { 0 };
    assert_true(schema_decode(&fixture.context, &demo_record, map, &demo));
    assert_true(demo.flag.truth);
    assert_str(demo.kind_text.str, "true");
    assert_int_equal(demo.count.value, 5);
    assert_number(&demo.number, 5, 1);
    assert_str(demo.expr.str, "5");
    fixture_close(&fixture);
}

static void
what_is_wrong_leaves_the_rest_readable(void **state)
{
    (void)state;
    struct fixture fixture;
    fixture_open(&fixture);
    const struct value *value = fixture_read(&fixture,
        STR("name: x\nnumbers: [1, x, 3]\nlabels: {a: b, c: [d]}\nabove: {a: {for: 3s}, b: 2}\n"
            "tests: [[1], 2]\n"));
    struct demo demo = { 0 };
    assert_false(schema_decode(&fixture.context, &demo_record, value, &demo));
    assert_int_equal(fixture.diags.error_count, 4);
    assert_int_equal(demo.numbers.count, 2);
    assert_number(&demo.numbers.at[1], 3, 1);
    assert_int_equal(demo.labels.count, 1);
    assert_int_equal(demo.above.count, 2);
    assert_str(demo.above.at[0].severity.str, "a");
    assert_false(demo.above.at[0].limit.is_set);
    assert_int_equal(demo.tests.count, 1);
    fixture_close(&fixture);
}

static void
literal_secrets_are_noted(void **state)
{
    (void)state;
    struct fixture fixture;
    fixture_open(&fixture);
    diag_set_subject(&fixture.diags, STR("receivers/team"));
    const struct value *value =
        fixture_read(&fixture, STR("name: x\nsecret: hunter2\nreceiver: {channel: c, api_url: "
                                   "'https://x/${A}${no-name}'}\n"));
    struct demo demo = { 0 };
    assert_true(schema_decode(&fixture.context, &demo_record, value, &demo));
    assert_int_equal(fixture.context.secrets.count, 1);
    assert_str(fixture.context.secrets.at[0].text.str, "hunter2");
    assert_str(fixture.context.secrets.at[0].key, "secret");
    assert_str(fixture.context.secrets.at[0].subject, "receivers/team");
    assert_false(fixture.context.secrets.at[0].has_file_twin);
    fixture.context.secrets.count = 0;
    value = fixture_read(&fixture, STR("channel: c\napi_url: 'https://x/${no-name}'\n"));
    assert_true(schema_decode(&fixture.context, &slack_record, value, NULL));
    assert_int_equal(fixture.context.secrets.count, 1);
    assert_true(fixture.context.secrets.at[0].has_file_twin);
    fixture_close(&fixture);
}

/* A last version includes its patches; an undeclared version knows everything. */
static void
versions_gate_keys(void **state)
{
    (void)state;
    static const struct {
        const char *version;
        const char *yaml;
        bool is_known;
    } cases[] = {
        { "0.25", "{channel: x, timeout: 1m}", false },
        { "0.26", "{channel: x, timeout: 1m}", true },
        { "0.26.1", "{channel: x, timeout: 1m}", true },
        { "1", "{channel: x, timeout: 1m}", true },
        { "", "{channel: x, timeout: 1m}", true },
        { "", "{channel: x, channels: y}", true },
        { "0.22", "{channel: x, channels: y}", true },
        { "0.22.4", "{channel: x, channels: y}", true },
        { "0.23", "{channel: x, channels: y}", false },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fixture fixture;
        fixture_open(&fixture);
        struct version *version = &fixture.context.versions[TOOL_ALERTMANAGER];
        *version = (struct version){ 0, 0, 0 };
        version_parse(str_from(cases[i].version), version);
        const struct value *value = fixture_read(&fixture, str_from(cases[i].yaml));
        bool is_ok = schema_decode(&fixture.context, &slack_record, value, NULL);
        if (is_ok != cases[i].is_known) {
            fail_msg("%s with %s", cases[i].yaml, cases[i].version);
        }
        fixture_close(&fixture);
    }
}

static void
quantities_are_exact(void **state)
{
    (void)state;
    static const struct {
        const char *in;
        int64_t num;
        int64_t den;
    } cases[] = {
        { "0.5", 1, 2 },
        { "80%", 4, 5 },
        { "99.95%", 1999, 2000 },
        { "500ms", 1, 2 },
        { "250us", 1, 4000 },
        { "100ns", 1, 10000000 },
        { "1.5h", 5400, 1 },
        { "-5m", -300, 1 },
        { "1h30m", 5400, 1 },
        { "-1h30m", -5400, 1 },
        { "5MiB", 5 * 1024 * 1024, 1 },
        { "5MB", 5000000, 1 },
        { "1.5kB", 1500, 1 },
        { "1_000", 1000, 1 },
        { "1e3", 1000, 1 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ratio ratio = { 0, 1 };
        bool is_ok = quantity_parse(str_from(cases[i].in), &ratio);
        if (!is_ok || ratio.num != cases[i].num || ratio.den != cases[i].den) {
            fail_msg(
                "`%s` gave %lld/%lld", cases[i].in, (long long)ratio.num, (long long)ratio.den);
        }
    }
    static const char *const bad[] = { "", "%", "m", "5 m", "5x", "NaN", "0x10", "9e18PiB",
        "1m1h", "--5m", "5%%", "1e999999s", "." };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct ratio ratio;
        if (quantity_parse(str_from(bad[i]), &ratio)) {
            fail_msg("`%s` was read", bad[i]);
        }
    }
}

static void
add_visited(void *user, const struct field *field, struct text text)
{
    buf_printf(user, "%s=%.*s@%u ", field->key, STR_ARG(text.str), text.span.len);
}

static void
visiting_finds_scalars_of_a_type_in_order(void **state)
{
    (void)state;
    struct fixture fixture;
    fixture_open(&fixture);
    const struct value *value = fixture_read(
        &fixture, STR("wrapped:\n  receiver: {timeout: 9s, oops: 1}\n  above: {b: {for: 5m}, "
                      "a: [1, {for: 2h}]}\n"
                      "  tests: {for: 1d}\n  period: 3s\n  labels: text\n  count: []\n"));
    struct buf buf;
    buf_init(&buf);
    schema_visit(&fixture.context, &demo_record, value, FIELD_TYPE_DURATION, add_visited, &buf);
    assert_str(buf_str(&buf), "timeout=9s@2 for=5m@2 for=2h@2 for=1d@2 period=3s@2 ");
    buf_clear(&buf);
    schema_visit(&fixture.context, &demo_record, value, FIELD_TYPE_NUMBER, add_visited, &buf);
    assert_str(buf_str(&buf), "limit=1@1 ");
    buf_finish(&buf);
    fixture_close(&fixture);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_type_is_decoded),
        cmocka_unit_test(absent_keys_are_zero_or_their_fallback),
        cmocka_unit_test(lists_and_maps_are_decoded_in_order),
        cmocka_unit_test(short_forms_and_repeated_keys_are_decoded),
        cmocka_unit_test(typed_scalars_decode_like_plain_ones),
        cmocka_unit_test(what_is_wrong_leaves_the_rest_readable),
        cmocka_unit_test(literal_secrets_are_noted),
        cmocka_unit_test(versions_gate_keys),
        cmocka_unit_test(quantities_are_exact),
        cmocka_unit_test(visiting_finds_scalars_of_a_type_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
