/*
 * Checks: predicates over what will be loaded, with the shape of every node at hand.
 *
 * A check is one file `check/<subject>_<name>.c` that defines a `const struct check`, a row in
 * checks.def and a page in docs/checks/. One walker goes through everything once and calls each
 * check's hooks; a hook looks, and reports with `CHECK_REPORT`. It never analyses a second time
 * and never reports what another finding has told already: an unknown shape is silent.
 */
#ifndef TOCSIN_CHECK_CHECK_H
#define TOCSIN_CHECK_CHECK_H

#include "analysis/analysis.h"
#include "base/map.h"
#include "base/nearest.h"
#include "dashboard/dashboard.h"
#include "diag/diag.h"
#include "model/model.h"
#include "promql/promql.h"
#include "rules/rules.h"

struct broken;

struct checker {
    struct arena *arena;
    const struct model *model;
    const struct rules *rules;
    const struct analysis *analysis;
    const struct dashboards *dashboards;
    struct diags *diags;
    const struct diag_kind *kind; /* of the check whose hook is running */
    const struct broken *broken;  /* see check/broken.h; for the hooks of rules */
    bool has_broken_query;        /* of the panel whose hook is running */
    struct arena scratch;         /* of the walk: the shapes of one tree, what one rule takes */
    /* made when first asked for */
    struct map *known_labels; /* see expression_knows_label */
    struct map *good_series;  /* see rule_test_series.c */
    const struct check *const *node_checks[PROMQL_KIND_VARIABLE + 1]; /* see check.c */
    const struct check *const *rule_checks[RULE_KIND_ALERT + 1];
};

/* A node of an expression, and what it belongs to: a rule, or something of a dashboard; neither
 * for an expression outside both (tocsin promql --catalog). */
struct check_node {
    const struct rule *rule;
    const struct loaded_dashboard *dashboard;
    const struct loaded_panel *panel;           /* a query of this panel, … */
    const struct loaded_variable *variable;     /* … of this variable … */
    const struct loaded_annotation *annotation; /* … or of this annotation */
    const struct promql_tree *tree;
    uint32_t node;
    const struct shapes *shapes; /* of the whole tree, by node; gone after the hook */
    const uint32_t *parents;     /* of the whole tree, by node */
};

/* A query of a panel whose PromQL is right, with the shapes of its whole tree. */
struct check_target {
    const struct loaded_dashboard *dashboard;
    const struct loaded_panel *panel;
    const struct loaded_target *target;
    const struct shapes *shapes; /* gone after the hook */
};

/* A variable of a dashboard; its query has been looked at node by node. */
struct check_variable {
    const struct loaded_dashboard *dashboard;
    const struct loaded_variable *variable;
    const struct shapes *shapes; /* of its query's tree, or NULL; gone after the hook */
};

/* An annotation of a dashboard by a query; that has been looked at node by node. */
struct check_annotation {
    const struct loaded_dashboard *dashboard;
    const struct loaded_annotation *annotation;
    const struct shapes *shapes; /* of its query's tree; gone after the hook */
};

typedef void check_node_function(struct checker *checker, const struct check_node *at);
typedef void check_rule_function(struct checker *checker, const struct rule *rule);
typedef void check_route_function(struct checker *checker, const struct loaded_route *route);
typedef void check_metric_function(struct checker *checker, const struct metric *metric);
typedef void check_system_function(struct checker *checker);
typedef void check_dashboard_function(
    struct checker *checker, const struct loaded_dashboard *dashboard);
typedef void check_panel_function(struct checker *checker,
    const struct loaded_dashboard *dashboard, const struct loaded_panel *panel);
typedef void check_target_function(struct checker *checker, const struct check_target *at);
typedef void check_variable_function(struct checker *checker, const struct check_variable *at);
typedef void check_annotation_function(
    struct checker *checker, const struct check_annotation *at);

struct check {
    const struct diag_kind *kind;
    check_node_function *selector; /* hooks that a check does not have are NULL */
    check_node_function *call;
    check_node_function *aggregation;
    check_node_function *binary;
    check_rule_function *recording;
    check_rule_function *alert;
    check_route_function *route;
    check_dashboard_function *dashboard;
    check_panel_function *panel;   /* rows too; after its targets */
    check_target_function *target; /* of queries in PromQL */
    check_variable_function *variable;
    check_annotation_function *annotation;
    check_metric_function *metric; /* of every catalog that a job exposes, each once */
    check_system_function *system; /* once, at the end */
};

#define CHECK(id, name, severity, when, summary)                                               \
    extern const struct diag_kind check_kind_##id;                                             \
    extern const struct check check_##id;
#include "check/checks.def"
#undef CHECK

/* All checks in the order of checks.def; ends with NULL. */
extern const struct check *const checks[];

/* Runs all checks over one environment. */
void check_run(struct checker *checker);

/* Runs the node hooks over one expression that is no rule's. */
void check_expression(struct checker *checker, const struct promql_tree *tree);

/* The kind of that name among checks, or NULL. */
const struct diag_kind *check_find_kind(struct str name);

/* Reports a finding of the running check. */
#define CHECK_REPORT(checker, span, ...)                                                       \
    diag_report((checker)->diags, (checker)->kind, (span), __VA_ARGS__)

/* Later findings belong to the object of that kind and name: `metrics/NAME`. */
void check_set_subject(struct checker *checker, const char *section, struct str name);

/* Adds "did you mean" and the fix at `span`, when the search found a name near enough; tells
 * whether it did. */
bool check_suggest(struct checker *checker, struct finding *finding, struct span span,
    const struct nearest *nearest);

#endif
