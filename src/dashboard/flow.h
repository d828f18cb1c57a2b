/*
 * Inside the dashboard room: panels flowing into bands of 24 columns.
 *
 * The same idea as breaking a paragraph into lines: every way to cut the panels into bands has
 * a cost (how far panels are from the size they would like), and the cheapest is taken. A band
 * is a rectangle without holes: its panels have one height, or some at its left are as high as
 * lines of smaller ones beside them. The order of the panels is the order of reading.
 */
#ifndef TOCSIN_DASHBOARD_FLOW_H
#define TOCSIN_DASHBOARD_FLOW_H

#include "dashboard/dashboard.h"

enum { GRID_COLUMNS = 24 };

struct flow_item {
    int width;            /* as given, else as it would like to be; 1..24 */
    int least_width;      /* not narrower than this; the same as `width` when that was given */
    int height;           /* 1 or more */
    bool has_width;       /* given: kept as it is */
    bool has_height;      /* given: kept, unless a neighbour's is given too and larger */
    bool is_alone;        /* takes a band of its own over all columns */
    struct grid_pos grid; /* the answer */
};

/* Gives every item its place, from `y` down; returns the first line below them. The scratch
 * arena may be finished afterwards. */
int flow_place(struct arena *scratch, struct flow_item *items, size_t count, int y);

#endif
