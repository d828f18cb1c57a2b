/*
 * Keys, ids and refs: names that are for ever.
 *
 * A panel's id is a hash of its key, so that it does not depend on what else the dashboard
 * holds or in which order: alert links, bookmarks and annotations keep hitting the same panel.
 */
#include <stdlib.h>

#include "dashboard/make.h"
#include "model/names.h"

struct str
ids_row_key(struct arena *arena, const struct dashboard_row *row)
{
    return row->key.str.len > 0 ? row->key.str : names_kebab(arena, row->title.str);
}

/* FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/), 32 bits, folded to 31: Grafana's ids are
 * positive 32-bit numbers. Never change it: every id in every output would change. */
static int32_t
hash_key(bool is_row, struct str key, uint32_t attempt)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < key.len; i++) {
        hash = (hash ^ (unsigned char)key.at[i]) * 16777619u;
    }
    hash = is_row ? (hash ^ ':') * 16777619u : hash;
    hash = attempt > 0 ? (hash ^ attempt) * 16777619u : hash;
    int32_t id = (int32_t)((hash >> 31) ^ (hash & 0x7fffffffu));
    return id > 0 ? id : 1;
}

/* The id that the writer gave to keep links alive, or 0. */
static int32_t
given_id(const struct loaded_panel *panel)
{
    return panel->panel && panel->panel->id.is_set ? (int32_t)panel->panel->id.value : 0;
}

/* Given ids first: nothing takes them. */
static int
compare_keys(const void *a, const void *b)
{
    const struct loaded_panel *left = *(struct loaded_panel *const *)a;
    const struct loaded_panel *right = *(struct loaded_panel *const *)b;
    int given = (given_id(right) > 0) - (given_id(left) > 0);
    if (given != 0) {
        return given;
    }
    int order = str_compare(left->key, right->key);
    return order != 0 ? order : (left->is_row ? 1 : 0) - (right->is_row ? 1 : 0);
}

static int
compare_ids(const void *a, const void *b)
{
    int32_t left = *(const int32_t *)a;
    int32_t right = *(const int32_t *)b;
    return (left > right) - (left < right);
}

/* Whether the sorted ids hold no two of one. */
static bool
are_distinct(const int32_t *ids, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        if (ids[i] == ids[i - 1]) {
            return false;
        }
    }
    return true;
}

static bool
is_taken(struct loaded_panel *const *panels, size_t count, int32_t id)
{
    for (size_t i = 0; i < count; i++) {
        if (panels[i]->id == id) {
            return true;
        }
    }
    return false;
}

/* Two keys of one hash are one in a million dashboards; the key that sorts first keeps it. */
static void
settle_collisions(struct loaded_panel **panels, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bool is_given = given_id(panels[i]) > 0;
        for (uint32_t attempt = 1; !is_given && is_taken(panels, i, panels[i]->id); attempt++) {
            panels[i]->id = hash_key(panels[i]->is_row, panels[i]->key, attempt);
        }
    }
}

void
ids_assign(struct arena *scratch, struct loaded_dashboard *dashboard)
{
    size_t count = dashboard->panels.count;
    struct loaded_panel **panels = ARENA_ARRAY(scratch, struct loaded_panel *, count);
    int32_t *ids = ARENA_ARRAY(scratch, int32_t, count);
    for (size_t i = 0; i < count; i++) {
        panels[i] = &dashboard->panels.at[i];
        int32_t given = given_id(panels[i]);
        panels[i]->id = given > 0 ? given : hash_key(panels[i]->is_row, panels[i]->key, 0);
        ids[i] = panels[i]->id;
    }
    if (count == 0) {
        return;
    }
    qsort(ids, count, sizeof *ids, compare_ids);
    if (!are_distinct(ids, count)) {
        qsort(panels, count, sizeof(struct loaded_panel *), compare_keys);
        settle_collisions(panels, count);
    }
}

static const struct loaded_target *
find_ref(const struct loaded_panel *panel, struct str ref, size_t before)
{
    for (size_t i = 0; i < before; i++) {
        if (str_equal(panel->targets.at[i].ref, ref)) {
            return &panel->targets.at[i];
        }
    }
    return NULL;
}

/* A, B, … Z, AA, AB, … as Grafana counts. */
static struct str
ref_text(struct arena *arena, size_t index)
{
    char letters[16];
    size_t at = sizeof letters;
    for (size_t rest = index + 1; rest > 0 && at > 0; rest = (rest - 1) / 26) {
        letters[--at] = (char)('A' + (rest - 1) % 26);
    }
    return arena_copy(arena, str_make(&letters[at], sizeof letters - at));
}

void
refs_assign(struct dashboard_maker *maker, struct loaded_panel *panel)
{
    size_t next = 0;
    for (size_t i = 0; i < panel->targets.count; i++) {
        struct loaded_target *target = &panel->targets.at[i];
        while (target->ref.len == 0) {
            struct str ref = ref_text(maker->arena, next++);
            target->ref = find_ref(panel, ref, panel->targets.count) ? target->ref : ref;
        }
    }
}
