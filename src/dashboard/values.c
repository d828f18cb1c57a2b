/*
 * Values that nobody wrote: what is derived for Grafana's own options.
 */
#include "dashboard/make.h"
#include "data/json_write.h"

const struct value *
value_of_word(struct arena *arena, const char *word)
{
    struct str text = str_from(word);
    struct value *value = value_new_text(arena, text, span_none());
    if (json_is_number(text)) {
        value->kind = VALUE_KIND_NUMBER;
    } else if (str_is(text, "true") || str_is(text, "false")) {
        value->kind = VALUE_KIND_BOOL;
        value->truth = str_is(text, "true");
    }
    return value;
}

const struct value *
value_of_text(struct arena *arena, struct str text)
{
    return value_new_text(arena, text, span_none());
}

struct value *
value_of_map(struct arena *arena)
{
    return value_new_map(arena, span_none());
}

void
value_put(struct arena *arena, struct value *map, const char *key, const struct value *value)
{
    value_add_entry(arena, map, str_from(key), span_none(), value);
}
