/*
 * Trees of rules: their types, and the comparison that a limit adds.
 */
#include "rules/limit.h"

#include "promql/builder.h"

const struct promql_tree *
make_limit_tree(struct arena *arena, const struct promql_tree *expr,
    const struct alert_limit *limit, const char *side)
{
    struct promql_builder builder;
    promql_builder_init(&builder);
    promql_build_graft(&builder, expr, promql_root(expr));
    promql_build_number(&builder, ratio_to_double(limit->limit.value), limit->limit.span);
    enum promql_op op = strcmp(side, "above") == 0 ? PROMQL_OP_GTR : PROMQL_OP_LSS;
    promql_build_binary(&builder, op, false, limit->key.span);
    const struct promql_tree *tree = promql_builder_tree(&builder, arena);
    promql_builder_finish(&builder);
    return tree;
}

bool
judge_rule_type(struct maker *maker, const struct expr *expr)
{
    enum promql_type type = expr->tree->nodes[promql_root(expr->tree)].type;
    if (type != PROMQL_TYPE_MATRIX && type != PROMQL_TYPE_STRING) {
        return true;
    }
    struct finding *finding = diag_report(maker->diags, &kind_promql_type, expr->text.span,
        "a rule needs an instant vector or a scalar, and this is a %s", promql_type_text(type));
    if (type == PROMQL_TYPE_MATRIX) {
        finding_help(maker->diags, finding,
            "put the range into a function, such as `rate(…)` or `max_over_time(…)`");
    }
    return false;
}

bool
judge_limit_type(struct maker *maker, const struct alert *alert)
{
    const struct promql_tree *tree = alert->expr.tree;
    if (tree->nodes[promql_root(tree)].type != PROMQL_TYPE_SCALAR) {
        return true;
    }
    const char *side = alert->above.count > 0 ? "above" : "below";
    struct finding *finding = diag_report(maker->diags, &kind_promql_type,
        alert->expr.text.span, "`%s` compares an instant vector, and this is a scalar", side);
    finding_help(maker->diags, finding, "write `vector(…)` around it");
    return false;
}

/* `used / size > 0.8` with `above: 80%` asks `used / size > 0.8 > 0.8`. */
static void
judge_own_comparison(struct maker *maker, const struct alert *alert, const char *side)
{
    const struct promql_tree *tree = alert->expr.tree;
    uint32_t root = promql_unwrap(tree, promql_root(tree));
    const struct promql_node *node = &tree->nodes[root];
    if (node->kind != PROMQL_KIND_BINARY || !promql_op_is_comparison(node->op) ||
        (node->flags & PROMQL_FLAG_BOOL)) {
        return;
    }
    struct span right = promql_span(tree, promql_operand(tree, root, 1));
    if (tree->nodes[promql_operand(tree, root, 1)].type != PROMQL_TYPE_SCALAR) {
        return;
    }
    struct finding *finding = diag_report(maker->diags, &kind_invalid_value,
        span_join(promql_op_span(tree, root), right),
        "`expr` compares already, and `%s` compares once more", side);
    finding_help(
        maker->diags, finding, "leave this out: `expr` is only the left side of `%s`", side);
}

static const struct alert_limit *
find_limit(struct alert_limit_list limits, struct str severity)
{
    for (size_t i = 0; i < limits.count; i++) {
        if (limits.at[i].limit.is_set && str_equal(limits.at[i].key.str, severity)) {
            return &limits.at[i];
        }
    }
    return NULL;
}

static int64_t
hold_of(const struct alert *alert, const struct alert_limit *limit)
{
    return limit->hold.is_set ? limit->hold.milliseconds : alert->hold.milliseconds;
}

static void
judge_pair(struct maker *maker, const struct alert *alert, const struct alert_limit *urgent,
    const struct alert_limit *other, bool is_above)
{
    int order = ratio_compare(urgent->limit.value, other->limit.value);
    if ((is_above ? order > 0 : order < 0) || hold_of(alert, urgent) > hold_of(alert, other)) {
        return;
    }
    struct finding *finding = diag_report(maker->diags, &kind_invalid_value, urgent->limit.span,
        "`%.*s` fires whenever `%.*s` does, and mutes it", STR_ARG(urgent->key.str),
        STR_ARG(other->key.str));
    finding_caption(maker->diags, finding,
        order == 0 ? "the same limit"
        : is_above ? "reached first"
                   : "passed first");
    finding_label(maker->diags, finding, other->limit.span, "never seen");
    finding_help(maker->diags, finding,
        "give `%.*s`, the more urgent, the %s limit, or a longer `for`",
        STR_ARG(urgent->key.str), is_above ? "greater" : "smaller");
}

static void
judge_order(struct maker *maker, const struct alert *alert, struct alert_limit_list limits,
    bool is_above)
{
    const struct alert_limit *urgent = NULL;
    for (size_t i = 0; i < maker->model->severities.count; i++) {
        const struct alert_limit *limit =
            find_limit(limits, maker->model->severities.at[i].key.str);
        if (urgent && limit) {
            judge_pair(maker, alert, urgent, limit, is_above);
        }
        urgent = limit ? limit : urgent;
    }
}

void
judge_limits(struct maker *maker, const struct alert *alert)
{
    judge_own_comparison(maker, alert, alert->above.count > 0 ? "above" : "below");
    judge_order(maker, alert, alert->above, true);
    judge_order(maker, alert, alert->below, false);
}
