/*
 * Where a dashboard uses variables: in queries, titles, legends, links, options.
 *
 * One walk serves all checks about variables. What is written is told with its place; a use
 * that was made for the user (the matcher of a `filter:` variable, the data source of every
 * panel) has none.
 */
#ifndef TOCSIN_CHECK_VARIABLES_H
#define TOCSIN_CHECK_VARIABLES_H

#include "check/check.h"

struct variable_use {
    struct str name;
    struct str format;                          /* of `${name:format}` */
    struct span span;                           /* none when nobody wrote it */
    const struct loaded_panel *panel;           /* at most one of these three */
    const struct loaded_variable *variable;     /* the one whose query uses it */
    const struct loaded_annotation *annotation; /* none: the dashboard itself */
};

typedef void variable_use_function(void *context, const struct variable_use *use);

/* Visits every use, in the order of the output. The subject of the object that has the use is
 * set. */
void variables_visit(struct checker *checker, const struct loaded_dashboard *dashboard,
    variable_use_function *found, void *context);

/* The same for one variable's own query alone. */
void variables_visit_variable(struct checker *checker, const struct loaded_dashboard *dashboard,
    size_t variable, variable_use_function *found, void *context);

/* The variable of that name, or NULL. */
const struct loaded_variable *variables_find(
    const struct loaded_dashboard *dashboard, struct str name);

/* Grafana's own: `__interval`, `__from`, `__data`, … All begin with two underscores but
 * `timeFilter`. */
bool variables_is_builtin(struct str name);

/* Grafana's own names, for "did you mean"; ends with NULL. */
extern const char *const variables_builtin[];

#endif
