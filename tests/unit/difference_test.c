/*
 * Merging backwards: what is laid over again must give the target, order of keys and all.
 */
#include "unit.h"

#include "spec/difference.h"
#include "spec/merge.h"

/* The same numbers on every machine. */
static unsigned
next_random(unsigned *state)
{
    *state = *state * 1103515245u + 12345u;
    return (*state >> 16) & 0x7fff;
}

/* A map with some of the keys a to f, in some order, lists and texts in it. */
static const struct value *
random_value(struct arena *arena, unsigned *state, int depth)
{
    static const char *const keys[] = { "a", "b", "c", "d", "e", "f" };
    unsigned kind = next_random(state) % 4;
    if (depth > 0 && (kind < 2 || depth == 3)) {
        struct value *map = value_new_map(arena, span_none());
        unsigned first = next_random(state) % 6;
        unsigned step = next_random(state) % 2 ? 1 : 5;
        for (unsigned i = 0; i < 6; i++) {
            struct str key = str_from(keys[(first + i * step) % 6]);
            if (next_random(state) % 2) {
                value_add_entry(
                    arena, map, key, span_none(), random_value(arena, state, depth - 1));
            }
        }
        return map;
    }
    if (depth > 0 && kind == 2) {
        struct value *list = value_new_list(arena, span_none());
        value_add_item(arena, list, random_value(arena, state, depth - 1));
        return list;
    }
    return kind == 3 && next_random(state) % 8 == 0
               ? value_new(arena, VALUE_KIND_NULL, span_none())
               : value_new_text(arena, str_from(keys[next_random(state) % 6]), span_none());
}

static void
an_overlay_that_is_found_gives_the_target(void **test)
{
    (void)test;
    struct arena arena;
    arena_init(&arena);
    unsigned state = 1;
    int found = 0;
    int empty = 0;
    for (int i = 0; i < 20000; i++) {
        const struct value *under = random_value(&arena, &state, 3);
        const struct value *target = random_value(&arena, &state, 3);
        const struct value *over;
        if (!difference_make(&arena, under, target, &over)) {
            continue;
        }
        found++;
        empty += over == NULL;
        const struct value *merged = over ? merge_overlay(&arena, under, over) : under;
        assert_true(difference_is_none(merged, target));
    }
    assert_in_range(found, 1000, 19000);
    assert_in_range(empty, 1, 1000);
    arena_finish(&arena);
}

static void
a_base_has_the_keys_of_all_targets(void **test)
{
    (void)test;
    struct arena arena;
    arena_init(&arena);
    unsigned state = 7;
    int fitting = 0;
    for (int i = 0; i < 5000; i++) {
        const struct value *targets[3] = { random_value(&arena, &state, 3),
            random_value(&arena, &state, 3), NULL };
        const struct value *base = difference_base(&arena, targets, 3);
        bool is_fit = true;
        for (size_t j = 0; j < 2; j++) {
            const struct value *over;
            is_fit = difference_make(&arena, base, targets[j], &over) && is_fit;
            for (size_t k = 0; k < targets[j]->entries.count; k++) {
                assert_non_null(value_find_str(base, targets[j]->entries.at[k].key));
            }
        }
        fitting += is_fit;
    }
    assert_in_range(fitting, 500, 5000);
    arena_finish(&arena);
}

static void
an_empty_value_cannot_be_laid_over(void **test)
{
    (void)test;
    struct arena arena;
    arena_init(&arena);
    struct value *under = value_new_map(&arena, span_none());
    struct value *target = value_new_map(&arena, span_none());
    const struct value *over;
    value_add_entry(
        &arena, target, STR("a"), span_none(), value_new(&arena, VALUE_KIND_NULL, span_none()));
    assert_false(difference_make(&arena, under, target, &over));
    assert_true(difference_make(&arena, target, target, &over));
    assert_null(over);
    arena_finish(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_overlay_that_is_found_gives_the_target),
        cmocka_unit_test(a_base_has_the_keys_of_all_targets),
        cmocka_unit_test(an_empty_value_cannot_be_laid_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
