/*
 * One reader per family of types; each reads into a local, reports with a help where the text
 * shows what was meant, and writes `out` only on success.
 */
#include "schema/scalar.h"

#include <assert.h>

#include "base/buf.h"
#include "base/duration.h"
#include "base/nearest.h"
#include "schema/name_check.h"
#include "schema/quantity.h"
#include "schema/types.h"
#include "schema/walk.h"

/* What a reader gets: the spot, the value and its text, which is not empty unless the type
 * takes the empty text. */
struct scalar {
    struct schema_context *context;
    const struct spot *spot;
    const struct value *value;
    struct str text;
};

static bool
report_bad_name(const struct scalar *scalar, const char *why, struct str bad)
{
    struct schema_context *context = scalar->context;
    struct finding *finding = complain_scalar(context, scalar->spot, scalar->value);
    finding_caption(context->diags, finding, "%s", why);
    if (scalar->value->span.len == scalar->text.len && bad.len < scalar->text.len) {
        size_t at = (size_t)(bad.at - scalar->text.at);
        finding->span = span_slice(scalar->value->span, at, at + bad.len);
    }
    bool lacks_scheme = scalar->spot->field->type == FIELD_TYPE_URL &&
                        !str_contains(scalar->text, STR("://")) && scalar->text.at[0] != '/';
    if (lacks_scheme) {
        finding_help(context->diags, finding, "write `https://%.*s`", STR_ARG(scalar->text));
    }
    return false;
}

static void
add_secret(const struct scalar *scalar, struct text literal, bool is_in_url)
{
    const struct spot *spot = scalar->spot;
    struct arena *arena = scalar->context->arena;
    struct str key = str_from(spot->field->key);
    struct str twin = arena_printf(arena, "%.*s_file", STR_ARG(key));
    bool has_twin = spot->owner && walk_find_field(spot->owner, twin);
    struct schema_secret secret = { literal, key, has_twin, is_in_url,
        scalar->context->diags->subject };
    VEC_PUSH(arena, &scalar->context->secrets, secret);
}

/* A literal where a secret belongs is no error here: the check `inline-secret` judges it. */
static void
note_secret(const struct scalar *scalar)
{
    if (!name_has_placeholder(scalar->text)) {
        add_secret(scalar, (struct text){ scalar->text, scalar->value->span }, false);
    }
}

/* `https://user:PASSWORD@host/`. */
static void
note_password(const struct scalar *scalar)
{
    struct str password = name_password_of(scalar->text);
    if (password.len == 0 || name_has_placeholder(password)) {
        return;
    }
    struct span span = scalar->value->span;
    if (span.len == scalar->text.len) {
        size_t at = (size_t)(password.at - scalar->text.at);
        span = span_slice(span, at, at + password.len);
    }
    add_secret(scalar, (struct text){ password, span }, true);
}

static bool
read_text(const struct scalar *scalar, void *out)
{
    enum field_type type = scalar->spot->field->type;
    struct str bad;
    const char *why = scalar->text.len ? name_check(type, scalar->text, &bad) : NULL;
    if (why) {
        return report_bad_name(scalar, why, bad);
    }
    if (type == FIELD_TYPE_SECRET) {
        note_secret(scalar);
    } else if (type == FIELD_TYPE_URL) {
        note_password(scalar);
    }
    if (out) {
        *(struct text *)out = (struct text){ scalar->text, scalar->value->span };
    }
    return true;
}

static bool
read_size(const struct scalar *scalar, void *out)
{
    if (!quantity_is_size(scalar->text)) {
        struct finding *finding = complain_scalar(scalar->context, scalar->spot, scalar->value);
        struct str better;
        if (quantity_mend_size(scalar->context->arena, scalar->text, &better)) {
            complain_suggest(scalar->context, finding, scalar->value, better);
        }
        return false;
    }
    if (out) {
        *(struct text *)out = (struct text){ scalar->text, scalar->value->span };
    }
    return true;
}

/* The boolean that a word of YAML 1.1 stands for: 0, 1, or -1 for none. */
static int
old_boolean(struct str text)
{
    static const char *const words[2][8] = {
        { "no", "No", "NO", "off", "Off", "OFF", "False", "FALSE" },
        { "yes", "Yes", "YES", "on", "On", "ON", "True", "TRUE" },
    };
    for (int truth = 0; truth < 2; truth++) {
        for (size_t i = 0; i < 8; i++) {
            if (str_is(text, words[truth][i])) {
                return truth;
            }
        }
    }
    return -1;
}

static bool
read_bool(const struct scalar *scalar, void *out)
{
    const struct value *value = scalar->value;
    bool is_true = str_is(scalar->text, "true");
    bool is_bare = value->kind == VALUE_KIND_BOOL || value->is_plain;
    if (is_bare && (is_true || str_is(scalar->text, "false"))) {
        if (out) {
            *(struct flag *)out = (struct flag){ is_true, true, value->span };
        }
        return true;
    }
    struct schema_context *context = scalar->context;
    struct finding *finding = complain_scalar(context, scalar->spot, value);
    int meant = old_boolean(scalar->text);
    if (meant >= 0 && is_bare) {
        complain_suggest(context, finding, value, meant ? STR("true") : STR("false"));
    } else if (!is_bare && (is_true || str_is(scalar->text, "false"))) {
        finding_caption(context->diags, finding, "a text, because of the quotes");
        finding_help(context->diags, finding, "remove the quotes");
    }
    return false;
}

/* A number of a field without a place is printed as it was written, for a tool that knows no
 * units. */
static bool
is_printable_number(const struct scalar *scalar)
{
    double number;
    return scalar->spot->field->place != SCHEMA_NO_PLACE || number_parse(scalar->text, &number);
}

/* Whether a NUMBER is one of the words that may stand in its place. */
static bool
is_word(const struct scalar *scalar)
{
    const char *const *words = scalar->spot->field->words;
    for (size_t i = 0; words && words[i]; i++) {
        if (str_is(scalar->text, words[i])) {
            return true;
        }
    }
    return false;
}

/* The word that was probably meant in place of a NUMBER; empty for none. */
static struct str
nearest_word(const struct scalar *scalar)
{
    const char *const *words = scalar->spot->field->words;
    struct nearest nearest;
    nearest_begin(&nearest, scalar->text);
    for (size_t i = 0; words && words[i]; i++) {
        nearest_offer(&nearest, str_from(words[i]));
    }
    return nearest.best;
}

static bool
read_number(const struct scalar *scalar, void *out)
{
    struct ratio ratio = ratio_from(0);
    bool is_quantity = is_word(scalar) || quantity_parse(scalar->text, &ratio);
    if (is_quantity && !is_printable_number(scalar)) {
        struct buf plain;
        buf_init(&plain);
        ratio_print(&plain, ratio);
        struct finding *unit = complain_scalar(scalar->context, scalar->spot, scalar->value);
        complain_suggest(scalar->context, unit, scalar->value,
            arena_copy(scalar->context->arena, buf_str(&plain)));
        buf_finish(&plain);
        return false;
    }
    if (is_quantity) {
        if (out) {
            *(struct number *)out =
                (struct number){ ratio, true, scalar->value->span, scalar->text };
        }
        return true;
    }
    struct schema_context *context = scalar->context;
    struct finding *finding = complain_scalar(context, scalar->spot, scalar->value);
    struct str better = nearest_word(scalar);
    double approximate;
    if (better.len > 0) {
        complain_suggest(context, finding, scalar->value, better);
    } else if (quantity_mend(context->arena, scalar->text, &better)) {
        complain_suggest(context, finding, scalar->value, better);
    } else if (number_parse(scalar->text, &approximate)) {
        finding_caption(
            context->diags, finding, "not finite, or too large or too fine to be exact");
    }
    return false;
}

/* COUNT and INTEGER. */
static bool
read_whole(const struct scalar *scalar, void *out)
{
    bool is_count = scalar->spot->field->type == FIELD_TYPE_COUNT;
    struct ratio ratio;
    bool is_number = ratio_parse(scalar->text, &ratio);
    if (is_number && ratio.den == 1 && (ratio.num >= 0 || !is_count)) {
        if (out) {
            *(struct count *)out = (struct count){ ratio.num, true, scalar->value->span };
        }
        return true;
    }
    struct schema_context *context = scalar->context;
    struct finding *finding = complain_scalar(context, scalar->spot, scalar->value);
    if (is_number) {
        finding_caption(
            context->diags, finding, ratio.den == 1 ? "less than 0" : "not a whole number");
    }
    return false;
}

/* Where the usual is counted in days, a bare number is meant so as well. */
static bool
mend_duration(const struct scalar *scalar, struct str *better)
{
    struct arena *arena = scalar->context->arena;
    struct str usual = str_from(scalar->spot->field->fallback);
    struct ratio number;
    if (str_ends_with(usual, STR("d")) && ratio_parse(scalar->text, &number) &&
        number.den == 1 && number.num > 0) {
        *better = arena_printf(arena, "%lldd", (long long)number.num);
        return true;
    }
    return quantity_mend_duration(arena, scalar->text, better);
}

static bool
read_duration(const struct scalar *scalar, void *out)
{
    int64_t milliseconds;
    if (duration_parse(scalar->text, &milliseconds)) {
        if (out) {
            *(struct period *)out = (struct period){ milliseconds, true, scalar->value->span };
        }
        return true;
    }
    struct schema_context *context = scalar->context;
    struct finding *finding = complain_scalar(context, scalar->spot, scalar->value);
    struct str better;
    if (mend_duration(scalar, &better) && !str_equal(better, scalar->text)) {
        complain_suggest(context, finding, scalar->value, better);
    }
    return false;
}

static bool
read_choice(const struct scalar *scalar, void *out)
{
    const char *const *words = scalar->spot->field->words;
    struct nearest nearest;
    nearest_begin(&nearest, scalar->text);
    for (int i = 0; words[i]; i++) {
        if (str_is(scalar->text, words[i])) {
            if (out) {
                *(struct choice *)out = (struct choice){ i, true, scalar->value->span };
            }
            return true;
        }
        nearest_offer(&nearest, str_from(words[i]));
    }
    struct finding *finding = complain_scalar(scalar->context, scalar->spot, scalar->value);
    if (nearest.best.len) {
        complain_suggest(scalar->context, finding, scalar->value, nearest.best);
    }
    return false;
}

static bool
read_digits(struct str text, int *out)
{
    *out = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] < '0' || text.at[i] > '9') {
            return false;
        }
        *out = *out * 10 + (text.at[i] - '0');
    }
    return true;
}

static int
days_of_month(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && is_leap);
}

static bool
parse_date(struct str text, struct date *date)
{
    return text.len == 10 && text.at[4] == '-' && text.at[7] == '-' &&
           read_digits(str_slice(text, 0, 4), &date->year) &&
           read_digits(str_slice(text, 5, 7), &date->month) &&
           read_digits(str_slice(text, 8, 10), &date->day);
}

static bool
is_in_calendar(const struct date *date)
{
    return date->month >= 1 && date->month <= 12 && date->day >= 1 &&
           date->day <= days_of_month(date->year, date->month);
}

static bool
read_date(const struct scalar *scalar, void *out)
{
    struct date date = { .is_set = true, .span = scalar->value->span };
    bool is_date = parse_date(scalar->text, &date);
    if (!is_date || !is_in_calendar(&date)) {
        struct schema_context *context = scalar->context;
        struct finding *finding = complain_scalar(context, scalar->spot, scalar->value);
        if (is_date) {
            finding_caption(context->diags, finding, "no day of the calendar");
        } else {
            finding_caption(
                context->diags, finding, "expected year, month and day: `2027-03-31`");
        }
        return false;
    }
    if (out) {
        *(struct date *)out = date;
    }
    return true;
}

static bool
read_version(const struct scalar *scalar, void *out)
{
    struct version version;
    if (!version_parse(scalar->text, &version)) {
        complain_scalar(scalar->context, scalar->spot, scalar->value);
        return false;
    }
    if (out) {
        *(struct version_field *)out =
            (struct version_field){ version, true, scalar->value->span };
    }
    return true;
}

typedef bool scalar_reader(const struct scalar *scalar, void *out);

static scalar_reader *const readers[] = {
    [FIELD_TYPE_TEXT] = read_text,
    [FIELD_TYPE_KEY] = read_text,
    [FIELD_TYPE_METRIC] = read_text,
    [FIELD_TYPE_LABEL] = read_text,
    [FIELD_TYPE_EXPR] = read_text,
    [FIELD_TYPE_ANNOTATION] = read_text,
    [FIELD_TYPE_NOTIFICATION] = read_text,
    [FIELD_TYPE_REGEX] = read_text,
    [FIELD_TYPE_URL] = read_text,
    [FIELD_TYPE_PATH] = read_text,
    [FIELD_TYPE_SECRET] = read_text,
    [FIELD_TYPE_BOOL] = read_bool,
    [FIELD_TYPE_COUNT] = read_whole,
    [FIELD_TYPE_INTEGER] = read_whole,
    [FIELD_TYPE_NUMBER] = read_number,
    [FIELD_TYPE_DURATION] = read_duration,
    [FIELD_TYPE_SIZE] = read_size,
    [FIELD_TYPE_CHOICE] = read_choice,
    [FIELD_TYPE_DATE] = read_date,
    [FIELD_TYPE_VERSION] = read_version,
};

static bool
needs_text(const struct spot *spot)
{
    return spot->is_key || spot->field->is_required ||
           !type_words(spot->field->type)->takes_empty;
}

bool
scalar_decode(struct schema_context *context, const struct spot *spot,
    const struct value *value, void *out)
{
    const struct field *field = spot->field;
    assert((size_t)field->type < sizeof readers / sizeof readers[0] && readers[field->type]);
    if (value->kind == VALUE_KIND_NULL) {
        complain_no_value(context, spot, value);
        return false;
    }
    if (!walk_is_scalar(value)) {
        complain_wrong_kind(context, spot, value, NULL);
        return false;
    }
    struct str text = walk_scalar_text(value);
    if (text.len == 0 && needs_text(spot)) {
        complain_scalar(context, spot, value);
        return false;
    }
    struct scalar scalar = { context, spot, value, text };
    return readers[field->type](&scalar, out);
}
