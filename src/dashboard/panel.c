/*
 * Panels and rows in the order of the spec.
 *
 * Two panels of one key would share an id, and links and alerts would hit either: that is told
 * with both places, and the second is left out.
 */
#include "dashboard/make.h"
#include "model/names.h"

/* What was seen of a dashboard's keys so far. */
struct keys {
    struct map panels; /* key → struct span *, of the first that has it */
    struct map rows;
};

static struct span
first_set(struct span a, struct span b, struct span c)
{
    return span_is_set(a) ? a : span_is_set(b) ? b : c;
}

static struct span
panel_place(const struct panel *panel)
{
    return first_set(panel->key.span, panel->title.span, panel->span);
}

static struct span
row_place(const struct dashboard_row *row)
{
    return first_set(row->key.span, row->title.span, row->span);
}

/* A panel or row that wants a key. */
struct claim {
    struct str key;
    struct span place; /* of the key or title */
    struct span whole;
    bool is_row;
    bool is_named; /* has a key or title of its own */
};

static void
report_no_key(struct dashboard_maker *maker, const struct claim *claim)
{
    const char *what = claim->is_row ? "row" : "panel";
    if (!claim->is_named) {
        struct finding *finding = diag_report(maker->diags, &kind_missing_key, claim->place,
            "the %s has neither a title nor a `key:`", what);
        finding_help(maker->diags, finding, "give it a `title:`");
        return;
    }
    struct finding *finding = diag_report(maker->diags, &kind_missing_key, claim->place,
        "the %s needs a `key:`, since its title gives none", what);
    finding_note(maker->diags, finding,
        "a key is the title in small letters, digits and hyphens; Grafana's id follows "
        "from it");
    finding_help(maker->diags, finding, "give it a `key:` of letters and digits");
}

static void
report_key_twice(struct dashboard_maker *maker, struct str key, struct span span,
    struct span first, bool is_row)
{
    struct finding *finding = diag_report(maker->diags, &kind_duplicate_name, span,
        "two %s of the dashboard have the key `%.*s`", is_row ? "rows" : "panels",
        STR_ARG(key));
    finding_label(maker->diags, finding, first, "the first");
    finding_topic(maker->diags, finding, key);
    finding_help(maker->diags, finding,
        is_row ? "give one of them a `key:` of its own"
               : "give one of them a `key:` of its own, or a `key:` to one of their rows, "
                 "which then goes before the keys of its panels");
}

/* Whether an error in it was told before, which may be why it has no title. */
static bool
is_broken(const struct dashboard_maker *maker, const struct claim *claim)
{
    const struct finding_vec *findings = &maker->diags->findings;
    for (size_t i = 0; !claim->is_named && i < findings->count; i++) {
        const struct finding *finding = findings->at[i];
        if (finding->severity == SEVERITY_ERROR && span_is_set(claim->whole) &&
            finding->span.at >= claim->whole.at &&
            finding->span.at - claim->whole.at < claim->whole.len) {
            return true;
        }
    }
    return false;
}

/* Whether the key can be had; notes that it is. */
static bool
take_key(struct dashboard_maker *maker, struct keys *keys, const struct claim *claim)
{
    struct map *taken = claim->is_row ? &keys->rows : &keys->panels;
    const struct span *first = claim->key.len > 0 ? map_get(taken, claim->key) : NULL;
    if (claim->key.len > 0 && !first) {
        struct span *place = ARENA_NEW(taken->arena, struct span);
        *place = claim->place;
        map_put(taken, claim->key, place);
        return true;
    }
    maker->dashboards->is_partial = true;
    if (is_broken(maker, claim)) {
        return false;
    }
    if (first) {
        report_key_twice(maker, claim->key, claim->place, *first, claim->is_row);
    } else {
        report_no_key(maker, claim);
    }
    return false;
}

/* Columns of a table: the queries' values by name beside their labels, without the time, which
 * is the same in every line of an instant. */
static void
arrange_table(struct panel_maker *panel)
{
    struct arena *arena = panel->maker->arena;
    const struct loaded_target_vec *targets = &panel->panel->targets;
    struct value *excluded = value_of_map(arena);
    value_put(arena, excluded, "Time", value_of_word(arena, "true"));
    value_put(arena, excluded, "__name__", value_of_word(arena, "true"));
    struct value *renamed = value_of_map(arena);
    for (size_t i = 0; i < targets->count; i++) {
        const struct loaded_target *target = &targets->at[i];
        if (target->format != TARGET_FORMAT_TABLE) {
            return;
        }
        struct str column = targets->count == 1
                                ? STR("Value")
                                : arena_printf(arena, "Value #%.*s", STR_ARG(target->ref));
        value_add_entry(
            arena, renamed, column, span_none(), value_of_text(arena, target->legend.str));
    }
    struct value *organize = value_of_map(arena);
    value_put(arena, organize, "excludeByName", excluded);
    value_put(arena, organize, "indexByName", value_of_map(arena));
    value_put(arena, organize, "renameByName", renamed);
    size_t count = targets->count > 1 ? 2 : 1;
    struct transformation *steps = ARENA_ARRAY(arena, struct transformation, count);
    steps[0].id.str = STR("merge");
    steps[0].options = value_of_map(arena);
    steps[count - 1].id.str = STR("organize");
    steps[count - 1].options = organize;
    panel->panel->transformations = (struct transformation_list){ steps, count };
}

/* What is taken over as it is written. */
static struct loaded_panel
describe(struct dashboard_maker *maker, const struct panel *written)
{
    struct loaded_panel made = {
        .kind = written->kind >= 0 ? (enum panel_kind)written->kind : PANEL_KIND_TIMESERIES,
        .is_library = written->library.str.len > 0,
        .library_uid = written->library.str,
        .title = written->title,
        .help = written->help,
        .transformations = written->transformations,
        .interval = written->interval,
        .max_data_points = written->max_data_points.value,
        .time_from = written->time_from,
        .time_shift = written->time_shift,
        .hides_time_override = written->hide_time_override.truth,
        .is_transparent = written->transparent.truth,
        .repeat = written->repeat,
        .repeats_down = written->repeat_direction.value == 1,
        .max_per_row = written->max_per_row.value,
        .panel = written,
        .allow = written->allow,
        .span = written->span,
    };
    bool has_data =
        !made.is_library && made.kind != PANEL_KIND_TEXT && made.kind != PANEL_KIND_ALERTLIST;
    if (has_data) {
        made.datasource = datasource_find(maker, written->datasource, maker->datasource);
    }
    /* Grafana gives repeated panels the whole width; a width says how many share it. */
    if (made.repeat.str.len > 0 && !made.repeats_down && made.max_per_row == 0 &&
        written->columns > 0) {
        made.max_per_row = 24 / written->columns;
    }
    return made;
}

static void
fill(struct panel_maker *panel)
{
    if (panel->written->alert.str.len > 0) {
        alert_panel_make(panel);
    } else {
        VEC_RESERVE(panel->maker->arena, &panel->panel->targets, panel->written->targets.count);
    }
    targets_make(panel);
    if (panel->panel->is_library) {
        return;
    }
    if (panel->panel->kind != PANEL_KIND_TEXT) {
        field_make(panel);
    }
    options_make(panel);
    bool is_table = panel->panel->kind == PANEL_KIND_TABLE && panel->panel->targets.count > 0;
    if (is_table && panel->written->transformations.count == 0) {
        arrange_table(panel);
    }
}

static void
make_panel(struct dashboard_maker *maker, struct keys *keys, const struct dashboard_row *row,
    const struct panel *written)
{
    bool is_known =
        written->kind >= 0 || written->alert.str.len > 0 || written->library.str.len > 0;
    struct str key = names_panel_key(maker->arena, row, written);
    struct str subject =
        arena_printf(maker->arena, "%.*s/%.*s", STR_ARG(maker->made->subject), STR_ARG(key));
    diag_set_subject(maker->diags, subject);
    if (!is_known) {
        maker->dashboards->is_partial = true;
        return;
    }
    struct claim claim = { .key = key,
        .place = panel_place(written),
        .whole = written->span,
        .is_named = written->key.str.len + written->title.str.len > 0 };
    if (!take_key(maker, keys, &claim)) {
        return;
    }
    struct loaded_panel made = describe(maker, written);
    made.key = key;
    made.subject = subject;
    made.row = SIZE_MAX;
    struct panel_maker panel = { .maker = maker, .panel = &made, .written = written };
    fill(&panel);
    VEC_PUSH(maker->arena, &maker->made->panels, made);
    arena_clear(&maker->scratch);
}

static void
make_row(struct dashboard_maker *maker, struct keys *keys, const struct dashboard_row *row)
{
    struct str key = ids_row_key(maker->arena, row);
    struct loaded_panel made = {
        .subject = arena_printf(
            maker->arena, "%.*s/rows/%.*s", STR_ARG(maker->made->subject), STR_ARG(key)),
        .key = key,
        .is_row = true,
        .title = row->title,
        .repeat = row->repeat,
        .is_collapsed = row->collapsed.truth,
        .row = SIZE_MAX,
        .span = row->span,
    };
    diag_set_subject(maker->diags, made.subject);
    struct claim claim = { .key = key,
        .place = row_place(row),
        .whole = row->span,
        .is_row = true,
        .is_named = row->key.str.len + row->title.str.len > 0 };
    if (!take_key(maker, keys, &claim)) {
        return;
    }
    size_t index = maker->made->panels.count;
    VEC_PUSH(maker->arena, &maker->made->panels, made);
    for (size_t i = 0; i < row->panels.count; i++) {
        make_panel(maker, keys, row, &row->panels.at[i]);
    }
    for (size_t i = index + 1; i < maker->made->panels.count; i++) {
        maker->made->panels.at[i].row = index;
    }
}

/* Rows too. */
static size_t
count_panels(const struct dashboard *dashboard)
{
    size_t count = dashboard->panels.count + dashboard->rows.count;
    for (size_t i = 0; i < dashboard->rows.count; i++) {
        count += dashboard->rows.at[i].panels.count;
    }
    return count;
}

void
panels_make(struct dashboard_maker *maker)
{
    struct arena work;
    struct keys keys;
    arena_init(&work);
    map_init(&keys.panels, &work);
    map_init(&keys.rows, &work);
    VEC_RESERVE(maker->arena, &maker->made->panels, count_panels(maker->written));
    for (size_t i = 0; i < maker->written->panels.count; i++) {
        make_panel(maker, &keys, NULL, &maker->written->panels.at[i]);
    }
    for (size_t i = 0; i < maker->written->rows.count; i++) {
        make_row(maker, &keys, &maker->written->rows.at[i]);
    }
    arena_finish(&work);
}
