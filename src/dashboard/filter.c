/*
 * Variables that filter: a matcher for each selector whose series have the label.
 *
 * The analysis tells which labels the series of a selector have, so that one line in the spec
 * (`filter: true`) reaches every query to which it applies and no other. A selector that asks
 * for the label already has said what it wants and is left alone.
 */
#include "dashboard/make.h"
#include "promql/builder.h"

/* The label that a variable filters by: as said, else what its query lists, else its name. */
static struct str
filter_label(const struct variable *variable)
{
    if (variable->filter_label.str.len > 0) {
        return variable->filter_label.str;
    }
    bool lists_label = variable->kind == VARIABLE_KIND_QUERY &&
                       variable->parsed.kind == VARIABLE_QUERY_LABEL_VALUES;
    return lists_label && variable->parsed.label.str.len > 0 ? variable->parsed.label.str
                                                             : variable->key.str;
}

void
filter_declare(struct dashboard_maker *maker, const struct variable *variable,
    struct loaded_variable *loaded)
{
    bool has_many = loaded->is_multi || loaded->includes_all;
    struct span span = variable->filter.is_set ? variable->filter.span : variable->span;
    struct filter filter = { .variable = variable,
        .loaded = loaded,
        .label = intern(maker->model->names, filter_label(variable)),
        .matcher = { .value = arena_printf(maker->arena, "$%.*s", STR_ARG(variable->key.str)),
            .match = has_many ? PROMQL_MATCH_REGEX : PROMQL_MATCH_EQL,
            .has_variable = true,
            .label_span = span,
            .match_span = span,
            .value_span = span } };
    filter.matcher.label = filter.label->text;
    VEC_PUSH(maker->arena, &maker->filters, filter);
}

static bool
matches_on(
    const struct promql_tree *tree, const struct promql_selector *selector, struct str label)
{
    for (uint32_t i = 0; i < selector->matchers.count; i++) {
        if (str_equal(tree->matchers[selector->matchers.first + i].label, label)) {
            return true;
        }
    }
    return false;
}

static bool
lists_label(const struct shape_alternative *alternative, const struct name *label)
{
    for (size_t i = 0; i < alternative->count; i++) {
        if (alternative->labels[i].name == label) {
            return alternative->labels[i].presence != PRESENCE_NEVER;
        }
    }
    return false;
}

/* Whether some of the series are known to have the label, and whether some may lack it. What
 * only may be there because a job is open is not known. */
static bool
knows_label(const struct shape *shape, const struct name *label, bool *may_lack)
{
    bool is_known = false;
    *may_lack = false;
    for (size_t i = 0; i < shape->count; i++) {
        const struct shape_alternative *alternative = &shape->alternatives[i];
        is_known |= lists_label(alternative, label);
        *may_lack |= shape_alternative_label(alternative, label).presence != PRESENCE_ALWAYS;
    }
    return is_known;
}

/* `All` stands for the values that the variable lists; series without the label are shown too
 * only when it stands for any text. */
static void
widen_all(struct filter *filter)
{
    if (filter->loaded->includes_all && filter->variable->all_value.str.len == 0) {
        filter->loaded->all_value = STR(".*");
    }
}

/* Whether the filter's matcher belongs to the selector. */
static bool
applies(struct filter *filter, const struct promql_tree *tree, uint32_t node,
    const struct shapes *shapes)
{
    const struct promql_selector *selector = promql_selector_of(tree, node);
    bool may_lack = false;
    if (matches_on(tree, selector, filter->label->text) ||
        !knows_label(shape_of(shapes, node), filter->label, &may_lack)) {
        return false;
    }
    if (may_lack) {
        widen_all(filter);
    }
    return true;
}

/* The matchers of all filters that belong to the selector. */
static uint32_t
gather(struct dashboard_maker *maker, const struct promql_tree *tree, uint32_t node,
    const struct shapes *shapes, struct promql_matcher *matchers)
{
    uint32_t count = 0;
    for (size_t i = 0; i < maker->filters.count; i++) {
        if (applies(&maker->filters.at[i], tree, node, shapes)) {
            matchers[count++] = maker->filters.at[i].matcher;
        }
    }
    return count;
}

const struct promql_tree *
filter_apply(
    struct dashboard_maker *maker, const struct promql_tree *tree, const struct shapes *shapes)
{
    if (maker->filters.count == 0) {
        return tree;
    }
    struct promql_builder builder;
    promql_builder_init(&builder);
    bool is_changed = false;
    struct promql_matcher *added =
        ARENA_ARRAY(&maker->scratch, struct promql_matcher, maker->filters.count);
    for (uint32_t i = 0; i < tree->count; i++) {
        promql_build_copy(&builder, tree, i);
        bool is_selector = tree->nodes[i].kind == PROMQL_KIND_SELECTOR;
        uint32_t count = is_selector ? gather(maker, tree, i, shapes, added) : 0;
        if (count > 0) {
            promql_build_add_matchers(&builder, added, count);
            is_changed = true;
        }
    }
    const struct promql_tree *filtered =
        is_changed ? promql_builder_tree(&builder, maker->arena) : tree;
    promql_builder_finish(&builder);
    return filtered;
}
