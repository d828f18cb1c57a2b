/*
 * The trees of the expressions of recordings and alerts.
 *
 * Most come with the texts that templates made. They are only looked up, among tens of
 * thousands of texts: several threads do that, and what nobody found is parsed in the order of
 * the spec.
 */
#include "base/work.h"
#include "model/resolve.h"

enum { SHARE = 16 }; /* of the groups, for one job */

struct looking {
    struct model *model;
    struct promql_options options;
};

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

static void
find_made(const struct looking *looking, struct expr *expr)
{
    if (expr->text.str.at) {
        expr->tree =
            promql_find_made(&looking->options, expr->text.span, looking->model->sources);
    }
}

static void
look_at_share(void *work, size_t job)
{
    const struct looking *looking = work;
    const struct model *model = looking->model;
    size_t end = (job + 1) * SHARE;
    for (size_t i = job * SHARE; i < end && i < model->recordings.count; i++) {
        for (size_t j = 0; j < model->recordings.at[i].rules.count; j++) {
            find_made(looking, &model->recordings.at[i].rules.at[j].expr);
        }
    }
    for (size_t i = job * SHARE; i < end && i < model->alerts.count; i++) {
        for (size_t j = 0; j < model->alerts.at[i].rules.count; j++) {
            find_made(looking, &model->alerts.at[i].rules.at[j].expr);
        }
    }
}

static void
look_for_made(struct looking *looking)
{
    const struct model *model = looking->model;
    size_t most = model->recordings.count > model->alerts.count ? model->recordings.count
                                                                : model->alerts.count;
    work_run(look_at_share, looking, (most + SHARE - 1) / SHARE, model->threads);
}

void
resolve_expressions(struct resolver *resolver)
{
    struct model *model = resolver->model;
    struct looking looking = { model, resolve_promql_options(model) };
    look_for_made(&looking);
    for (size_t i = 0; i < model->recordings.count; i++) {
        struct recording_group *group = &model->recordings.at[i];
        for (size_t j = 0; j < group->rules.count; j++) {
            struct recording *recording = &group->rules.at[j];
            if (!recording->expr.tree) {
                set_subject(resolver, "recordings", group->key, recording->key);
                resolve_expression(resolver, &looking.options, &recording->expr);
            }
        }
    }
    for (size_t i = 0; i < model->alerts.count; i++) {
        struct alert_group *group = &model->alerts.at[i];
        for (size_t j = 0; j < group->rules.count; j++) {
            struct alert *alert = &group->rules.at[j];
            if (!alert->expr.tree) {
                set_subject(resolver, "alerts", group->key, alert->key);
                resolve_expression(resolver, &looking.options, &alert->expr);
            }
        }
    }
    diag_set_subject(resolver->diags, STR(""));
}
