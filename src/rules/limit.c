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
