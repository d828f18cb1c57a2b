/*
 * Which rule reads which, and an order in which every rule comes after those it reads.
 */
#ifndef TOCSIN_ANALYSIS_ORDER_H
#define TOCSIN_ANALYSIS_ORDER_H

#include "analysis/analysis.h"

struct rule_order {
    size_t *rules; /* indices in rules.all; without those in cycles and their readers */
    size_t count;
};

/* Also notes in the analysis what reads what, and the cycles. World and value sets must be
 * there. */
void order_rules(struct analysis *analysis, struct rule_order *order);

#endif
