/*
 * Keeping templates in Lua's registry.
 *
 * A template is run to be kept in a running of its own, before its first use: that costs no use
 * any steps, and sees no facts, which change from environment to environment. Memory that it
 * takes stays as long as the state. Where other modules may be found, in the next system, all
 * begins anew; a template that gets one of its modules from a project is run for each use, as
 * that module must be.
 */
#include "template/kept.h"

#include <lauxlib.h>

#include "template/chunk.h"
#include "template/notes.h"
#include "template/place.h"
#include "template/state.h"

bool
kept_is_tried(const struct templates *templates, const struct chunk *chunk)
{
    return chunk->kept.is_tried && chunk->kept.folders == templates->folders;
}

void
kept_begin(struct templates *templates, struct chunk *chunk)
{
    if (chunk->kept.is_kept) {
        luaL_unref(templates->sandbox->lua, LUA_REGISTRYINDEX, chunk->kept.table);
    }
    chunk->kept = (struct kept){ .folders = templates->folders };
}

bool
kept_add_module(struct templates *templates, struct chunk *chunk, struct chunk *module)
{
    if (!module->file->is_bundled) {
        chunk->kept.is_tried = true;
        return false;
    }
    VEC_PUSH(templates->arena, &chunk->kept.modules, module);
    return true;
}

void
kept_end(lua_State *lua, struct chunk *chunk)
{
    chunk->kept.table = luaL_ref(lua, LUA_REGISTRYINDEX);
    chunk->kept.is_kept = true;
    chunk->kept.is_tried = true;
}

bool
kept_push(lua_State *lua, struct chunk *chunk)
{
    struct running *running = running_of(lua);
    if (!chunk->kept.is_kept) {
        return false;
    }
    notes_open(lua);
    running->is_kept = true;
    limits_trust(running->templates->sandbox);
    for (size_t i = 0; i < chunk->kept.modules.count; i++) {
        if (!place_add_file(running, chunk->kept.modules.at[i])) {
            running_error(lua, "%s", place_no_room);
        }
    }
    lua_rawgeti(lua, LUA_REGISTRYINDEX, chunk->kept.table);
    return true;
}
