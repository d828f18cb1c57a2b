/*
 * The interner: a map whose values are the names themselves.
 */
#include "base/intern.h"

void
interner_init(struct interner *interner, struct arena *arena)
{
    map_init(&interner->names, arena);
}

const struct name *
intern_find(const struct interner *interner, struct str text)
{
    return map_get(&interner->names, text);
}

const struct name *
intern(struct interner *interner, struct str text)
{
    struct name *known = map_get(&interner->names, text);
    if (known) {
        return known;
    }
    struct arena *arena = interner->names.arena;
    struct name *name = ARENA_NEW(arena, struct name);
    name->text = arena_copy(arena, text);
    name->id = (uint32_t)interner->names.count;
    map_put(&interner->names, name->text, name);
    return name;
}
