/*
 * The module `tocsin`: t.template, and t.panel and its kin, which note their line.
 */
#include "template/module.h"

#include <assert.h>
#include <lauxlib.h>

#include "base/nearest.h"
#include "template/expression.h"
#include "template/library.h"
#include "template/notes.h"
#include "template/parameter.h"
#include "template/place.h"
#include "template/state.h"

/* The table that t.template gave in this use. */
static const char template_key = 0;

const char *const module_answers[] = {
    [TEMPLATE_KIND_ROW] = "row",
    [TEMPLATE_KIND_PANEL] = "panel",
    [TEMPLATE_KIND_RULES] = "rules",
    [TEMPLATE_KIND_SPEC] = "spec",
};

enum { ANSWER_COUNT = sizeof module_answers / sizeof *module_answers };

static bool
is_among(struct str name, const char *const *known)
{
    for (; *known; known++) {
        if (str_is(name, *known)) {
            return true;
        }
    }
    return false;
}

void
module_check_keys(lua_State *lua, int index, const char *const *known, const char *what)
{
    struct str_vec names = library_names(lua, index);
    struct diags *diags = running_of(lua)->templates->diags;
    for (size_t i = 0; i < names.count; i++) {
        struct str name = names.at[i];
        if (is_among(name, known)) {
            continue;
        }
        struct nearest nearest;
        nearest_begin(&nearest, name);
        struct str list = STR("");
        for (const char *const *at = known; *at; at++) {
            nearest_offer(&nearest, str_from(*at));
            list = arena_printf(
                running_of(lua)->arena, "%.*s%s`%s`", STR_ARG(list), list.len ? ", " : "", *at);
        }
        struct str quoted = running_quote(lua, name);
        struct finding *finding = running_report(lua, &kind_unknown_key,
            place_of_word(running_of(lua), running_line(lua), name), "`%s` knows no %.*s", what,
            STR_ARG(quoted));
        finding_note(diags, finding, "it takes %.*s", STR_ARG(list));
        if (nearest.best.len) {
            finding_help(diags, finding, "did you mean `%.*s`?", STR_ARG(nearest.best));
        }
        running_stop(lua);
    }
}

bool
module_is_template(lua_State *lua, int index)
{
    index = lua_absindex(lua, index);
    lua_rawgetp(lua, LUA_REGISTRYINDEX, &template_key);
    bool is_same = lua_type(lua, -1) == LUA_TTABLE && lua_rawequal(lua, -1, index);
    lua_pop(lua, 1);
    return is_same;
}

static void
check_parameters(lua_State *lua)
{
    int type = lua_getfield(lua, 1, "params");
    if (type == LUA_TNIL) {
        lua_pop(lua, 1);
        lua_newtable(lua);
        lua_pushvalue(lua, -1);
        lua_setfield(lua, 1, "params");
    } else if (type != LUA_TTABLE) {
        running_error_help(lua, "write `params = { name = t.text {} }`",
            "`params` of `t.template` must be a table, found %s", expression_found(lua, -1));
    }
    struct str_vec names = library_names(lua, -1);
    for (size_t i = 0; i < names.count; i++) {
        lua_pushlstring(lua, names.at[i].at, names.at[i].len);
        lua_rawget(lua, -2);
        if (!parameter_type_at(lua, -1)) {
            running_error_help(lua, "write a type, such as `t.text { default = \"…\" }`",
                "the parameter `%.*s` has no type", STR_ARG(names.at[i]));
        }
        lua_pop(lua, 1);
    }
    lua_pop(lua, 1);
}

/* template { doc =, params =, row =, panel =, rules =, spec = } */
static int
module_template(lua_State *lua)
{
    static const char *const keys[] = { "doc", "params", "row", "panel", "rules", "spec",
        NULL };
    luaL_checktype(lua, 1, LUA_TTABLE);
    lua_settop(lua, 1);
    module_check_keys(lua, 1, keys, "t.template");
    if (lua_getfield(lua, 1, "doc") != LUA_TSTRING) {
        running_error_help(lua, "write `doc = \"…\"`: the first sentence stands in lists",
            "`t.template` needs a `doc` that says what the template is for");
    }
    check_parameters(lua);
    int count = 0;
    for (size_t i = 0; i < ANSWER_COUNT; i++) {
        int type = lua_getfield(lua, 1, module_answers[i]);
        if (type != LUA_TNIL && type != LUA_TFUNCTION) {
            running_error(lua, "`%s` of `t.template` must be a function, found %s",
                module_answers[i], expression_found(lua, -1));
        }
        count += type == LUA_TFUNCTION;
    }
    if (count == 0) {
        running_error_help(lua, "write `row = function(p) return { … } end`",
            "`t.template` has none of the functions `row`, `panel`, `rules`, `spec`");
    }
    lua_settop(lua, 1);
    lua_pushvalue(lua, 1);
    lua_rawsetp(lua, LUA_REGISTRYINDEX, &template_key);
    return 1;
}

/* The next step of a path, `.name` or `[2]`; false when it is no path. */
static bool
next_step(struct str *path, struct str *name, size_t *item)
{
    if (path->len > 0 && path->at[0] == '[') {
        size_t end = str_find_char(*path, ']');
        *item = 0;
        for (size_t i = 1; end != SIZE_MAX && i < end && i < 8; i++) {
            char c = path->at[i];
            if (c < '0' || c > '9') {
                return false;
            }
            *item = *item * 10 + (size_t)(c - '0');
        }
        *path = str_slice(*path, end == SIZE_MAX ? path->len : end + 1, path->len);
        *name = STR("");
        return *item > 0;
    }
    size_t from = path->len > 0 && path->at[0] == '.';
    size_t to = from;
    while (to < path->len && path->at[to] != '.' && path->at[to] != '[') {
        to++;
    }
    *name = str_slice(*path, from, to);
    *path = str_slice(*path, to, path->len);
    return name->len > 0;
}

static const struct value *
step_into(const struct value *value, struct str name, size_t item)
{
    if (name.len > 0) {
        const struct value_entry *entry = value_find_str(value, name);
        return entry ? entry->value : NULL;
    }
    if (value->kind != VALUE_KIND_LIST) {
        return item == 1 ? value : NULL; /* a single element without brackets */
    }
    return item <= value->items.count ? value->items.at[item - 1] : NULL;
}

struct span
module_parameter_span(const struct template_use *use, struct str path)
{
    const struct value *value = use->with;
    struct str name;
    size_t item;
    struct span span = span_is_set(use->name_span) ? use->name_span : use->span;
    while (value && path.len > 0 && next_step(&path, &name, &item)) {
        value = step_into(value, name, item);
        span = value && span_is_set(value->span) ? value->span : span;
    }
    return span;
}

/* panel { … } gives the table back and remembers where it stands. */
static int
module_note_line(lua_State *lua)
{
    luaL_checktype(lua, 1, LUA_TTABLE);
    lua_settop(lua, 1);
    assert(!running_of(lua)->keeping); /* the note would be lost with the run */
    notes_set_line(lua, 1, running_line(lua));
    return 1;
}

void
sandbox_open_template(lua_State *lua)
{
    static const luaL_Reg functions[] = {
        { "alert", module_note_line },
        { "dashboard", module_note_line },
        { "panel", module_note_line },
        { "recording", module_note_line },
        { "row", module_note_line },
        { "slo", module_note_line },
        { "template", module_template },
        { NULL, NULL },
    };
    luaL_setfuncs(lua, functions, 0);
    parameter_open(lua);
}

void
module_push(lua_State *lua)
{
    lua_pushnil(lua);
    lua_rawsetp(lua, LUA_REGISTRYINDEX, &template_key);
    notes_open(lua);
    lua_createtable(lua, 0, 160); /* as many functions as there are, or it grows at every use */
    library_open_text(lua);
    sandbox_open_expression(lua);
    sandbox_open_number(lua);
    sandbox_open_catalog(lua);
    sandbox_open_findings(lua);
    sandbox_open_template(lua);
    library_make_strict(lua, "`tocsin` has no function %s");
}
