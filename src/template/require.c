/*
 * Modules of Lua. What a use has required is kept in a table of its own environment, so that
 * the next use begins with none; the compiled files are kept by chunk.c. A kept template has
 * its modules before its first use.
 */
#include "template/require.h"

#include <assert.h>
#include <lauxlib.h>

#include "base/nearest.h"
#include "template/chunk.h"
#include "template/expression.h"
#include "template/library.h"
#include "template/module.h"
#include "template/place.h"
#include "template/state.h"

enum {
    MODULE_STEPS = 100, /* for finding a file and giving its lines positions */
    MOST_MODULES = 60,  /* in one use; calls of Lua from C end at 200 inside each other */
};

/* What the function remembers. */
enum {
    UPVALUE_TOCSIN = 1,
    UPVALUE_ENVIRONMENT, /* that no file runs in: each has a copy */
    UPVALUE_LOADED,      /* a table from names to what the modules gave */
};

static const char how_to_write[] =
    "`require \"folder.name\"` reads `folder/name.lua` below a folder `templates` of the "
    "project or a library";

static struct span
span_of_name(lua_State *lua, struct str name)
{
    return place_of_word(running_of(lua), running_line(lua), name);
}

static struct finding *
report_missing(lua_State *lua, struct str name)
{
    struct str quoted = running_quote(lua, name);
    return running_report(lua, &kind_lua_error, span_of_name(lua, name),
        "there is no module %.*s", STR_ARG(quoted));
}

/* A module whose last part is the name, or one that is called much like it; empty without. */
static struct str
find_nearest(lua_State *lua, struct str name)
{
    struct str_vec names = { 0 };
    template_collect_modules(running_of(lua)->templates, &names);
    struct str ending = arena_printf(running_of(lua)->arena, ".%.*s", STR_ARG(name));
    struct nearest nearest;
    nearest_begin(&nearest, name);
    for (size_t i = 0; i < names.count; i++) {
        if (str_ends_with(names.at[i], ending)) {
            return names.at[i];
        }
        nearest_offer(&nearest, names.at[i]);
    }
    return nearest.best;
}

/* `slo/rows.lua` as it is required: `slo.rows`; empty when no module can be called so. */
static struct str
mend_name(lua_State *lua, struct str name)
{
    struct arena *arena = running_of(lua)->templates->diags->arena;
    struct str bare =
        str_ends_with(name, STR(".lua")) ? str_slice(name, 0, name.len - 4) : name;
    bare = arena_copy(arena, str_slice(bare, 0, 100));
    char *at = ARENA_ARRAY(arena, char, bare.len);
    for (size_t i = 0; i < bare.len; i++) {
        at[i] = bare.at[i] == '/' ? '.' : bare.at[i];
    }
    struct str mended = str_make(at, bare.len);
    return template_is_module_name(mended) ? mended : STR("");
}

_Noreturn static void
refuse_dotless(lua_State *lua, struct str name)
{
    struct diags *diags = running_of(lua)->templates->diags;
    struct finding *finding = report_missing(lua, name);
    struct str nearest = find_nearest(lua, name);
    if (nearest.len > 0) {
        finding_help(diags, finding, "did you mean `%.*s`?", STR_ARG(nearest));
    }
    finding_help(diags, finding, "`tocsin` is the only one without a dot; %s", how_to_write);
    running_stop(lua);
}

static void
check_name(lua_State *lua, struct str name)
{
    struct diags *diags = running_of(lua)->templates->diags;
    if (template_is_module_name(name)) {
        return;
    }
    if (str_find_char(name, '.') == SIZE_MAX && str_find_char(name, '/') == SIZE_MAX) {
        refuse_dotless(lua, name);
    }
    struct str quoted = running_quote(lua, name);
    struct finding *finding = running_report(lua, &kind_lua_error, span_of_name(lua, name),
        "%.*s cannot name a module", STR_ARG(quoted));
    struct str mended = mend_name(lua, name);
    if (mended.len > 0) {
        finding_help(diags, finding, "write `require \"%.*s\"`", STR_ARG(mended));
    } else {
        finding_help(diags, finding,
            "it is two to nine words of lower-case letters, digits, `-` and `_`, with dots "
            "between "
            "them: %s",
            how_to_write);
    }
    running_stop(lua);
}

/* "`specs/templates`, `org/templates`". */
static struct str
list_folders(lua_State *lua)
{
    const struct templates *templates = running_of(lua)->templates;
    struct arena *arena = running_of(lua)->arena;
    struct str list = STR("");
    for (size_t i = 0; i < templates->folder_count; i++) {
        struct str folder = load_join(arena, templates->folders[i], STR("templates"));
        list =
            arena_printf(arena, "%.*s%s`%.*s`", STR_ARG(list), i ? ", " : "", STR_ARG(folder));
    }
    return list;
}

_Noreturn static void
refuse_missing(lua_State *lua, struct str name)
{
    struct templates *templates = running_of(lua)->templates;
    struct diags *diags = templates->diags;
    struct finding *finding = report_missing(lua, name);
    struct str folders = list_folders(lua);
    struct str path = template_module_path(running_of(lua)->arena, name);
    finding_note(diags, finding, "looked for `%.*s` in %.*s%sthe modules of Tocsin itself",
        STR_ARG(path), STR_ARG(folders), folders.len ? " and " : "");
    struct str nearest = find_nearest(lua, name);
    if (nearest.len > 0) {
        finding_help(diags, finding, "did you mean `%.*s`?", STR_ARG(nearest));
    }
    running_stop(lua);
}

/* Ends the use when the module is being run: "`a.x` requires `a.y`, which requires `a.x`". */
static void
check_circle(lua_State *lua, struct str name)
{
    const struct requiring *first = running_of(lua)->requiring;
    while (first && !str_equal(first->name, name)) {
        first = first->by;
    }
    if (!first) {
        return;
    }
    struct arena *arena = running_of(lua)->arena;
    struct str chain = arena_printf(arena, "`%.*s`", STR_ARG(name));
    const struct requiring *at = running_of(lua)->requiring;
    for (; at != first; at = at->by) {
        chain = arena_printf(
            arena, "`%.*s`, which requires %.*s", STR_ARG(at->name), STR_ARG(chain));
    }
    struct finding *finding = running_report(lua, &kind_lua_error, span_of_name(lua, name),
        "modules require each other: `%.*s` requires %.*s", STR_ARG(name), STR_ARG(chain));
    finding_help(running_of(lua)->templates->diags, finding,
        "move what both need into a module of its own");
    running_stop(lua);
}

static const struct template_file *
find_file(lua_State *lua, struct str name)
{
    bool is_broken = false;
    const struct template_file *file = template_find_module(
        running_of(lua)->templates, name, span_of_name(lua, name), &is_broken);
    if (is_broken) {
        running_stop(lua);
    }
    if (!file) {
        refuse_missing(lua, name);
    }
    return file;
}

/* What the module gave is on top of the stack. */
static void
check_result(lua_State *lua, const struct running_file *file, struct str name)
{
    struct diags *diags = running_of(lua)->templates->diags;
    bool is_template = module_is_template(lua, -1);
    if (lua_type(lua, -1) == LUA_TTABLE && !is_template) {
        return;
    }
    const char *found = is_template          ? "a template"
                        : lua_isnil(lua, -1) ? "nothing"
                                             : expression_found(lua, -1);
    struct finding *finding = running_report(lua, &kind_lua_error, place_of_line(file, 0),
        "module `%.*s` returns %s", STR_ARG(name), found);
    finding_help(diags, finding, "%s",
        is_template ? "a template stands directly in a folder `templates` and is used in what "
                      "is returned: `{ template = \"…\" }`"
                    : "end it with `return { … }`, a table of what others may call");
    running_stop(lua);
}

/* Runs the module and pushes its table. */
static void
run_module(lua_State *lua, struct str name)
{
    struct running *running = running_of(lua);
    assert(!running->is_kept); /* ours require at the top of their files */
    running_charge(lua, MODULE_STEPS);
    if (running->files.count > MOST_MODULES) {
        running_error(lua, "a template has at most %d modules", (int)MOST_MODULES);
    }
    struct span blame = running_line(lua);
    struct chunk *chunk = chunk_of(running->templates, find_file(lua, name));
    if (running->keeping && !kept_add_module(running->templates, running->keeping, chunk)) {
        running_stop(lua);
    }
    const struct running_file *file = place_add_file(running, chunk);
    if (!file) {
        running_error(lua, "%s", place_no_room);
    }
    struct requiring requiring = { running->requiring, name };
    running->requiring = &requiring;
    environment_push_copy(lua, lua_upvalueindex(UPVALUE_ENVIRONMENT));
    chunk_call(lua, chunk, file, blame);
    running->requiring = requiring.by;
    check_result(lua, file, name);
}

/* require(name) */
static int
require(lua_State *lua)
{
    luaL_checktype(lua, 1, LUA_TSTRING);
    lua_settop(lua, 1);
    struct str name = text_at(lua, 1);
    if (str_is(name, "tocsin")) {
        lua_pushvalue(lua, lua_upvalueindex(UPVALUE_TOCSIN));
        return 1;
    }
    lua_pushvalue(lua, 1);
    if (lua_rawget(lua, lua_upvalueindex(UPVALUE_LOADED)) != LUA_TNIL) {
        return 1;
    }
    check_name(lua, name);
    check_circle(lua, name);
    run_module(lua, name);
    lua_pushvalue(lua, 1);
    lua_pushvalue(lua, -2);
    lua_rawset(lua, lua_upvalueindex(UPVALUE_LOADED));
    return 1;
}

void
require_open(lua_State *lua)
{
    lua_pushvalue(lua, -2);
    lua_createtable(lua, 0, 0);
    lua_pushcclosure(lua, require, UPVALUE_LOADED);
    lua_setfield(lua, -2, "require");
}
