/*
 * Expressions in Lua: trees of PromQL with the places of their tokens.
 *
 * Text becomes a tree when it first meets an operation, and a tree becomes text once, when the
 * template returns it. Nodes that were copied keep their places in the YAML; nodes that were
 * made have the Lua line; text written in Lua is a source of its own, made by its line. So the
 * text that Prometheus gets can be followed back token by token.
 */
#include "template/expression.h"

#include <lauxlib.h>

#include "model/model.h"
#include "template/catalog.h"
#include "template/number.h"
#include "template/object.h"
#include "template/place.h"
#include "template/state.h"

struct expression {
    const struct promql_tree *tree;
};

static const char expression_class[] = "tocsin.expression";

/* The address is the key of the functions in Lua's registry. */
static const char functions_key = 0;

enum {
    NODES_A_STEP = 8,  /* copying and checking so many nodes takes about as long as a step */
    LETTERS_A_STEP = 8 /* parsing or printing */
};

void
expression_set_function(lua_State *lua, const char *name, const char *shown,
    lua_CFunction function, lua_Integer index)
{
    lua_pushinteger(lua, index);
    lua_pushstring(lua, shown);
    lua_pushcclosure(lua, function, 2);
    lua_setfield(lua, -2, name);
}

lua_Integer
expression_index(lua_State *lua)
{
    return lua_tointeger(lua, lua_upvalueindex(EXPRESSION_UPVALUE_INDEX));
}

const char *
expression_name(lua_State *lua)
{
    return lua_tostring(lua, lua_upvalueindex(EXPRESSION_UPVALUE_NAME));
}

static struct span
span_of_word(lua_State *lua, struct str word)
{
    return place_of_word(running_of(lua), running_line(lua), word);
}

struct span
expression_place(lua_State *lua)
{
    size_t length;
    const char *name = lua_tolstring(lua, lua_upvalueindex(EXPRESSION_UPVALUE_NAME), &length);
    return place_of_name(lua, str_make(name, length));
}

static _Noreturn void
report_error(
    lua_State *lua, struct span span, const char *help, const char *format, va_list arguments)
{
    struct diags *diags = running_of(lua)->templates->diags;
    struct str message = arena_vprintf(diags->arena, format, arguments);
    struct finding *finding =
        diag_report(diags, &kind_lua_error, span, "%.*s", STR_ARG(message));
    if (help) {
        finding_help(diags, finding, "%s", help);
    }
    running_stop(lua);
}

void
expression_error(lua_State *lua, const char *help, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    report_error(lua, expression_place(lua), help, format, arguments);
}

void
expression_error_at(lua_State *lua, struct str word, const char *help, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    report_error(lua, span_of_word(lua, word), help, format, arguments);
}

const char *
expression_found(lua_State *lua, int index)
{
    if (expression_is(lua, index)) {
        return "an expression";
    }
    if (metric_is(lua, index)) {
        return "a metric";
    }
    if (number_is(lua, index)) {
        return number_is_duration(lua, index) ? "a duration" : "a number";
    }
    static const char *const texts[] = { "nothing", "nil", "a boolean", "an object", "a number",
        "a text", "a table", "a function", "an object", "a thread" };
    return texts[lua_type(lua, index) + 1];
}

bool
expression_is_in_dashboard(lua_State *lua)
{
    enum template_kind kind = running_of(lua)->use->kind;
    return kind == TEMPLATE_KIND_ROW || kind == TEMPLATE_KIND_PANEL;
}

/* Sections may be anything, dashboards among it. */
static bool
knows_variables(lua_State *lua)
{
    return running_of(lua)->use->kind != TEMPLATE_KIND_RULES;
}

struct promql_options
expression_options(lua_State *lua)
{
    const struct model *facts = running_of(lua)->templates->facts;
    struct promql_options options = { .regexes = facts->regexes,
        .version = facts->versions.prometheus.version,
        .grafana = knows_variables(lua) };
    for (size_t i = 0; i < facts->prometheus.features.count; i++) {
        options.experimental |=
            str_starts_with(facts->prometheus.features.at[i].str, STR("promql-"));
    }
    return options;
}

void
expression_charge(lua_State *lua, size_t nodes)
{
    running_charge(lua, 1 + nodes / NODES_A_STEP);
}

bool
expression_is(lua_State *lua, int index)
{
    return object_at(lua, index, expression_class) != NULL;
}

void
expression_push_tree(lua_State *lua, const struct promql_tree *tree)
{
    struct expression *expression = object_push(lua, expression_class, sizeof *expression);
    expression->tree = tree;
}

/* The rules need the tree of the text that is made, and have it here already. */
static void
keep_tree(struct templates *templates, const struct promql_options *options,
    const struct promql_tree *tree)
{
    if (tree) {
        struct promql_parsed *parsed = ARENA_NEW(templates->arena, struct promql_parsed);
        *parsed = (struct promql_parsed){ tree, options->version, options->experimental };
        sources_set_parsed(templates->sources, parsed);
    }
}

/* As many as there are: the room of what has grown is of the use. */
static const struct source_origin *
keep_origins(struct templates *templates, const struct promql_origins *origins)
{
    size_t count = origins->origins.count;
    struct source_origin *kept = ARENA_ARRAY(templates->arena, struct source_origin, count);
    if (count) {
        memcpy(kept, origins->origins.at, count * sizeof *kept);
    }
    return kept;
}

/* The tree's text as a source in which each token knows where it came from. */
static struct text
print_made(lua_State *lua, const struct promql_tree *tree)
{
    struct templates *templates = running_of(lua)->templates;
    struct promql_options options = expression_options(lua);
    struct promql_origins origins = { .arena = running_of(lua)->arena };
    struct promql_placed placed;
    struct buf buf;
    expression_charge(lua, tree->count); /* before there is a text to be charged */
    buf_init(&buf);
    promql_placed_print(&placed, &buf, tree, &options, &origins);
    struct str text = arena_copy(templates->arena, buf_str(&buf));
    buf_finish(&buf);
    const struct source *made = sources_add_made(
        templates->sources, text, keep_origins(templates, &origins), origins.origins.count);
    struct span span = { made ? made->base : 0, (uint32_t)text.len };
    const struct promql_tree *told =
        promql_placed_finish(&placed, templates->arena, text, span);
    running_charge(lua, 1 + text.len / LETTERS_A_STEP);
    if (!made) {
        expression_error(lua, NULL, "the texts of all expressions are too long: over 4 GiB");
    }
    keep_tree(templates, &options, told);
    return (struct text){ text, span };
}

/* The text that is made of the tree gets the message, as an expression of the spec would. */
void
expression_refuse(
    lua_State *lua, const struct promql_tree *tree, const struct promql_error *error)
{
    const struct running *running = running_of(lua);
    struct diags *diags = running->templates->diags;
    struct promql_options options = expression_options(lua);
    struct text made = print_made(lua, tree);
    struct promql_error found;
    if (promql_parse(running->arena, &options, made.str, made.span, &found)) {
        found = *error;
    }
    struct finding *finding = promql_report(diags, &options, &found);
    finding_label(diags, finding, expression_place(lua), "made by this line");
    running_stop(lua);
}

void
expression_finish(lua_State *lua, struct promql_builder *builder)
{
    struct arena *arena = running_of(lua)->arena;
    const struct promql_tree *tree = promql_builder_tree(builder, arena);
    promql_builder_finish(builder);
    struct promql_options options = expression_options(lua);
    struct promql_error error;
    if (!promql_check(arena, &options, tree, &error)) {
        expression_refuse(lua, tree, &error);
    }
    running_charge(lua, 0); /* the arena has grown */
    expression_push_tree(lua, tree);
}

const struct promql_tree *
expression_selector(lua_State *lua, struct str name, struct span span)
{
    struct promql_builder builder;
    promql_builder_init(&builder);
    promql_build_selector(&builder, name, NULL, 0, span);
    const struct promql_tree *tree = promql_builder_tree(&builder, running_of(lua)->arena);
    promql_builder_finish(&builder);
    return tree;
}

static const struct promql_tree *
number_tree(lua_State *lua, double number)
{
    struct promql_builder builder;
    struct span line = expression_place(lua);
    promql_builder_init(&builder);
    promql_build_number(&builder, number, line);
    const struct promql_tree *tree = promql_builder_tree(&builder, running_of(lua)->arena);
    promql_builder_finish(&builder);
    return tree;
}

static const struct promql_tree *
parse_at(lua_State *lua, struct str text, struct span span)
{
    const struct running *running = running_of(lua);
    struct promql_options options = expression_options(lua);
    struct promql_error error;
    running_charge(lua, 1 + text.len / LETTERS_A_STEP);
    const struct promql_tree *tree = promql_parse(running->arena, &options, text, span, &error);
    if (!tree) {
        promql_report(running->templates->diags, &options, &error);
        running_stop(lua);
    }
    running_charge(lua, 0);
    return tree;
}

const struct promql_tree *
expression_parse(lua_State *lua, struct str text)
{
    struct templates *templates = running_of(lua)->templates;
    running_charge(lua, 1 + text.len / LETTERS_A_STEP);
    struct str copy = arena_copy(templates->arena, text);
    const struct source *made =
        sources_add_made_at(templates->sources, copy, span_of_word(lua, text));
    if (!made) {
        expression_error(lua, NULL, "the texts of all expressions are too long: over 4 GiB");
    }
    return parse_at(lua, copy, (struct span){ made->base, (uint32_t)copy.len });
}

void
expression_push(lua_State *lua, struct text text)
{
    expression_push_tree(lua, parse_at(lua, text.str, text.span));
}

const struct value *
expression_take(lua_State *lua, int index)
{
    const struct expression *expression = object_at(lua, index, expression_class);
    const struct promql_tree *tree;
    if (expression) {
        tree = expression->tree;
    } else {
        struct span span = metric_span(lua, index);
        tree = expression_selector(lua, metric_take(lua, index)->key.str, span);
    }
    struct text made = print_made(lua, tree);
    return value_new_text(running_of(lua)->templates->arena, made.str, made.span);
}

/* A classic histogram has no series of its own name. */
static const struct promql_tree *
metric_tree(lua_State *lua, int index)
{
    const struct metric *metric = metric_take(lua, index);
    struct str name = metric->key.str;
    if (metric->kind == METRIC_KIND_HISTOGRAM && !metric->native.truth) {
        expression_error(lua,
            "take a part of it with `t.bucket`, `t.count_of` or `t.sum_of`, or what is asked "
            "of "
            "histograms with `t.quantile`, `t.mean`, `t.under` or `t.events`",
            "`%s` takes an expression, but `%.*s` is a histogram: no series has that name",
            expression_name(lua), STR_ARG(name));
    }
    return expression_selector(lua, name, metric_span(lua, index));
}

const struct promql_tree *
expression_operand_or_null(lua_State *lua, int index)
{
    const struct expression *expression = object_at(lua, index, expression_class);
    double number;
    if (expression) {
        return expression->tree;
    }
    if (metric_is(lua, index)) {
        return metric_tree(lua, index);
    }
    if (number_to_double(lua, index, &number)) {
        return number_tree(lua, number);
    }
    if (lua_type(lua, index) == LUA_TSTRING) {
        return expression_parse(lua, text_at(lua, index));
    }
    return NULL;
}

const struct promql_tree *
expression_operand(lua_State *lua, int index)
{
    const struct promql_tree *tree = expression_operand_or_null(lua, index);
    if (!tree) {
        expression_error(lua, "give a metric, another expression, a number or PromQL as text",
            "`%s` takes an expression as argument %d, found %s", expression_name(lua), index,
            expression_found(lua, index));
    }
    return tree;
}

/* t.expr(text) */
static int
make_expression(lua_State *lua)
{
    expression_push_tree(lua, expression_operand(lua, 1));
    return 1;
}

static int
to_text(lua_State *lua)
{
    const struct expression *expression = object_expect(lua, 1, expression_class);
    struct arena *arena = running_of(lua)->arena;
    struct str text = promql_text(arena, expression->tree, promql_root(expression->tree));
    running_charge(lua, 1 + text.len / LETTERS_A_STEP);
    lua_pushlstring(lua, text.at, text.len);
    return 1;
}

static int
type_text(lua_State *lua)
{
    const struct expression *expression = object_expect(lua, 1, expression_class);
    const struct promql_tree *tree = expression->tree;
    lua_pushstring(lua, promql_type_text((enum promql_type)tree->nodes[tree->count - 1].type));
    return 1;
}

/* The names of all selectors, each once, in the order in which they stand. */
static int
metric_names(lua_State *lua)
{
    const struct expression *expression = object_expect(lua, 1, expression_class);
    const struct promql_tree *tree = expression->tree;
    expression_charge(lua, tree->count);
    struct map seen;
    map_init(&seen, running_of(lua)->arena);
    lua_createtable(lua, 1, 0);
    for (uint32_t i = 0; i < tree->count; i++) {
        if (tree->nodes[i].kind != PROMQL_KIND_SELECTOR) {
            continue;
        }
        struct str name = promql_selector_name(tree, promql_selector_of(tree, i), NULL);
        size_t before = seen.count;
        if (name.len) {
            map_put(&seen, name, NULL);
        }
        if (seen.count > before) {
            lua_pushlstring(lua, name.at, name.len);
            lua_rawseti(lua, -2, (lua_Integer)seen.count);
        }
    }
    return 1;
}

/* `{label=, op=, value=}` of each matcher of a selector, or nil for anything else. */
static int
selector_matchers(lua_State *lua)
{
    const struct expression *expression = object_expect(lua, 1, expression_class);
    const struct promql_tree *tree = expression->tree;
    if (tree->nodes[promql_root(tree)].kind != PROMQL_KIND_SELECTOR) {
        lua_pushnil(lua);
        return 1;
    }
    struct promql_run run = promql_selector_of(tree, promql_root(tree))->matchers;
    expression_charge(lua, run.count);
    lua_createtable(lua, (int)run.count, 0);
    for (uint32_t i = 0; i < run.count; i++) {
        const struct promql_matcher *matcher = &tree->matchers[run.first + i];
        lua_createtable(lua, 0, 3);
        lua_pushlstring(lua, matcher->label.at, matcher->label.len);
        lua_setfield(lua, -2, "label");
        lua_pushstring(lua, promql_match_text(matcher->match));
        lua_setfield(lua, -2, "op");
        lua_pushlstring(lua, matcher->value.len ? matcher->value.at : "", matcher->value.len);
        lua_setfield(lua, -2, "value");
        lua_rawseti(lua, -2, (lua_Integer)i + 1);
    }
    return 1;
}

static const luaL_Reg methods[] = {
    { "text", to_text },
    { "type", type_text },
    { "metrics", metric_names },
    { "matchers", selector_matchers },
    { NULL, NULL },
};

static int
refuse_method(lua_State *lua)
{
    const char *key = lua_type(lua, 2) == LUA_TSTRING ? lua_tostring(lua, 2) : "";
    expression_error(lua,
        "it has the functions `text`, `type`, `metrics` and `matchers`, called as in "
        "`x:text()`",
        "an expression has no `%s`", key);
}

static int
refuse_change(lua_State *lua)
{
    expression_error(lua, "make another one, as in `x = t.where(x, {job = \"api\"})`",
        "an expression cannot be changed");
}

static int
refuse_joining(lua_State *lua)
{
    expression_error(lua,
        "put expressions together with `+`, `t.sum` and the like; for its text write "
        "`x:text()`",
        "an expression cannot be joined with `..`");
}

static int
equals(lua_State *lua)
{
    const struct expression *a = object_at(lua, 1, expression_class);
    const struct expression *b = object_at(lua, 2, expression_class);
    bool is_equal = false;
    if (a && b) {
        expression_charge(lua, a->tree->count);
        is_equal = promql_equal(a->tree, promql_root(a->tree), b->tree, promql_root(b->tree));
    }
    lua_pushboolean(lua, is_equal);
    return 1;
}

static void
make_class(lua_State *lua)
{
    if (!object_open_class(lua, expression_class)) {
        lua_pop(lua, 1);
        return;
    }
    expression_set_operators(lua);
    expression_set_function(lua, "__eq", "==", equals, 0);
    expression_set_function(lua, "__tostring", "tostring", to_text, 0);
    expression_set_function(lua, "__index", ".", refuse_method, 0);
    object_set_methods(lua, methods);
    expression_set_function(lua, "__newindex", "=", refuse_change, 0);
    expression_set_function(lua, "__concat", "..", refuse_joining, 0);
    lua_pop(lua, 1);
}

/* Pushes the table of all functions. Making over a hundred closures takes longer than most
 * templates run, and nothing can change them: they are made once per state. */
static void
push_functions(lua_State *lua)
{
    if (lua_rawgetp(lua, LUA_REGISTRYINDEX, &functions_key) == LUA_TTABLE) {
        return;
    }
    lua_pop(lua, 1);
    lua_newtable(lua);
    expression_set_function(lua, "expr", "t.expr", make_expression, 0);
    expression_open_operators(lua);
    expression_open_selectors(lua);
    expression_open_histograms(lua);
    expression_open_samples(lua);
    expression_open_calls(lua);
    lua_pushvalue(lua, -1);
    lua_rawsetp(lua, LUA_REGISTRYINDEX, &functions_key);
}

void
sandbox_open_expression(lua_State *lua)
{
    make_class(lua);
    push_functions(lua);
    for (lua_pushnil(lua); lua_next(lua, -2);) {
        lua_pushvalue(lua, -2);
        lua_insert(lua, -2);
        lua_rawset(lua, -5);
    }
    lua_pop(lua, 1);
}
