/*
 * Operators: Lua's own between expressions, and functions for those that Lua lacks or that
 * need a matching.
 *
 * Lua's comparisons must give a truth value, so PromQL's are functions: `t.gt(a, b)`. The third
 * argument says how vectors match: `{on = …, group_left = …}`, and `bool` for comparisons.
 */
#include "template/expression.h"

#include <lauxlib.h>

#include "template/number.h"

struct named_op {
    const char *name;
    const char *shown;
    enum promql_op op;
};

static const struct named_op functions[] = {
    { "add", "t.add", PROMQL_OP_ADD },
    { "sub", "t.sub", PROMQL_OP_SUB },
    { "mul", "t.mul", PROMQL_OP_MUL },
    { "div", "t.div", PROMQL_OP_DIV },
    { "mod", "t.mod", PROMQL_OP_MOD },
    { "pow", "t.pow", PROMQL_OP_POW },
    { "atan2", "t.atan2", PROMQL_OP_ATAN2 },
    { "eq", "t.eq", PROMQL_OP_EQL },
    { "ne", "t.ne", PROMQL_OP_NEQ },
    { "lt", "t.lt", PROMQL_OP_LSS },
    { "le", "t.le", PROMQL_OP_LTE },
    { "gt", "t.gt", PROMQL_OP_GTR },
    { "ge", "t.ge", PROMQL_OP_GTE },
    { "and_", "t.and_", PROMQL_OP_AND },
    { "or_", "t.or_", PROMQL_OP_OR },
    { "unless", "t.unless", PROMQL_OP_UNLESS },
};

static const struct named_op operators[] = {
    { "__add", "+", PROMQL_OP_ADD },
    { "__sub", "-", PROMQL_OP_SUB },
    { "__mul", "*", PROMQL_OP_MUL },
    { "__div", "/", PROMQL_OP_DIV },
    { "__mod", "%", PROMQL_OP_MOD },
    { "__pow", "^", PROMQL_OP_POW },
};

/* How two vectors match, as asked for in a table. */
struct options {
    struct promql_matching matching;
    struct promql_label_list labels;
    struct promql_label_list include;
    bool has_matching;
    bool with_bool;
};

static void
take_on(lua_State *lua, int table, struct options *options)
{
    static const char *const keys[] = { "ignoring", "on" };
    for (int i = 0; i < 2; i++) {
        if (lua_getfield(lua, table, keys[i]) != LUA_TNIL) {
            if (options->has_matching) {
                expression_error(lua, NULL, "`%s` takes `on` or `ignoring`, found both",
                    expression_name(lua));
            }
            options->has_matching = true;
            options->matching.is_on = i == 1;
            options->matching.on_span = expression_place(lua);
            options->labels = expression_labels(lua, -1);
        }
        lua_pop(lua, 1);
    }
}

/* `group_left = true`, or the labels to be taken over. */
static void
take_group(
    lua_State *lua, int table, const char *key, enum promql_card card, struct options *options)
{
    if (lua_getfield(lua, table, key) != LUA_TNIL &&
        (lua_type(lua, -1) != LUA_TBOOLEAN || lua_toboolean(lua, -1))) {
        if (options->matching.card != PROMQL_CARD_ONE_TO_ONE) {
            expression_error(lua, NULL, "`%s` takes `group_left` or `group_right`, found both",
                expression_name(lua));
        }
        options->has_matching = true;
        options->matching.card = card;
        options->matching.group_span = expression_place(lua);
        if (lua_type(lua, -1) != LUA_TBOOLEAN) {
            options->include = expression_labels(lua, -1);
        }
    }
    lua_pop(lua, 1);
}

static bool
take_fill(lua_State *lua, int table, const char *key, struct options *options, double *value)
{
    bool is_there = lua_getfield(lua, table, key) != LUA_TNIL;
    if (is_there) {
        if (!number_to_double(lua, -1, value)) {
            expression_error(lua, NULL, "`%s` takes a number as `%s`, found %s",
                expression_name(lua), key, expression_found(lua, -1));
        }
        options->has_matching = true;
        options->matching.fill_span = expression_place(lua);
    }
    lua_pop(lua, 1);
    return is_there;
}

static void
take_fills(lua_State *lua, int table, struct options *options)
{
    struct promql_matching *matching = &options->matching;
    double both;
    if (take_fill(lua, table, "fill", options, &both)) {
        matching->has_fill_left = true;
        matching->has_fill_right = true;
        matching->fill_left = both;
        matching->fill_right = both;
    }
    if (take_fill(lua, table, "fill_left", options, &matching->fill_left)) {
        matching->has_fill_left = true;
    }
    if (take_fill(lua, table, "fill_right", options, &matching->fill_right)) {
        matching->has_fill_right = true;
    }
}

static struct options
take_options(lua_State *lua, int index)
{
    static const char *const keys[] = { "on", "ignoring", "group_left", "group_right", "bool",
        "fill", "fill_left", "fill_right", NULL };
    struct options options = { .has_matching = false };
    if (lua_isnoneornil(lua, index)) {
        return options;
    }
    if (lua_type(lua, index) != LUA_TTABLE) {
        expression_error(lua, "write it as `{on = {\"job\"}, group_left = true}`",
            "`%s` takes a table as argument %d, found %s", expression_name(lua), index,
            expression_found(lua, index));
    }
    expression_expect_keys(lua, index, keys);
    take_on(lua, index, &options);
    take_group(lua, index, "group_left", PROMQL_CARD_MANY_TO_ONE, &options);
    take_group(lua, index, "group_right", PROMQL_CARD_ONE_TO_MANY, &options);
    take_fills(lua, index, &options);
    lua_getfield(lua, index, "bool");
    options.with_bool = lua_toboolean(lua, -1);
    lua_pop(lua, 1);
    return options;
}

/* An operand: a tree, or a number, of which no tree needs to be made first. */
struct side {
    const struct promql_tree *tree; /* NULL: a number */
    double number;
};

static struct side
take_side(lua_State *lua, int index)
{
    struct side side = { NULL, 0 };
    if (!number_to_double(lua, index, &side.number)) {
        side.tree = expression_operand(lua, index);
    }
    return side;
}

static size_t
side_count(const struct side *side)
{
    return side->tree ? side->tree->count : 1;
}

static void
build_side(struct promql_builder *builder, const struct side *side, struct span line)
{
    if (side->tree) {
        promql_build_graft(builder, side->tree, promql_root(side->tree));
    } else {
        promql_build_number(builder, side->number, line);
    }
}

static int
build_binary(lua_State *lua, enum promql_op op, struct options *options)
{
    struct side left = take_side(lua, 1);
    struct side right = take_side(lua, 2);
    struct span line = expression_place(lua);
    expression_charge(lua, side_count(&left) + side_count(&right) + 1);
    struct promql_builder builder;
    promql_builder_init(&builder);
    build_side(&builder, &left, line);
    build_side(&builder, &right, line);
    if (options->has_matching) {
        options->matching.op_span = line;
        promql_build_matching(
            &builder, op, &options->matching, options->labels, options->include);
    } else {
        promql_build_binary(&builder, op, false, line);
    }
    if (options->with_bool) {
        promql_build_bool(&builder);
    }
    expression_finish(lua, &builder);
    return 1;
}

int
expression_binary(lua_State *lua, enum promql_op op)
{
    struct options none = { .has_matching = false };
    return build_binary(lua, op, &none);
}

static int
operate(lua_State *lua)
{
    return expression_binary(lua, (enum promql_op)expression_index(lua));
}

static int
call_operator(lua_State *lua)
{
    struct options options = take_options(lua, 3);
    return build_binary(lua, (enum promql_op)expression_index(lua), &options);
}

static int
negate(lua_State *lua)
{
    const struct promql_tree *tree = expression_operand(lua, 1);
    struct span line = expression_place(lua);
    expression_charge(lua, (size_t)tree->count + 1);
    struct promql_builder builder;
    promql_builder_init(&builder);
    promql_build_graft(&builder, tree, promql_root(tree));
    promql_build_unary(&builder, PROMQL_OP_SUB, line);
    expression_finish(lua, &builder);
    return 1;
}

static int
refuse_comparison(lua_State *lua)
{
    expression_error(lua,
        "PromQL's comparisons are `t.lt(a, b)`, `t.le`, `t.gt`, `t.ge`, `t.eq` and `t.ne`",
        "Lua's `%s` cannot compare expressions: nobody knows their values yet",
        expression_name(lua));
}

void
expression_set_operators(lua_State *lua)
{
    for (size_t i = 0; i < sizeof operators / sizeof operators[0]; i++) {
        const struct named_op *op = &operators[i];
        expression_set_function(lua, op->name, op->shown, operate, op->op);
    }
    expression_set_function(lua, "__unm", "-", negate, 0);
    expression_set_function(lua, "__lt", "<", refuse_comparison, 0);
    expression_set_function(lua, "__le", "<=", refuse_comparison, 0);
}

void
expression_open_operators(lua_State *lua)
{
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
        const struct named_op *op = &functions[i];
        expression_set_function(lua, op->name, op->shown, call_operator, op->op);
    }
}
