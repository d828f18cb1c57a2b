/*
 * Arguments of operations: label names, clauses, ranges and durations.
 */
#include "template/expression.h"

#include <lauxlib.h>

#include "base/duration.h"
#include "base/nearest.h"
#include "promql/variable.h"
#include "template/number.h"
#include "template/state.h"

struct str
expression_escape(struct arena *arena, struct str value)
{
    if (promql_variable_is_all(value)) {
        return value;
    }
    char *text = ARENA_ARRAY(arena, char, value.len * 2);
    size_t len = 0;
    for (size_t i = 0; i < value.len; i++) {
        if (value.at[i] && strchr("\\.+*?()|[]{}^$", value.at[i])) {
            text[len++] = '\\';
        }
        text[len++] = value.at[i];
    }
    return str_make(text, len);
}

void
expression_expect_keys(lua_State *lua, int index, const char *const *keys)
{
    int table = lua_absindex(lua, index);
    lua_pushnil(lua);
    while (lua_next(lua, table)) {
        running_charge(lua, 1);
        bool is_known = lua_type(lua, -2) == LUA_TNUMBER;
        struct str key = STR("");
        struct nearest nearest;
        if (lua_type(lua, -2) == LUA_TSTRING) {
            key = text_at(lua, -2);
        }
        nearest_begin(&nearest, key);
        for (size_t i = 0; keys[i] && !is_known; i++) {
            is_known = str_is(key, keys[i]);
            nearest_offer(&nearest, str_from(keys[i]));
        }
        if (!is_known) {
            struct str shown = running_quote(lua, key);
            const char *help = lua_pushfstring(lua, "it takes `%s`%s",
                nearest.best.len ? nearest.best.at : keys[0],
                nearest.best.len ? "" : " and more");
            expression_error_at(
                lua, key, help, "`%s` takes no %.*s", expression_name(lua), STR_ARG(shown));
        }
        lua_pop(lua, 1);
    }
}

static struct promql_label
label_of_top(lua_State *lua, struct span line)
{
    if (lua_type(lua, -1) != LUA_TSTRING) {
        expression_error(lua, "give a name, as in `\"job\"`, or a list of names",
            "`%s` takes names of labels here, found %s", expression_name(lua),
            expression_found(lua, -1));
    }
    struct str name = text_at(lua, -1);
    bool has_variable = promql_variable_is_in(name);
    if (!has_variable && !promql_is_label_name(name)) {
        struct str shown = running_quote(lua, name);
        expression_error_at(lua, name,
            "give several names as a list, as in `{\"job\", \"instance\"}`",
            "%.*s is no name of a label", STR_ARG(shown));
    }
    char *copy = running_alloc(lua, name.len + 1);
    memcpy(copy, name.at, name.len);
    return (struct promql_label){ str_make(copy, name.len), line, has_variable };
}

struct promql_label_list
expression_labels(lua_State *lua, int index)
{
    struct span line = expression_place(lua);
    int list = lua_absindex(lua, index);
    bool is_list = lua_type(lua, list) == LUA_TTABLE;
    size_t count = is_list ? lua_rawlen(lua, list) : 1;
    running_charge(lua, 1 + count);
    struct promql_label *labels = running_alloc(lua, count * sizeof *labels + 1);
    for (size_t i = 0; i < count; i++) {
        if (is_list) {
            lua_rawgeti(lua, list, (lua_Integer)i + 1);
        } else {
            lua_pushvalue(lua, list);
        }
        labels[i] = label_of_top(lua, line);
        lua_pop(lua, 1);
    }
    return (struct promql_label_list){ labels, (uint32_t)count };
}

/* Sets the clause when the table has the key. */
static void
clause_of_key(lua_State *lua, int index, const char *key, enum promql_clause kind,
    struct expression_clause *clause)
{
    lua_getfield(lua, index, key);
    if (!lua_isnil(lua, -1)) {
        if (clause->kind != PROMQL_CLAUSE_NONE) {
            expression_error(
                lua, NULL, "`%s` takes `by` or `without`, found both", expression_name(lua));
        }
        clause->kind = kind;
        clause->labels = expression_labels(lua, -1);
    }
    lua_pop(lua, 1);
}

struct expression_clause
expression_clause(lua_State *lua, int index)
{
    static const char *const keys[] = { "by", "without", NULL };
    struct expression_clause clause = { .kind = PROMQL_CLAUSE_NONE };
    if (lua_isnoneornil(lua, index)) {
        return clause;
    }
    if (lua_type(lua, index) == LUA_TTABLE) {
        expression_expect_keys(lua, index, keys);
        clause_of_key(lua, index, "by", PROMQL_CLAUSE_BY, &clause);
        clause_of_key(lua, index, "without", PROMQL_CLAUSE_WITHOUT, &clause);
    }
    bool is_plain = lua_type(lua, index) != LUA_TTABLE || lua_rawlen(lua, index) > 0;
    if (clause.kind == PROMQL_CLAUSE_NONE && is_plain) {
        clause.labels = expression_labels(lua, index);
        clause.kind = PROMQL_CLAUSE_BY;
    }
    return clause;
}

/* What nearly all brackets hold; false for anything else, wrong or not. */
static bool
is_plain_duration(struct str text, double *seconds)
{
    int64_t milliseconds;
    bool is_plain = duration_parse(text, &milliseconds) && milliseconds > 0;
    *seconds = is_plain ? (double)milliseconds / 1000 : 0;
    return is_plain;
}

static const struct promql_tree *
build_brackets(lua_State *lua, double seconds, bool is_subquery)
{
    struct promql_builder builder;
    promql_builder_init(&builder);
    promql_build_selector(&builder, STR("x"), NULL, 0, span_none());
    if (is_subquery) {
        promql_build_subquery(&builder, seconds, -1, span_none());
    } else {
        promql_build_range(&builder, seconds, span_none());
    }
    const struct promql_tree *tree = promql_builder_tree(&builder, running_of(lua)->arena);
    promql_builder_finish(&builder);
    return tree;
}

/* The tree of `x[…]`; NULL when the text between the brackets is nothing of the kind. */
static const struct promql_tree *
parse_brackets(lua_State *lua, struct str text, bool with_colon)
{
    const struct running *running = running_of(lua);
    struct promql_options options = expression_options(lua);
    struct promql_error error;
    double seconds;
    running_charge(lua, 1 + text.len / 8);
    if (!with_colon && is_plain_duration(text, &seconds)) {
        return build_brackets(lua, seconds, false);
    }
    struct str whole =
        arena_printf(running->arena, "x[%.*s%s]", STR_ARG(text), with_colon ? ":" : "");
    const struct promql_tree *tree =
        promql_parse(running->arena, &options, whole, span_none(), &error);
    return tree && tree->count == 2 ? tree : NULL;
}

const struct promql_tree *
expression_brackets(lua_State *lua, int index, bool is_subquery)
{
    const int64_t most = INT64_MAX / 1000000; /* PromQL counts in nanoseconds */
    int64_t milliseconds;
    struct str text = STR("");
    if (number_to_milliseconds(lua, index, &milliseconds) && milliseconds > 0 &&
        milliseconds <= most) {
        running_charge(lua, 1);
        return build_brackets(lua, (double)milliseconds / 1000, is_subquery);
    }
    if (lua_type(lua, index) == LUA_TSTRING) {
        text = text_at(lua, index);
    } else if (number_is_duration(lua, index)) {
        text = number_text(lua, index);
    } else {
        expression_error(lua, "give it as `\"5m\"` or `t.duration(\"5m\")`",
            "`%s` takes a duration as argument %d, found %s", expression_name(lua), index,
            expression_found(lua, index));
    }
    bool needs_colon = is_subquery && !str_contains(text, STR(":"));
    const struct promql_tree *tree = parse_brackets(lua, text, needs_colon);
    if (!tree) {
        struct str shown = running_quote(lua, text);
        expression_error_at(lua, text, "write it as `30s`, `5m` or `1h30m`",
            "%.*s is no duration", STR_ARG(shown));
    }
    return tree;
}

const struct promql_tree *
expression_default_brackets(lua_State *lua)
{
    if (!expression_is_in_dashboard(lua)) {
        const char *name = expression_name(lua);
        const char *help = lua_pushfstring(lua, "give it last, as in `%s(x, \"5m\")`", name);
        expression_error(lua, help,
            "`%s` needs a range: only in rows and panels it is `$__rate_interval` by itself",
            name);
    }
    return parse_brackets(lua, STR("$__rate_interval"), false);
}
