/*
 * Functions and aggregations of PromQL as functions of Lua, made from the tables of the parser.
 *
 * `t.NAME` takes the arguments in PromQL's order. Where PromQL wants a range vector an
 * expression does too: the range comes last, and in rows and panels it is `$__rate_interval`
 * when it is left out. Aggregations take their clause last.
 */
#include "template/expression.h"

#include <lauxlib.h>

#include "template/state.h"

enum { MOST_ARGUMENTS = 64 };

/* An argument, perhaps with brackets to put around it. */
struct argument {
    const struct promql_tree *tree;
    const struct promql_tree *brackets;
};

/* Arguments without the nils behind them, so that `t.rate(x, p.range)` works without one. */
static int
count_arguments(lua_State *lua)
{
    int count = lua_gettop(lua);
    while (count > 0 && lua_isnil(lua, count)) {
        count--;
    }
    lua_settop(lua, count);
    if (count > MOST_ARGUMENTS) {
        expression_error(lua, NULL, "`%s` takes at most %d arguments, found %d",
            expression_name(lua), MOST_ARGUMENTS, count);
    }
    return count;
}

static const struct promql_tree *
string_tree(lua_State *lua, int index)
{
    struct str text = text_at(lua, index);
    char *copy = running_alloc(lua, text.len + 1);
    memcpy(copy, text.at, text.len);
    struct span line = expression_place(lua);
    struct promql_builder builder;
    promql_builder_init(&builder);
    promql_build_string(&builder, str_make(copy, text.len), line);
    const struct promql_tree *tree = promql_builder_tree(&builder, running_of(lua)->arena);
    promql_builder_finish(&builder);
    return tree;
}

static const struct promql_tree *
take_argument(lua_State *lua, int index, enum promql_type type)
{
    bool is_string = type == PROMQL_TYPE_STRING && lua_type(lua, index) == LUA_TSTRING;
    return is_string ? string_tree(lua, index) : expression_operand(lua, index);
}

static enum promql_type
parameter_type(const struct promql_function *function, int index)
{
    int last = function->parameter_count - 1;
    if (last < 0) {
        return PROMQL_TYPE_ANY;
    }
    return (enum promql_type)function->parameters[index < last ? index : last];
}

/* The index of the parameter that is a range vector, or -1. */
static int
range_parameter(const struct promql_function *function)
{
    for (int i = 0; i < function->parameter_count; i++) {
        if (function->parameters[i] == PROMQL_TYPE_MATRIX) {
            return i;
        }
    }
    return -1;
}

/* Over a selector they make a range; over anything else functions named `…_over_time`, which
 * make sense there, get a subquery. */
static const struct promql_tree *
brackets_for(lua_State *lua, const struct promql_function *function,
    const struct promql_tree *tree, int given)
{
    const struct promql_node *root = &tree->nodes[tree->count - 1];
    bool is_selector = root->kind == PROMQL_KIND_SELECTOR;
    if (root->type != PROMQL_TYPE_VECTOR) {
        if (given) {
            bool is_number = root->type == PROMQL_TYPE_SCALAR;
            expression_error(lua,
                is_number ? "the metric or expression comes first, the range last"
                          : "leave the range out, or take it from the expression",
                is_number ? "argument %d of `%s` is a %s, which has no range"
                          : "argument %d of `%s` has a range already: it is a %s",
                range_parameter(function) + 1, expression_name(lua),
                promql_type_text((enum promql_type)root->type));
        }
        return NULL;
    }
    if (!is_selector && !str_ends_with(function->name, STR("_over_time"))) {
        return NULL; /* PromQL has the message */
    }
    if (!given) {
        return is_selector ? expression_default_brackets(lua) : NULL;
    }
    return expression_brackets(lua, given, !is_selector);
}

/* The arguments at 1 … count; `extra` is the index of the range that follows them, or 0. */
static void
take_arguments(lua_State *lua, const struct promql_function *function,
    struct argument *arguments, int count, int extra)
{
    int ranged = range_parameter(function);
    size_t nodes = 0;
    for (int i = 0; i < count; i++) {
        arguments[i].tree = take_argument(lua, i + 1, parameter_type(function, i));
        if (i == ranged) {
            arguments[i].brackets = brackets_for(lua, function, arguments[i].tree, extra);
        }
        nodes += arguments[i].tree->count + 1;
    }
    expression_charge(lua, nodes);
}

/* A function that this version does not have is refused in the parser's words. */
static bool
is_available(lua_State *lua, const struct promql_function *function)
{
    struct promql_options options = expression_options(lua);
    return promql_function_is_known(function, options.version) &&
           (options.experimental || !promql_function_needs_flag(function, options.version));
}

static int
call(lua_State *lua, const struct promql_function *function)
{
    int count = count_arguments(lua);
    int ranged = range_parameter(function);
    int extra = ranged >= 0 && count == function->parameter_count + 1 ? count : 0;
    struct argument arguments[MOST_ARGUMENTS] = { { NULL, NULL } };
    struct span line = expression_place(lua);
    count -= extra != 0;
    take_arguments(lua, function, arguments, count, extra);
    struct promql_builder builder;
    promql_builder_init(&builder);
    for (int i = 0; i < count; i++) {
        const struct promql_tree *tree = arguments[i].tree;
        const struct promql_tree *brackets = arguments[i].brackets;
        promql_build_graft(&builder, tree, promql_root(tree));
        if (brackets) {
            promql_build_brackets(&builder, brackets, promql_root(brackets), line);
        }
    }
    promql_build_call(&builder, function, (uint32_t)count, line);
    if (!is_available(lua, function)) {
        const struct promql_tree *tree = promql_builder_tree(&builder, running_of(lua)->arena);
        promql_builder_finish(&builder);
        expression_refuse(
            lua, tree, &(struct promql_error){ .message = STR("unknown"), .span = line });
    }
    expression_finish(lua, &builder);
    return 1;
}

static int
call_by_index(lua_State *lua)
{
    return call(lua, &promql_functions[expression_index(lua)]);
}

/* t.call(name, …): any function by its name, also those whose names mean something else in
 * `t`. */
static int
call_by_name(lua_State *lua)
{
    if (lua_type(lua, 1) != LUA_TSTRING) {
        expression_error(lua, NULL, "`t.call` takes the name of a function first, found %s",
            expression_found(lua, 1));
    }
    struct str name = text_at(lua, 1);
    const struct promql_function *function = promql_function_find(name);
    if (!function) {
        struct str shown = running_quote(lua, name);
        expression_error_at(lua, name, NULL, "PromQL has no function %.*s", STR_ARG(shown));
    }
    lua_remove(lua, 1);
    return call(lua, function);
}

/* Puts what `t.sum{x, by = "job"}` holds where `t.sum(x, {by = "job"})` has it. */
static void
spread_table(lua_State *lua, int wanted)
{
    if (lua_gettop(lua) != 1 || lua_type(lua, 1) != LUA_TTABLE) {
        return;
    }
    for (int i = 1; i <= wanted; i++) {
        lua_rawgeti(lua, 1, i);
    }
    lua_newtable(lua);
    static const char *const keys[] = { "by", "without", NULL };
    expression_expect_keys(lua, 1, keys);
    for (size_t i = 0; keys[i]; i++) {
        lua_getfield(lua, 1, keys[i]);
        lua_setfield(lua, -2, keys[i]);
    }
    lua_remove(lua, 1);
}

static int
aggregate(lua_State *lua)
{
    enum promql_op op = (enum promql_op)expression_index(lua);
    int operands = promql_op_has_parameter(op) ? 2 : 1;
    spread_table(lua, operands);
    if (op == PROMQL_OP_QUANTILE && expression_push_quantile(lua)) {
        return 1;
    }
    if (lua_gettop(lua) > operands + 1) {
        expression_error(lua, NULL, "`%s` takes at most %d arguments, found %d",
            expression_name(lua), operands + 1, lua_gettop(lua));
    }
    struct span line = expression_place(lua);
    const struct promql_tree *trees[2];
    size_t nodes = 1;
    for (int i = 0; i < operands; i++) {
        bool is_label = op == PROMQL_OP_COUNT_VALUES && i == 0;
        trees[i] =
            take_argument(lua, i + 1, is_label ? PROMQL_TYPE_STRING : PROMQL_TYPE_VECTOR);
        nodes += trees[i]->count;
    }
    struct expression_clause clause = expression_clause(lua, operands + 1);
    expression_charge(lua, nodes);
    struct promql_builder builder;
    promql_builder_init(&builder);
    for (int i = 0; i < operands; i++) {
        promql_build_graft(&builder, trees[i], promql_root(trees[i]));
    }
    promql_build_aggregation(&builder, op, clause.kind, clause.labels, line);
    expression_finish(lua, &builder);
    return 1;
}

/* Names that mean something else in `t` stay so: t.range makes ranges. */
static void
set_if_free(lua_State *lua, struct str name, lua_CFunction function, lua_Integer index)
{
    bool is_free = lua_getfield(lua, -1, name.at) == LUA_TNIL;
    lua_pop(lua, 1);
    if (is_free) {
        const char *shown = lua_pushfstring(lua, "t.%s", name.at);
        lua_insert(lua, -2);
        expression_set_function(lua, name.at, shown, function, index);
        lua_remove(lua, -2);
    }
}

void
expression_open_calls(lua_State *lua)
{
    for (int op = PROMQL_OP_SUM; op <= PROMQL_OP_LIMIT_RATIO; op++) {
        struct str name = str_from(promql_op_text((enum promql_op)op));
        set_if_free(lua, name, aggregate, op);
    }
    for (size_t i = 0; i < promql_function_count; i++) {
        set_if_free(lua, promql_functions[i].name, call_by_index, (lua_Integer)i);
    }
    expression_set_function(lua, "call", "t.call", call_by_name, 0);
}
