/*
 * The functions that make types of parameters, and how types are called in messages.
 */
#include "template/parameter.h"

#include <lauxlib.h>

#include "base/nearest.h"
#include "template/expression.h"
#include "template/library.h"
#include "template/module.h"
#include "template/object.h"
#include "template/place.h"
#include "template/state.h"

static const char type_class[] = "parameter type";

enum { MOST_OPTIONS = 4, DEEPEST_NOUN = 8 };

struct type_row {
    const char *name; /* in the module, and without article in pages */
    const char *noun;
    const char *plural;
    const char *options[MOST_OPTIONS]; /* beside doc, default and optional */
};

static const struct type_row rows[] = {
    [PARAMETER_KIND_METRIC] = { "metric", "a metric", "metrics", { "type" } },
    [PARAMETER_KIND_LABEL] = { "label", "a label", "labels", { "of" } },
    [PARAMETER_KIND_LABELS] = { "labels", "a label or a list of labels", "lists of labels",
        { "of" } },
    [PARAMETER_KIND_EXPR] = { "expr", "an expression", "expressions", { NULL } },
    [PARAMETER_KIND_NUMBER] = { "number", "a number", "numbers", { "min", "max" } },
    [PARAMETER_KIND_INTEGER] = { "integer", "a whole number", "whole numbers",
        { "min", "max" } },
    [PARAMETER_KIND_PERCENT] = { "percent", "a percentage", "percentages", { "min", "max" } },
    [PARAMETER_KIND_DURATION] = { "duration", "a duration", "durations", { "min", "max" } },
    [PARAMETER_KIND_TEXT] = { "text", "a text", "texts", { NULL } },
    [PARAMETER_KIND_BOOLEAN] = { "boolean", "`true` or `false`", "booleans", { NULL } },
    [PARAMETER_KIND_CHOICE] = { "choice", "a word", "words", { NULL } },
    [PARAMETER_KIND_LIST] = { "list", "a list", "lists", { "of" } },
    [PARAMETER_KIND_MAP] = { "map", "a map", "maps", { "of" } },
    [PARAMETER_KIND_RECORD] = { "record", "a map", "maps", { NULL } },
    [PARAMETER_KIND_SEVERITY] = { "severity", "a severity", "severities", { NULL } },
    [PARAMETER_KIND_ANY] = { "any", "any value", "values", { NULL } },
};

enum { ROW_COUNT = sizeof rows / sizeof *rows };

const struct parameter_type *
parameter_type_at(lua_State *lua, int index)
{
    return object_at(lua, index, type_class);
}

int
parameter_option(lua_State *lua, int index, const char *name)
{
    lua_getiuservalue(lua, index, 1);
    int type = lua_getfield(lua, -1, name);
    lua_remove(lua, -2);
    return type;
}

const struct value *
parameter_take_default(lua_State *lua, int type)
{
    const struct value *value = value_take(lua, -1);
    enum parameter_kind kind = parameter_type_at(lua, type)->kind;
    bool wants_list = kind == PARAMETER_KIND_LIST || kind == PARAMETER_KIND_LABELS;
    bool is_empty = value->kind == VALUE_KIND_MAP && value->entries.count == 0;
    return wants_list && is_empty
               ? value_new_list(running_of(lua)->templates->arena, value->span)
               : value;
}

/* The words of a choice and the kinds of a metric: "`a`, `b` or `c`". */
static struct str
print_choices(lua_State *lua, int list)
{
    struct arena *arena = running_of(lua)->arena;
    lua_Integer count = (lua_Integer)lua_rawlen(lua, list);
    struct str words = STR("");
    for (lua_Integer i = 1; i <= count; i++) {
        lua_rawgeti(lua, list, i);
        struct str text = library_text(lua, -1);
        const char *before = i == 1 ? "" : i == count ? " or " : ", ";
        words = arena_printf(arena, "%.*s%s`%.*s`", STR_ARG(words), before, STR_ARG(text));
        lua_pop(lua, 2);
    }
    return words;
}

static struct str print_noun(lua_State *lua, int index, bool is_plural, int depth);

/* "a list of durations". */
static struct str
print_container(lua_State *lua, int index, const char *noun, int depth)
{
    struct arena *arena = running_of(lua)->arena;
    if (depth >= DEEPEST_NOUN || parameter_option(lua, index, "of") == LUA_TNIL) {
        lua_pop(lua, depth < DEEPEST_NOUN);
        return str_from(noun);
    }
    struct str inner = print_noun(lua, lua_absindex(lua, -1), true, depth + 1);
    lua_pop(lua, 1);
    return arena_printf(arena, "%s of %.*s", noun, STR_ARG(inner));
}

static struct str
print_metric(lua_State *lua, int index, bool is_plural)
{
    struct arena *arena = running_of(lua)->arena;
    int type = parameter_option(lua, index, "type");
    struct str noun = str_from(is_plural ? "metrics" : "a metric");
    if (type == LUA_TSTRING) {
        struct str kind = text_at(lua, -1);
        noun = is_plural ? arena_printf(arena, "%.*ss", STR_ARG(kind))
                         : arena_printf(arena, "%s %.*s",
                               memchr("aeiou", kind.at[0], 5) ? "an" : "a", STR_ARG(kind));
    } else if (type == LUA_TTABLE) {
        struct str kinds = print_choices(lua, lua_absindex(lua, -1));
        noun = arena_printf(arena, "%.*s (%.*s)", STR_ARG(noun), STR_ARG(kinds));
    }
    lua_pop(lua, 1);
    return noun;
}

static struct str
print_noun(lua_State *lua, int index, bool is_plural, int depth)
{
    const struct parameter_type *type = parameter_type_at(lua, index);
    const struct type_row *row = &rows[type->kind];
    const char *noun = is_plural ? row->plural : row->noun;
    luaL_checkstack(lua, 8, NULL);
    if (type->kind == PARAMETER_KIND_METRIC) {
        return print_metric(lua, index, is_plural);
    }
    if (type->kind == PARAMETER_KIND_LIST || type->kind == PARAMETER_KIND_MAP) {
        return print_container(lua, index, noun, depth);
    }
    if (type->kind == PARAMETER_KIND_CHOICE) {
        lua_getiuservalue(lua, index, 1);
        struct str words = print_choices(lua, lua_absindex(lua, -1));
        lua_pop(lua, 1);
        return words;
    }
    return str_from(noun);
}

struct str
parameter_noun(lua_State *lua, int index)
{
    return print_noun(lua, lua_absindex(lua, index), false, 0);
}

struct str
parameter_words(lua_State *lua, int index)
{
    struct str noun = parameter_noun(lua, index);
    for (size_t i = 0; i < 2; i++) {
        struct str article = i ? STR("an ") : STR("a ");
        if (str_starts_with(noun, article)) {
            return str_slice(noun, article.len, noun.len);
        }
    }
    return noun;
}

static void
check_text_option(lua_State *lua, const char *name)
{
    int type = lua_getfield(lua, 1, name);
    if (type != LUA_TNIL && type != LUA_TSTRING) {
        running_error(lua, "`%s` of a parameter must be a text, found %s", name,
            expression_found(lua, -1));
    }
    lua_pop(lua, 1);
}

static void
check_metric_kind(lua_State *lua, int index)
{
    static const char *const kinds[] = { "counter", "gauge", "histogram", "summary", "info",
        "stateset", "untyped", NULL };
    if (lua_type(lua, index) != LUA_TSTRING) {
        running_error(lua, "`type` of `t.metric` must be a text or a list of texts, found %s",
            expression_found(lua, index));
    }
    struct str kind = text_at(lua, index);
    struct nearest nearest;
    nearest_begin(&nearest, kind);
    for (size_t i = 0; kinds[i]; i++) {
        if (str_is(kind, kinds[i])) {
            return;
        }
        nearest_offer(&nearest, str_from(kinds[i]));
    }
    running_error_help(lua,
        nearest.best.len ? arena_printf(running_of(lua)->arena, "did you mean `%.*s`?",
                               STR_ARG(nearest.best))
                               .at
                         : "a metric is a counter, gauge, histogram, summary, info, stateset "
                           "or untyped",
        "no metric has the type %.*s", STR_ARG(running_quote(lua, kind)));
}

static void
check_metric_option(lua_State *lua)
{
    if (lua_getfield(lua, 1, "type") == LUA_TTABLE) {
        lua_Integer count = (lua_Integer)lua_rawlen(lua, -1);
        for (lua_Integer i = 1; i <= count; i++) {
            lua_rawgeti(lua, -1, i);
            check_metric_kind(lua, -1);
            lua_pop(lua, 1);
        }
    } else if (!lua_isnil(lua, -1)) {
        check_metric_kind(lua, -1);
    }
    lua_pop(lua, 1);
}

static void
check_of_option(lua_State *lua, const struct type_row *row)
{
    int type = lua_getfield(lua, 1, "of");
    if (type != LUA_TNIL && !parameter_type_at(lua, -1)) {
        running_error_help(lua, "write `of = t.text {}`",
            "`of` of `t.%s` must be a type of parameter, found %s", row->name,
            expression_found(lua, -1));
    }
    lua_pop(lua, 1);
}

static void
check_options(lua_State *lua, enum parameter_kind kind)
{
    const struct type_row *row = &rows[kind];
    const char *known[MOST_OPTIONS + 4] = { "doc", "default", "optional" };
    for (size_t i = 0; i < MOST_OPTIONS; i++) {
        known[3 + i] = row->options[i];
    }
    if (kind != PARAMETER_KIND_RECORD) {
        struct str what = arena_printf(running_of(lua)->arena, "t.%s", row->name);
        module_check_keys(lua, 1, known, what.at);
    }
    check_text_option(lua, "doc");
    if (kind == PARAMETER_KIND_METRIC) {
        check_metric_option(lua);
    } else if (kind == PARAMETER_KIND_LABEL || kind == PARAMETER_KIND_LABELS) {
        check_text_option(lua, "of");
    } else if (kind == PARAMETER_KIND_LIST || kind == PARAMETER_KIND_MAP) {
        check_of_option(lua, row);
    } else if (kind == PARAMETER_KIND_CHOICE && lua_rawlen(lua, 1) == 0) {
        running_error_help(
            lua, "write `t.choice { \"a\", \"b\" }`", "`t.choice` has no words to choose from");
    }
}

/* In a record, what is a type is a field; the rest are options. */
static void
split_record(lua_State *lua)
{
    static const char *const known[] = { "doc", "default", "optional", NULL };
    struct str_vec names = library_names(lua, 1);
    lua_newtable(lua);
    int options = lua_absindex(lua, -1);
    lua_newtable(lua);
    int fields = lua_absindex(lua, -1);
    for (size_t i = 0; i < names.count; i++) {
        lua_pushlstring(lua, names.at[i].at, names.at[i].len);
        lua_pushvalue(lua, -1);
        lua_rawget(lua, 1);
        lua_rawset(lua, parameter_type_at(lua, -1) ? fields : options);
    }
    lua_pushvalue(lua, options);
    module_check_keys(lua, -1, known, "t.record");
    lua_pop(lua, 1);
    lua_setfield(lua, options, "fields");
}

static void
copy_options(lua_State *lua)
{
    lua_newtable(lua);
    lua_pushnil(lua);
    while (lua_next(lua, 1)) {
        lua_pushvalue(lua, -2);
        lua_insert(lua, -2);
        lua_rawset(lua, -4);
    }
}

/* Upvalues: the kind, and the function of the same name that takes what is no table, or nil. */
static int
make_type(lua_State *lua)
{
    enum parameter_kind kind = (enum parameter_kind)lua_tointeger(lua, lua_upvalueindex(1));
    if (lua_type(lua, 1) != LUA_TTABLE && !lua_isnil(lua, lua_upvalueindex(2))) {
        lua_pushvalue(lua, lua_upvalueindex(2));
        lua_insert(lua, 1);
        lua_call(lua, lua_gettop(lua) - 1, LUA_MULTRET);
        return lua_gettop(lua);
    }
    if (lua_type(lua, 1) != LUA_TTABLE) {
        struct str help = arena_printf(
            running_of(lua)->arena, "write `t.%s {}`, with options if any", rows[kind].name);
        running_error_help(lua, help.at, "`t.%s` takes a table, found %s", rows[kind].name,
            expression_found(lua, 1));
    }
    lua_settop(lua, 1);
    check_options(lua, kind);
    struct parameter_type *type = object_push_holder(lua, type_class, sizeof *type);
    *type = (struct parameter_type){ kind, place_now(lua).at };
    if (kind == PARAMETER_KIND_RECORD) {
        split_record(lua);
    } else {
        copy_options(lua);
    }
    lua_setiuservalue(lua, 2, 1);
    lua_settop(lua, 2);
    return 1;
}

void
parameter_open(lua_State *lua)
{
    object_open_class(lua, type_class);
    lua_pop(lua, 1);
    for (size_t i = 0; i < ROW_COUNT; i++) {
        lua_pushinteger(lua, (lua_Integer)i);
        lua_getfield(lua, -2, rows[i].name);
        lua_pushcclosure(lua, make_type, 2);
        lua_setfield(lua, -2, rows[i].name);
    }
}
