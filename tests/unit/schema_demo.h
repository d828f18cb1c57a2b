/*
 * Demonstration records for the tests of the schema room, with every type, shape and short
 * form, and what it takes to decode a YAML text by them.
 */
#ifndef TOCSIN_TESTS_SCHEMA_DEMO_H
#define TOCSIN_TESTS_SCHEMA_DEMO_H

#include "base/buf.h"
#include "read/yaml.h"
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
        .also_called = "room channel_name",
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

static inline const struct value *
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

static inline bool
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

static inline void
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

static inline void
fixture_close(struct fixture *fixture)
{
    arena_finish(&fixture->arena);
}

static inline const struct value *
fixture_read(struct fixture *fixture, struct str yaml)
{
    const struct source *file = sources_add_file(&fixture->sources, STR("a.yaml"), yaml);
    const struct value *value =
        read_yaml(&fixture->arena, &fixture->sources, file, &fixture->diags);
    assert_non_null(value);
    return value;
}

static inline void
print_place(struct fixture *fixture, struct buf *buf, struct span span)
{
    struct place place = { 0 };
    sources_locate(&fixture->sources, span, &place);
    buf_printf(buf, "%u:%u+%u", place.line, place.column, span.len);
}

/* Every finding in the order of reporting: a line for the message, one for each of its parts.
 */
static inline void
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

#endif
