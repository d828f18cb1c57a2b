/*
 * One row per field type.
 */
#include "schema/types.h"

#include <assert.h>

#include "base/buf.h"

#define OF(type) sizeof(type), _Alignof(type)
#define UNIT_PATTERN                                                                           \
    "^-?[0-9][0-9_]*(\\.[0-9]+)?([eE][+-]?[0-9]+)?(%|[a-zA-Z]+)?$|^-?([0-9]+[a-z]+)+$"
#define METRIC_PATTERN "^[a-zA-Z_:][a-zA-Z0-9_:]*$"

static const struct type_words rows[] = {
    [FIELD_TYPE_TEXT] = { "text", "texts", NULL, NULL, OF(struct text), true },
    [FIELD_TYPE_KEY] = { "a name", "names", "`api-latency`",
        "^(?!.*\\.\\.)[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*$", OF(struct text), false },
    [FIELD_TYPE_METRIC] = { "a metric name", "metric names", "`http_requests_total`",
        METRIC_PATTERN, OF(struct text), false },
    [FIELD_TYPE_LABEL] = { "a label name", "label names", "`status_code`",
        "^[a-zA-Z_][a-zA-Z0-9_]*$", OF(struct text), false },
    [FIELD_TYPE_EXPR] = { "a PromQL expression", "PromQL expressions", "`rate(x[5m])`", NULL,
        OF(struct text), false },
    [FIELD_TYPE_ANNOTATION] = { "text with Prometheus' templates",
        "texts with Prometheus' templates", NULL, NULL, OF(struct text), true },
    [FIELD_TYPE_NOTIFICATION] = { "text with Alertmanager's templates",
        "texts with Alertmanager's templates", NULL, NULL, OF(struct text), true },
    [FIELD_TYPE_REGEX] = { "a regular expression (RE2)", "regular expressions (RE2)", "`5..`",
        NULL, OF(struct text), true },
    [FIELD_TYPE_URL] = { "a URL", "URLs", "`https://grafana.example.org`", NULL,
        OF(struct text), false },
    [FIELD_TYPE_PATH] = { "a file name", "file names", "`/etc/alertmanager/slack.url`", NULL,
        OF(struct text), false },
    [FIELD_TYPE_SECRET] = { "a secret", "secrets", "`${SLACK_URL}`", NULL, OF(struct text),
        false },
    [FIELD_TYPE_BOOL] = { "`true` or `false`", "booleans", NULL, NULL, OF(struct flag), false },
    [FIELD_TYPE_COUNT] = { "a whole number, 0 or more", "whole numbers", "`100`",
        "^[0-9][0-9_]*$", OF(struct count), false },
    [FIELD_TYPE_INTEGER] = { "a whole number", "whole numbers", "`-1`", "^-?[0-9][0-9_]*$",
        OF(struct count), false },
    [FIELD_TYPE_NUMBER] = { "a number", "numbers", "`0.5`, `80%`, `500ms` or `5MiB`",
        UNIT_PATTERN, OF(struct number), false },
    [FIELD_TYPE_DURATION] = { "a duration", "durations", "`30s`, `5m` or `1h30m`",
        "^0$|^([0-9]+y)?([0-9]+w)?([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$",
        OF(struct period), false },
    [FIELD_TYPE_SIZE] = { "a size in bytes", "sizes in bytes", "`10MB` or `1GiB`",
        "^0$|^[0-9.]+([KMGTPE]i?)?B$", OF(struct text), false },
    [FIELD_TYPE_CHOICE] = { "a word", "words", NULL, NULL, OF(struct choice), false },
    [FIELD_TYPE_DATE] = { "a date", "dates", "`2027-03-31`", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
        OF(struct date), false },
    [FIELD_TYPE_VERSION] = { "a version", "versions", "`2.42` or `3.1.0`",
        "^v?[0-9]+(\\.[0-9]+){0,2}$", OF(struct version_field), false },
    [FIELD_TYPE_RECORD] = { "a map", "maps", NULL, NULL, 0, 1, false },
    [FIELD_TYPE_VALUE] = { "anything", "anything", NULL, NULL, OF(const struct value *), true },
};

const struct type_words *
type_words(enum field_type type)
{
    assert((size_t)type < sizeof rows / sizeof rows[0]);
    return &rows[type];
}

bool
type_is_text(enum field_type type)
{
    return type <= FIELD_TYPE_SECRET || type == FIELD_TYPE_SIZE;
}

struct str
type_join(struct arena *arena, const struct str *words, size_t count, const char *joint)
{
    struct buf buf;
    buf_init(&buf);
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && i + 1 == count) {
            buf_printf(&buf, " %s ", joint);
        } else if (i > 0) {
            buf_add_text(&buf, ", ");
        }
        buf_printf(&buf, "`%.*s`", STR_ARG(words[i]));
    }
    struct str joined = arena_copy(arena, buf_str(&buf));
    buf_finish(&buf);
    return joined;
}

static struct str
choice_noun(struct arena *arena, const struct field *field)
{
    struct str_vec words = { 0 };
    for (size_t i = 0; field->words[i]; i++) {
        VEC_PUSH(arena, &words, str_from(field->words[i]));
    }
    enum { MOST_LISTED = 20, LISTED = 3 };
    bool is_long = words.count > MOST_LISTED;
    struct str list = type_join(arena, words.at, is_long ? LISTED : words.count, "or");
    return is_long ? arena_printf(
                         arena, "one of %zu words, such as %.*s", words.count, STR_ARG(list))
                   : list;
}

struct str
type_noun(struct arena *arena, const struct field *field)
{
    const struct record *record = field->record;
    if (field->type == FIELD_TYPE_CHOICE) {
        return choice_noun(arena, field);
    }
    bool is_record =
        field->type == FIELD_TYPE_RECORD || (field->type == FIELD_TYPE_VALUE && record);
    if (!is_record && field->words) {
        return arena_printf(arena, "%s or %.*s", type_words(field->type)->noun,
            STR_ARG(choice_noun(arena, field)));
    }
    if (!is_record) {
        return str_from(type_words(field->type)->noun);
    }
    if (record->text_field && record->list_field) {
        return STR("text, a list or a map");
    }
    if (record->list_field) {
        return STR("a list or a map");
    }
    return record->text_field ? STR("text or a map") : STR("a map");
}

struct str
type_bare_name(const struct record *record)
{
    struct str name = str_from(record->name);
    static const char *const articles[] = { "a ", "an ", "the " };
    for (size_t i = 0; i < sizeof articles / sizeof articles[0]; i++) {
        struct str article = str_from(articles[i]);
        if (str_starts_with(name, article)) {
            return str_slice(name, article.len, name.len);
        }
    }
    return name;
}

const char *
type_tool_name(enum tool tool)
{
    static const char *const names[] = { "", "Prometheus", "Alertmanager", "Grafana" };
    return names[tool];
}

const char *
type_tool_key(enum tool tool)
{
    static const char *const keys[] = { "", "prometheus", "alertmanager", "grafana" };
    return keys[tool];
}
