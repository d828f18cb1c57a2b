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

static struct xref_chain *
chain_of(struct arena *arena, struct xref *xref, const struct name *name)
{
    while (xref->chains.count <= name->id) {
        VEC_PUSH(arena, &xref->chains, ((struct xref_chain){ XREF_END, XREF_END }));
    }
    return &xref->chains.at[name->id];
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
    struct xref_row_vec *rows = &filler->xref->rows;
    uint32_t index = (uint32_t)rows->count;
    struct xref_chain *chain = chain_of(filler->arena, filler->xref, row.name);
    VEC_PUSH(filler->arena, rows, row);
    if (chain->last == XREF_END) {
        chain->first = index;
    } else {
        rows->at[chain->last].next = index;
    }
    chain->last = index;
}

uint32_t
xref_first(const struct xref *xref, const struct name *name)
{
    return name->id < xref->chains.count ? xref->chains.at[name->id].first : XREF_END;
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

/* Large tables that grow leave small ones behind: about so many rows come of each rule. */
static void
reserve(struct arena *arena, const struct model *model, const struct rules *rules,
    struct xref *xref)
{
    enum { ROWS_OF_RULE = 9, MORE_ROWS = 256, MORE_NAMES = 256 };
    VEC_RESERVE(arena, &xref->rows, rules->all.count * ROWS_OF_RULE + MORE_ROWS);
    const struct interner *older = model->names->parent ? model->names->parent : model->names;
    VEC_RESERVE(arena, &xref->chains, older->names.count + MORE_NAMES);
}

void
xref_make(struct arena *arena, const struct model *model, const struct rules *rules,
    const struct world *world, struct xref *xref)
{
    struct xref_filler filler = {
        .arena = arena, .model = model, .rules = rules, .world = world, .xref = xref
    };
    *xref = (struct xref){ 0 };
    reserve(arena, model, rules, xref);
    arena_init(&filler.scratch);
    xref_fill_model(&filler);
    xref_fill_rules(&filler);
    xref_fill_routing(&filler);
    arena_finish(&filler.scratch);
}

void
xref_rename(struct arena *arena, struct interner *names, const struct interner *branch,
    struct xref *xref)
{
    size_t count = branch->names.count;
    struct xref_chain *chains = ARENA_ARRAY(arena, struct xref_chain, count);
    for (size_t i = 0; i < count; i++) {
        struct xref_chain *chain = chain_of(arena, xref, branch->names.entries[i].value);
        chains[i] = *chain;
        *chain = (struct xref_chain){ XREF_END, XREF_END };
    }
    for (size_t i = 0; i < count; i++) {
        const struct name *name = intern(names, branch->names.entries[i].key);
        *chain_of(arena, xref, name) = chains[i];
        for (uint32_t j = chains[i].first; j != XREF_END; j = xref->rows.at[j].next) {
            xref->rows.at[j].name = name;
        }
    }
}

void
xref_extend(struct arena *arena, const struct model *model, const struct rules *rules,
    const struct world *world, const struct xref_use *uses, size_t count, struct xref *xref)
{
    struct xref_filler filler = {
        .arena = arena, .model = model, .rules = rules, .world = world, .xref = xref
    };
    arena_init(&filler.scratch);
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
    arena_finish(&filler.scratch);
}
