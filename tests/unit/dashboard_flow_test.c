/*
 * Panels flowing into bands: the properties that hold for any panels, and what people expect of
 * the common ones.
 */
#include "unit.h"

#include <stdlib.h>

#include "dashboard/flow.h"

enum { MOST_ITEMS = 60 };

/* Knuth's MMIX generator: the same panels in every run. */
static size_t
pick(uint64_t *seed, size_t below)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (size_t)(*seed >> 33) % below;
}

static struct flow_item
item(int width, int least_width, int height)
{
    return (struct flow_item){ .width = width, .least_width = least_width, .height = height };
}

static struct flow_item
graph(void)
{
    return item(12, 8, 8);
}

static struct flow_item
stat(void)
{
    return item(6, 4, 4);
}

static struct flow_item
sized(int width, int height)
{
    struct flow_item it = item(width, width, height);
    it.has_width = true;
    it.has_height = true;
    return it;
}

static int
place(struct flow_item *items, size_t count)
{
    struct arena scratch;
    arena_init(&scratch);
    int end = flow_place(&scratch, items, count, 0);
    arena_finish(&scratch);
    return end;
}

static void
assert_at(const struct flow_item *it, int x, int y, int w, int h)
{
    assert_int_equal(it->grid.x, x);
    assert_int_equal(it->grid.y, y);
    assert_int_equal(it->grid.w, w);
    assert_int_equal(it->grid.h, h);
}

/* Which item covers each cell: 0 for none. Fails on an overlap or a panel outside. */
static unsigned char *
paint(const struct flow_item *items, size_t count, int lines)
{
    unsigned char *cells = calloc((size_t)lines * GRID_COLUMNS + 1, 1);
    for (size_t i = 0; i < count; i++) {
        const struct grid_pos *grid = &items[i].grid;
        assert_true(grid->x >= 0 && grid->w >= 1 && grid->x + grid->w <= GRID_COLUMNS);
        assert_true(grid->y >= 0 && grid->h >= 1 && grid->y + grid->h <= lines);
        for (int y = grid->y; y < grid->y + grid->h; y++) {
            for (int x = grid->x; x < grid->x + grid->w; x++) {
                assert_int_equal(cells[y * GRID_COLUMNS + x], 0);
                cells[y * GRID_COLUMNS + x] = (unsigned char)(i + 1);
            }
        }
    }
    return cells;
}

/* A free cell is followed by free cells only, to the right edge; and only where all panels of
 * its line have widths of their own. */
static void
assert_no_holes(const struct flow_item *items, const unsigned char *cells, int lines)
{
    for (int y = 0; y < lines; y++) {
        const unsigned char *line = &cells[y * GRID_COLUMNS];
        for (int x = 0; x < GRID_COLUMNS; x++) {
            bool was_free = x > 0 && line[x - 1] == 0;
            if (line[x] != 0) {
                assert_false(was_free);
            } else if (!was_free) {
                assert_true(x > 0 && items[line[x - 1] - 1].has_width);
            }
        }
    }
}

/* Reading from the top left gives the order in which they were written. */
static void
assert_reading_order(const struct flow_item *items, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        const struct grid_pos *before = &items[i - 1].grid;
        const struct grid_pos *after = &items[i].grid;
        assert_true(before->y < after->y || (before->y == after->y && before->x < after->x));
    }
}

static struct flow_item
pick_item(uint64_t *seed)
{
    static const struct flow_item kinds[] = { { .width = 12, .least_width = 8, .height = 8 },
        { .width = 6, .least_width = 4, .height = 4 },
        { .width = 6, .least_width = 4, .height = 5 },
        { .width = 24, .least_width = 12, .height = 8 },
        { .width = 24, .least_width = 6, .height = 3 } };
    struct flow_item it = kinds[pick(seed, 5)];
    if (pick(seed, 3) == 0) {
        it.has_width = true;
        it.width = it.least_width = (int)(1 + pick(seed, 24));
    }
    if (pick(seed, 4) == 0) {
        it.has_height = true;
        it.height = (int)(1 + pick(seed, 12));
    }
    it.is_alone = !it.has_width && pick(seed, 15) == 0;
    return it;
}

static void
test_random_panels(void **state)
{
    (void)state;
    uint64_t seed = 7;
    for (size_t round = 0; round < 400; round++) {
        struct flow_item items[MOST_ITEMS];
        size_t count = pick(&seed, MOST_ITEMS + 1);
        for (size_t i = 0; i < count; i++) {
            items[i] = pick_item(&seed);
        }
        int lines = place(items, count);
        unsigned char *cells = paint(items, count, lines);
        assert_no_holes(items, cells, lines);
        assert_reading_order(items, count);
        for (size_t i = 0; i < count; i++) {
            bool is_kept = !items[i].has_width || items[i].grid.w == items[i].width;
            assert_true(is_kept && items[i].grid.w >= items[i].least_width);
            assert_true(!items[i].is_alone || items[i].grid.w == GRID_COLUMNS);
        }
        free(cells);
    }
}

static void
test_one_fills_the_width(void **state)
{
    (void)state;
    struct flow_item items[] = { graph() };
    assert_int_equal(place(items, 1), 8);
    assert_at(&items[0], 0, 0, 24, 8);
    assert_int_equal(place(items, 0), 0);
}

static void
test_graphs_in_pairs(void **state)
{
    (void)state;
    struct flow_item items[] = { graph(), graph(), graph(), graph(), graph(), graph() };
    assert_int_equal(place(items, 6), 24);
    assert_at(&items[1], 12, 0, 12, 8);
    assert_at(&items[4], 0, 16, 12, 8);
}

static void
test_odd_graphs_share_a_band(void **state)
{
    (void)state;
    struct flow_item items[] = { graph(), graph(), graph(), graph(), graph() };
    assert_int_equal(place(items, 5), 16);
    assert_at(&items[1], 12, 0, 12, 8);
    assert_at(&items[2], 0, 8, 8, 8);
    assert_at(&items[4], 16, 8, 8, 8);
}

static void
test_stats_above_graphs(void **state)
{
    (void)state;
    struct flow_item items[] = { stat(), stat(), stat(), stat(), stat(), graph(), graph() };
    assert_int_equal(place(items, 7), 12);
    assert_at(&items[0], 0, 0, 5, 4);
    assert_at(&items[4], 20, 0, 4, 4);
    assert_at(&items[6], 12, 4, 12, 8);
}

static void
test_short_ones_beside_a_tall_one(void **state)
{
    (void)state;
    struct flow_item items[] = { sized(16, 8), sized(8, 4), sized(8, 4), graph() };
    assert_int_equal(place(items, 4), 16);
    assert_at(&items[0], 0, 0, 16, 8);
    assert_at(&items[1], 16, 0, 8, 4);
    assert_at(&items[2], 16, 4, 8, 4);
    assert_at(&items[3], 0, 8, 24, 8);
}

static void
test_lines_of_two_beside_a_tall_one(void **state)
{
    (void)state;
    struct flow_item items[] = { graph(), sized(6, 4), sized(6, 4), sized(6, 4), sized(6, 4) };
    assert_int_equal(place(items, 5), 8);
    assert_at(&items[0], 0, 0, 12, 8);
    assert_at(&items[2], 18, 0, 6, 4);
    assert_at(&items[3], 12, 4, 6, 4);
}

static void
test_given_widths_are_kept(void **state)
{
    (void)state;
    struct flow_item items[] = { sized(8, 8), graph(), sized(8, 8), sized(8, 8) };
    assert_int_equal(place(items, 4), 16);
    assert_at(&items[1], 8, 0, 16, 8);
    assert_at(&items[3], 8, 8, 8, 8);
}

static void
test_a_given_height_is_agreed_on(void **state)
{
    (void)state;
    struct flow_item items[] = { graph(), graph() };
    items[0].has_height = true;
    items[0].height = 11;
    assert_int_equal(place(items, 2), 11);
    assert_at(&items[1], 12, 0, 12, 11);
}

static void
test_many_panels_are_quick(void **state)
{
    (void)state;
    enum { COUNT = 5000 };
    struct flow_item *items = calloc(COUNT, sizeof *items);
    for (size_t i = 0; i < COUNT; i++) {
        items[i] = i % 3 == 0 ? stat() : sized(1, 2);
    }
    int lines = place(items, COUNT);
    assert_true(lines > 0);
    assert_reading_order(items, COUNT);
    free(items);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_panels),
        cmocka_unit_test(test_one_fills_the_width),
        cmocka_unit_test(test_graphs_in_pairs),
        cmocka_unit_test(test_odd_graphs_share_a_band),
        cmocka_unit_test(test_stats_above_graphs),
        cmocka_unit_test(test_short_ones_beside_a_tall_one),
        cmocka_unit_test(test_lines_of_two_beside_a_tall_one),
        cmocka_unit_test(test_given_widths_are_kept),
        cmocka_unit_test(test_a_given_height_is_agreed_on),
        cmocka_unit_test(test_many_panels_are_quick),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
