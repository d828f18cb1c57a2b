/*
 * The alerts that objectives name: each must be there, with the severity that is told of it.
 *
 * What is printed about an alert is worth nothing when it is about another one, so a row that
 * names none is an error, not a gap in a table.
 */
#include <stdlib.h>

#include "base/map.h"
#include "base/nearest.h"
#include "model/resolve.h"

struct known_alerts {
    struct map alerts;     /* by name → the first of it */
    struct map severities; /* `NAME SEVERITY` → anything */
};

static struct str
pair(struct resolver *resolver, struct str alert, struct str severity)
{
    return arena_printf(resolver->model->arena, "%.*s %.*s", STR_ARG(alert), STR_ARG(severity));
}

static void
add_severity(struct resolver *resolver, struct known_alerts *known, const struct alert *alert,
    struct str severity)
{
    map_put(
        &known->severities, pair(resolver, alert->key.str, severity), (void *)(uintptr_t)alert);
}

static void
add_alert(struct resolver *resolver, struct known_alerts *known, const struct alert *alert)
{
    if (!map_get(&known->alerts, alert->key.str)) {
        map_put(&known->alerts, alert->key.str, (void *)(uintptr_t)alert);
    }
    if (alert->severity.str.at) {
        add_severity(resolver, known, alert, alert->severity.str);
    }
    for (size_t i = 0; i < alert->above.count; i++) {
        add_severity(resolver, known, alert, alert->above.at[i].key.str);
    }
    for (size_t i = 0; i < alert->below.count; i++) {
        add_severity(resolver, known, alert, alert->below.at[i].key.str);
    }
    for (size_t i = 0; i < alert->labels.count; i++) {
        if (str_is(alert->labels.at[i].key.str, "severity")) {
            add_severity(resolver, known, alert, alert->labels.at[i].value.str);
        }
    }
}

static void
find_alerts(struct resolver *resolver, struct known_alerts *known)
{
    map_init(&known->alerts, resolver->model->arena);
    map_init(&known->severities, resolver->model->arena);
    const struct alert_group_list *groups = &resolver->model->alerts;
    for (size_t i = 0; i < groups->count; i++) {
        for (size_t j = 0; j < groups->at[i].rules.count; j++) {
            add_alert(resolver, known, &groups->at[i].rules.at[j]);
        }
    }
}

static void
report_no_alert(
    struct resolver *resolver, const struct known_alerts *known, const struct text *name)
{
    struct finding *finding = diag_report(resolver->diags, &kind_unknown_name, name->span,
        "no alert is called `%.*s`", STR_ARG(name->str));
    finding_topic(resolver->diags, finding, name->str);
    struct nearest nearest;
    nearest_begin(&nearest, name->str);
    for (size_t i = 0; i < known->alerts.count; i++) {
        nearest_offer(&nearest, known->alerts.entries[i].key);
    }
    if (nearest.best.len > 0) {
        finding_help(resolver->diags, finding, "did you mean `%.*s`?", STR_ARG(nearest.best));
    } else {
        finding_help(resolver->diags, finding,
            "name one that stands under `alerts`, or leave this row out");
    }
}

static void
report_other_severity(struct resolver *resolver, const struct known_alerts *known,
    const struct objective_row *row)
{
    const struct alert *alert = map_get(&known->alerts, row->alert.str);
    struct finding *finding = diag_report(resolver->diags, &kind_unknown_name,
        row->severity.span, "`%.*s` has no rule of the severity `%.*s`",
        STR_ARG(row->alert.str), STR_ARG(row->severity.str));
    finding_topic(resolver->diags, finding, row->severity.str);
    finding_label(resolver->diags, finding, alert->key.span, "the alert");
}

static void
resolve_row(struct resolver *resolver, const struct known_alerts *known,
    const struct objective_row *row)
{
    if (row->alert.str.len == 0 || row->severity.str.len == 0) {
        return;
    }
    if (!map_get(&known->alerts, row->alert.str)) {
        report_no_alert(resolver, known, &row->alert);
    } else if (!map_get(
                   &known->severities, pair(resolver, row->alert.str, row->severity.str))) {
        report_other_severity(resolver, known, row);
    }
}

static int
compare_objectives(const void *left, const void *right)
{
    const struct objective *a = left;
    const struct objective *b = right;
    return str_compare(a->key.str, b->key.str);
}

void
resolve_objectives(struct resolver *resolver)
{
    struct objective_list *objectives = &resolver->model->objectives;
    if (objectives->count == 0) {
        return;
    }
    qsort(objectives->at, objectives->count, sizeof *objectives->at, compare_objectives);
    struct known_alerts known;
    find_alerts(resolver, &known);
    for (size_t i = 0; i < objectives->count; i++) {
        const struct objective *objective = &objectives->at[i];
        diag_set_subject(resolver->diags, arena_printf(resolver->model->arena,
                                              "objectives/%.*s", STR_ARG(objective->key.str)));
        for (size_t j = 0; j < objective->alerts.count; j++) {
            resolve_row(resolver, &known, &objective->alerts.at[j]);
        }
    }
    diag_set_subject(resolver->diags, STR(""));
}
