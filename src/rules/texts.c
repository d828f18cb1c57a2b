/*
 * Sets of labels and annotations, in which what is nearer to the rule wins; and names that
 * stand several times.
 */
#include <stdlib.h>

#include "rules/make.h"

void
set_rule_text(struct arena *arena, struct rule_text_vec *texts, struct rule_text text)
{
    for (size_t i = 0; i < texts->count; i++) {
        if (str_equal(texts->at[i].name, text.name)) {
            texts->at[i] = text;
            return;
        }
    }
    VEC_PUSH(arena, texts, text);
}

static int
compare_names(const void *a, const void *b)
{
    const struct rule_text *left = a;
    const struct rule_text *right = b;
    return str_compare(left->name, right->name);
}

void
sort_rule_texts(struct rule_text_vec *texts)
{
    if (texts->count > 0) {
        qsort(texts->at, texts->count, sizeof *texts->at, compare_names);
    }
}

struct map
find_repeated_keys(struct arena *scratch, const void *elements, size_t count, size_t size)
{
    struct map seen;
    struct map repeated;
    map_init(&seen, scratch);
    map_init(&repeated, scratch);
    for (size_t i = 0; i < count; i++) {
        struct text key;
        memcpy(&key, (const char *)elements + i * size, sizeof key);
        map_put(map_get(&seen, key.str) ? &repeated : &seen, key.str, scratch);
    }
    return repeated;
}
