/*
 * What may have been meant by a name that no source has.
 */
#include "analysis/world.h"

#include "base/buf.h"
#include "base/nearest.h"

/* The name with the suffix, as the world spells it; empty when there is none. */
static struct str
find_with_suffix(const struct world *world, struct str base, const char *suffix)
{
    struct buf text;
    buf_init(&text);
    buf_add(&text, base);
    buf_add_text(&text, suffix);
    const struct world_name *found = world_find(world, buf_str(&text));
    buf_finish(&text);
    return found ? found->name->text : STR("");
}

static const struct metric *
metric_of(const struct world *world, struct str name)
{
    const struct world_name *found = world_find(world, name);
    return found ? found->sources.at[0]->metric : NULL;
}

static struct str
without_suffix(struct str name, const char *suffix)
{
    return str_ends_with(name, str_from(suffix)) ? str_slice(name, 0, name.len - strlen(suffix))
                                                 : STR("");
}

/* `x` of a histogram is `x_bucket`; the `x_bucket` of a summary does not exist either. */
static struct str
find_part(const struct world *world, struct str wanted)
{
    static const char *const suffixes[] = { "_bucket", "_count", "_sum" };
    struct str base = wanted;
    for (size_t i = 0; i < 3; i++) {
        struct str shorter = without_suffix(wanted, suffixes[i]);
        base = shorter.len > 0 ? shorter : base;
    }
    for (size_t i = 0; i < 3; i++) {
        struct str found = find_with_suffix(world, base, suffixes[i]);
        if (found.len > 0) {
            return found;
        }
    }
    return base.len < wanted.len ? find_with_suffix(world, base, "") : STR("");
}

static struct str
find_total(const struct world *world, struct str wanted)
{
    struct str longer = find_with_suffix(world, wanted, "_total");
    struct str shorter = without_suffix(wanted, "_total");
    return longer.len > 0 || shorter.len == 0 ? longer : find_with_suffix(world, shorter, "");
}

struct world_hint
world_hint(const struct world *world, struct str wanted)
{
    const struct metric *unexposed = map_get(&world->declared, wanted);
    if (unexposed) {
        return (struct world_hint){ WORLD_HINT_UNEXPOSED, STR(""), unexposed };
    }
    struct str name = find_part(world, wanted);
    if (name.len > 0) {
        return (struct world_hint){ WORLD_HINT_PART, name, metric_of(world, name) };
    }
    name = find_total(world, wanted);
    if (name.len > 0) {
        return (struct world_hint){ WORLD_HINT_TOTAL, name, metric_of(world, name) };
    }
    struct nearest nearest;
    nearest_begin(&nearest, wanted);
    for (size_t i = 0; i < world->names.count; i++) {
        nearest_offer(&nearest, world->names.entries[i].key);
    }
    if (nearest.best.len > 0) {
        return (
            struct world_hint){ WORLD_HINT_NEAR, nearest.best, metric_of(world, nearest.best) };
    }
    return (struct world_hint){ .kind = WORLD_HINT_NONE };
}
