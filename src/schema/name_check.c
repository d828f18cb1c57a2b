/*
 * Names become file names, uids and PromQL; so they are checked byte by byte, and the byte that
 * does not fit is pointed at.
 */
#include "schema/name_check.h"

#include <string.h>

#include "base/utf8.h"

static bool
is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool
is_control(char c)
{
    return (unsigned char)c < 0x20 || c == 0x7f;
}

/* The code point at an offset, as a view. */
static struct str
point_at(struct str text, size_t at)
{
    uint32_t point;
    struct str rest = str_slice(text, at, text.len);
    size_t len = utf8_decode(rest, &point);
    return str_slice(rest, 0, len ? len : 1);
}

static const char *
check_key_parts(struct str text, struct str *bad)
{
    struct str rest = text;
    while (rest.at) {
        struct str part = str_cut(&rest, '/');
        *bad = part.len ? part : text;
        if (part.len == 0) {
            return "no part between `/` may be empty";
        }
        if (str_contains(part, STR("..")) || str_is(part, ".")) {
            return "`.` and `..` would lead to other folders";
        }
    }
    return NULL;
}

static const char *
check_key(struct str text, struct str *bad)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        if (!is_letter(c) && !is_digit(c) && !strchr("-_./", c)) {
            *bad = point_at(text, i);
            return c == ' ' ? "a name has no blanks"
                            : "a name has only letters, digits, `-`, `_`, `.` and `/`";
        }
        if (c == '\0') {
            *bad = point_at(text, i);
            return "a name has no control characters";
        }
    }
    return check_key_parts(text, bad);
}

static const char *
check_metric(struct str text, struct str *bad)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        if (!is_letter(c) && c != '_' && c != ':' && (i == 0 || !is_digit(c))) {
            *bad = point_at(text, i);
            return i == 0 ? "a metric name begins with a letter, `_` or `:`"
                          : "a metric name has only letters, digits, `_` and `:`";
        }
    }
    return NULL;
}

static const char *
check_label(struct str text, struct str *bad)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        if (!is_letter(c) && c != '_' && (i == 0 || !is_digit(c))) {
            *bad = point_at(text, i);
            return i == 0 ? "a label name begins with a letter or `_`"
                          : "a label name has only letters, digits and `_`";
        }
    }
    return NULL;
}

/* Templates and placeholders may stand for any part of a URL. */
static const char *
check_url(struct str text, struct str *bad)
{
    *bad = text;
    if (str_contains(text, STR("{{")) || name_has_placeholder(text)) {
        return NULL;
    }
    struct str rest = text;
    if (str_starts_with(text, STR("http://"))) {
        rest = str_slice(text, 7, text.len);
    } else if (str_starts_with(text, STR("https://"))) {
        rest = str_slice(text, 8, text.len);
    } else {
        return "a URL begins with `http://` or `https://`";
    }
    if (rest.len == 0 || rest.at[0] == '/' || rest.at[0] == '?' || rest.at[0] == '#') {
        return "the host is missing";
    }
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] == ' ' || is_control(text.at[i])) {
            *bad = point_at(text, i);
            return "a URL has no blanks";
        }
    }
    return NULL;
}

static const char *
check_path(struct str text, struct str *bad)
{
    for (size_t i = 0; i < text.len; i++) {
        if (is_control(text.at[i])) {
            *bad = point_at(text, i);
            return "a file name has no control characters";
        }
    }
    return NULL;
}

bool
name_has_placeholder(struct str text)
{
    struct str rest = text;
    for (;;) {
        size_t at = str_find(rest, STR("${"));
        if (at == SIZE_MAX) {
            return false;
        }
        rest = str_slice(rest, at + 2, rest.len);
        size_t end = str_find_char(rest, '}');
        struct str bad;
        if (end != SIZE_MAX && end > 0 && !check_label(str_slice(rest, 0, end), &bad)) {
            return true;
        }
    }
}

struct str
name_password_of(struct str url)
{
    size_t scheme = 0;
    while (scheme < url.len && url.at[scheme] != ':') {
        scheme++;
    }
    struct str rest = str_slice(url, scheme, url.len);
    if (!str_starts_with(rest, STR("://"))) {
        return str_slice(url, 0, 0);
    }
    size_t from = scheme + 3, colon = 0;
    for (size_t i = from; i < url.len && !strchr("/?#", url.at[i]); i++) {
        if (url.at[i] == ':' && !colon) {
            colon = i;
        } else if (url.at[i] == '@') {
            return colon ? str_slice(url, colon + 1, i) : str_slice(url, 0, 0);
        }
    }
    return str_slice(url, 0, 0);
}

/* An expression is parsed later; here it must be there at all. */
static const char *
check_expr(struct str text, struct str *bad)
{
    *bad = text;
    return str_trim(text).len == 0 ? "an expression of blanks" : NULL;
}

typedef const char *name_checker(struct str text, struct str *bad);

static name_checker *const checkers[FIELD_TYPE_VALUE + 1] = {
    [FIELD_TYPE_KEY] = check_key,
    [FIELD_TYPE_METRIC] = check_metric,
    [FIELD_TYPE_LABEL] = check_label,
    [FIELD_TYPE_EXPR] = check_expr,
    [FIELD_TYPE_URL] = check_url,
    [FIELD_TYPE_PATH] = check_path,
};

const char *
name_check(enum field_type type, struct str text, struct str *bad)
{
    return checkers[type] ? checkers[type](text, bad) : NULL;
}
