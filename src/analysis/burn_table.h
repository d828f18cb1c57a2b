/*
 * What the alerts of an objective mean, as a table for people.
 *
 * For each row of the burn rate table: what makes it fire, what that has cost by then, and, for
 * some burn rates that set in at once and end at once, how long it takes to fire and how long
 * to be silent again. With the windows L and S, the row's burn rate F and the true one b:
 *
 *     fires after   L × F / b       never unless b > F
 *     ends after    S × (1 − F / b)
 *     has spent     F × L / window  of the budget, whatever b is
 *
 * which is exact for windows that hold many events; scrapes, evaluations, `for` and the
 * grouping of Alertmanager come on top. Burn rates are left out that an outage of everything
 * does not reach: it burns at 1 / budget.
 */
#ifndef TOCSIN_ANALYSIS_BURN_TABLE_H
#define TOCSIN_ANALYSIS_BURN_TABLE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"
#include "model/objective.h"

/* Columns before those of the burn rates. */
enum burn_column {
    BURN_COLUMN_SEVERITY,
    BURN_COLUMN_TIER,
    BURN_COLUMN_WINDOWS, /* `1h, 5m` */
    BURN_COLUMN_BURN,    /* `14.4` */
    BURN_COLUMN_ABOVE,   /* the share of bad events: `1.44%` */
    BURN_COLUMN_SPENDS,  /* the share of the budget: `2%` */
    BURN_COLUMN_FIRST_RATE,
};

/* A table of cells; rows are those of the objective. An empty cell is not known or does not
 * apply. */
struct burn_table {
    struct ratio objective;  /* the share that is promised */
    struct text_list values; /* to these values of the label in `by`; none: to all others */
    struct str *heads;       /* one a column; false alarms are the last */
    struct str *cells;       /* row by row */
    size_t column_count;
    size_t row_count;
};

VEC_DECLARE(burn_table_vec, struct burn_table);

/* Makes the tables of several objectives, in its arena. Those of one system are much alike: a
 * table is made once for all that have the same numbers. */
struct burn_table_maker {
    struct arena *arena;
    struct map made; /* by what a table is made from → struct burn_table * */
};

void burn_table_maker_init(struct burn_table_maker *maker, struct arena *arena);

/* Adds one table for each distinct objective: first that of all, then those of single values
 * from the strictest on. None for an objective that is not whole. */
void burn_tables_of(struct burn_table_maker *maker, const struct objective *objective,
    struct burn_table_vec *tables);

/* The objective as a percentage: `99.9%`. */
struct str burn_table_percent(struct arena *arena, struct ratio share);

/* What the cells mean, in sentences: of tables with the number of false alarms, without, or of
 * both kinds. */
void burn_table_legend(struct buf *buf, bool has_traffic, bool lacks_traffic);

#endif
