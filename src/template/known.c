/*
 * A map by bytes, and in front of it a table by addresses: a short text of Lua stands in memory
 * once, and is mostly asked for at the address where it was found before.
 */
#include "template/known.h"

#include "base/utf8.h"
#include "template/state.h"

enum {
    LONGEST_KNOWN = 40,
    MOST_KNOWN = 1 << 16, /* what is remembered is never forgotten; 200 SLOs have fewer */
};

void
known_texts_init(struct known_texts *known, struct arena *arena)
{
    known->arena = arena; /* the slots are NULL as they are */
    map_init(&known->texts, arena);
}

static struct known_text *
make_view(struct arena *arena, struct str text)
{
    struct known_text *made = ARENA_NEW(arena, struct known_text);
    made->key = (struct library_key){ .is_text = true, .text = text };
    made->is_view = true;
    made->looked_up = SIZE_MAX;
    return made;
}

static struct known_text *
remember(struct known_texts *known, struct str text)
{
    struct known_text *made = ARENA_NEW(known->arena, struct known_text);
    made->key = library_key_of_text(arena_copy(known->arena, text));
    made->is_utf8 = utf8_is_valid(text);
    made->looked_up = SIZE_MAX;
    map_put(&known->texts, made->key.text, made);
    return made;
}

static struct known_text **
slot_of(struct known_texts *known, struct str text)
{
    enum { ALIGNED_BITS = 3, SPREAD_BITS = 10 };
    uintptr_t address = (uintptr_t)text.at >> ALIGNED_BITS;
    return &known->slots[(address ^ address >> SPREAD_BITS) % KNOWN_TEXT_SLOTS];
}

struct known_text *
known_text_of(const struct running *running, struct str text)
{
    struct known_texts *known = &running->templates->sandbox->known;
    struct known_text **slot = slot_of(known, text);
    if (*slot && str_equal((*slot)->key.text, text)) {
        return *slot;
    }
    if (text.len > LONGEST_KNOWN) {
        return make_view(running->arena, text);
    }
    struct known_text *found = map_get(&known->texts, text);
    if (!found && known->texts.count >= MOST_KNOWN) {
        return make_view(running->arena, arena_copy(running->arena, text));
    }
    *slot = found ? found : remember(known, text);
    return *slot;
}

struct known_text *
known_name_of(const struct running *running, struct str name)
{
    struct known_text *known = known_text_of(running, name);
    if (known->is_view) {
        known->key = library_key_of_text(name);
    }
    return known;
}

bool
known_is_utf8(const struct known_text *known)
{
    return known->is_view ? utf8_is_valid(known->key.text) : known->is_utf8;
}

struct str
known_keep(struct known_text *known, struct arena *arena)
{
    struct str text = known->key.text;
    return known->is_view ? arena_copy(arena, text) : text;
}

const struct literal_group *
known_groups(const struct running *running, struct known_text *known)
{
    const struct literal_index *literals = &running->templates->sandbox->literals;
    if (known->looked_up != literals->file_count) {
        known->groups = literal_index_find(literals, known->key.text);
        known->looked_up = literals->file_count;
    }
    return known->groups;
}
