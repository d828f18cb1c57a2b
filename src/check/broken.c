/*
 * Expressions of which a finding has told that a label is not there: by subject and by place.
 */
#include "check/broken.h"

#include <stdlib.h>

#include "base/map.h"
#include "base/vec.h"

VEC_DECLARE(position_vec, uint32_t);

struct broken {
    struct map subjects;        /* without what tells the rules of one alert apart */
    struct position_vec places; /* ascending */
};

static struct str
object_of(struct str subject)
{
    size_t hash = str_find_char(subject, '#');
    return hash == SIZE_MAX ? subject : str_slice(subject, 0, hash);
}

static int
compare_positions(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a;
    uint32_t right = *(const uint32_t *)b;
    return (left > right) - (left < right);
}

struct broken *
broken_gather(struct arena *arena, const struct diags *diags, size_t first)
{
    struct broken *broken = ARENA_NEW(arena, struct broken);
    map_init(&broken->subjects, arena);
    for (size_t i = first; i < diags->findings.count; i++) {
        const struct finding *finding = diags->findings.at[i];
        if (finding->kind == &check_kind_expression_undefined_label) {
            map_put(&broken->subjects, object_of(finding->subject), broken);
            VEC_PUSH(arena, &broken->places, finding->span.at);
        }
    }
    if (broken->places.count > 0) {
        qsort(broken->places.at, broken->places.count, sizeof *broken->places.at,
            compare_positions);
    }
    return broken;
}

bool
broken_has_subject(const struct broken *broken, struct str subject)
{
    return map_get(&broken->subjects, object_of(subject)) != NULL;
}

bool
broken_has_place(const struct broken *broken, struct span span)
{
    size_t low = 0;
    size_t high = broken->places.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (broken->places.at[middle] < span.at) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < broken->places.count && broken->places.at[low] - span.at < span.len;
}
