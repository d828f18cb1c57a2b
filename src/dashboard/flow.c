/*
 * Cutting a list of panels into bands of least cost.
 *
 * `best[i]` is the cheapest way to lay out the first `i` panels; it follows from the cheaper
 * beginnings, so the work grows with the number of panels and not with the ways to cut them. A
 * band holds at most 24 panels. Costs are squares of columns and lines, so that a small
 * deviation of all is better than a large one of one.
 */
#include "dashboard/flow.h"

#include <assert.h>
#include <limits.h>

enum {
    COST_OF_A_BAND = 8,     /* fewer bands are better, when all else is equal */
    COST_OF_A_STACK = 2,    /* so is a plain row of panels */
    WEIGHT_OF_A_GIVEN = 64, /* the writer's own height counts so many times more */
    WEIGHT_OF_SHRINKING = 4,
    WEIGHT_OF_A_GAP = 4,
    MOST_TALL = 2,  /* panels at the left of a stack */
    MOST_LINES = 4, /* lines of a stack */
    MOST_IN_A_LINE = 3,
};

#define IMPOSSIBLE INT64_MAX

/* How one band is laid out. */
struct band {
    size_t first;
    size_t count;
    size_t tall;    /* the first so many have the whole height; all: a plain row */
    size_t in_line; /* of a stack: panels in each of its lines */
    int side;       /* of a stack: columns of its lines */
    int height;
    int64_t cost;
};

static int64_t
square(int difference)
{
    return (int64_t)difference * difference;
}

/* Divides `total` columns. Widths that were given stay; the others share the rest, each in
 * proportion to what it would like. False when they do not fit, or when nothing can grow to
 * fill the columns. */
static bool
divide_columns(const struct flow_item *items, size_t count, int total, int *widths)
{
    int rest = total;
    for (size_t i = 0; i < count; i++) {
        widths[i] = items[i].has_width ? items[i].width : items[i].least_width;
        rest -= widths[i];
    }
    while (rest > 0) {
        size_t poorest = count;
        for (size_t i = 0; i < count; i++) {
            bool is_poorer = poorest == count || widths[i] * items[poorest].width <
                                                     widths[poorest] * items[i].width;
            poorest = !items[i].has_width && is_poorer ? i : poorest;
        }
        if (poorest == count) {
            return false;
        }
        widths[poorest]++;
        rest--;
    }
    return rest == 0;
}

/* The sum of the widths when all are given, else 0. */
static int
given_columns(const struct flow_item *items, size_t count)
{
    int sum = 0;
    for (size_t i = 0; i < count; i++) {
        if (!items[i].has_width) {
            return 0;
        }
        sum += items[i].width;
    }
    return sum;
}

static int
max_int(int a, int b)
{
    return a > b ? a : b;
}

/* The height that panels side by side agree on: the largest given, else the largest liked. */
static int
common_height(const struct flow_item *items, size_t count, bool *is_given)
{
    int given = 0;
    int liked = 1;
    for (size_t i = 0; i < count; i++) {
        given = items[i].has_height ? max_int(given, items[i].height) : given;
        liked = max_int(liked, items[i].height);
    }
    *is_given = given > 0;
    return given > 0 ? given : liked;
}

static int64_t
cost_of_sizes(const struct flow_item *items, size_t count, const int *widths, int height)
{
    int64_t cost = 0;
    for (size_t i = 0; i < count; i++) {
        int64_t weight = items[i].has_height        ? WEIGHT_OF_A_GIVEN
                         : height < items[i].height ? WEIGHT_OF_SHRINKING
                                                    : 1;
        cost += square(widths[i] - items[i].width);
        cost += weight * square(height - items[i].height);
    }
    return cost;
}

/* All panels of a band side by side. What is left at the right stays free only when every width
 * was given. */
static void
judge_row(const struct flow_item *items, struct band *band)
{
    int widths[GRID_COLUMNS];
    bool is_given = false;
    int columns = given_columns(items, band->count);
    bool leaves_gap = columns > 0 && columns < GRID_COLUMNS;
    band->tall = band->count;
    band->height = common_height(items, band->count, &is_given);
    if (!divide_columns(items, band->count, leaves_gap ? columns : GRID_COLUMNS, widths)) {
        band->cost = IMPOSSIBLE;
        return;
    }
    band->cost = COST_OF_A_BAND + cost_of_sizes(items, band->count, widths, band->height) +
                 (leaves_gap ? WEIGHT_OF_A_GAP * square(GRID_COLUMNS - columns) : 0);
}

/* The heights of the lines of a stack, which fill `height` together. False when they cannot. */
static bool
divide_height(const struct flow_item *side, const struct band *band, int height, int *heights)
{
    size_t lines = (band->count - band->tall) / band->in_line;
    bool is_given[MOST_LINES];
    int growing = 0;
    int rest = height;
    for (size_t i = 0; i < lines; i++) {
        heights[i] = common_height(&side[i * band->in_line], band->in_line, &is_given[i]);
        rest -= heights[i];
        growing += is_given[i] ? 0 : 1;
    }
    for (size_t i = 0; i < lines && rest > 0 && growing > 0; i++) {
        if (!is_given[i]) {
            int share = (rest + growing - 1) / growing;
            growing--;
            heights[i] += share;
            rest -= share;
        }
    }
    return rest == 0;
}

static int
sum_of_heights(const struct flow_item *side, const struct band *band)
{
    int sum = 0;
    for (size_t i = 0; i < band->count - band->tall; i += band->in_line) {
        bool is_given;
        sum += common_height(&side[i], band->in_line, &is_given);
    }
    return sum;
}

/* The height of a stack: that of the tall panels, unless only its lines say one. */
static int
height_of_stack(const struct flow_item *items, const struct band *band)
{
    bool is_given = false;
    int height = common_height(items, band->tall, &is_given);
    return is_given ? height : max_int(height, sum_of_heights(items + band->tall, band));
}

/* The cost of a stack whose lines are `side` columns wide. */
static int64_t
cost_of_stack(const struct flow_item *items, const struct band *band, int side)
{
    int widths[GRID_COLUMNS];
    int heights[MOST_LINES];
    int given = given_columns(items, band->tall);
    int tall_columns = given > 0 ? given : GRID_COLUMNS - side;
    int gap = GRID_COLUMNS - tall_columns - side;
    if (gap < 0 || (gap > 0 && given_columns(items, band->count) == 0) ||
        !divide_columns(items, band->tall, tall_columns, widths) ||
        !divide_height(items + band->tall, band, band->height, heights)) {
        return IMPOSSIBLE;
    }
    int64_t cost = COST_OF_A_BAND + COST_OF_A_STACK + WEIGHT_OF_A_GAP * square(gap) +
                   cost_of_sizes(items, band->tall, widths, band->height);
    for (size_t i = band->tall; i < band->count; i += band->in_line) {
        if (!divide_columns(&items[i], band->in_line, side, widths)) {
            return IMPOSSIBLE;
        }
        cost += cost_of_sizes(
            &items[i], band->in_line, widths, heights[(i - band->tall) / band->in_line]);
    }
    return cost;
}

/* How wide the lines of a stack may be: as a line says whose widths are all given, or as the
 * tall panels leave, else a quarter, a third or a half. */
static size_t
choose_sides(const struct flow_item *items, const struct band *band, int *sides)
{
    for (size_t i = band->tall; i < band->count; i += band->in_line) {
        sides[0] = given_columns(&items[i], band->in_line);
        if (sides[0] > 0) {
            return 1;
        }
    }
    int tall = given_columns(items, band->tall);
    if (tall > 0) {
        sides[0] = GRID_COLUMNS - tall;
        return sides[0] > 0 ? 1 : 0;
    }
    sides[0] = GRID_COLUMNS / 4;
    sides[1] = GRID_COLUMNS / 3;
    sides[2] = GRID_COLUMNS / 2;
    return 3;
}

/* Whether the panels beside the tall ones are lower than they: else nothing is to be stacked.
 */
static bool
is_stackable(const struct flow_item *items, const struct band *band)
{
    for (size_t i = band->tall; i < band->count; i++) {
        if (items[i].height >= band->height) {
            return false;
        }
    }
    return true;
}

/* The panels behind the first `tall` in lines beside these; `best` takes the cheapest way. */
static void
judge_stacks(const struct flow_item *items, size_t count, size_t tall, struct band *best)
{
    struct band band = { .first = best->first, .count = count, .tall = tall };
    for (band.in_line = 1; band.in_line <= MOST_IN_A_LINE; band.in_line++) {
        size_t lines = (count - tall) / band.in_line;
        if ((count - tall) % band.in_line != 0 || lines < 2 || lines > MOST_LINES) {
            continue;
        }
        band.height = height_of_stack(items, &band);
        int sides[3];
        size_t side_count = is_stackable(items, &band) ? choose_sides(items, &band, sides) : 0;
        for (size_t i = 0; i < side_count; i++) {
            band.side = sides[i];
            band.cost = cost_of_stack(items, &band, band.side);
            *best = band.cost < best->cost ? band : *best;
        }
    }
}

static bool
has_alone(const struct flow_item *items, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (items[i].is_alone) {
            return true;
        }
    }
    return false;
}

/* The cheapest layout of these panels as one band. A single panel always fits. */
static struct band
judge_band(const struct flow_item *items, size_t first, size_t count)
{
    struct band band = { .first = first, .count = count, .tall = count, .cost = IMPOSSIBLE };
    if (count > 1 && has_alone(items, count)) {
        return band;
    }
    judge_row(items, &band);
    for (size_t tall = 1; tall <= MOST_TALL && tall + 2 <= count; tall++) {
        judge_stacks(items, count, tall, &band);
    }
    return band;
}

/* Places panels side by side from (x, y) on. */
static void
place_row(struct flow_item *items, size_t count, struct grid_pos area)
{
    int widths[GRID_COLUMNS];
    bool is_filled = divide_columns(items, count, area.w, widths);
    assert(is_filled);
    (void)is_filled;
    int x = area.x;
    for (size_t i = 0; i < count; i++) {
        items[i].grid = (struct grid_pos){ x, area.y, widths[i], area.h };
        x += widths[i];
    }
}

static void
place_band(struct flow_item *items, const struct band *band, int y)
{
    int given = given_columns(items, band->tall);
    int columns = given > 0 ? given : GRID_COLUMNS - band->side;
    place_row(items, band->tall, (struct grid_pos){ 0, y, columns, band->height });
    if (band->tall == band->count) {
        return;
    }
    int heights[MOST_LINES];
    divide_height(items + band->tall, band, band->height, heights);
    for (size_t i = band->tall; i < band->count; i += band->in_line) {
        int height = heights[(i - band->tall) / band->in_line];
        place_row(
            &items[i], band->in_line, (struct grid_pos){ columns, y, band->side, height });
        y += height;
    }
}

int
flow_place(struct arena *scratch, struct flow_item *items, size_t count, int y)
{
    struct band *best = ARENA_ARRAY(scratch, struct band, count + 1);
    for (size_t end = 1; end <= count; end++) {
        best[end].cost = IMPOSSIBLE;
        size_t first = end > GRID_COLUMNS ? end - GRID_COLUMNS : 0;
        for (; first < end; first++) {
            struct band band = judge_band(&items[first], first, end - first);
            if (band.cost != IMPOSSIBLE && band.cost + best[first].cost < best[end].cost) {
                best[end] = band;
                best[end].cost += best[first].cost;
            }
        }
    }
    /* From the last band back to the first, then down the page. */
    struct band *bands = ARENA_ARRAY(scratch, struct band, count);
    size_t band_count = 0;
    for (size_t end = count; end > 0; end = best[end].first) {
        bands[band_count++] = best[end];
    }
    while (band_count-- > 0) {
        place_band(&items[bands[band_count].first], &bands[band_count], y);
        y += bands[band_count].height;
    }
    return y;
}
