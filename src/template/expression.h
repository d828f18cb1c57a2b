/*
 * Inside the template room: expressions as Lua sees them, and what their files share.
 *
 * An expression is a userdata with a pointer to a tree in the arena of the use. Operations
 * take their arguments first, which may end the use, and only then open a builder: nothing of
 * Lua is called while it holds memory. Functions of the module `tocsin` are closures with an
 * integer and their own name for messages as upvalues.
 */
#ifndef TOCSIN_TEMPLATE_EXPRESSION_H
#define TOCSIN_TEMPLATE_EXPRESSION_H

#include "promql/builder.h"
#include "template/sandbox.h"

struct metric;

enum {
    EXPRESSION_UPVALUE_INDEX = 1, /* which operator, function, … */
    EXPRESSION_UPVALUE_NAME = 2,  /* `t.rate`, for messages */
};

/* Sets a function of the table on top of the stack: the module, or a metatable. `shown` is its
 * name in messages. */
void expression_set_function(lua_State *lua, const char *name, const char *shown,
    lua_CFunction function, lua_Integer index);

/* The running function's index and name. */
lua_Integer expression_index(lua_State *lua);
const char *expression_name(lua_State *lua);

/* The place of the running function: its name on the Lua line, or the line. */
struct span expression_place(lua_State *lua);

/* Ends the use with a finding at that place. `help` may be NULL. */
_Noreturn void expression_error(lua_State *lua, const char *help, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same at a word of the Lua line, in which it stands as it is. */
_Noreturn void expression_error_at(lua_State *lua, struct str word, const char *help,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

/* "nil", "text", "an expression", … for messages. */
const char *expression_found(lua_State *lua, int index);

/* What `index` is as an expression: itself, a metric's selector, a number, PromQL text. Ends
 * the use when it is none. */
const struct promql_tree *expression_operand(lua_State *lua, int index);

/* The same, but NULL for values that cannot be an expression. */
const struct promql_tree *expression_operand_or_null(lua_State *lua, int index);

/* The tree of `x` in `text`, parsed in the dialect of this use; ends the use when it cannot be
 * parsed. */
const struct promql_tree *expression_parse(lua_State *lua, struct str text);

/* The dialect of this use. */
struct promql_options expression_options(lua_State *lua);
bool expression_is_in_dashboard(lua_State *lua);

/* To be called before building with so many nodes. */
void expression_charge(lua_State *lua, size_t nodes);

/* Makes a tree of the builder, finishes it, checks the types and pushes the expression. */
void expression_finish(lua_State *lua, struct promql_builder *builder);

void expression_push_tree(lua_State *lua, const struct promql_tree *tree);

/* Ends the use with what PromQL has against the tree. */
_Noreturn void expression_refuse(
    lua_State *lua, const struct promql_tree *tree, const struct promql_error *error);

/* A tree of one node, in the arena of the use. */
const struct promql_tree *expression_selector(
    lua_State *lua, struct str name, struct span span);

/* A range or subquery like `x[5m]` whose brackets are those asked for at `index`: text or a
 * duration. `1h:5m` is a subquery, and `1h` where one is wanted. */
const struct promql_tree *expression_brackets(lua_State *lua, int index, bool is_subquery);

/* The brackets that a range gets when none is given: `$__rate_interval` in dashboards. Ends
 * the use elsewhere. */
const struct promql_tree *expression_default_brackets(lua_State *lua);

/* `by`, `without` or nothing, of a name, a list of names or a table with `by` or `without`. */
struct expression_clause {
    enum promql_clause kind;
    struct promql_label_list labels;
};
struct expression_clause expression_clause(lua_State *lua, int index);

/* Label names of a name or a list of names. */
struct promql_label_list expression_labels(lua_State *lua, int index);

/* The regular expression that matches this text alone. A variable of Grafana stays one. */
struct str expression_escape(struct arena *arena, struct str value);

/* Ends the use when the table at `index` has a key of text beyond the NULL-terminated ones. */
void expression_expect_keys(lua_State *lua, int index, const char *const *keys);

/* Metamethods of expressions and metrics, into the metatable on top of the stack. */
void expression_set_operators(lua_State *lua);

/* One operator of numbers and expressions mixed: `index` is an enum promql_op, operands are at
 * 1 and 2. Returns 1, as a C function of Lua. */
int expression_binary(lua_State *lua, enum promql_op op);

/* When the metric or selector at `index` is that of a histogram or a summary: the metric, and
 * the selector as it stands. */
const struct metric *expression_distribution(
    lua_State *lua, int index, const struct promql_tree **selector);

/* t.quantile of a histogram at 2: pushes `histogram_quantile(q, sum by (…, le) (rate(…)))`.
 * False, and nothing pushed, when there is no histogram. */
bool expression_push_quantile(lua_State *lua);

/* What each file adds to the module, whose table is on top of the stack. */
void expression_open_calls(lua_State *lua);
void expression_open_operators(lua_State *lua);
void expression_open_selectors(lua_State *lua);
void expression_open_histograms(lua_State *lua);
void expression_open_samples(lua_State *lua);

#endif
