/*
 * The tree of a text that was just printed, without parsing it.
 *
 * A copy of the tree is printed, and every node and token of it gets the place where it comes
 * to stand. Only plain trees, made of what rules consist of, are told this way; all others
 * (signs, modifiers, quoted names, variables) are left to the parser, for its tree has another
 * form then, or it may refuse the text.
 */
#include "promql/print_parts.h"

#include <math.h>

#include "promql/version.h"

enum { MOST_NODES = 256 }; /* of trees that are told; longer ones are rare */

static bool
is_plain_duration(const struct promql_duration *duration)
{
    double milliseconds = duration->seconds * 1000;
    bool is_literal =
        duration->kind == PROMQL_DURATION_LITERAL || duration->kind == PROMQL_DURATION_NUMBER;
    return is_literal && milliseconds >= 1 && milliseconds < 9e15 &&
           round(milliseconds) / 1000 == duration->seconds;
}

static bool
is_plain_matcher(const struct promql_matcher *matcher, const struct promql_options *options)
{
    struct str ignored;
    bool is_regex =
        matcher->match == PROMQL_MATCH_REGEX || matcher->match == PROMQL_MATCH_NREGEX;
    return !matcher->has_variable && promql_is_label_name(matcher->label) &&
           (!is_regex || regex_compile(options->regexes, matcher->value, &ignored));
}

static bool
is_plain_selector(const struct promql_tree *tree, const struct promql_selector *selector,
    const struct promql_options *options)
{
    const struct promql_modifiers *modifiers = &selector->modifiers;
    if (modifiers->offset != PROMQL_NONE || modifiers->at != PROMQL_AT_NONE ||
        modifiers->is_anchored || modifiers->is_smoothed ||
        (selector->name.len && !promql_print_is_bare_metric(selector->name))) {
        return false;
    }
    for (uint32_t i = 0; i < selector->matchers.count; i++) {
        if (!is_plain_matcher(&tree->matchers[selector->matchers.first + i], options)) {
            return false;
        }
    }
    return true;
}

static bool
are_plain_labels(const struct promql_tree *tree, struct promql_run run)
{
    for (uint32_t i = 0; i < run.count; i++) {
        const struct promql_label *label = &tree->labels[run.first + i];
        if (label->has_variable || !promql_print_is_bare_label(label)) {
            return false;
        }
    }
    return true;
}

static bool
is_plain_binary(const struct promql_tree *tree, uint32_t node)
{
    const struct promql_matching *matching = promql_matching_of(tree, node);
    enum promql_op op = (enum promql_op)tree->nodes[node].op;
    if (op == PROMQL_OP_ATAN2 || op == PROMQL_OP_TRIM_UPPER || op == PROMQL_OP_TRIM_LOWER) {
        return false;
    }
    return !matching || (promql_matching_counts(tree, node) && !matching->has_fill_left &&
                            !matching->has_fill_right &&
                            (matching->is_on || matching->labels.count || matching->card) &&
                            are_plain_labels(tree, matching->labels) &&
                            are_plain_labels(tree, matching->include));
}

static bool
is_plain_call(const struct promql_call *call, const struct promql_options *options)
{
    const struct promql_function *function = call->function;
    return function && promql_function_is_known(function, options->version) &&
           (options->experimental || !promql_function_needs_flag(function, options->version));
}

static bool
is_plain_node(
    const struct promql_tree *tree, uint32_t node, const struct promql_options *options)
{
    const struct promql_node *n = &tree->nodes[node];
    double number;
    switch ((enum promql_kind)n->kind) {
    case PROMQL_KIND_NUMBER:
        number = promql_number_of(tree, node);
        return !(n->flags & PROMQL_FLAG_DURATION) && isfinite(number) && !signbit(number);
    case PROMQL_KIND_STRING:
    case PROMQL_KIND_PAREN:
        return true;
    case PROMQL_KIND_SELECTOR:
        return is_plain_selector(tree, promql_selector_of(tree, node), options);
    case PROMQL_KIND_RANGE:
        return is_plain_duration(&tree->durations[promql_range_of(tree, node)->range]);
    case PROMQL_KIND_BINARY:
        return is_plain_binary(tree, node);
    case PROMQL_KIND_CALL:
        return is_plain_call(promql_call_of(tree, node), options);
    case PROMQL_KIND_AGGREGATION:
        return n->op != PROMQL_OP_GROUP && n->op < PROMQL_OP_LIMITK &&
               are_plain_labels(tree, promql_grouping_of(tree, node)->labels);
    case PROMQL_KIND_SUBQUERY:
    case PROMQL_KIND_UNARY:
    case PROMQL_KIND_VARIABLE:
        break;
    }
    return false;
}

static bool
is_plain(const struct promql_tree *tree, const struct promql_options *options)
{
    if (tree->count > MOST_NODES) {
        return false;
    }
    for (uint32_t i = 0; i < tree->count; i++) {
        if (!is_plain_node(tree, i, options)) {
            return false;
        }
    }
    return true;
}

/* Copies the tree, with the parentheses that its text has and it lacks; these come from
 * nowhere.
 */
static void
copy_with_parens(struct promql_builder *builder, const struct promql_tree *tree)
{
    bool needs_parens[MOST_NODES] = { false };
    for (uint32_t i = 0; i < tree->count; i++) {
        if (tree->nodes[i].kind == PROMQL_KIND_BINARY) {
            uint32_t left = i - 1 - tree->nodes[i - 1].size;
            needs_parens[i - 1] = promql_print_needs_parens(tree, i, i - 1);
            needs_parens[left] = promql_print_needs_parens(tree, i, left);
        }
    }
    for (uint32_t i = 0; i < tree->count; i++) {
        promql_build_copy(builder, tree, i);
        if (needs_parens[i]) {
            promql_build_paren(builder, span_none());
        }
    }
}

/* From offsets in the text, which begin with 1, to positions. */
struct settling {
    struct promql_builder *builder;
    struct arena *arena;
    struct str text;
    uint32_t base;
};

static struct str
text_at(const struct settling *settling, struct span span)
{
    return str_slice(settling->text, span.at - 1, span.at - 1 + (size_t)span.len);
}

/* A view of what stands between the quotes, unless that has escapes. */
static struct str
unquoted(const struct settling *settling, struct str value, struct span quoted)
{
    if (value.len + 2 != quoted.len) {
        return arena_copy(settling->arena, value);
    }
    return text_at(settling, (struct span){ quoted.at + 1, quoted.len - 2 });
}

static void
settle_span(const struct settling *settling, struct span *span)
{
    if (span_is_set(*span)) {
        span->at += settling->base - 1;
    }
}

static void
settle_selectors(const struct settling *settling)
{
    struct promql_selector *selectors = settling->builder->selectors.rows;
    for (uint32_t i = 0; i < settling->builder->selectors.count; i++) {
        struct promql_selector *selector = &selectors[i];
        bool is_named = selector->name.len > 0;
        selector->name = is_named ? text_at(settling, selector->name_span) : STR("");
        selector->name_span = is_named ? selector->name_span : span_none();
        selector->braces = selector->braces.len ? selector->braces : span_none();
        settle_span(settling, &selector->name_span);
        settle_span(settling, &selector->braces);
    }
    struct promql_matcher *matchers = settling->builder->matchers.rows;
    for (uint32_t i = 0; i < settling->builder->matchers.count; i++) {
        struct promql_matcher *matcher = &matchers[i];
        matcher->label = text_at(settling, matcher->label_span);
        matcher->value = unquoted(settling, matcher->value, matcher->value_span);
        settle_span(settling, &matcher->label_span);
        settle_span(settling, &matcher->match_span);
        settle_span(settling, &matcher->value_span);
    }
}

static void
settle_ranges(const struct settling *settling)
{
    struct promql_range *ranges = settling->builder->ranges.rows;
    for (uint32_t i = 0; i < settling->builder->ranges.count; i++) {
        settle_span(settling, &ranges[i].brackets);
    }
    struct promql_duration *durations = settling->builder->durations.rows;
    for (uint32_t i = 0; i < settling->builder->durations.count; i++) {
        durations[i].kind = PROMQL_DURATION_LITERAL;
        settle_span(settling, &durations[i].span);
    }
}

static void
settle_names(const struct settling *settling)
{
    struct promql_call *calls = settling->builder->calls.rows;
    for (uint32_t i = 0; i < settling->builder->calls.count; i++) {
        calls[i].name = text_at(settling, calls[i].name_span);
        settle_span(settling, &calls[i].name_span);
    }
    struct promql_grouping *groupings = settling->builder->groupings.rows;
    for (uint32_t i = 0; i < settling->builder->groupings.count; i++) {
        struct promql_grouping *grouping = &groupings[i];
        grouping->name = text_at(settling, grouping->name_span);
        if (!grouping->is_without && !(grouping->has_clause && grouping->labels.count)) {
            grouping->has_clause = false; /* an empty one is not printed */
            grouping->clause = span_none();
            grouping->labels = (struct promql_run){ 0 };
        }
        settle_span(settling, &grouping->name_span);
        settle_span(settling, &grouping->clause);
    }
    struct promql_label *labels = settling->builder->labels.rows;
    for (uint32_t i = 0; i < settling->builder->labels.count; i++) {
        labels[i].name = text_at(settling, labels[i].span);
        settle_span(settling, &labels[i].span);
    }
}

static void
settle_matchings(const struct settling *settling)
{
    struct promql_matching *matchings = settling->builder->matchings.rows;
    for (uint32_t i = 0; i < settling->builder->matchings.count; i++) {
        settle_span(settling, &matchings[i].op_span);
        settle_span(settling, &matchings[i].on_span);
        matchings[i].group_span = matchings[i].card ? matchings[i].group_span : span_none();
        settle_span(settling, &matchings[i].group_span);
    }
}

static void
settle_nodes(const struct settling *settling)
{
    struct promql_node *nodes = settling->builder->nodes.rows;
    struct str *strings = settling->builder->strings.rows;
    for (uint32_t i = 0; i < settling->builder->nodes.count; i++) {
        struct promql_node *node = &nodes[i];
        if (node->kind == PROMQL_KIND_STRING) {
            struct span quoted = { node->at, node->len };
            strings[node->data] = unquoted(settling, strings[node->data], quoted);
        }
        if (node->kind == PROMQL_KIND_BINARY && !(node->flags & PROMQL_FLAG_MATCHING)) {
            node->data += settling->base - 1;
        }
        node->at += settling->base - 1;
    }
}

void
promql_placed_print(struct promql_placed *placed, struct buf *buf,
    const struct promql_tree *tree, const struct promql_options *options,
    struct promql_origins *origins)
{
    struct printer printer = { .buf = buf, .tree = tree, .origins = origins };
    struct promql_tree own;
    size_t start = buf->len;
    promql_builder_init(&placed->builder);
    if (start == 0 && is_plain(tree, options)) {
        copy_with_parens(&placed->builder, tree);
        own = promql_build_view(&placed->builder);
        printer.tree = &own;
        printer.is_placing = true;
    }
    promql_print_line(&printer, promql_root(printer.tree));
    struct str text = buf_str(buf);
    placed->is_known = printer.is_placing && str_find_char(text, '$') == SIZE_MAX &&
                       !str_contains(text, STR("[["));
}

const struct promql_tree *
promql_placed_finish(
    struct promql_placed *placed, struct arena *arena, struct str text, struct span span)
{
    struct promql_tree *tree = NULL;
    if (placed->is_known) {
        struct settling settling = { &placed->builder, arena, text, span.at };
        settle_selectors(&settling);
        settle_ranges(&settling);
        settle_names(&settling);
        settle_matchings(&settling);
        settle_nodes(&settling);
        tree = promql_build_tree(&placed->builder, arena);
        tree->printed = text;
    }
    promql_builder_finish(&placed->builder);
    return tree;
}
