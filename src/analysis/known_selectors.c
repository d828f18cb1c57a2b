/*
 * A map by name and matchers, each text behind its length, so that no two of them look alike.
 */
#include "analysis/known_selectors.h"

VEC_DECLARE(byte_vec, char);

struct known_selectors {
    const struct known_selectors *parent; /* of a branch, else NULL */
    struct arena *arena;
    struct map all;      /* by key: struct shape * */
    struct byte_vec key; /* room for the key that is being made */
};

struct known_selectors *
known_selectors_new(struct arena *arena)
{
    struct known_selectors *known = ARENA_NEW(arena, struct known_selectors);
    known->arena = arena;
    map_init(&known->all, arena);
    return known;
}

struct known_selectors *
known_selectors_branch(const struct known_selectors *parent, struct arena *arena)
{
    struct known_selectors *known = known_selectors_new(arena);
    known->parent = parent;
    return known;
}

static void
add_bytes(struct known_selectors *known, const void *bytes, size_t count)
{
    struct byte_vec *key = &known->key;
    if (key->capacity - key->count < count) {
        struct byte_vec larger = { 0 };
        VEC_RESERVE(known->arena, &larger, 2 * (key->count + count));
        if (key->count > 0) {
            memcpy(larger.at, key->at, key->count);
        }
        larger.count = key->count;
        *key = larger;
    }
    if (count > 0) {
        memcpy(key->at + key->count, bytes, count);
    }
    key->count += count;
}

static void
add_text(struct known_selectors *known, struct str text)
{
    add_bytes(known, &text.len, sizeof text.len);
    add_bytes(known, text.at, text.len);
}

struct str
known_selectors_key(struct known_selectors *known, struct str name,
    const struct promql_matcher *matchers, uint32_t count)
{
    known->key.count = 0;
    add_text(known, name);
    for (uint32_t i = 0; i < count; i++) {
        if (matchers[i].has_variable || matchers[i].match == PROMQL_MATCH_VARIABLE) {
            return STR("");
        }
        add_text(known, matchers[i].label);
        add_bytes(known, &matchers[i].match, sizeof matchers[i].match);
        add_text(known, matchers[i].value);
    }
    return str_make(known->key.at, known->key.count);
}

const struct shape *
known_selectors_find(const struct known_selectors *known, struct str key)
{
    const struct shape *shape = known->parent ? map_get(&known->parent->all, key) : NULL;
    return shape ? shape : map_get(&known->all, key);
}

void
known_selectors_keep(struct known_selectors *known, struct str key, const struct shape *shape,
    size_t matcher_count)
{
    struct shape *kept = ARENA_NEW(known->arena, struct shape);
    struct shape_selector *selector = ARENA_NEW(known->arena, struct shape_selector);
    struct shape_alternative *alternatives =
        ARENA_ARRAY(known->arena, struct shape_alternative, shape->count);
    memcpy(alternatives, shape->alternatives, shape->count * sizeof *alternatives);
    *selector = *shape->selector;
    selector->matchers = (const uint8_t *)arena_copy(
        known->arena, str_make((const char *)selector->matchers, matcher_count))
                             .at;
    *kept = *shape;
    kept->selector = selector;
    kept->alternatives = alternatives;
    map_put(&known->all, arena_copy(known->arena, key), kept);
}
