/*
 * Looking up Grafana's words; see grafana_words.def, grafana_units.def, grafana_unit_words.def.
 */
#include "model/grafana_registry.h"

#define LIST(name, ...) static const char *const name[] = { __VA_ARGS__, NULL };
#include "model/grafana_words.def"
#undef LIST

const struct grafana_unit grafana_units[] = {
#define UNIT(id, category) { id, category },
#include "model/grafana_units.def"
#undef UNIT
    { NULL, NULL },
};

const struct grafana_unit_word grafana_unit_words[] = {
#define WORD(word, id) { word, id },
#include "model/grafana_unit_words.def"
#undef WORD
    { NULL, NULL },
};

static const char *const unit_prefixes[] = {
    "prefix:", "suffix:", "si:", "time:", "count:", "currency:", "bool:", NULL
};

/* By enum grafana_list. */
static const char *const *const lists[] = {
    [GRAFANA_LIST_REDUCERS] = reducers,
    [GRAFANA_LIST_TRANSFORMERS] = transformers,
    [GRAFANA_LIST_FIELD_MATCHERS] = field_matchers,
    [GRAFANA_LIST_FRAME_MATCHERS] = frame_matchers,
    [GRAFANA_LIST_VALUE_MATCHERS] = value_matchers,
    [GRAFANA_LIST_COLOR_MODES] = color_modes,
    [GRAFANA_LIST_COLORS] = colors,
    [GRAFANA_LIST_PROPERTIES] = properties,
};

static bool
is_one_of(const char *const *words, struct str word)
{
    for (size_t i = 0; words[i]; i++) {
        if (str_is(word, words[i])) {
            return true;
        }
    }
    return false;
}

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* `p1` … `p99`. */
static bool
is_percentile(struct str word)
{
    bool is_short = word.len == 2 || word.len == 3;
    return is_short && word.at[0] == 'p' && word.at[1] >= '1' && is_digit(word.at[1]) &&
           (word.len == 2 || is_digit(word.at[2]));
}

static bool
is_hex_color(struct str word)
{
    bool has_length = word.len == 4 || word.len == 5 || word.len == 7 || word.len == 9;
    if (!has_length || word.at[0] != '#') {
        return false;
    }
    for (size_t i = 1; i < word.len; i++) {
        char c = word.at[i];
        if (!is_digit(c) && !(c >= 'a' && c <= 'f') && !(c >= 'A' && c <= 'F')) {
            return false;
        }
    }
    return true;
}

/* `rgb(…)` with numbers, per cents, commas and blanks between the brackets. */
static bool
is_color_function(struct str word)
{
    static const char *const names[] = { "rgb(", "rgba(", "hsl(", "hsla(", NULL };
    for (size_t i = 0; names[i]; i++) {
        struct str name = str_from(names[i]);
        if (!str_starts_with(word, name) || word.at[word.len - 1] != ')') {
            continue;
        }
        size_t numbers = 0;
        for (size_t at = name.len; at + 1 < word.len; at++) {
            char c = word.at[at];
            numbers += is_digit(c) && !is_digit(word.at[at - 1]) && word.at[at - 1] != '.';
            if (!is_digit(c) && (!c || !strchr(" ,.%/-", c))) {
                return false;
            }
        }
        return numbers == 3 || numbers == 4;
    }
    return false;
}

bool
grafana_knows(enum grafana_list list, struct str word)
{
    if (is_one_of(lists[list], word)) {
        return true;
    }
    switch (list) {
    case GRAFANA_LIST_REDUCERS:
        return is_percentile(word);
    case GRAFANA_LIST_COLORS:
        return is_one_of(css_colors, word) || is_hex_color(word) || is_color_function(word);
    case GRAFANA_LIST_PROPERTIES:
        return str_starts_with(word, STR("custom.")) && word.len > strlen("custom.");
    case GRAFANA_LIST_TRANSFORMERS:
    case GRAFANA_LIST_FIELD_MATCHERS:
    case GRAFANA_LIST_FRAME_MATCHERS:
    case GRAFANA_LIST_VALUE_MATCHERS:
    case GRAFANA_LIST_COLOR_MODES:
        break;
    }
    return false;
}

void
grafana_offer(enum grafana_list list, struct nearest *nearest)
{
    for (size_t i = 0; lists[list][i]; i++) {
        nearest_offer(nearest, str_from(lists[list][i]));
    }
}

static const struct grafana_unit *
find_unit(struct str id)
{
    for (const struct grafana_unit *unit = grafana_units; unit->id; unit++) {
        if (str_is(id, unit->id)) {
            return unit;
        }
    }
    return NULL;
}

struct str
grafana_unit_id(struct str word)
{
    if (find_unit(word)) {
        return word;
    }
    for (size_t i = 0; unit_prefixes[i]; i++) {
        struct str prefix = str_from(unit_prefixes[i]);
        if (str_starts_with(word, prefix) && word.len > prefix.len) {
            return word;
        }
    }
    for (const struct grafana_unit_word *row = grafana_unit_words; row->word; row++) {
        if (str_is(word, row->word)) {
            return str_from(row->id);
        }
    }
    return STR("");
}

struct str
grafana_unit_category(struct str id)
{
    const struct grafana_unit *unit = find_unit(id);
    return unit ? str_from(unit->category) : STR("");
}

void
grafana_offer_units(struct nearest *nearest)
{
    for (const struct grafana_unit *unit = grafana_units; unit->id; unit++) {
        nearest_offer(nearest, str_from(unit->id));
    }
    for (const struct grafana_unit_word *row = grafana_unit_words; row->word; row++) {
        nearest_offer(nearest, str_from(row->word));
    }
}
