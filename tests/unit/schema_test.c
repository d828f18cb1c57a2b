/*
 * The schema room: small demonstration records, each mistake with its exact words, every type,
 * shape and short form with what it decodes to, and what is printed from the tables.
 */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "read/yaml.h"
#include "schema/quantity.h"
#include "schema/schema.h"

struct limit {
    struct text severity;
    struct number limit;
    struct period hold;
};

struct limit_list {
    struct limit *at;
    size_t count;
};

struct branch {
    struct text_list to;
    struct flag continues;
    struct branch_list {
        struct branch *at;
        size_t count;
    } branches;
    struct span span;
};

struct limits_of {
    struct text name;
    struct number_list bounds;
};

struct demo {
    struct text name;
    struct text metric;
    struct text url;
    struct text path;
    struct text secret;
    struct text size;
    struct text expr;
    struct text regex;
    struct flag flag;
    struct count count;
    struct count integer;
    struct number number;
    struct period period;
    struct choice choice;
    struct date date;
    struct version_field version;
    struct text_list names;
    struct number_list numbers;
    struct named_text_list labels;
    struct limit_list above;
    struct limit_list tests;
    struct branch route;
    struct limits_of_list {
        struct limits_of *at;
        size_t count;
    } sets;
    const struct value *anything;
    const struct value *receiver;
    struct text old;
    struct text kind_text;
    int kind;
    struct span span;
    const struct value *value;
};

static const struct field limit_fields[] = {
    { .key = "limit",
        .type = FIELD_TYPE_NUMBER,
        .place = offsetof(struct limit, limit),
        .is_required = true,
        .doc = "The number." },
    { .key = "for",
        .type = FIELD_TYPE_DURATION,
        .place = offsetof(struct limit, hold),
        .fallback = "1m",
        .doc = "How long." },
    { .key = NULL },
};

static const struct record limit_record = {
    RECORD_DEFAULTS,
    .name = "a limit",
    .doc = "A limit.",
    .fields = limit_fields,
    .size = sizeof(struct limit),
    .align = _Alignof(struct limit),
    .text_field = "limit",
    .key_place = offsetof(struct limit, severity),
};

static const struct record branch_record;

static const struct field branch_fields[] = {
    { .key = "to",
        .type = FIELD_TYPE_KEY,
        .shape = FIELD_SHAPE_LIST,
        .place = offsetof(struct branch, to),
        .doc = "Who | whom." },
    { .key = "continue",
        .type = FIELD_TYPE_BOOL,
        .place = offsetof(struct branch, continues),
        .doc = "Go on." },
    { .key = "routes",
        .type = FIELD_TYPE_RECORD,
        .shape = FIELD_SHAPE_LIST,
        .place = offsetof(struct branch, branches),
        .record = &branch_record,
        .doc = "Below." },
    { .key = NULL },
};

static const struct record branch_record = {
    RECORD_DEFAULTS,
    .name = "a route",
    .doc = "A route.",
    .fields = branch_fields,
    .size = sizeof(struct branch),
    .align = _Alignof(struct branch),
    .span_place = offsetof(struct branch, span),
};

static const struct field set_fields[] = {
    { .key = "bounds",
        .type = FIELD_TYPE_NUMBER,
        .shape = FIELD_SHAPE_LIST,
        .place = offsetof(struct limits_of, bounds),
        .doc = "The bounds." },
    { .key = NULL },
};

static const struct record set_record = {
    RECORD_DEFAULTS,
    .name = "a set",
    .doc = "A set.",
    .fields = set_fields,
    .size = sizeof(struct limits_of),
    .align = _Alignof(struct limits_of),
    .list_field = "bounds",
    .key_place = offsetof(struct limits_of, name),
};

/* Only checks; its long form is `{url: …}` and `rewrite` makes it of `{KIND: url}`. */
static const struct field slack_fields[] = {
    { .key = "api_url", .type = FIELD_TYPE_SECRET, .place = SCHEMA_NO_PLACE, .doc = "Where." },
    { .key = "api_url_file", .type = FIELD_TYPE_PATH, .place = SCHEMA_NO_PLACE, .doc = "Or." },
    { .key = "channel",
        .type = FIELD_TYPE_NOTIFICATION,
        .place = SCHEMA_NO_PLACE,
        .is_required = true,
        .doc = "The channel." },
    { .key = "timeout",
        .type = FIELD_TYPE_DURATION,
        .place = SCHEMA_NO_PLACE,
        .tool = TOOL_ALERTMANAGER,
        .since = "0.26",
        .doc = "How long." },
    { .key = "channels",
        .type = FIELD_TYPE_TEXT,
        .place = SCHEMA_NO_PLACE,
        .tool = TOOL_ALERTMANAGER,
        .until = "0.22",
        .deprecated = "`channel`",
        .doc = "Old." },
    { .key = NULL },
};

static const struct record slack_record = {
    RECORD_DEFAULTS,
    .name = "a Slack receiver",
    .doc = "Slack.",
    .fields = slack_fields,
    .text_field = "channel",
};

static const struct value *
open_brackets(struct schema_context *context, const struct value *value)
{
    if (value->kind != VALUE_KIND_MAP || !value_find(value, "wrapped")) {
        return value;
    }
    const struct value *inner = value_find(value, "wrapped")->value;
    if (inner->kind != VALUE_KIND_MAP) {
        diag_report(context->diags, &kind_wrong_type, inner->span, "nothing is wrapped");
        return NULL;
    }
    return inner;
}

static bool
counts_up(struct schema_context *context, const void *record)
{
    const struct demo *demo = record;
    for (size_t i = 1; i < demo->numbers.count; i++) {
        const struct number *number = &demo->numbers.at[i];
        if (ratio_compare(demo->numbers.at[i - 1].value, number->value) >= 0) {
            diag_report(context->diags, &kind_invalid_value, number->span, "not ascending");
            return false;
        }
    }
    return true;
}

static const char *const choice_words[] = { "stable", "planned", "deprecated", NULL };
static const struct field wrapped_form = {
    .key = "wrapped", .type = FIELD_TYPE_VALUE, .shape = FIELD_SHAPE_MAP
};

#define PLACE(member) .place = offsetof(struct demo, member)

static const struct field demo_fields[] = {
    { .key = "name",
        .type = FIELD_TYPE_KEY,
        PLACE(name),
        .is_required = true,
        .doc = "A name." },
    { .key = "metric", .type = FIELD_TYPE_METRIC, PLACE(metric), .doc = "A metric." },
    { .key = "url", .type = FIELD_TYPE_URL, PLACE(url), .doc = "A URL." },
    { .key = "path", .type = FIELD_TYPE_PATH, PLACE(path), .doc = "A file." },
    { .key = "secret", .type = FIELD_TYPE_SECRET, PLACE(secret), .doc = "A secret." },
    { .key = "size", .type = FIELD_TYPE_SIZE, PLACE(size), .doc = "A size." },
    { .key = "expr", .type = FIELD_TYPE_EXPR, PLACE(expr), .doc = "An expression." },
    { .key = "regex", .type = FIELD_TYPE_REGEX, PLACE(regex), .doc = "A pattern." },
    { .key = "flag", .type = FIELD_TYPE_BOOL, PLACE(flag), .doc = "A flag." },
    { .key = "count", .type = FIELD_TYPE_COUNT, PLACE(count), .doc = "A count." },
    { .key = "integer", .type = FIELD_TYPE_INTEGER, PLACE(integer), .doc = "An integer." },
    { .key = "number", .type = FIELD_TYPE_NUMBER, PLACE(number), .doc = "A number." },
    { .key = "period",
        .type = FIELD_TYPE_DURATION,
        PLACE(period),
        .fallback = "5m",
        .doc = "A duration." },
    { .key = "choice",
        .type = FIELD_TYPE_CHOICE,
        PLACE(choice),
        .words = choice_words,
        .fallback = "stable",
        .doc = "A choice." },
    { .key = "date", .type = FIELD_TYPE_DATE, PLACE(date), .doc = "A date." },
    { .key = "version", .type = FIELD_TYPE_VERSION, PLACE(version), .doc = "A version." },
    { .key = "names",
        .type = FIELD_TYPE_TEXT,
        .shape = FIELD_SHAPE_LIST,
        PLACE(names),
        .doc = "Names." },
    { .key = "numbers",
        .type = FIELD_TYPE_NUMBER,
        .shape = FIELD_SHAPE_LIST,
        PLACE(numbers),
        .doc = "Numbers." },
    { .key = "labels",
        .type = FIELD_TYPE_TEXT,
        .shape = FIELD_SHAPE_MAP,
        PLACE(labels),
        .key_type = FIELD_TYPE_LABEL,
        .doc = "Labels." },
    { .key = "above",
        .type = FIELD_TYPE_RECORD,
        .shape = FIELD_SHAPE_MAP,
        PLACE(above),
        .record = &limit_record,
        .key_type = FIELD_TYPE_KEY,
        .is_repeatable = true,
        .doc = "Limits." },
    { .key = "tests",
        .type = FIELD_TYPE_RECORD,
        .shape = FIELD_SHAPE_LIST,
        PLACE(tests),
        .record = &limit_record,
        .doc = "Limits in order." },
    { .key = "route",
        .type = FIELD_TYPE_RECORD,
        PLACE(route),
        .record = &branch_record,
        .doc = "The root of the tree." },
    { .key = "sets",
        .type = FIELD_TYPE_RECORD,
        .shape = FIELD_SHAPE_MAP,
        PLACE(sets),
        .record = &set_record,
        .key_type = FIELD_TYPE_METRIC,
        .doc = "Sets." },
    { .key = "anything", .type = FIELD_TYPE_VALUE, PLACE(anything), .doc = "Anything." },
    { .key = "receiver",
        .type = FIELD_TYPE_VALUE,
        PLACE(receiver),
        .record = &slack_record,
        .doc = "Checked and kept." },
    { .key = "old",
        .type = FIELD_TYPE_TEXT,
        PLACE(old),
        .deprecated = "`name`",
        .doc = "Given up." },
    { .key = "counter",
        .type = FIELD_TYPE_TEXT,
        PLACE(kind_text),
        .is_in_group = true,
        .group_value = 3,
        .doc = "Counts." },
    { .key = "gauge",
        .type = FIELD_TYPE_TEXT,
        PLACE(kind_text),
        .is_in_group = true,
        .group_value = 7,
        .doc = "Measures." },
    { .key = NULL },
};

static const struct record demo_record = {
    RECORD_DEFAULTS,
    .name = "a demonstration",
    .doc = "All there is.",
    .fields = demo_fields,
    .size = sizeof(struct demo),
    .align = _Alignof(struct demo),
    .group = "its kind",
    .group_place = offsetof(struct demo, kind),
    .group_is_optional = true,
    .span_place = offsetof(struct demo, span),
    .value_place = offsetof(struct demo, value),
    .rewrite = open_brackets,
    .also = &wrapped_form,
    .verify = counts_up,
};

/* A receiver checks what it does not name itself against Slack's keys. */
static const struct field kinds_fields[] = {
    { .key = "counter",
        .type = FIELD_TYPE_TEXT,
        .place = SCHEMA_NO_PLACE,
        .is_in_group = true,
        .doc = "Counts." },
    { .key = "gauge",
        .type = FIELD_TYPE_TEXT,
        .place = SCHEMA_NO_PLACE,
        .is_in_group = true,
        .doc = "Measures." },
    { .key = "reason",
        .type = FIELD_TYPE_TEXT,
        .place = SCHEMA_NO_PLACE,
        .is_required = true,
        .doc = "Why." },
    { .key = "until",
        .type = FIELD_TYPE_DATE,
        .place = SCHEMA_NO_PLACE,
        .is_required = true,
        .doc = "Till when." },
    { .key = NULL },
};

static const struct record kinds_record = {
    RECORD_DEFAULTS,
    .name = "a metric",
    .doc = "Strict.",
    .fields = kinds_fields,
    .group = "its kind",
    .other_keys = &slack_record,
};

struct fixture {
    struct arena arena;
    struct sources sources;
    struct diags diags;
    struct schema_context context;
};

static void
fixture_open(struct fixture *fixture)
{
    memset(fixture, 0, sizeof *fixture);
    arena_init(&fixture->arena);
    sources_init(&fixture->sources, &fixture->arena);
    diags_init(&fixture->diags, &fixture->arena);
    fixture->context.arena = &fixture->arena;
    fixture->context.diags = &fixture->diags;
    version_parse(STR("0.25"), &fixture->context.versions[TOOL_ALERTMANAGER]);
}

static void
fixture_close(struct fixture *fixture)
{
    arena_finish(&fixture->arena);
}

static const struct value *
fixture_read(struct fixture *fixture, const char *yaml)
{
    const struct source *file =
        sources_add_file(&fixture->sources, STR("a.yaml"), str_from(yaml));
    const struct value *value =
        read_yaml(&fixture->arena, &fixture->sources, file, &fixture->diags);
    assert_non_null(value);
    return value;
}

static void
print_place(struct fixture *fixture, struct buf *buf, struct span span)
{
    struct place place = { 0 };
    sources_locate(&fixture->sources, span, &place);
    buf_printf(buf, "%u:%u+%u", place.line, place.column, span.len);
}

/* Every finding in the order of reporting: a line for the message, one for each of its parts.
 */
static void
print_findings(struct fixture *fixture, struct buf *buf)
{
    for (size_t i = 0; i < fixture->diags.findings.count; i++) {
        const struct finding *finding = fixture->diags.findings.at[i];
        print_place(fixture, buf, finding->span);
        buf_printf(buf, " %s: %.*s\n", finding->kind->name, STR_ARG(finding->message));
        if (finding->caption.len) {
            buf_printf(buf, "  ^ %.*s\n", STR_ARG(finding->caption));
        }
        for (size_t j = 0; j < finding->labels.count; j++) {
            buf_add_text(buf, "  ");
            print_place(fixture, buf, finding->labels.at[j].span);
            buf_printf(buf, " %.*s\n", STR_ARG(finding->labels.at[j].text));
        }
        for (size_t j = 0; j < finding->notes.count; j++) {
            buf_printf(buf, "  note: %.*s\n", STR_ARG(finding->notes.at[j]));
        }
        for (size_t j = 0; j < finding->helps.count; j++) {
            buf_printf(buf, "  help: %.*s\n", STR_ARG(finding->helps.at[j]));
        }
        for (size_t j = 0; j < finding->fixes.count; j++) {
            buf_printf(buf, "  fix: %.*s\n", STR_ARG(finding->fixes.at[j].replacement));
        }
    }
}

/* Decodes and compares the findings; true when there are none. */
static void
check_findings(const struct record *record, const char *yaml, const char *expected)
{
    struct fixture fixture;
    fixture_open(&fixture);
    const struct value *value = fixture_read(&fixture, yaml);
    void *out = record->size ? arena_alloc(&fixture.arena, record->size, record->align) : NULL;
    bool is_ok = schema_decode(&fixture.context, record, value, out);
    struct buf buf;
    buf_init(&buf);
    print_findings(&fixture, &buf);
    if (getenv("BLESS")) {
        printf("====\n%s----\n%.*s", yaml, STR_ARG(buf_str(&buf)));
    } else if (!str_is(buf_str(&buf), expected)) {
        fail_msg("%s\ngot:\n%.*s\nexpected:\n%s", yaml, STR_ARG(buf_str(&buf)), expected);
    }
    assert_int_equal(is_ok, fixture.diags.error_count == 0);
    buf_finish(&buf);
    fixture_close(&fixture);
}
static const struct {
    const struct record *record;
    const char *yaml;
    const char *findings;
} keys_cases[] = {
    { &demo_record, "name: x\nmetrik: y\n",
        "2:1+6 unknown-key: unknown key `metrik` in a demonstration\n"
        "  ^ not a key of a demonstration\n"
        "  help: did you mean `metric`?\n"
        "  fix: metric\n" },
    { &demo_record, "nam: x\n",
        "1:1+3 unknown-key: unknown key `nam` in a demonstration\n"
        "  ^ not a key of a demonstration\n"
        "  help: did you mean `name`?\n"
        "  fix: name\n" },
    { &demo_record, "name: x\nzzzzzz: 1\n",
        "2:1+6 unknown-key: unknown key `zzzzzz` in a demonstration\n"
        "  ^ not a key of a demonstration\n" },
    { &demo_record, "name: x\nto: y\n",
        "2:1+2 unknown-key: unknown key `to` in a demonstration\n"
        "  ^ not a key of a demonstration\n"
        "  help: `to` is a key of a route: write it below `route`\n" },
    { &demo_record, "name: x\nroute: {to: a, count: 3}\n",
        "2:16+5 unknown-key: unknown key `count` in a route\n"
        "  ^ not a key of a route\n"
        "  help: `count` is a key of a demonstration, which stands around this: move it "
        "there\n" },
    { &demo_record, "name: x\nroute:\n  routes:\n    - conitnue: true\n",
        "4:7+8 unknown-key: unknown key `conitnue` in a route\n"
        "  ^ not a key of a route\n"
        "  help: did you mean `continue`?\n"
        "  fix: continue\n" },
    { &demo_record, "name: x\nabove:\n  warning: {fro: 5m, limit: 3}\n",
        "3:13+3 unknown-key: unknown key `fro` in limit `warning`\n"
        "  ^ not a key of a limit\n"
        "  help: did you mean `for`?\n"
        "  fix: for\n" },
    { &demo_record, "name: x\nabove:\n  warning: {for: 5m}\n",
        "3:3+7 missing-key: missing key `limit` in limit `warning`\n"
        "  ^ `limit` is missing\n"
        "  note: `limit`: The number.\n" },
    { &demo_record, "name: x\nabove:\n  warning: {hold: 5m}\n",
        "3:13+4 unknown-key: unknown key `hold` in limit `warning`\n"
        "  ^ not a key of a limit\n"
        "  note: a limit takes `limit` and `for`\n"
        "3:3+7 missing-key: missing key `limit` in limit `warning`\n"
        "  ^ `limit` is missing\n"
        "  note: `limit`: The number.\n" },
    { &demo_record, "name: x\ntests:\n  - for: 5m\n",
        "3:5+3 missing-key: missing key `limit` in a limit\n"
        "  ^ `limit` is missing\n"
        "  note: `limit`: The number.\n" },
    { &demo_record, "metric: x\n",
        "1:1+6 missing-key: missing key `name` in a demonstration\n"
        "  ^ `name` is missing\n"
        "  note: `name`: A name.\n" },
    { &demo_record, "{}\n",
        "1:1+2 missing-key: missing key `name` in a demonstration\n"
        "  ^ `name` is missing\n"
        "  note: `name`: A name.\n" },
    { &demo_record, "name: x\ncounter: a\ngauge: b\n",
        "3:1+5 conflicting-keys: `counter` and `gauge` exclude each other in a demonstration\n"
        "  ^ says its kind again\n"
        "  2:1+7 says its kind first\n"
        "  help: keep one of them\n" },
    { &demo_record, "name: x\nold: y\n",
        "2:1+3 deprecated-key: `old` is deprecated\n"
        "  help: write `name` instead\n" },
    { &demo_record, "name: x\n\"a\\x01b\\nc\": 1\n",
        "2:2+5 unknown-key: unknown key `a\\x01b…` in a demonstration\n"
        "  ^ not a key of a demonstration\n" },
    { &kinds_record, "reason: x\nuntil: 2020-01-01\n",
        "1:1+6 missing-key: a metric does not say its kind\n"
        "  ^ one key is missing\n"
        "  help: add `counter` or `gauge`\n" },
    { &kinds_record, "gage: x\nreason: y\nuntil: 2020-01-01\n",
        "1:1+4 unknown-key: unknown key `gage` in a metric\n"
        "  ^ not a key of a metric\n"
        "  help: did you mean `gauge`?\n"
        "  fix: gauge\n" },
    { &kinds_record, "gauge: x\n",
        "1:1+5 missing-key: missing keys `reason` and `until` in a metric\n"
        "  ^ `reason` and `until` are missing\n"
        "  note: `reason`: Why.\n"
        "  note: `until`: Till when.\n" },
    { &kinds_record, "gauge: x\nreason: y\nuntil: 2020-01-01\nchanel: z\n",
        "4:1+6 unknown-key: unknown key `chanel` in a metric\n"
        "  ^ not a key of a metric\n"
        "  help: did you mean `channel`?\n"
        "  fix: channel\n" },
    { &kinds_record, "gauge: x\nreason: y\nuntil: 2020-01-01\ntimeout: 5m\n",
        "4:1+7 unsupported-version: Alertmanager 0.25 does not know `timeout`\n"
        "  ^ came with Alertmanager 0.26\n"
        "  note: `versions.alertmanager` declares 0.25\n"
        "  help: remove the key, or set `versions.alertmanager` to 0.26 if that is what "
        "runs\n" },
    { &slack_record, "channel: x\nchannels: y\n",
        "2:1+8 unsupported-version: Alertmanager 0.25 does not know `channels`\n"
        "  ^ last known by Alertmanager 0.22\n"
        "  note: `versions.alertmanager` declares 0.25\n"
        "  help: write `channel` instead\n" },
    { &slack_record, "chanel: x\n",
        "1:1+6 unknown-key: unknown key `chanel` in a Slack receiver\n"
        "  ^ not a key of a Slack receiver\n"
        "  help: did you mean `channel`?\n"
        "  fix: channel\n" },
    { &slack_record, "[x]\n",
        "1:1+3 wrong-type: a Slack receiver must be text or a map, found a list\n"
        "  ^ expected a Slack receiver\n"
        "  note: a Slack receiver takes `api_url`, `api_url_file`, `channel`, `timeout` and "
        "`channels`\n" },
};

static void
mistaken_keys_are_explained(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof keys_cases / sizeof keys_cases[0]; i++) {
        check_findings(keys_cases[i].record, keys_cases[i].yaml, keys_cases[i].findings);
    }
}

static const struct {
    const struct record *record;
    const char *yaml;
    const char *findings;
} values_cases[] = {
    { &demo_record, "name: x\nexpr:\n",
        "2:1+4 wrong-type: `expr` has no value\n"
        "  ^ expected a PromQL expression such as `rate(x[5m])`\n"
        "  help: give it a value, or remove the key\n" },
    { &demo_record, "name: x\nexpr: ~\n",
        "2:7+1 wrong-type: `expr` has no value\n"
        "  ^ expected a PromQL expression such as `rate(x[5m])`\n"
        "  help: give it a value, or remove the key\n" },
    { &demo_record, "name: x\nexpr: ''\n",
        "2:8+0 invalid-value: `expr` is empty\n"
        "  ^ expected a PromQL expression such as `rate(x[5m])`\n" },
    { &demo_record, "name: x\nexpr: ' '\n",
        "2:8+1 invalid-value: `expr` must be a PromQL expression, found ` `\n"
        "  ^ an expression of blanks\n" },
    { &demo_record, "name: x\nexpr: {a: b}\n",
        "2:7+6 wrong-type: `expr` must be a PromQL expression, found a map\n"
        "  ^ expected a PromQL expression such as `rate(x[5m])`\n"
        "  help: put the text in quotes if it begins with `{` or `[` or has `: ` in it\n" },
    { &demo_record, "name: x\nexpr: [up]\n",
        "2:7+4 wrong-type: `expr` must be a PromQL expression, found a list\n"
        "  ^ expected a PromQL expression such as `rate(x[5m])`\n"
        "  help: write the only element without the list\n" },
    { &demo_record, "name: x\nregex:\n",
        "2:1+5 wrong-type: `regex` has no value\n"
        "  ^ expected a regular expression (RE2) such as `5..`\n"
        "  help: write `''` for the empty text, or remove the key\n" },
    { &demo_record, "name: x\nlabels:\n",
        "2:1+6 wrong-type: `labels` has no value\n"
        "  ^ expected text\n"
        "  help: write `{}` if it is empty, or remove the key\n" },
    { &demo_record, "name: x\nlabels: [a: b]\n",
        "2:9+6 wrong-type: `labels` must be a map, found a list\n"
        "  ^ expected `NAME:` before each element\n"
        "  help: write `NAME:` instead of each `-`\n" },
    { &demo_record, "name: x\nlabels: text\n",
        "2:9+4 wrong-type: `labels` must be a map, found `text`\n"
        "  ^ expected `NAME:` before each element\n" },
    { &demo_record, "name: x\nlabels: {a-b: c}\n",
        "2:11+1 invalid-value: a key of `labels` must be a label name, found `a-b`\n"
        "  ^ a label name has only letters, digits and `_`\n" },
    { &demo_record, "name: x\nlabels: {a: }\n",
        "2:10+1 wrong-type: `a` has no value\n"
        "  ^ expected text\n"
        "  help: write `''` for the empty text, or remove the key\n" },
    { &demo_record, "name: x\nlabels: {a: [b]}\n",
        "2:13+3 wrong-type: `a` must be text, found a list\n"
        "  ^ expected text\n"
        "  help: write the only element without the list\n" },
    { &demo_record, "name: x\nnames:\n",
        "2:1+5 wrong-type: `names` has no value\n"
        "  ^ expected text or a list of texts\n"
        "  help: write `[]` if it is empty, or remove the key\n" },
    { &demo_record, "name: x\nnames: {a: b}\n",
        "2:8+6 wrong-type: `names` must be text or a list of texts, found a map\n"
        "  ^ expected text or a list of texts\n"
        "  help: put the text in quotes if it begins with `{` or `[` or has `: ` in it\n" },
    { &demo_record, "name: x\nnames: [a, {b: c}, [d]]\n",
        "2:12+6 wrong-type: an element of `names` must be text, found a map\n"
        "  ^ expected text\n"
        "  help: put the text in quotes if it begins with `{` or `[` or has `: ` in it\n"
        "2:20+3 wrong-type: an element of `names` must be text, found a list\n"
        "  ^ expected text\n"
        "  help: write the only element without the list\n" },
    { &demo_record, "name: x\nnumbers: [1, x, 2]\n",
        "2:14+1 invalid-value: an element of `numbers` must be a number, found `x`\n"
        "  ^ such as `0.5`, `80%`, `500ms` or `5MiB`\n" },
    { &demo_record, "name: x\nnumbers: [2, 1]\n", "2:14+1 invalid-value: not ascending\n" },
    { &demo_record, "name: x\nabove: 80%\n",
        "2:8+3 wrong-type: `above` must be a map, found `80%`\n"
        "  ^ expected `NAME:` before each element\n" },
    { &demo_record, "name: x\nabove: {warning: }\n",
        "2:9+7 wrong-type: `warning` has no value\n"
        "  ^ expected text or a map\n"
        "  help: write `{}` if it is empty, or remove the key\n" },
    { &demo_record, "name: x\nabove: {warning: [1, 2, x]}\n",
        "2:25+1 invalid-value: `limit` must be a number, found `x`\n"
        "  ^ such as `0.5`, `80%`, `500ms` or `5MiB`\n" },
    { &demo_record, "name: x\nabove: {../etc: 5}\n",
        "2:9+2 invalid-value: a key of `above` must be a name, found `../etc`\n"
        "  ^ `.` and `..` would lead to other folders\n" },
    { &demo_record, "name: x\nroute:\n",
        "2:1+5 wrong-type: `route` has no value\n"
        "  ^ expected a map\n"
        "  help: write `{}` if it is empty, or remove the key\n" },
    { &demo_record, "name: x\nroute: team\n",
        "2:8+4 wrong-type: `route` must be a map, found `team`\n"
        "  ^ expected a route\n"
        "  note: a route takes `to`, `continue` and `routes`\n" },
    { &demo_record, "name: x\nroute: [a]\n",
        "2:8+3 wrong-type: `route` must be a map, found a list\n"
        "  ^ expected a route\n"
        "  note: a route takes `to`, `continue` and `routes`\n" },
    { &demo_record, "name: x\nroute: {routes: x}\n",
        "2:17+1 wrong-type: `routes` must be a map or a list of maps, found `x`\n"
        "  ^ expected a route\n"
        "  note: a route takes `to`, `continue` and `routes`\n" },
    { &demo_record, "name: x\nsets: {a: 5}\n",
        "2:11+1 wrong-type: `a` must be a list or a map, found `5`\n"
        "  ^ expected a set\n"
        "  note: a set takes `bounds`\n" },
    { &demo_record, "name: x\nsets: {a: [1, y]}\n",
        "2:15+1 invalid-value: an element of `bounds` must be a number, found `y`\n"
        "  ^ such as `0.5`, `80%`, `500ms` or `5MiB`\n" },
    { &demo_record, "name: x\nanything:\n",
        "2:1+8 wrong-type: `anything` has no value\n"
        "  ^ expected anything\n"
        "  help: give it a value, or remove the key\n" },
    { &demo_record, "name: x\nreceiver: {channel: x, api_ur: y}\n",
        "2:24+6 unknown-key: unknown key `api_ur` in a Slack receiver\n"
        "  ^ not a key of a Slack receiver\n"
        "  help: did you mean `api_url`?\n"
        "  fix: api_url\n" },
    { &demo_record, "name: x\nreceiver: '#x'\n", "" },
    { &demo_record, "name: x\nreceiver: [a]\n",
        "2:11+3 wrong-type: `receiver` must be text or a map, found a list\n"
        "  ^ expected a Slack receiver\n"
        "  note: a Slack receiver takes `api_url`, `api_url_file`, `channel`, `timeout` and "
        "`channels`\n"
        "  help: write the only element without the list\n" },
    { &demo_record, "name: x\nreceiver: {channel: x, timeout: 1m}\n",
        "2:24+7 unsupported-version: Alertmanager 0.25 does not know `timeout`\n"
        "  ^ came with Alertmanager 0.26\n"
        "  note: `versions.alertmanager` declares 0.25\n"
        "  help: remove the key, or set `versions.alertmanager` to 0.26 if that is what "
        "runs\n" },
    { &demo_record, "name: x\nreceiver: {channel: x, channels: y}\n",
        "2:24+8 unsupported-version: Alertmanager 0.25 does not know `channels`\n"
        "  ^ last known by Alertmanager 0.22\n"
        "  note: `versions.alertmanager` declares 0.25\n"
        "  help: write `channel` instead\n" },
    { &demo_record, "name: x\nflag: yes\n",
        "2:7+3 invalid-value: `flag` must be `true` or `false`, found `yes`\n"
        "  help: write `true`\n"
        "  fix: true\n" },
    { &demo_record, "name: x\nflag: 'true'\n",
        "2:8+4 invalid-value: `flag` must be `true` or `false`, found `true`\n"
        "  ^ a text, because of the quotes\n"
        "  help: remove the quotes\n" },
    { &demo_record, "name: x\nflag: OFF\n",
        "2:7+3 invalid-value: `flag` must be `true` or `false`, found `OFF`\n"
        "  help: write `false`\n"
        "  fix: false\n" },
    { &demo_record, "name: x\nflag: 1\n",
        "2:7+1 invalid-value: `flag` must be `true` or `false`, found `1`\n" },
    { &demo_record, "name: x\nflag: [true]\n",
        "2:7+6 wrong-type: `flag` must be `true` or `false`, found a list\n"
        "  ^ expected `true` or `false`\n"
        "  help: write the only element without the list\n" },
    { &demo_record, "name: x\ncount: -1\n",
        "2:8+2 invalid-value: `count` must be a whole number, 0 or more, found `-1`\n"
        "  ^ less than 0\n" },
    { &demo_record, "name: x\ncount: 1.5\n",
        "2:8+3 invalid-value: `count` must be a whole number, 0 or more, found `1.5`\n"
        "  ^ not a whole number\n" },
    { &demo_record, "name: x\ncount: 5%\n",
        "2:8+2 invalid-value: `count` must be a whole number, 0 or more, found `5%`\n"
        "  ^ such as `100`\n" },
    { &demo_record, "name: x\ncount: many\n",
        "2:8+4 invalid-value: `count` must be a whole number, 0 or more, found `many`\n"
        "  ^ such as `100`\n" },
    { &demo_record, "name: x\ninteger: 0.5\n",
        "2:10+3 invalid-value: `integer` must be a whole number, found `0.5`\n"
        "  ^ not a whole number\n" },
    { &demo_record, "name: x\nnumber: 5 MiB\n",
        "2:9+5 invalid-value: `number` must be a number, found `5 MiB`\n"
        "  ^ such as `0.5`, `80%`, `500ms` or `5MiB`\n"
        "  help: write `5MiB`\n"
        "  fix: 5MiB\n" },
    { &demo_record, "name: x\nnumber: 5mb\n",
        "2:9+3 invalid-value: `number` must be a number, found `5mb`\n"
        "  ^ such as `0.5`, `80%`, `500ms` or `5MiB`\n"
        "  help: write `5MB`\n"
        "  fix: 5MB\n" },
    { &demo_record, "name: x\nnumber: five\n",
        "2:9+4 invalid-value: `number` must be a number, found `five`\n"
        "  ^ such as `0.5`, `80%`, `500ms` or `5MiB`\n" },
    { &demo_record, "name: x\nnumber: +Inf\n",
        "2:9+4 invalid-value: `number` must be a number, found `+Inf`\n"
        "  ^ not finite, or too large or too fine to be exact\n" },
    { &demo_record, "name: x\nnumber: 1e400\n",
        "2:9+5 invalid-value: `number` must be a number, found `1e400`\n"
        "  ^ not finite, or too large or too fine to be exact\n" },
    { &demo_record, "name: x\nnumber: ''\n",
        "2:10+0 invalid-value: `number` is empty\n"
        "  ^ expected a number such as `0.5`, `80%`, `500ms` or `5MiB`\n" },
    { &demo_record, "name: x\nnumber: 5M\n",
        "2:9+2 invalid-value: `number` must be a number, found `5M`\n"
        "  ^ such as `0.5`, `80%`, `500ms` or `5MiB`\n" },
    { &demo_record, "name: x\nperiod: 90\n",
        "2:9+2 invalid-value: `period` must be a duration, found `90`\n"
        "  ^ such as `30s`, `5m` or `1h30m`\n"
        "  help: write `90s`\n"
        "  fix: 90s\n" },
    { &demo_record, "name: x\nperiod: 1.5h\n",
        "2:9+4 invalid-value: `period` must be a duration, found `1.5h`\n"
        "  ^ such as `30s`, `5m` or `1h30m`\n"
        "  help: write `1h30m`\n"
        "  fix: 1h30m\n" },
    { &demo_record, "name: x\nperiod: 5 minutes\n",
        "2:9+9 invalid-value: `period` must be a duration, found `5 minutes`\n"
        "  ^ such as `30s`, `5m` or `1h30m`\n"
        "  help: write `5m`\n"
        "  fix: 5m\n" },
    { &demo_record, "name: x\nperiod: 5min\n",
        "2:9+4 invalid-value: `period` must be a duration, found `5min`\n"
        "  ^ such as `30s`, `5m` or `1h30m`\n"
        "  help: write `5m`\n"
        "  fix: 5m\n" },
    { &demo_record, "name: x\nperiod: 30s5m\n",
        "2:9+5 invalid-value: `period` must be a duration, found `30s5m`\n"
        "  ^ such as `30s`, `5m` or `1h30m`\n" },
    { &demo_record, "name: x\nperiod: -5m\n",
        "2:9+3 invalid-value: `period` must be a duration, found `-5m`\n"
        "  ^ such as `30s`, `5m` or `1h30m`\n" },
    { &demo_record, "name: x\nperiod: soon\n",
        "2:9+4 invalid-value: `period` must be a duration, found `soon`\n"
        "  ^ such as `30s`, `5m` or `1h30m`\n" },
    { &demo_record, "name: x\nperiod: 0.5\n",
        "2:9+3 invalid-value: `period` must be a duration, found `0.5`\n"
        "  ^ such as `30s`, `5m` or `1h30m`\n"
        "  help: write `500ms`\n"
        "  fix: 500ms\n" },
    { &demo_record, "name: x\nperiod: 5M\n",
        "2:9+2 invalid-value: `period` must be a duration, found `5M`\n"
        "  ^ such as `30s`, `5m` or `1h30m`\n"
        "  help: write `5m`\n"
        "  fix: 5m\n" },
    { &demo_record, "name: x\nsize: 10\n",
        "2:7+2 invalid-value: `size` must be a size in bytes, found `10`\n"
        "  ^ such as `10MB` or `1GiB`\n"
        "  help: write `10B`\n"
        "  fix: 10B\n" },
    { &demo_record, "name: x\nsize: 10mb\n",
        "2:7+4 invalid-value: `size` must be a size in bytes, found `10mb`\n"
        "  ^ such as `10MB` or `1GiB`\n"
        "  help: write `10MB`\n"
        "  fix: 10MB\n" },
    { &demo_record, "name: x\nsize: big\n",
        "2:7+3 invalid-value: `size` must be a size in bytes, found `big`\n"
        "  ^ such as `10MB` or `1GiB`\n" },
    { &demo_record, "name: x\nchoice: planed\n",
        "2:9+6 invalid-value: `choice` must be `stable`, `planned` or `deprecated`, found "
        "`planed`\n"
        "  help: write `planned`\n"
        "  fix: planned\n" },
    { &demo_record, "name: x\nchoice: no\n",
        "2:9+2 invalid-value: `choice` must be `stable`, `planned` or `deprecated`, found "
        "`no`\n" },
    { &demo_record, "name: x\ndate: 2027-02-29\n",
        "2:7+10 invalid-value: `date` must be a date, found `2027-02-29`\n"
        "  ^ no day of the calendar\n" },
    { &demo_record, "name: x\ndate: 31.3.2027\n",
        "2:7+9 invalid-value: `date` must be a date, found `31.3.2027`\n"
        "  ^ expected year, month and day: `2027-03-31`\n" },
    { &demo_record, "name: x\nversion: latest\n",
        "2:10+6 invalid-value: `version` must be a version, found `latest`\n"
        "  ^ such as `2.42` or `3.1.0`\n" },
    { &demo_record, "name: x\nmetric: http-requests\n",
        "2:13+1 invalid-value: `metric` must be a metric name, found `http-requests`\n"
        "  ^ a metric name has only letters, digits, `_` and `:`\n" },
    { &demo_record, "name: x\nmetric: 5xx\n",
        "2:9+1 invalid-value: `metric` must be a metric name, found `5xx`\n"
        "  ^ a metric name begins with a letter, `_` or `:`\n" },
    { &demo_record, "name: x\nurl: grafana.example.org\n",
        "2:6+19 invalid-value: `url` must be a URL, found `grafana.example.org`\n"
        "  ^ a URL begins with `http://` or `https://`\n"
        "  help: write `https://grafana.example.org`\n" },
    { &demo_record, "name: x\nurl: https://\n",
        "2:6+8 invalid-value: `url` must be a URL, found `https://`\n"
        "  ^ the host is missing\n" },
    { &demo_record, "name: x\nurl: 'https://a b'\n",
        "2:16+1 invalid-value: `url` must be a URL, found `https://a b`\n"
        "  ^ a URL has no blanks\n" },
    { &demo_record, "name: x\nurl: /x\n",
        "2:6+2 invalid-value: `url` must be a URL, found `/x`\n"
        "  ^ a URL begins with `http://` or `https://`\n" },
    { &demo_record, "name: x\npath: \"a\\tb\"\n",
        "2:9+1 invalid-value: `path` must be a file name, found `a\\x09b`\n"
        "  ^ a file name has no control characters\n" },
    { &demo_record, "name: my alert\n",
        "1:9+1 invalid-value: `name` must be a name, found `my alert`\n"
        "  ^ a name has no blanks\n" },
    { &demo_record, "name: a..b\n",
        "1:7+4 invalid-value: `name` must be a name, found `a..b`\n"
        "  ^ `.` and `..` would lead to other folders\n" },
    { &demo_record, "name: /etc\n",
        "1:7+4 invalid-value: `name` must be a name, found `/etc`\n"
        "  ^ no part between `/` may be empty\n" },
    { &demo_record, "name: a//b\n",
        "1:7+4 invalid-value: `name` must be a name, found `a//b`\n"
        "  ^ no part between `/` may be empty\n" },
    { &demo_record, "name: ./a\n",
        "1:7+1 invalid-value: `name` must be a name, found `./a`\n"
        "  ^ `.` and `..` would lead to other folders\n" },
    { &demo_record, "name: \"a\\0b\"\n",
        "1:9+1 invalid-value: `name` must be a name, found `a\\x00b`\n"
        "  ^ a name has no control characters\n" },
    { &demo_record, "name: straße\n",
        "1:11+2 invalid-value: `name` must be a name, found `straße`\n"
        "  ^ a name has only letters, digits, `-`, `_`, `.` and `/`\n" },
    { &demo_record, "name: [a]\n",
        "1:7+3 wrong-type: `name` must be a name, found a list\n"
        "  ^ expected a name such as `api-latency`\n"
        "  help: write the only element without the list\n" },
    { &demo_record, "name: {a: b}\n",
        "1:7+6 wrong-type: `name` must be a name, found a map\n"
        "  ^ expected a name such as `api-latency`\n"
        "  help: put the text in quotes if it begins with `{` or `[` or has `: ` in it\n" },
    { &demo_record, "name: ''\n",
        "1:8+0 invalid-value: `name` is empty\n"
        "  ^ expected a name such as `api-latency`\n" },
    { &demo_record, "name:\n",
        "1:1+4 wrong-type: `name` has no value\n"
        "  ^ expected a name such as `api-latency`\n"
        "  help: give it a value\n" },
    { &demo_record, "text\n",
        "1:1+4 wrong-type: a demonstration must be a map, found `text`\n"
        "  ^ expected a demonstration\n" },
    { &demo_record, "[a]\n",
        "1:1+3 wrong-type: a demonstration must be a map, found a list\n"
        "  ^ expected a demonstration\n" },
    { &demo_record, "wrapped: 5\n", "1:10+1 wrong-type: nothing is wrapped\n" },
    { &demo_record, "wrapped: {name: x}\n", "" },
};

static void
mistaken_values_are_explained(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof values_cases / sizeof values_cases[0]; i++) {
        check_findings(values_cases[i].record, values_cases[i].yaml, values_cases[i].findings);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mistaken_keys_are_explained),
        cmocka_unit_test(mistaken_values_are_explained),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
