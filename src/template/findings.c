/*
 * t.error and t.warn: what a template has to say of its parameters.
 *
 * Both take the same table and show the parameter, and the line of Lua below it unless that is
 * the binary's. An error ends the use; after a warning it goes on. A warning is a check's
 * finding: `checks:` and `allow` hold for the check of that name, and for `template-warning`
 * where no check has the name.
 */
#include <lauxlib.h>

#include "template/expression.h"
#include "template/module.h"
#include "template/place.h"
#include "template/state.h"

enum {
    MOST_WARNINGS = 100, /* of one use: a loop that warns of everything helps nobody */
    LONGEST_TEXT = 1000,
};

/* What tells the two apart. */
struct manner {
    const char *function;
    const char *label;
    struct diag_kind kind; /* of a finding without a name */
};

static struct str
text_option(lua_State *lua, const struct manner *manner, const char *name)
{
    int type = lua_getfield(lua, 1, name);
    if (type != LUA_TNIL && type != LUA_TSTRING) {
        running_error(lua, "`%s` of `%s` must be a text, found %s", name, manner->function,
            expression_found(lua, -1));
    }
    struct arena *arena = running_of(lua)->templates->diags->arena;
    struct str text = type == LUA_TNIL ? STR("") : arena_copy(arena, text_at(lua, -1));
    lua_pop(lua, 1);
    return str_slice(text, 0, LONGEST_TEXT);
}

static bool
is_kebab(struct str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.at[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        bool is_dash = c == '-' && i > 0 && i + 1 < name.len && name.at[i - 1] != '-';
        if (!is_letter && !is_dash) {
            return false;
        }
    }
    return name.len > 0 && name.len <= 64;
}

/* A kind of finding under the template's own name for it. */
static const struct diag_kind *
kind_called(lua_State *lua, const struct manner *manner, struct str name)
{
    struct arena *arena = running_of(lua)->templates->diags->arena;
    struct diag_kind *kind = ARENA_NEW(arena, struct diag_kind);
    *kind = manner->kind;
    if (name.len == 0) {
        return kind;
    }
    if (!is_kebab(name)) {
        running_error(lua,
            "`name` of `%s` must be lower-case words with `-` between them, found %.*s",
            manner->function, STR_ARG(running_quote(lua, name)));
    }
    kind->name = arena_copy(arena, name).at;
    return kind;
}

/* { message =, name =, at =, help =, note = } */
static void
report_table(lua_State *lua, const struct manner *manner)
{
    static const char *const keys[] = { "message", "name", "at", "help", "note", NULL };
    module_check_keys(lua, 1, keys, manner->function);
    const struct running *running = running_of(lua);
    struct diags *diags = running->templates->diags;
    struct str message = text_option(lua, manner, "message");
    struct str at = text_option(lua, manner, "at");
    struct str help = text_option(lua, manner, "help");
    struct str note = text_option(lua, manner, "note");
    const struct diag_kind *kind = kind_called(lua, manner, text_option(lua, manner, "name"));
    if (message.len == 0) {
        running_error(lua, "`%s` needs a `message`", manner->function);
    }
    struct finding *finding = running_report(
        lua, kind, module_parameter_span(running->use, at), "%.*s", STR_ARG(message));
    finding_topic(diags, finding, at);
    struct span line = running_line(lua);
    const struct running_file *file = place_file_at(running, line.at);
    if (!file || !file->is_bundled) {
        finding_label(diags, finding, line, "%s", manner->label);
    }
    if (note.len) {
        finding_note(diags, finding, "%.*s", STR_ARG(note));
    }
    if (help.len) {
        finding_help(diags, finding, "%.*s", STR_ARG(help));
    }
}

static int
findings_error(lua_State *lua)
{
    const struct manner manner = { "t.error", "refused here", kind_template_refused };
    if (lua_type(lua, 1) != LUA_TTABLE) {
        running_error_help(lua, "write `t.error { message = \"…\" }`, or `error \"…\"`",
            "`t.error` takes a table, found %s", expression_found(lua, 1));
    }
    report_table(lua, &manner);
    running_stop(lua);
}

static int
findings_warn(lua_State *lua)
{
    const struct manner manner = { "t.warn", "warned of here",
        { "template-warning", SEVERITY_WARNING, true, false, "a template warns" } };
    if (lua_type(lua, 1) != LUA_TTABLE) {
        running_error_help(lua, "write `t.warn { message = \"…\" }`",
            "`t.warn` takes a table, found %s", expression_found(lua, 1));
    }
    struct running *running = running_of(lua);
    if (running->warning_count++ == MOST_WARNINGS) {
        running_error(lua, "one use of a template may warn %d times", MOST_WARNINGS);
    }
    report_table(lua, &manner);
    return 0;
}

void
sandbox_open_findings(lua_State *lua)
{
    static const luaL_Reg functions[] = {
        { "error", findings_error },
        { "warn", findings_warn },
        { NULL, NULL },
    };
    luaL_setfuncs(lua, functions, 0);
}
