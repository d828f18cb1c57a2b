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

enum {
    TEMPLATE_DEEPEST_USE = 8,
    TEMPLATE_MOST_VALUES = 2000000, /* that all uses of an environment return together */
};

struct template_use {
    enum template_kind kind;
    struct str name;
    struct span name_span;
    const struct value *with;          /* its parameters: a map, or NULL */
    struct span span;                  /* the whole use */
    struct str subject;                /* where it stands: `dashboards/infra/rows/0` */
    const struct template_use *parent; /* whose result it stands in, or NULL */
    int depth;                         /* 1: in the spec itself */
    const struct template_ran *ran;    /* NULL: it has not been run ahead of its turn */
};

/* A tree of limited depth. */
struct template_result {
    const struct value *value; /* NULL after a finding */
    size_t count;              /* of its values, itself among them */
};

/* What came of a use that was run ahead of its turn. */
struct template_ran {
    struct template_result result;
    struct diags diags;
};

/* Runs the template, where nothing is left of other uses, and takes what it returns as a value,
 * every node with a place: the Lua line, or what the parameter it came from had. A use that was
 * run ahead of its turn only hands over what came of it. */
struct template_result template_run(
    struct templates *templates, const struct template_use *use);

/* What a template says of itself, for its page. */
struct template_parameter {
    struct str name;
    struct str type;     /* as in messages: `metric (counter)`, `label`, `duration` */
    struct str doc;      /* may be empty */
    struct str fallback; /* as it would be written in YAML; empty: none */
    bool is_required;
    uint32_t at; /* only for their order: where the file declares it */
};
VEC_DECLARE(template_parameter_vec, struct template_parameter);

struct template_about {
    struct str doc;                           /* Markdown */
    struct template_parameter_vec parameters; /* as the file declares them */
    bool answers[TEMPLATE_KIND_SPEC + 1];     /* the kinds it has a function for */
};

struct template_file;

/* Reads what the file says of itself, without running a use. False after a finding. */
bool template_read_about(struct templates *templates, const struct template_file *file,
    struct template_about *about);

#endif
