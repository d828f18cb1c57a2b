/*
 * Inside the model room: the parts of resolving.
 */
#ifndef TOCSIN_MODEL_RESOLVE_H
#define TOCSIN_MODEL_RESOLVE_H

#include "base/vec.h"
#include "model/model.h"

struct resolver {
    struct model *model;
    struct diags *diags;
};

VEC_DECLARE(label_vec, struct label);

/* The keys with which a label, a vocabulary entry or a target label describes its values. */
struct domain_words {
    struct text_list values;
    struct text match;
    struct count max;
    struct text class;
    struct span span;
};

const struct label_domain *resolve_domain(
    struct resolver *resolver, const struct domain_words *words);

/* Sorts the labels by name and gives them as a list. */
struct label_list resolve_label_list(struct label_vec *labels);

/* The labels that a metric's references stand for; sets expanded, unknown ones reported. */
struct label_list resolve_label_refs(struct resolver *resolver, struct label_ref_list refs);

/* How the system's Prometheus reads expressions. */
struct promql_options resolve_promql_options(const struct model *model);

/* Parses the expression, if there is one. */
void resolve_expression(
    struct resolver *resolver, const struct promql_options *options, struct expr *expr);

/* Notes in the catalog the findings from `first` on. */
void model_keep_findings(const struct model *model, struct catalog *catalog,
    const struct diags *diags, size_t first);

void resolve_vocabulary(struct resolver *resolver);
void resolve_catalogs(struct resolver *resolver);
void resolve_jobs(struct resolver *resolver);
void resolve_expressions(struct resolver *resolver);
void resolve_objectives(struct resolver *resolver);
void resolve_dashboards(struct resolver *resolver);
void resolve_routing(struct resolver *resolver);
void resolve_policy(struct resolver *resolver);

#endif
