/*
 * Shapes of a whole tree: one loop over its nodes in post-order.
 */
#include "analysis/shaper.h"

void
shaper_init(struct shaper *shaper, struct arena *arena, const struct analysis *analysis)
{
    *shaper = (struct shaper){ .arena = arena,
        .analysis = analysis,
        .sets = analysis->sets,
        .names = analysis->model->names,
        .metric_name = analysis->metric_name };
}

/* The same series as the operand's, in another type or in parentheses. */
static void
take_over(struct shaper *shaper, uint32_t node)
{
    const struct shape *operand = &shaper->at[node - 1];
    struct shape *shape = &shaper->at[node];
    enum promql_type type = shape->type;
    *shape = *operand;
    shape->type = type;
    shape->fault = SHAPE_FAULT_NONE;
    shape->selector = NULL;
}

/* A minus makes new values, a plus none. */
static void
shape_unary(struct shaper *shaper, uint32_t node)
{
    take_over(shaper, node);
    struct shape *shape = &shaper->at[node];
    if (shaper->tree->nodes[node].op != PROMQL_OP_SUB || shape->count == 0) {
        return;
    }
    struct cause cause = { CAUSE_FUNCTION, promql_op_span(shaper->tree, node) };
    struct alternative_vec all = { 0 };
    for (size_t i = 0; i < shape->count; i++) {
        struct shape_alternative result =
            alternative_without(shaper, &shape->alternatives[i], shaper->metric_name, cause);
        VEC_PUSH(shaper->arena, &all, alternative_computed(&result));
    }
    shape_settle(shaper, shape, &all);
}

static void
shape_node(struct shaper *shaper, uint32_t node)
{
    struct shape *shape = &shaper->at[node];
    shape->type = (enum promql_type)shaper->tree->nodes[node].type;
    switch ((enum promql_kind)shaper->tree->nodes[node].kind) {
    case PROMQL_KIND_NUMBER:
    case PROMQL_KIND_STRING:
        shape->filling = SHAPE_FILLING_ALWAYS;
        return;
    case PROMQL_KIND_SELECTOR:
        shape_selector(shaper, node);
        return;
    case PROMQL_KIND_RANGE:
    case PROMQL_KIND_SUBQUERY:
    case PROMQL_KIND_PAREN:
        take_over(shaper, node);
        return;
    case PROMQL_KIND_UNARY:
        shape_unary(shaper, node);
        return;
    case PROMQL_KIND_BINARY:
        shape_binary(shaper, node);
        return;
    case PROMQL_KIND_CALL:
        shape_call(shaper, node);
        return;
    case PROMQL_KIND_AGGREGATION:
        shape_aggregation(shaper, node);
        return;
    case PROMQL_KIND_VARIABLE:
        shape_make_unknown(shape, SHAPE_FAULT_NONE);
        return;
    }
}

void
analysis_shapes(const struct analysis *analysis, const struct promql_tree *tree,
    struct arena *arena, struct shapes *shapes)
{
    struct shaper shaper;
    shaper_init(&shaper, arena, analysis);
    shaper.tree = tree;
    shaper.at = ARENA_ARRAY(arena, struct shape, tree->count);
    for (uint32_t i = 0; i < tree->count; i++) {
        shape_node(&shaper, i);
        shaper.at[i].unit = shape_unit(&shaper, i);
    }
    *shapes = (struct shapes){ .tree = tree, .at = shaper.at };
}
