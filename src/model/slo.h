/*
 * A service level objective as written.
 *
 * The program itself knows nothing of burn rates: the record checks the form of an SLO and
 * keeps its value, which the Lua template `slo` turns into recordings, alerts and inhibitions
 * before the sections that a template can make are decoded. What an SLO means is there.
 */
#ifndef TOCSIN_MODEL_SLO_H
#define TOCSIN_MODEL_SLO_H

#include "model/policy.h"
#include "schema/schema.h"

/* What tells good events from bad ones. */
enum slo_indicator {
    SLO_INDICATOR_ERRORS,  /* with `total` */
    SLO_INDICATOR_GOOD,    /* with `total` */
    SLO_INDICATOR_LATENCY, /* with `under` */
    SLO_INDICATOR_UP,
    SLO_INDICATOR_RATIO,
};

/* A row of the burn rate table; one of the two numbers is set. */
struct slo_row {
    int measure;
    struct number share;
    struct number burn;
    struct span span;
};

struct slo_row_list {
    struct slo_row *at;
    size_t count;
};

struct slo_alerting {
    struct slo_row_list rows;
};

struct slo_budget {
    struct number warn;
};

struct slo {
    struct text key;
    struct text title;
    struct text help;
    struct text owner;
    struct text impact;
    struct flag regulatory;
    struct period window;
    struct text_list by;
    struct number objective;           /* a share of one: 0.999 */
    struct named_text_list objectives; /* percentages too */
    struct number under;
    struct number traffic;
    int indicator; /* enum slo_indicator */
    struct slo_alerting alerting;
    struct slo_budget budget;
    struct allow_entry_list allow;
    const struct value *value; /* all of it, for the template */
    struct span span;
};

struct slo_list {
    struct slo *at;
    size_t count;
};

extern const struct record slo_record;

/* `page` and `ticket`: the two ways in which an alert of an SLO reaches people. */
extern const char *const slo_urgency_words[];

/* False after a finding: what is no percentage between nothing and all. */
bool slo_verify_objective(struct schema_context *context, const struct number *objective);

/* The same for those of single label values. */
bool slo_verify_objectives(
    struct schema_context *context, const struct named_text_list *objectives);

/* The section `slos:` of a spec alone, decoded to a struct slo_list. */
extern const struct record slo_section_record;

#endif
