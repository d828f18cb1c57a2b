/*
 * Printing everything that one environment of a system loads.
 *
 * A table of emitters, one file each, prints what `rules` and the model say, derives nothing
 * and looks at no text of the user's expressions: trees are printed in their one form. Emitters
 * run beside each other, and parts of the larger ones do; every file is compared and written by
 * whoever printed it, and taken into `output` in the order of the table, which then commits.
 */
#ifndef TOCSIN_EMIT_EMIT_H
#define TOCSIN_EMIT_EMIT_H

#include <stdbool.h>

#include "analysis/analysis.h"
#include "dashboard/dashboard.h"
#include "emit/output.h"
#include "model/model.h"
#include "rules/rules.h"

/* What the outputs of one environment are printed from. */
struct emit_source {
    const struct model *model;
    const struct rules *rules;
    const struct analysis *analysis;
    const struct dashboards *dashboards;
    struct str prefix; /* of all paths: empty, or `staging/` */
};

/* Puts all files of the environment, printed by up to so many threads. The rules must be free
 * of errors. False after a finding about an output. */
bool emit_environment(struct output *output, const struct emit_source *source, size_t threads);

/* One rule as its file holds it, at the margin. Its tree must not be NULL. */
void emit_rule(struct buf *buf, const struct rule *rule);

/* One panel as its dashboard's file holds it, at the margin. */
void emit_panel(struct buf *buf, const struct model *model, const struct loaded_panel *panel);

/* The file of a dashboard, below the prefix: `grafana/dashboards/healthhub/slo.json`. */
struct str emit_dashboard_path(struct arena *arena, const struct loaded_dashboard *dashboard);

/* The file of a rule group, below the prefix: `prometheus/rules/http.yml`. */
struct str emit_rules_path(struct arena *arena, const struct rule_group *group);

#endif
