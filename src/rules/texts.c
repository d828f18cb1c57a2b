/*
 * Sets of labels and annotations, in which what is nearer to the rule wins.
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
