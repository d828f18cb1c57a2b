/*
 * Parsing the expressions of recordings and alerts.
 */
#include "model/resolve.h"

/* Feature flags that Prometheus runs with make experimental PromQL ordinary. */
static bool
has_promql_features(const struct model *model)
{
    for (size_t i = 0; i < model->prometheus.features.count; i++) {
        if (str_starts_with(model->prometheus.features.at[i].str, STR("promql-"))) {
            return true;
        }
    }
    return false;
}

struct promql_options
resolve_promql_options(const struct model *model)
{
    return (struct promql_options){ .regexes = model->regexes,
        .version = model->versions.prometheus.version,
        .experimental = has_promql_features(model) };
}

void
resolve_expression(
    struct resolver *resolver, const struct promql_options *options, struct expr *expr)
{
    if (expr->text.str.at) {
        struct model *model = resolver->model;
        expr->tree = promql_read_made(model->arena, options, expr->text.str, expr->text.span,
            model->sources, resolver->diags);
    }
}

static void
set_subject(struct resolver *resolver, const char *section, struct text group, struct text rule)
{
    diag_set_subject(resolver->diags, ARENA_JOIN(resolver->model->arena, str_from(section),
                                          STR("/"), group.str, STR("/"), rule.str));
}

void
resolve_expressions(struct resolver *resolver)
{
    struct model *model = resolver->model;
    struct promql_options options = resolve_promql_options(model);
    for (size_t i = 0; i < model->recordings.count; i++) {
        struct recording_group *group = &model->recordings.at[i];
        for (size_t j = 0; j < group->rules.count; j++) {
            set_subject(resolver, "recordings", group->key, group->rules.at[j].key);
            resolve_expression(resolver, &options, &group->rules.at[j].expr);
        }
    }
    for (size_t i = 0; i < model->alerts.count; i++) {
        struct alert_group *group = &model->alerts.at[i];
        for (size_t j = 0; j < group->rules.count; j++) {
            set_subject(resolver, "alerts", group->key, group->rules.at[j].key);
            resolve_expression(resolver, &options, &group->rules.at[j].expr);
        }
    }
    diag_set_subject(resolver->diags, STR(""));
}
