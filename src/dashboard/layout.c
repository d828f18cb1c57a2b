/*
 * Which size panels like to have, and the rows they stand in.
 *
 * The sizes are those at which a panel of the kind reads well on a screen of 1,280 pixels or
 * more: a column is about 50 pixels wide there, a line 38 high. What the writer says wins.
 */
#include "dashboard/flow.h"
#include "dashboard/make.h"

struct size {
    int width;
    int least_width;
    int height;
};

/* By enum panel_kind. A gauge needs a line more than a stat for its arc; what has a time axis
 * wants half the width, what has columns or lines of text all of it. */
static const struct size sizes[PANEL_KIND_COUNT] = {
    [PANEL_KIND_TIMESERIES] = { 12, 8, 8 },
    [PANEL_KIND_STAT] = { 6, 4, 4 },
    [PANEL_KIND_GAUGE] = { 6, 4, 5 },
    [PANEL_KIND_BARGAUGE] = { 12, 6, 8 },
    [PANEL_KIND_TABLE] = { 24, 12, 8 },
    [PANEL_KIND_HEATMAP] = { 12, 8, 8 },
    [PANEL_KIND_HISTOGRAM] = { 12, 8, 8 },
    [PANEL_KIND_STATE_TIMELINE] = { 24, 12, 8 },
    [PANEL_KIND_STATUS_HISTORY] = { 24, 12, 8 },
    [PANEL_KIND_PIECHART] = { 8, 6, 8 },
    [PANEL_KIND_TEXT] = { 24, 6, 3 },
    [PANEL_KIND_LOGS] = { 24, 12, 10 },
    [PANEL_KIND_ALERTLIST] = { 12, 8, 8 },
};

/* Of a library panel, whose kind is not known here. */
static const struct size size_of_unknown = { 12, 8, 8 };

enum {
    TEXT_CHARACTERS_PER_COLUMN = 7,
    TEXT_LINE_PIXELS = 22,
    TEXT_FRAME_PIXELS = 24,
    TEXT_TITLE_PIXELS = 32,
    GRID_LINE_PIXELS = 38, /* 30 and a gap of 8 */
    TEXT_MOST_LINES = 20,  /* longer texts scroll */
};

/* How high a text panel must be for its content; a heading counts as two lines. */
static int
height_of_text(struct str content, int columns, bool has_title)
{
    int pixels = TEXT_FRAME_PIXELS + (has_title ? TEXT_TITLE_PIXELS : 0);
    size_t line_length = (size_t)columns * TEXT_CHARACTERS_PER_COLUMN;
    const int most = TEXT_MOST_LINES * GRID_LINE_PIXELS;
    for (struct str rest = content; rest.at && pixels < most;) {
        struct str line = str_trim(str_cut(&rest, '\n'));
        size_t lines = 1 + line.len / line_length + (str_starts_with(line, STR("#")) ? 1 : 0);
        pixels += (int)(lines < TEXT_MOST_LINES ? lines : TEXT_MOST_LINES) * TEXT_LINE_PIXELS;
    }
    int height = (pixels + GRID_LINE_PIXELS - 1) / GRID_LINE_PIXELS;
    return height < TEXT_MOST_LINES ? height : TEXT_MOST_LINES;
}

/* A count that was given, within what a grid can take. */
static int
bounded(int64_t given, int most)
{
    return given < 1 ? 1 : given > most ? most : (int)given;
}

enum { MOST_GIVEN_HEIGHT = 100 };

static struct flow_item
describe(const struct loaded_panel *panel)
{
    const struct panel *written = panel->panel;
    const struct size *size = panel->is_library ? &size_of_unknown : &sizes[panel->kind];
    bool repeats_right = panel->repeat.str.len > 0 && !panel->repeats_down;
    struct flow_item item = { .width = size->width,
        .least_width = size->least_width,
        .height = size->height,
        .is_alone = repeats_right };
    /* Grafana gives the copies of a panel that repeats to the right the whole width. */
    if (written->columns > 0 && !repeats_right) {
        item.width = bounded(written->columns, GRID_COLUMNS);
        item.least_width = item.width;
        item.has_width = true;
    }
    if (written->height.is_set) {
        item.height = bounded(written->height.value, MOST_GIVEN_HEIGHT);
        item.has_height = true;
    } else if (panel->kind == PANEL_KIND_TEXT && !panel->is_library) {
        item.height =
            height_of_text(written->content.str, item.width, panel->title.str.len > 0);
    }
    return item;
}

/* Panels that the writer put somewhere stand there, counted from line `y`; returns the first
 * line below them. */
static int
place_given(struct loaded_panel *panels, size_t count, int y)
{
    int end = y;
    for (size_t i = 0; i < count; i++) {
        const struct panel *written = panels[i].panel;
        if (!written->x.is_set) {
            continue;
        }
        panels[i].grid = (struct grid_pos){ (int)written->x.value, y + (int)written->y.value,
            bounded(written->columns, GRID_COLUMNS),
            bounded(written->height.value, MOST_GIVEN_HEIGHT) };
        int below = panels[i].grid.y + panels[i].grid.h;
        end = below > end ? below : end;
    }
    return end;
}

/* Places panels from line `y` down: first those with a place of their own, then the others. */
static int
place_panels(struct arena *scratch, struct loaded_panel *panels, size_t count, int y)
{
    struct flow_item *items = ARENA_ARRAY(scratch, struct flow_item, count);
    size_t flowing = 0;
    for (size_t i = 0; i < count; i++) {
        if (!panels[i].panel->x.is_set) {
            items[flowing++] = describe(&panels[i]);
        }
    }
    int end = flow_place(scratch, items, flowing, place_given(panels, count, y));
    flowing = 0;
    for (size_t i = 0; i < count; i++) {
        if (!panels[i].panel->x.is_set) {
            panels[i].grid = items[flowing++].grid;
        }
    }
    return end;
}

/* The panels of a collapsed row take no room until it is opened; Grafana then pushes down what
 * follows. */
void
layout_place(struct arena *scratch, struct loaded_dashboard *dashboard)
{
    struct loaded_panel_vec *panels = &dashboard->panels;
    int y = 0;
    for (size_t i = 0; i < panels->count;) {
        struct loaded_panel *row = panels->at[i].is_row ? &panels->at[i++] : NULL;
        if (row) {
            row->grid = (struct grid_pos){ 0, y++, GRID_COLUMNS, 1 };
        }
        size_t first = i;
        while (i < panels->count && !panels->at[i].is_row) {
            i++;
        }
        int end = place_panels(scratch, &panels->at[first], i - first, y);
        y = row && row->is_collapsed ? y : end;
    }
}
