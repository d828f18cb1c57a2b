/*
 * Compiled files. A compiled function refers to its environment through its first upvalue; each
 * run sets that to an environment of its own, so one use leaves nothing to the next. The
 * functions that a run makes share that upvalue: a run whose functions are kept takes it away
 * with them.
 */
#include "template/chunk.h"

#include <lauxlib.h>

#include "template/expression.h"
#include "template/library.h"
#include "template/module.h"
#include "template/place.h"
#include "template/state.h"

struct chunk *
chunk_of(struct templates *templates, const struct template_file *file)
{
    struct map *chunks = &templates->sandbox->chunks;
    struct chunk *chunk = map_get(chunks, file->path);
    if (!chunk || chunk->file != file) {
        chunk = ARENA_NEW(templates->arena, struct chunk);
        chunk->file = file;
        chunk->number = ++templates->sandbox->chunk_count;
        chunk->function = LUA_NOREF;
        literals_init(&chunk->literals, &templates->sandbox->literals, file->text);
        map_put(chunks, file->path, chunk);
    }
    return chunk;
}

static void
compile(lua_State *lua, struct chunk *chunk, const struct running_file *file, struct span blame)
{
    struct str text = chunk->file->text;
    char name[PLACE_CHUNK_NAME_SIZE];
    if (text.len > 0 && text.at[0] == LUA_SIGNATURE[0]) {
        struct finding *finding = running_report(
            lua, &kind_lua_syntax, blame, "`%.*s` is compiled Lua", STR_ARG(chunk->file->path));
        finding_help(running_of(lua)->templates->diags, finding,
            "keep the text of the file: compiled code is never run");
        running_stop(lua);
    }
    struct sandbox *sandbox = running_of(lua)->templates->sandbox;
    place_name_chunk(name, chunk->number);
    sandbox->is_compiling = true;
    int status = luaL_loadbufferx(lua, text.at, text.len, name, "t");
    sandbox->is_compiling = false;
    if (status == LUA_ERRMEM) {
        limits_report(sandbox, running_of(lua));
        running_stop(lua);
    }
    if (status != LUA_OK) {
        sandbox_report_syntax(lua, file, text_at(lua, -1));
        running_stop(lua);
    }
    lua_pushvalue(lua, -1);
    chunk->function = luaL_ref(lua, LUA_REGISTRYINDEX);
}

/* Gives the compiled function a first upvalue of its own again, that of an empty chunk. */
static void
part_from_kept(lua_State *lua, const struct chunk *chunk)
{
    lua_rawgeti(lua, LUA_REGISTRYINDEX, chunk->function);
    if (luaL_loadbufferx(lua, "", 0, "=", "t") != LUA_OK) {
        lua_error(lua);
    }
    lua_upvaluejoin(lua, -2, 1, -1, 1);
    lua_pop(lua, 2);
}

void
chunk_call(
    lua_State *lua, struct chunk *chunk, const struct running_file *file, struct span blame)
{
    if (chunk->function == LUA_NOREF) {
        compile(lua, chunk, file, blame);
    } else {
        lua_rawgeti(lua, LUA_REGISTRYINDEX, chunk->function);
    }
    lua_insert(lua, -2);
    lua_setupvalue(lua, -2, 1);
    lua_call(lua, 0, 1);
    if (running_of(lua)->keeping) {
        part_from_kept(lua, chunk);
    }
}

void
chunk_run(lua_State *lua, struct chunk *chunk)
{
    const struct running *running = running_of(lua);
    const struct running_file *file = running->files.at[0];
    environment_push(lua);
    chunk_call(lua, chunk, file, running->use->name_span);
    if (module_is_template(lua, -1)) {
        return;
    }
    struct finding *finding = running_report(lua, &kind_lua_error, place_of_line(file, 0),
        "the file of template `%.*s` returns %s", STR_ARG(chunk->file->name),
        lua_isnil(lua, -1) ? "nothing" : expression_found(lua, -1));
    finding_help(running->templates->diags, finding, "end it with `return t.template { … }`");
    running_stop(lua);
}
