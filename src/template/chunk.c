/*
 * Compiled files. A compiled function refers to its environment through its first upvalue; each
 * run sets that to an environment of its own, so one use leaves nothing to the next.
 */
#include "template/chunk.h"

#include <lauxlib.h>

#include "template/expression.h"
#include "template/library.h"
#include "template/module.h"
#include "template/state.h"

struct chunk *
chunk_of(struct templates *templates, const struct template_file *file)
{
    struct map *chunks = &templates->sandbox->chunks;
    struct chunk *chunk = map_get(chunks, file->path);
    if (!chunk || chunk->file != file) {
        chunk = ARENA_NEW(templates->arena, struct chunk);
        chunk->file = file;
        chunk->function = LUA_NOREF;
        literals_init(&chunk->literals, templates->arena, file->text);
        map_put(chunks, file->path, chunk);
    }
    return chunk;
}

static void
compile(lua_State *lua, struct chunk *chunk)
{
    struct str text = chunk->file->text;
    if (text.len > 0 && text.at[0] == LUA_SIGNATURE[0]) {
        struct finding *finding =
            running_report(lua, &kind_lua_syntax, running_of(lua)->use->name_span,
                "`%.*s` is compiled Lua", STR_ARG(chunk->file->path));
        finding_help(running_of(lua)->templates->diags, finding,
            "keep the text of the template: compiled code is never run");
        running_stop(lua);
    }
    struct sandbox *sandbox = running_of(lua)->templates->sandbox;
    sandbox->is_compiling = true;
    int status = luaL_loadbufferx(lua, text.at, text.len, sandbox_chunk_name, "t");
    sandbox->is_compiling = false;
    if (status == LUA_ERRMEM) {
        limits_report(sandbox, running_of(lua));
        running_stop(lua);
    }
    if (status != LUA_OK) {
        sandbox_report_syntax(lua, text_at(lua, -1));
        running_stop(lua);
    }
    lua_pushvalue(lua, -1);
    chunk->function = luaL_ref(lua, LUA_REGISTRYINDEX);
}

void
chunk_run(lua_State *lua, struct chunk *chunk)
{
    if (chunk->function == LUA_NOREF) {
        compile(lua, chunk);
    } else {
        lua_rawgeti(lua, LUA_REGISTRYINDEX, chunk->function);
    }
    environment_push(lua);
    lua_setupvalue(lua, -2, 1);
    lua_call(lua, 0, 1);
    if (module_is_template(lua, -1)) {
        return;
    }
    struct finding *finding = running_report(lua, &kind_lua_error,
        running_span_of_line(running_of(lua), 0), "the file of template `%.*s` returns %s",
        STR_ARG(chunk->file->name), lua_isnil(lua, -1) ? "nothing" : expression_found(lua, -1));
    finding_help(
        running_of(lua)->templates->diags, finding, "end it with `return t.template { … }`");
    running_stop(lua);
}
