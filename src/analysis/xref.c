/*
 * Filling and reading the cross-reference table.
 */
#include "analysis/xref_fill.h"

#include <stdlib.h>

const char *
xref_entity_text(enum xref_entity entity)
{
    switch (entity) {
    case XREF_ENTITY_METRIC:
        return "metric";
    case XREF_ENTITY_RECORDING:
        return "recorded series";
    case XREF_ENTITY_ALERT:
        return "alert";
    case XREF_ENTITY_LABEL:
        return "label";
    case XREF_ENTITY_RECEIVER:
        return "receiver";
    case XREF_ENTITY_SEVERITY:
        return "severity";
    case XREF_ENTITY_CATALOG:
        return "catalog";
    case XREF_ENTITY_TIME_INTERVAL:
        return "time interval";
    case XREF_ENTITY_TEMPLATE:
        return "notification template";
    }
    return "";
}

const char *
xref_how_text(enum xref_how how)
{
    switch (how) {
    case XREF_HOW_DEFINED:
        return "defined by";
    case XREF_HOW_SELECTED:
        return "selected by";
    case XREF_HOW_MATCHED:
        return "matched by";
    case XREF_HOW_GROUPED:
        return "grouped by";
    case XREF_HOW_JOINED:
        return "joined by";
    case XREF_HOW_SET:
        return "set by";
    case XREF_HOW_READ:
        return "read by";
    case XREF_HOW_ROUTED:
        return "routed by";
    case XREF_HOW_INHIBITED:
        return "inhibited by";
    case XREF_HOW_EXPOSED:
        return "exposed by";
    case XREF_HOW_TESTED:
        return "tested by";
    case XREF_HOW_USED:
        return "used by";
    }
    return "";
}

/* Makes room for the name's chain. */
static void
reserve_name(struct xref_filler *filler, uint32_t id)
{
    if (id < filler->name_capacity) {
        return;
    }
    size_t count = filler->name_capacity * 2 > id + 64u ? filler->name_capacity * 2 : id + 64u;
    filler->first = memory_resize(filler->first, count * sizeof *filler->first);
    filler->last = memory_resize(filler->last, count * sizeof *filler->last);
    for (size_t i = filler->name_capacity; i < count; i++) {
        filler->first[i] = XREF_END;
        filler->last[i] = XREF_END;
    }
    filler->name_capacity = count;
}

static uint32_t
add_row(struct xref_filler *filler, struct xref_row row)
{
    if (filler->row_count == filler->row_capacity) {
        filler->row_capacity = filler->row_capacity ? filler->row_capacity * 2 : 256;
        filler->rows = memory_resize(filler->rows, filler->row_capacity * sizeof *filler->rows);
    }
    filler->rows[filler->row_count] = row;
    return (uint32_t)filler->row_count++;
}

void
xref_add(struct xref_filler *filler, enum xref_entity entity, struct str name,
    enum xref_how how, struct span span)
{
    if (name.len == 0) {
        return;
    }
    struct xref_row row = { .name = intern(filler->model->names, name),
        .subject = filler->subject,
        .span = span,
        .next = XREF_END,
        .entity = (uint8_t)entity,
        .how = (uint8_t)how };
    reserve_name(filler, row.name->id);
    uint32_t index = add_row(filler, row);
    uint32_t *last = &filler->last[row.name->id];
    if (*last == XREF_END) {
        filler->first[row.name->id] = index;
    } else {
        filler->rows[*last].next = index;
    }
    *last = index;
}

uint32_t
xref_first(const struct xref *xref, const struct name *name)
{
    return name->id < xref->name_count ? xref->first[name->id] : XREF_END;
}

bool
xref_is_used(const struct xref *xref, enum xref_entity entity, const struct name *name)
{
    for (uint32_t i = xref_first(xref, name); i != XREF_END; i = xref->rows.at[i].next) {
        const struct xref_row *row = &xref->rows.at[i];
        if (row->entity == entity && row->how != XREF_HOW_DEFINED &&
            row->how != XREF_HOW_TESTED) {
            return true;
        }
    }
    return false;
}

/* From the heap, where the table grew, into the arena, in its final size. */
static void
settle(struct xref_filler *filler, struct xref *xref)
{
    xref->name_count = filler->name_capacity;
    struct xref_row *rows = ARENA_ARRAY(filler->arena, struct xref_row, filler->row_count);
    uint32_t *first = ARENA_ARRAY(filler->arena, uint32_t, xref->name_count);
    if (filler->row_count > 0) {
        memcpy(rows, filler->rows, filler->row_count * sizeof *rows);
        memcpy(first, filler->first, xref->name_count * sizeof *first);
    }
    xref->rows = (struct xref_row_vec){ rows, filler->row_count, filler->row_count };
    xref->first = first;
    free(filler->rows);
    free(filler->first);
    free(filler->last);
}

void
xref_make(struct arena *arena, const struct model *model, const struct rules *rules,
    const struct world *world, struct xref *xref)
{
    struct xref_filler filler = {
        .arena = arena, .model = model, .rules = rules, .world = world
    };
    arena_init(&filler.scratch);
    xref_fill_model(&filler);
    xref_fill_rules(&filler);
    xref_fill_routing(&filler);
    settle(&filler, xref);
    arena_finish(&filler.scratch);
}

/* The table as it was while it grew. */
static void
reopen(struct xref_filler *filler, const struct xref *xref)
{
    for (size_t i = 0; i < xref->rows.count; i++) {
        const struct xref_row *row = &xref->rows.at[i];
        filler->subject = row->subject;
        xref_add(filler, (enum xref_entity)row->entity, row->name->text,
            (enum xref_how)row->how, row->span);
    }
}

void
xref_extend(struct arena *arena, const struct model *model, const struct rules *rules,
    const struct world *world, const struct xref_use *uses, size_t count, struct xref *xref)
{
    struct xref_filler filler = {
        .arena = arena, .model = model, .rules = rules, .world = world
    };
    if (count == 0) {
        return;
    }
    arena_init(&filler.scratch);
    reopen(&filler, xref);
    for (size_t i = 0; i < count; i++) {
        filler.subject = uses[i].subject;
        if (uses[i].tree) {
            xref_add_tree(&filler, uses[i].tree);
        }
        xref_add(
            &filler, XREF_ENTITY_LABEL, uses[i].label.str, XREF_HOW_READ, uses[i].label.span);
        xref_add(
            &filler, XREF_ENTITY_ALERT, uses[i].alert.str, XREF_HOW_USED, uses[i].alert.span);
    }
    settle(&filler, xref);
    arena_finish(&filler.scratch);
}
