/*
 * What is asked of histograms and summaries: parts, quantiles, means, rates of events.
 *
 * A classic histogram is three kinds of series, a native one is one; the idioms differ and
 * Prometheus says nothing when they are mixed up. The catalog knows which it is, so that a
 * template says only what it wants.
 */
#include "template/expression.h"

#include <lauxlib.h>
#include <math.h>
#include <stdio.h>

#include "model/bounds.h"
#include "schema/quantity.h"
#include "template/catalog.h"
#include "template/number.h"
#include "template/state.h"

/* `sum by (…) (rate(selector[…]))` in the making. */
struct idiom {
    const struct metric *metric; /* NULL: any counter */
    const struct promql_tree *selector;
    const struct promql_tree *brackets;
    struct expression_clause clause;
    struct span line;
};

static bool
is_distribution(const struct metric *metric)
{
    return metric &&
           (metric->kind == METRIC_KIND_HISTOGRAM || metric->kind == METRIC_KIND_SUMMARY);
}

static bool
is_native(const struct metric *metric)
{
    return metric && metric->kind == METRIC_KIND_HISTOGRAM && metric->native.truth;
}

const struct metric *
expression_distribution(lua_State *lua, int index, const struct promql_tree **selector)
{
    if (metric_is(lua, index)) {
        const struct metric *metric = metric_take(lua, index);
        if (!is_distribution(metric)) {
            return NULL;
        }
        *selector = expression_selector(lua, metric->key.str, metric_span(lua, index));
        return metric;
    }
    if (!expression_is(lua, index) && lua_type(lua, index) != LUA_TSTRING) {
        return NULL;
    }
    const struct promql_tree *tree = expression_operand(lua, index);
    if (tree->count != 1 || tree->nodes[0].kind != PROMQL_KIND_SELECTOR) {
        return NULL;
    }
    const struct metric *metric = catalog_find(lua, promql_selector_of(tree, 0)->name);
    if (!is_distribution(metric)) {
        return NULL;
    }
    *selector = tree;
    return metric;
}

static struct str
with_suffix(lua_State *lua, struct str name, const char *suffix)
{
    return arena_printf(running_of(lua)->arena, "%.*s%s", STR_ARG(name), suffix);
}

static void
refuse_part(lua_State *lua, const struct metric *metric, const char *suffix)
{
    if (is_native(metric)) {
        expression_error(lua,
            "ask for what is meant with `t.quantile`, `t.mean` or `t.events`, which know "
            "native "
            "histograms",
            "`%.*s` is a native histogram: it has no series `%.*s%s`", STR_ARG(metric->key.str),
            STR_ARG(metric->key.str), suffix);
    }
    if (metric->kind == METRIC_KIND_SUMMARY && str_is(str_from(suffix), "_bucket")) {
        expression_error(
            lua, NULL, "`%.*s` is a summary: it has no buckets", STR_ARG(metric->key.str));
    }
}

/* The new names of the tree's selectors, by node; empty for those that stay. */
static const struct str *
part_names(lua_State *lua, const struct promql_tree *tree, const char *suffix)
{
    struct str *names = running_alloc(lua, tree->count * sizeof *names);
    bool is_any = false;
    expression_charge(lua, tree->count);
    for (uint32_t i = 0; i < tree->count; i++) {
        if (tree->nodes[i].kind != PROMQL_KIND_SELECTOR) {
            continue;
        }
        struct str name = promql_selector_of(tree, i)->name;
        const struct metric *metric = catalog_find(lua, name);
        if (is_distribution(metric)) {
            refuse_part(lua, metric, suffix);
            names[i] = with_suffix(lua, name, suffix);
            is_any = true;
        }
    }
    if (!is_any) {
        expression_error(lua, "give a histogram or a summary of the catalog",
            "`%s` found no metric that has series `…%s`", expression_name(lua), suffix);
    }
    return names;
}

/* t.bucket(h), t.count_of(h), t.sum_of(h) */
static int
take_part(lua_State *lua)
{
    static const char *const suffixes[] = { "_bucket", "_count", "_sum" };
    const char *suffix = suffixes[expression_index(lua)];
    const struct promql_tree *tree;
    if (!expression_distribution(lua, 1, &tree)) {
        tree = expression_operand(lua, 1);
    }
    const struct str *names = part_names(lua, tree, suffix);
    struct promql_builder builder;
    promql_builder_init(&builder);
    for (uint32_t i = 0; i < tree->count; i++) {
        promql_build_copy(&builder, tree, i);
        if (names[i].len) {
            promql_build_rename(&builder, names[i]);
        }
    }
    expression_finish(lua, &builder);
    return 1;
}

static void
build_call(
    struct promql_builder *builder, const char *name, uint32_t arguments, struct span line)
{
    const struct promql_function *function = promql_function_find(str_from(name));
    promql_build_call(builder, function, arguments, line);
}

/* `part`: the series' name, or empty for the selector's own. */
static void
build_sum_of_rate(struct promql_builder *builder, const struct idiom *idiom, struct str part)
{
    promql_build_graft(builder, idiom->selector, promql_root(idiom->selector));
    if (part.len) {
        promql_build_rename(builder, part);
    }
    if (idiom->brackets) {
        promql_build_brackets(
            builder, idiom->brackets, promql_root(idiom->brackets), idiom->line);
    }
    build_call(builder, "rate", 1, idiom->line);
    promql_build_aggregation(
        builder, PROMQL_OP_SUM, idiom->clause.kind, idiom->clause.labels, idiom->line);
}

/* Buckets keep their bound: `by` gets `le` too. */
static struct expression_clause
clause_with_le(lua_State *lua, struct expression_clause clause, struct span line)
{
    if (clause.kind == PROMQL_CLAUSE_WITHOUT) {
        return clause;
    }
    struct promql_label_list old = clause.labels;
    struct promql_label *labels = running_alloc(lua, (old.count + 1) * sizeof *labels);
    if (old.count) {
        memcpy(labels, old.at, old.count * sizeof *labels);
    }
    labels[old.count] = (struct promql_label){ STR("le"), line, false };
    return (struct expression_clause){ PROMQL_CLAUSE_BY, { labels, old.count + 1 } };
}

/* The clause at `index` and the range behind it. */
static void
take_clause_and_range(lua_State *lua, int index, struct idiom *idiom)
{
    idiom->line = expression_place(lua);
    idiom->clause = expression_clause(lua, index);
    idiom->brackets = lua_isnoneornil(lua, index + 1)
                          ? expression_default_brackets(lua)
                          : expression_brackets(lua, index + 1, false);
}

bool
expression_push_quantile(lua_State *lua)
{
    struct idiom idiom = { 0 };
    idiom.metric = expression_distribution(lua, 2, &idiom.selector);
    if (!idiom.metric || idiom.metric->kind != METRIC_KIND_HISTOGRAM) {
        return false;
    }
    take_clause_and_range(lua, 3, &idiom);
    const struct promql_tree *quantile = expression_operand(lua, 1);
    struct str part = STR("");
    if (!is_native(idiom.metric)) {
        part = with_suffix(lua, idiom.metric->key.str, "_bucket");
        idiom.clause = clause_with_le(lua, idiom.clause, idiom.line);
    }
    expression_charge(lua, quantile->count + 6);
    struct promql_builder builder;
    promql_builder_init(&builder);
    promql_build_graft(&builder, quantile, promql_root(quantile));
    build_sum_of_rate(&builder, &idiom, part);
    build_call(&builder, "histogram_quantile", 2, idiom.line);
    expression_finish(lua, &builder);
    return true;
}

static const char *
found_metric(lua_State *lua, int index)
{
    return metric_is(lua, index)
               ? metric_kind_text((enum metric_kind)metric_take(lua, index)->kind)
               : expression_found(lua, index);
}

/* t.mean(h, by, range): the mean observation of the range. */
static int
push_mean(lua_State *lua)
{
    struct idiom idiom = { 0 };
    idiom.metric = expression_distribution(lua, 1, &idiom.selector);
    if (!idiom.metric) {
        expression_error(lua,
            "give a histogram or a summary of the catalog, or `t.where` of one",
            "`%s` takes a histogram or a summary, found %s", expression_name(lua),
            found_metric(lua, 1));
    }
    take_clause_and_range(lua, 2, &idiom);
    bool native = is_native(idiom.metric);
    struct str name = idiom.metric->key.str;
    struct str sum = native ? STR("") : with_suffix(lua, name, "_sum");
    struct str count = native ? STR("") : with_suffix(lua, name, "_count");
    expression_charge(lua, 12);
    struct promql_builder builder;
    promql_builder_init(&builder);
    build_sum_of_rate(&builder, &idiom, sum);
    if (native) {
        build_call(&builder, "histogram_sum", 1, idiom.line);
    }
    build_sum_of_rate(&builder, &idiom, count);
    if (native) {
        build_call(&builder, "histogram_count", 1, idiom.line);
    }
    promql_build_binary(&builder, PROMQL_OP_DIV, false, idiom.line);
    expression_finish(lua, &builder);
    return 1;
}

/* t.events(x, by, range): how many a second, of a counter, a histogram or a summary. */
static int
push_events(lua_State *lua)
{
    struct idiom idiom = { 0 };
    struct str part = STR("");
    idiom.metric = expression_distribution(lua, 1, &idiom.selector);
    if (!idiom.metric) {
        idiom.selector = expression_operand(lua, 1);
    } else if (!is_native(idiom.metric)) {
        part = with_suffix(lua, idiom.metric->key.str, "_count");
    }
    const struct promql_node *root = &idiom.selector->nodes[idiom.selector->count - 1];
    take_clause_and_range(lua, 2, &idiom);
    if (root->kind != PROMQL_KIND_SELECTOR) {
        idiom.brackets = NULL; /* PromQL has the message */
    }
    expression_charge(lua, idiom.selector->count + 4);
    struct promql_builder builder;
    promql_builder_init(&builder);
    build_sum_of_rate(&builder, &idiom, part);
    if (is_native(idiom.metric)) {
        build_call(&builder, "histogram_count", 1, idiom.line);
    }
    expression_finish(lua, &builder);
    return 1;
}

/* The bound at `index`: a number, or text as the spec writes numbers. */
static struct ratio
take_bound(lua_State *lua, int index)
{
    struct ratio bound;
    bool is_text = lua_type(lua, index) == LUA_TSTRING;
    if (is_text ? !quantity_parse(text_at(lua, index), &bound)
                : !number_to_ratio(lua, index, &bound)) {
        expression_error(lua, "give it as `0.5` or `\"500ms\"`",
            "`%s` takes a bound as argument %d, found %s", expression_name(lua), index,
            expression_found(lua, index));
    }
    return bound;
}

static void
expect_bucket(lua_State *lua, const struct metric *metric, struct ratio bound)
{
    struct str list = STR("");
    for (size_t i = 0; i < metric->buckets.count; i++) {
        const struct number *number = &metric->buckets.at[i];
        if (ratio_compare(number->value, bound) == 0) {
            return;
        }
        list = arena_printf(running_of(lua)->arena, "%.*s%s`%.*s`", STR_ARG(list),
            list.len ? ", " : "", STR_ARG(number->text));
    }
    struct str help = arena_printf(running_of(lua)->templates->diags->arena,
        metric->buckets.count ? "its bounds are %.*s" : "declare its `buckets`%.*s",
        STR_ARG(list));
    char number[32];
    snprintf(number, sizeof number, "%g", ratio_to_double(bound));
    expression_error(lua, help.at, "`%.*s` has no bucket of the bound `%s`",
        STR_ARG(metric->key.str), number);
}

/* `le="0.5"`, or all the ways in which a program may spell the bound. */
static struct promql_matcher
match_bound(lua_State *lua, struct ratio bound)
{
    const struct running *running = running_of(lua);
    const struct model *facts = running->templates->facts;
    struct bound_text_vec texts = { 0 };
    bounds_spell(running->arena, facts->names, facts->versions.prometheus.version,
        ratio_to_double(bound), &texts);
    struct span place = expression_place(lua);
    struct str value = texts.at[0]->text;
    for (size_t i = 0; texts.count > 1 && i < texts.count; i++) {
        struct str text = expression_escape(running->arena, texts.at[i]->text);
        value = arena_printf(running->arena, "%.*s%s%.*s", i ? (int)value.len : 0, value.at,
            i ? "|" : "", STR_ARG(text));
    }
    return (struct promql_matcher){
        .label = STR("le"),
        .value = value,
        .match = texts.count > 1 ? PROMQL_MATCH_REGEX : PROMQL_MATCH_EQL,
        .label_span = place,
        .match_span = place,
        .value_span = place,
    };
}

/* The share of a native histogram is a function; Prometheus interpolates. */
static void
push_native_share(lua_State *lua, const struct idiom *idiom, struct ratio bound)
{
    struct promql_builder builder;
    promql_builder_init(&builder);
    promql_build_number(&builder, -INFINITY, idiom->line);
    promql_build_number(&builder, ratio_to_double(bound), idiom->line);
    build_sum_of_rate(&builder, idiom, STR(""));
    build_call(&builder, "histogram_fraction", 3, idiom->line);
    expression_finish(lua, &builder);
}

/* The selector of the buckets that count what is at most `bound`. */
static const struct promql_tree *
select_bucket(lua_State *lua, const struct idiom *idiom, struct ratio bound)
{
    struct promql_matcher matcher = match_bound(lua, bound);
    struct promql_builder builder;
    promql_builder_init(&builder);
    promql_build_graft(&builder, idiom->selector, 0);
    promql_build_add_matcher(&builder, &matcher);
    const struct promql_tree *tree = promql_builder_tree(&builder, running_of(lua)->arena);
    promql_builder_finish(&builder);
    return tree;
}

enum { SHARE_RATIO, SHARE_RATE };

/* t.under(h, bound, by, range): the share of observations of at most `bound`.
 * t.within(h, bound, by, range): how many of them a second; of a classic histogram. */
static int
push_share(lua_State *lua)
{
    bool is_rate = expression_index(lua) == SHARE_RATE;
    struct idiom idiom = { 0 };
    idiom.metric = expression_distribution(lua, 1, &idiom.selector);
    if (!idiom.metric || idiom.metric->kind != METRIC_KIND_HISTOGRAM) {
        expression_error(lua, "give a histogram of the catalog, or `t.where` of one",
            "`%s` takes a histogram, found %s", expression_name(lua), found_metric(lua, 1));
    }
    struct ratio bound = take_bound(lua, 2);
    take_clause_and_range(lua, 3, &idiom);
    expression_charge(lua, 16);
    if (is_native(idiom.metric) && is_rate) {
        expression_error(lua, "multiply `t.under` by `t.events`",
            "`%s` takes a histogram with buckets, but `%.*s` is a native one",
            expression_name(lua), STR_ARG(idiom.metric->key.str));
    }
    if (is_native(idiom.metric)) {
        push_native_share(lua, &idiom, bound);
        return 1;
    }
    expect_bucket(lua, idiom.metric, bound);
    struct str name = idiom.metric->key.str;
    struct str bucket = with_suffix(lua, name, "_bucket");
    struct str count = with_suffix(lua, name, "_count");
    struct idiom within = idiom;
    within.selector = select_bucket(lua, &idiom, bound);
    struct promql_builder builder;
    promql_builder_init(&builder);
    build_sum_of_rate(&builder, &within, bucket);
    if (!is_rate) {
        build_sum_of_rate(&builder, &idiom, count);
        promql_build_binary(&builder, PROMQL_OP_DIV, false, idiom.line);
    }
    expression_finish(lua, &builder);
    return 1;
}

void
expression_open_histograms(lua_State *lua)
{
    expression_set_function(lua, "bucket", "t.bucket", take_part, 0);
    expression_set_function(lua, "count_of", "t.count_of", take_part, 1);
    expression_set_function(lua, "sum_of", "t.sum_of", take_part, 2);
    expression_set_function(lua, "mean", "t.mean", push_mean, 0);
    expression_set_function(lua, "under", "t.under", push_share, SHARE_RATIO);
    expression_set_function(lua, "within", "t.within", push_share, SHARE_RATE);
    expression_set_function(lua, "events", "t.events", push_events, 0);
}
