/*
 * Filling and reading the cross-reference table.
 */
#include "analysis/xref_fill.h"

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
reserve(struct arena *arena, struct xref *xref, uint32_t id)
{
    if (id < xref->name_count) {
        return;
    }
    size_t count = xref->name_count * 2 > id + 64u ? xref->name_count * 2 : id + 64u;
    uint32_t *first = ARENA_ARRAY(arena, uint32_t, count);
    uint32_t *last = ARENA_ARRAY(arena, uint32_t, count);
    for (size_t i = 0; i < count; i++) {
        first[i] = i < xref->name_count ? xref->first[i] : XREF_END;
        last[i] = i < xref->name_count ? xref->last[i] : XREF_END;
    }
    xref->first = first;
    xref->last = last;
    xref->name_count = count;
}

void
xref_add(struct xref_filler *filler, enum xref_entity entity, struct str name,
    enum xref_how how, struct span span)
{
    if (name.len == 0) {
        return;
    }
    struct xref *xref = filler->xref;
    struct xref_row row = { .name = intern(filler->model->names, name),
        .subject = filler->subject,
        .span = span,
        .next = XREF_END,
        .entity = entity,
        .how = how };
    reserve(filler->arena, xref, row.name->id);
    uint32_t index = (uint32_t)xref->rows.count;
    uint32_t *last = &xref->last[row.name->id];
    if (*last == XREF_END) {
        xref->first[row.name->id] = index;
    } else {
        xref->rows.at[*last].next = index;
    }
    *last = index;
    VEC_PUSH(filler->arena, &xref->rows, row);
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
        if (row->entity == entity && row->how != XREF_HOW_DEFINED
            && row->how != XREF_HOW_TESTED) {
            return true;
        }
    }
    return false;
}

void
xref_make(struct arena *arena, const struct model *model, const struct rules *rules,
    const struct world *world, struct xref *xref)
{
    *xref = (struct xref) { 0 };
    struct xref_filler filler = { .arena = arena, .model = model, .rules = rules,
        .world = world, .xref = xref };
    arena_init(&filler.scratch);
    xref_fill_model(&filler);
    xref_fill_rules(&filler);
    xref_fill_routing(&filler);
    arena_finish(&filler.scratch);
}
