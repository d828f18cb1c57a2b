/*
 * What is asked of the selectors in an expression: matchers, ranges, offsets, times.
 *
 * Each operation goes over the nodes once and copies them; at a selector it adds its part. So
 * `t.where(x, {env = "prod"})` and `t.offset(x, "1w")` mean the whole of `x`, however it was
 * made.
 */
#include "template/expression.h"

#include <lauxlib.h>
#include <stdlib.h>

#include "promql/variable.h"
#include "regex/regex.h"
#include "template/catalog.h"
#include "template/object.h"
#include "template/state.h"

enum { REGEX_STEPS = 20 }; /* what compiling a pattern costs */

static const char matcher_class[] = "tocsin.matcher";

/* What t.re and its like make: a way to match, and the text. */
struct matcher_object {
    enum promql_match match;
    struct str value; /* in the arena of the use */
};

struct matchers {
    struct promql_matcher *at;
    size_t count;
};

static struct str
copy_text(lua_State *lua, struct str text)
{
    char *copy = running_alloc(lua, text.len + 1);
    running_charge(lua, text.len / 64);
    memcpy(copy, text.at, text.len);
    return str_make(copy, text.len);
}

static void
expect_text(lua_State *lua, int index)
{
    if (lua_type(lua, index) == LUA_TNUMBER) {
        lua_tostring(lua, index); /* in place */
    }
    if (lua_type(lua, index) != LUA_TSTRING) {
        expression_error(lua,
            "give a text, a list of texts, or `t.re(…)`, `t.no(…)`, `t.no_re(…)`",
            "`%s` takes the value of a label here, found %s", expression_name(lua),
            expression_found(lua, index));
    }
}

/* `a|b|c` of the list at `index`, as text in the arena. */
static struct str
alternatives(lua_State *lua, int index)
{
    size_t count = lua_rawlen(lua, index);
    running_charge(lua, 1 + count);
    struct str *texts = running_alloc(lua, count * sizeof *texts);
    for (size_t i = 0; i < count; i++) {
        lua_rawgeti(lua, index, (lua_Integer)i + 1);
        expect_text(lua, -1);
        texts[i] = copy_text(lua, text_at(lua, -1));
        lua_pop(lua, 1);
    }
    for (size_t i = 0; i < count; i++) {
        texts[i] = expression_escape(running_of(lua)->arena, texts[i]);
    }
    struct buf buf;
    buf_init(&buf);
    for (size_t i = 0; i < count; i++) {
        buf_add_text(&buf, i ? "|" : "");
        buf_add(&buf, texts[i]);
    }
    struct str text = arena_copy(running_of(lua)->arena, buf_str(&buf));
    buf_finish(&buf);
    return text;
}

/* A text matches itself, a list any of its texts. `is_not`: the opposite. */
static struct matcher_object
matcher_of_values(lua_State *lua, int index, bool is_not)
{
    struct matcher_object object;
    if (lua_type(lua, index) == LUA_TTABLE && lua_rawlen(lua, index) != 1) {
        if (lua_rawlen(lua, index) == 0) {
            expression_error(
                lua, NULL, "`%s` found an empty list of values", expression_name(lua));
        }
        object.match = is_not ? PROMQL_MATCH_NREGEX : PROMQL_MATCH_REGEX;
        object.value = alternatives(lua, lua_absindex(lua, index));
        return object;
    }
    bool is_list = lua_type(lua, index) == LUA_TTABLE;
    if (is_list) {
        lua_rawgeti(lua, index, 1);
        index = lua_absindex(lua, -1);
    }
    expect_text(lua, index);
    object.match = is_not ? PROMQL_MATCH_NEQ : PROMQL_MATCH_EQL;
    object.value = copy_text(lua, text_at(lua, index));
    if (is_list) {
        lua_pop(lua, 1);
    }
    return object;
}

static int
push_matcher(lua_State *lua, struct matcher_object object)
{
    struct matcher_object *userdata = object_push(lua, matcher_class, sizeof object);
    *userdata = object;
    return 1;
}

/* With a letter in the place of Grafana's variables, as the parser does. */
static void
check_regex(lua_State *lua, struct str pattern)
{
    struct str reason;
    struct buf buf;
    buf_init(&buf);
    promql_variable_blank(&buf, pattern);
    struct regex_set *regexes = running_of(lua)->templates->facts->regexes;
    bool is_valid = regex_compile(regexes, buf_str(&buf), &reason);
    buf_finish(&buf);
    if (!is_valid) {
        struct str shown = running_quote(lua, pattern);
        expression_error_at(lua, pattern, NULL, "%.*s is no regular expression: %.*s",
            STR_ARG(shown), STR_ARG(reason));
    }
}

/* t.re(pattern), t.no_re(pattern) */
static int
make_regex(lua_State *lua)
{
    expect_text(lua, 1);
    running_charge(lua, REGEX_STEPS);
    struct str value = copy_text(lua, text_at(lua, 1));
    check_regex(lua, value);
    enum promql_match match = (enum promql_match)expression_index(lua);
    return push_matcher(lua, (struct matcher_object){ match, value });
}

/* t.no(value), t.no(list) */
static int
make_not(lua_State *lua)
{
    return push_matcher(lua, matcher_of_values(lua, 1, true));
}

static int
compare_matchers(const void *a, const void *b)
{
    const struct promql_matcher *left = a;
    const struct promql_matcher *right = b;
    return str_compare(left->label, right->label);
}

/* The matcher of the key and value on top of the stack. */
static struct promql_matcher
take_matcher(lua_State *lua, struct span line)
{
    bool is_name = lua_type(lua, -2) == LUA_TSTRING && promql_is_label_name(text_at(lua, -2));
    if (!is_name) {
        lua_pushvalue(lua, -2);
        struct str shown = running_quote(lua, str_from(luaL_tolstring(lua, -1, NULL)));
        expression_error(lua, "write it as `{job = \"api\", status = t.re(\"5..\")}`",
            "`%s` takes names of labels as keys, found %.*s", expression_name(lua),
            STR_ARG(shown));
    }
    const struct matcher_object *object = object_at(lua, -1, matcher_class);
    struct matcher_object found = object ? *object : matcher_of_values(lua, -1, false);
    return (struct promql_matcher){
        .label = copy_text(lua, text_at(lua, -2)),
        .value = found.value,
        .match = found.match,
        .has_variable = promql_variable_is_in(found.value),
        .label_span = line,
        .match_span = line,
        .value_span = line,
    };
}

/* In byte order of their labels: Lua's tables have none. */
static struct matchers
take_matchers(lua_State *lua, int index)
{
    if (lua_type(lua, index) != LUA_TTABLE) {
        expression_error(lua, "write it as `{job = \"api\", status = t.re(\"5..\")}`",
            "`%s` takes a table of labels as argument %d, found %s", expression_name(lua),
            index, expression_found(lua, index));
    }
    size_t count = 0;
    for (lua_pushnil(lua); lua_next(lua, index); lua_pop(lua, 1)) {
        count++;
    }
    running_charge(lua, count);
    struct matchers matchers = { running_alloc(lua, count * sizeof *matchers.at + 1), 0 };
    struct span line = expression_place(lua);
    for (lua_pushnil(lua); lua_next(lua, index); lua_pop(lua, 1)) {
        matchers.at[matchers.count++] = take_matcher(lua, line);
    }
    if (count > 1) {
        qsort(matchers.at, count, sizeof *matchers.at, compare_matchers);
    }
    return matchers;
}

/* The matchers whose label the selector's metric has. */
static struct matchers
choose(lua_State *lua, struct str name, const struct matchers *matchers)
{
    const struct metric *metric = catalog_find_series(lua, name);
    struct matchers chosen = { running_alloc(lua, matchers->count * sizeof *chosen.at + 1), 0 };
    for (size_t i = 0; metric && i < matchers->count; i++) {
        if (catalog_has_label(lua, metric, matchers->at[i].label)) {
            chosen.at[chosen.count++] = matchers->at[i];
        }
    }
    return chosen;
}

/* What each node of the tree gets; only selectors get anything. */
static const struct matchers *
distribute(lua_State *lua, const struct promql_tree *tree, const struct matchers *matchers,
    bool is_filter)
{
    struct matchers *shares = running_alloc(lua, tree->count * sizeof *shares);
    expression_charge(lua, tree->count);
    for (uint32_t i = 0; i < tree->count; i++) {
        if (tree->nodes[i].kind != PROMQL_KIND_SELECTOR) {
            continue;
        }
        running_charge(lua, 1 + matchers->count);
        struct str name = promql_selector_name(tree, promql_selector_of(tree, i), NULL);
        shares[i] = is_filter ? choose(lua, name, matchers) : *matchers;
    }
    return shares;
}

/* t.where(x, {…}) and t.filter(x, {…}) */
static int
add_matchers(lua_State *lua)
{
    lua_settop(lua, 2);
    const struct promql_tree *tree;
    if (!metric_is(lua, 1) || !expression_distribution(lua, 1, &tree)) {
        tree = expression_operand(lua, 1);
    }
    struct matchers matchers = take_matchers(lua, 2);
    const struct matchers *shares = distribute(lua, tree, &matchers, expression_index(lua));
    struct promql_builder builder;
    promql_builder_init(&builder);
    for (uint32_t i = 0; i < tree->count; i++) {
        promql_build_copy(&builder, tree, i);
        if (shares[i].count) {
            promql_build_add_matchers(&builder, shares[i].at, (uint32_t)shares[i].count);
        }
    }
    expression_finish(lua, &builder);
    return 1;
}

/* t.range(x, "5m"), t.subquery(x, "1h", "5m") */
static int
add_brackets(lua_State *lua)
{
    bool is_subquery = expression_index(lua);
    const struct promql_tree *tree = expression_operand(lua, 1);
    if (is_subquery && !lua_isnoneornil(lua, 3)) {
        expression_brackets(lua, 2, false);
        expression_brackets(lua, 3, false);
        lua_settop(lua, 3);
        luaL_tolstring(lua, 2, NULL);
        lua_pushliteral(lua, ":");
        luaL_tolstring(lua, 3, NULL);
        lua_concat(lua, 3);
        lua_replace(lua, 2);
    }
    const struct promql_tree *brackets = lua_isnoneornil(lua, 2)
                                             ? expression_default_brackets(lua)
                                             : expression_brackets(lua, 2, is_subquery);
    const struct promql_node *root = &tree->nodes[tree->count - 1];
    bool is_range = brackets->nodes[brackets->count - 1].kind == PROMQL_KIND_RANGE;
    if (is_range && root->kind != PROMQL_KIND_SELECTOR) {
        expression_error(lua, "take `t.subquery(x, \"1h\")` over other expressions",
            "`%s` takes a metric or a selector, found %s %s", expression_name(lua),
            root->type == PROMQL_TYPE_VECTOR ? "an" : "a",
            promql_type_text((enum promql_type)root->type));
    }
    struct span line = expression_place(lua);
    expression_charge(lua, (size_t)tree->count + 1);
    struct promql_builder builder;
    promql_builder_init(&builder);
    promql_build_graft(&builder, tree, promql_root(tree));
    promql_build_brackets(&builder, brackets, promql_root(brackets), line);
    expression_finish(lua, &builder);
    return 1;
}

/* The selector of `x offset 5m` or `x @ end()`; NULL when the text is nothing of the kind. */
static const struct promql_tree *
parse_modifier(lua_State *lua, const char *keyword, struct str text)
{
    struct arena *arena = running_of(lua)->arena;
    struct promql_options options = expression_options(lua);
    struct promql_error error;
    running_charge(lua, 1 + text.len / 8);
    struct str whole = arena_printf(arena, "x %s %.*s", keyword, STR_ARG(text));
    const struct promql_tree *tree = promql_parse(arena, &options, whole, span_none(), &error);
    return tree && tree->count == 1 ? tree : NULL;
}

static const struct promql_tree *
take_modifier(lua_State *lua, const char *keyword, bool is_time)
{
    if (lua_isnoneornil(lua, 2)) {
        expression_error(lua, NULL, "`%s` takes a %s as argument 2, found %s",
            expression_name(lua), is_time ? "time" : "duration", expression_found(lua, 2));
    }
    struct str text;
    text.at = luaL_tolstring(lua, 2, &text.len);
    const struct promql_tree *tree = parse_modifier(lua, keyword, text);
    if (!tree) {
        struct str shown = running_quote(lua, text);
        expression_error(lua,
            is_time ? "write seconds since the epoch, `\"start()\"` or `\"end()\"`"
                    : "write it as `30s`, `5m` or `1h30m`",
            "%.*s is no %s", STR_ARG(shown), is_time ? "time" : "duration");
    }
    lua_pop(lua, 1);
    return tree;
}

static bool
has_modifier(const struct promql_selector *selector, bool is_time)
{
    return is_time ? selector->modifiers.at != PROMQL_AT_NONE
                   : selector->modifiers.offset != PROMQL_NONE;
}

/* t.offset(x, "1w"), t.at(x, "end()"): of every selector in x */
static int
add_modifier(lua_State *lua)
{
    bool is_time = expression_index(lua);
    const char *keyword = is_time ? "@" : "offset";
    const struct promql_tree *tree = expression_operand(lua, 1);
    const struct promql_tree *modifier = take_modifier(lua, keyword, is_time);
    for (uint32_t i = 0; i < tree->count; i++) {
        if (tree->nodes[i].kind == PROMQL_KIND_SELECTOR &&
            has_modifier(promql_selector_of(tree, i), is_time)) {
            expression_error(lua, NULL, "`%s` found a selector that has `%s` already",
                expression_name(lua), keyword);
        }
    }
    struct span line = expression_place(lua);
    expression_charge(lua, tree->count);
    struct promql_builder builder;
    promql_builder_init(&builder);
    for (uint32_t i = 0; i < tree->count; i++) {
        promql_build_copy(&builder, tree, i);
        if (tree->nodes[i].kind == PROMQL_KIND_SELECTOR) {
            promql_build_modifiers(&builder, modifier, promql_root(modifier), line);
        }
    }
    expression_finish(lua, &builder);
    return 1;
}

static int
refuse_use(lua_State *lua)
{
    expression_error(lua, "it is a value of a label in `t.where(x, {label = t.re(\"5..\")})`",
        "a matcher can only be given to `t.where` and `t.filter`");
}

static void
make_matcher_class(lua_State *lua)
{
    if (!object_open_class(lua, matcher_class)) {
        lua_pop(lua, 1);
        return;
    }
    expression_set_function(lua, "__index", ".", refuse_use, 0);
    expression_set_function(lua, "__newindex", "=", refuse_use, 0);
    expression_set_function(lua, "__concat", "..", refuse_use, 0);
    expression_set_function(lua, "__tostring", "tostring", refuse_use, 0);
    lua_pop(lua, 1);
}

void
expression_open_selectors(lua_State *lua)
{
    make_matcher_class(lua);
    expression_set_function(lua, "where", "t.where", add_matchers, false);
    expression_set_function(lua, "filter", "t.filter", add_matchers, true);
    expression_set_function(lua, "re", "t.re", make_regex, PROMQL_MATCH_REGEX);
    expression_set_function(lua, "no_re", "t.no_re", make_regex, PROMQL_MATCH_NREGEX);
    expression_set_function(lua, "no", "t.no", make_not, 0);
    expression_set_function(lua, "range", "t.range", add_brackets, false);
    expression_set_function(lua, "subquery", "t.subquery", add_brackets, true);
    expression_set_function(lua, "offset", "t.offset", add_modifier, false);
    expression_set_function(lua, "at", "t.at", add_modifier, true);
}
