/*
 * Reading a table of Lua: its keys in the order of `pairs`, and what is known of its texts.
 */
#include "template/value_place.h"

#include <lauxlib.h>
#include <stdlib.h>

#include "template/state.h"

enum { KEY_STEPS = 8, FEW_ENTRIES = 16 };

/* The string on top of the stack. */
static struct str
text_of_string(lua_State *lua)
{
    struct str text;
    text.at = lua_tolstring(lua, -1, &text.len);
    return text;
}

/* The key is on top of the stack. */
static void
read_key(struct taking *taking, struct table_entry *entry)
{
    lua_State *lua = taking->lua;
    if (lua_type(lua, -1) == LUA_TSTRING) {
        entry->name = known_name_of(taking->running, text_of_string(lua));
        entry->key = &entry->name->key;
    } else {
        struct library_key *key = ARENA_NEW(taking->running->arena, struct library_key);
        *key = library_key_at_top(lua);
        entry->key = key;
    }
}

static int
compare_entries(const void *left, const void *right)
{
    const struct table_entry *a = left;
    const struct table_entry *b = right;
    return library_compare_keys(a->key, b->key);
}

/* Few, as nearly always, are sorted by putting each where it belongs. */
static void
sort_entries(struct table_entry_vec *table)
{
    if (table->count > FEW_ENTRIES) {
        qsort(table->at, table->count, sizeof *table->at, compare_entries);
        return;
    }
    for (size_t i = 1; i < table->count; i++) {
        struct table_entry entry = table->at[i];
        size_t at = i;
        for (; at > 0 && compare_entries(&entry, &table->at[at - 1]) < 0; at--) {
            table->at[at] = table->at[at - 1];
        }
        table->at[at] = entry;
    }
}

struct table_entry_vec
value_read_table(struct taking *taking, int index)
{
    lua_State *lua = taking->lua;
    struct table_entry_vec table = { 0 };
    bool is_ordered = true; /* as the items of a list are */
    lua_pushnil(lua);
    while (lua_next(lua, index)) {
        struct table_entry entry = { .type = lua_type(lua, -1) };
        if (entry.type == LUA_TSTRING) {
            entry.text = known_text_of(taking->running, text_of_string(lua));
        }
        if (entry.text || table.count >= VALUE_TABLE_SLOTS) {
            lua_pop(lua, 1);
        } else {
            lua_insert(lua, -2);
            entry.index = lua_gettop(lua) - 1;
        }
        read_key(taking, &entry);
        is_ordered =
            is_ordered && (table.count == 0 || compare_entries(VEC_LAST(&table), &entry) < 0);
        VEC_PUSH(taking->running->arena, &table, entry);
    }
    running_charge(lua, table.count * KEY_STEPS);
    if (!is_ordered) {
        sort_entries(&table);
    }
    return table;
}
