/*
 * What was promised and which alerts tell of it: the section `objectives:`.
 *
 * An SLO says what is wanted; its objective says what came of it, in numbers: the promise, and
 * for each row of the burn rate table the alert that stands for it. Templates return it beside
 * the rules that they make (the library's `slo` does), people may write it for alerts of their
 * own, and everything that explains alerts reads it: `tocsin slo`, CATALOG.md, dashboards.
 */
#ifndef TOCSIN_MODEL_OBJECTIVE_H
#define TOCSIN_MODEL_OBJECTIVE_H

#include "schema/schema.h"

/* Same order as slo_urgency_words (slo.h). */
enum urgency {
    URGENCY_PAGE,
    URGENCY_TICKET,
};

/* A row: the alert fires while both windows burn faster than `burn`. */
struct objective_row {
    struct text alert;
    struct text severity;
    struct text tier; /* may be absent */
    struct choice urgency;
    struct period long_window;
    struct period short_window;
    struct number burn; /* in budgets: at 1 the budget lasts for just the window */
    struct span span;
};

struct objective_row_list {
    struct objective_row *at;
    size_t count;
};

struct objective {
    struct text key; /* the SLO's name */
    struct text title;
    struct text help;
    struct text owner;
    struct text counts;                /* what is counted, in words */
    struct number objective;           /* a share of one: 0.999 */
    struct named_text_list objectives; /* percentages, of single values of the label in `by` */
    struct period window;
    struct text_list by;
    struct number traffic; /* events an hour of each value of `by`; may be absent */
    struct objective_row_list alerts;
    struct span span;
};

struct objective_list {
    struct objective *at;
    size_t count;
};

extern const struct record objective_record;

/* The section `objectives:` of a spec alone, decoded to a struct objective_list. */
extern const struct record objective_section_record;

/* Whether all numbers are there and make sense: findings have been made about one of which they
 * do not, and nothing can be told of it. */
bool objective_is_whole(const struct objective *objective);

/* The share that is promised to one value of the label; `text` is one of `objectives` of a
 * whole objective. */
struct ratio objective_share_of(struct str text);

#endif
