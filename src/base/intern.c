/*
 * The interner: a map whose values are the names themselves.
 */
#include "base/intern.h"

#include <assert.h>

void
interner_init(struct interner *interner, struct arena *arena)
{
    *interner = (struct interner){ 0 };
    map_init(&interner->names, arena);
}

void
interner_branch(struct interner *branch, const struct interner *parent, struct arena *arena)
{
    assert(!parent->parent);
    interner_init(branch, arena);
    branch->parent = parent;
}

void
interner_adopt(struct interner *parent, const struct interner *branch)
{
    assert(branch->parent == parent);
    for (size_t i = 0; i < branch->names.count; i++) {
        struct name *name = branch->names.entries[i].value;
        assert(name->id == parent->names.count);
        map_put(&parent->names, name->text, name);
    }
}

const struct name *
intern_find(const struct interner *interner, struct str text)
{
    const struct interner *parent = interner->parent;
    const struct name *known = parent ? map_get(&parent->names, text) : NULL;
    return known ? known : map_get(&interner->names, text);
}

const struct name *
intern(struct interner *interner, struct str text)
{
    const struct name *known = intern_find(interner, text);
    if (known) {
        return known;
    }
    struct arena *arena = interner->names.arena;
    struct name *name = ARENA_NEW(arena, struct name);
    name->text = arena_copy(arena, text);
    size_t older = interner->parent ? interner->parent->names.count : 0;
    name->id = (uint32_t)(older + interner->names.count);
    map_put(&interner->names, name->text, name);
    return name;
}
