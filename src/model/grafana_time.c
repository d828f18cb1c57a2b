/*
 * Reading Grafana's date mathematics, as far as to tell right from wrong.
 */
#include "model/grafana_time.h"

#include <string.h>

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t
skip_digits(struct str text, size_t at)
{
    while (at < text.len && is_digit(text.at[at])) {
        at++;
    }
    return at;
}

/* The end of a unit that begins here, or `at` itself. `f` marks fiscal years and quarters. */
static size_t
skip_unit(struct str text, size_t at)
{
    bool is_fiscal = at + 1 < text.len && text.at[at] == 'f' && strchr("yQ", text.at[at + 1]);
    if (is_fiscal) {
        return at + 2;
    }
    if (at + 1 < text.len && text.at[at] == 'm' && text.at[at + 1] == 's') {
        return at + 2;
    }
    bool is_unit = at < text.len && text.at[at] && strchr("yQMwdhms", text.at[at]);
    return at + is_unit;
}

bool
grafana_is_interval(struct str text)
{
    size_t digits = skip_digits(text, 0);
    size_t end = skip_unit(text, digits);
    return digits > 0 && end > digits && end == text.len;
}

bool
grafana_interval_length(struct str text, int64_t *milliseconds)
{
    static const struct {
        char unit;
        int64_t seconds;
    } units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 }, { 'w', 604800 },
        { 'M', 2592000 }, { 'Q', 7776000 }, { 'y', 31536000 } };
    static const int64_t longest = 36525 * INT64_C(86400);
    size_t digits = skip_digits(text, 0);
    int64_t number = 0;
    for (size_t i = 0; i < digits && number <= longest; i++) {
        number = number * 10 + (text.at[i] - '0');
    }
    if (!grafana_is_interval(text) || number > longest) {
        return false;
    }
    if (str_ends_with(text, STR("ms"))) {
        *milliseconds = number;
        return true;
    }
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (text.at[text.len - 1] == units[i].unit) {
            *milliseconds = number * units[i].seconds * 1000;
            return number <= longest / units[i].seconds;
        }
    }
    return false;
}

/* What follows `now`: `-6h`, `+1d`, `/d`, any number of them. */
static bool
is_arithmetic(struct str text, size_t at)
{
    while (at < text.len) {
        char sign = text.at[at++];
        size_t start = at;
        if (sign == '-' || sign == '+') {
            start = at = skip_digits(text, at);
        } else if (sign != '/') {
            return false;
        }
        at = skip_unit(text, at);
        if (at == start) {
            return false;
        }
    }
    return true;
}

/* `2026-01-31`, with a time of day or without, or milliseconds. */
static bool
is_absolute(struct str text)
{
    if (skip_digits(text, 0) == text.len) {
        return text.len >= 10;
    }
    static const char form[] = "dddd-dd-dd";
    for (size_t i = 0; i < sizeof form - 1; i++) {
        bool fits =
            i < text.len && (form[i] == 'd' ? is_digit(text.at[i]) : text.at[i] == form[i]);
        if (!fits) {
            return false;
        }
    }
    for (size_t i = sizeof form - 1; i < text.len; i++) {
        if (!is_digit(text.at[i]) && (!text.at[i] || !strchr("T :.Z+-", text.at[i]))) {
            return false;
        }
    }
    return true;
}

bool
grafana_is_moment(struct str text)
{
    if (str_starts_with(text, STR("now"))) {
        return is_arithmetic(text, strlen("now"));
    }
    return text.len > 0 && is_absolute(text);
}
