/*
 * A metric of the system's own catalogs that no rule reads: it is scraped and stored, and
 * nobody looks at it. Where an expression could not be read, nobody can say what it would have
 * used.
 */
#include "check/check.h"

static void
note_broken(struct map *broken, struct str name, const struct expr *expr)
{
    if (!expr->tree) {
        map_put(broken, name, broken);
    }
}

/* The rules whose expression could not be read. */
static struct map *
gather_broken(struct checker *checker)
{
    struct map *broken = ARENA_NEW(checker->arena, struct map);
    const struct model *model = checker->model;
    map_init(broken, checker->arena);
    for (size_t i = 0; i < model->recordings.count; i++) {
        const struct recording_list *rules = &model->recordings.at[i].rules;
        for (size_t j = 0; j < rules->count; j++) {
            note_broken(broken, rules->at[j].key.str, &rules->at[j].expr);
        }
    }
    for (size_t i = 0; i < model->alerts.count; i++) {
        const struct alert_list *rules = &model->alerts.at[i].rules;
        for (size_t j = 0; j < rules->count; j++) {
            note_broken(broken, rules->at[j].key.str, &rules->at[j].expr);
        }
    }
    return broken;
}

static bool
has_broken_rule(struct checker *checker)
{
    if (!checker->broken_rules) {
        checker->broken_rules = gather_broken(checker);
    }
    return checker->broken_rules->count > 0;
}

static void
look(struct checker *checker, const struct metric *metric)
{
    const struct name *name = intern(checker->model->names, metric->key.str);
    if (!metric->is_own || metric->status.value == METRIC_STATUS_PLANNED ||
        xref_is_used(&checker->analysis->xref, XREF_ENTITY_METRIC, name) ||
        has_broken_rule(checker)) {
        return;
    }
    struct finding *finding = CHECK_REPORT(
        checker, metric->key.span, "nothing reads the metric `%.*s`", STR_ARG(metric->key.str));
    finding_topic(checker->diags, finding, metric->key.str);
    finding_caption(checker->diags, finding, "scraped and stored for nobody");
    finding_help(checker->diags, finding,
        "use it in a recording or an alert, remove it, or say why it is there: "
        "`allow: {unused-metric: …}`");
}

const struct check check_metric_unused_metric = {
    .kind = &check_kind_metric_unused_metric,
    .metric = look,
};
