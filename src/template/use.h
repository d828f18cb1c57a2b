/*
 * Inside the template room: one running of one template.
 */
#ifndef TOCSIN_TEMPLATE_USE_H
#define TOCSIN_TEMPLATE_USE_H

#include "template/template.h"

/* What is asked of a template; the function of that name in its table answers. */
enum template_kind {
    TEMPLATE_KIND_ROW,   /* a row or a list of rows */
    TEMPLATE_KIND_PANEL, /* a panel or a list of panels */
    TEMPLATE_KIND_RULES, /* a map of rules, in a group of alerts or recordings */
    TEMPLATE_KIND_SPEC,  /* sections, as at the top of a file */
};

enum { TEMPLATE_DEEPEST_USE = 8 };

struct template_use {
    enum template_kind kind;
    struct str name;
    struct span name_span;
    const struct value *with;          /* its parameters: a map, or NULL */
    struct span span;                  /* the whole use */
    struct str subject;                /* where it stands: `dashboards/infra/rows/0` */
    const struct template_use *parent; /* whose result it stands in, or NULL */
    int depth;                         /* 1: in the spec itself */
};

/* Runs the template in a fresh environment and takes what it returns as a value, every node
 * with a place: the Lua line, or what the parameter it came from had. NULL after a finding. */
const struct value *template_run(struct templates *templates, const struct template_use *use);

#endif
