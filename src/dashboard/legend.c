/*
 * Legends that nobody wrote: what tells the series of a result apart.
 *
 * The analysis knows which labels a result has and which values they take. A label that has one
 * value everywhere says nothing; the others make the legend. Grafana's `__auto` is left where
 * the labels are not known, or too many to be read.
 */
#include "dashboard/make.h"

enum { MOST_LABELS = 3 };

VEC_DECLARE(label_name_vec, const struct name *);

static bool
has_name(const struct label_name_vec *names, const struct name *name)
{
    for (size_t i = 0; i < names->count; i++) {
        if (names->at[i] == name) {
            return true;
        }
    }
    return false;
}

/* Whether the label differs among the series of the shape, or may. */
static bool
varies(struct panel_maker *panel, const struct shape *shape, const struct name *name)
{
    struct shape_label label = shape_label(panel->maker->analysis->sets, shape, name);
    bool is_one = label.values && label.values->is_closed && label.values->value_count == 1;
    return !is_one || label.presence != PRESENCE_ALWAYS;
}

/* The labels that tell the series apart, in byte order per alternative. False when further ones
 * may be there. */
static bool
list_labels(struct panel_maker *panel, const struct shape *shape, struct label_name_vec *names)
{
    for (size_t i = 0; i < shape->count; i++) {
        const struct shape_alternative *alternative = &shape->alternatives[i];
        if (alternative->rest != PRESENCE_NEVER) {
            return false;
        }
        for (size_t j = 0; j < alternative->count; j++) {
            const struct shape_label *label = &alternative->labels[j];
            if (label->presence != PRESENCE_NEVER && !has_name(names, label->name) &&
                !str_is(label->name->text, "__name__") && varies(panel, shape, label->name)) {
                VEC_PUSH(&panel->maker->scratch, names, label->name);
            }
        }
    }
    return true;
}

static bool
is_known(const struct query *query)
{
    return query->tree && !query->shape->is_unknown &&
           (query->shape->count > 0 || query->shape->type == PROMQL_TYPE_SCALAR);
}

/* The first series that a query names: what a legend says when the title cannot. */
static struct str
first_name(const struct promql_tree *tree)
{
    for (uint32_t i = 0; i < tree->count; i++) {
        if (tree->nodes[i].kind == PROMQL_KIND_SELECTOR) {
            struct str name = promql_selector_name(tree, promql_selector_of(tree, i), NULL);
            if (name.len > 0) {
                return name;
            }
        }
    }
    return STR("");
}

/* How many queries of the panel have no legend of their own. */
static size_t
count_unnamed(const struct panel_maker *panel)
{
    size_t count = 0;
    for (size_t i = 0; i < panel->panel->targets.count; i++) {
        const struct loaded_target *target = &panel->panel->targets.at[i];
        count += !target->target || target->target->legend.str.len == 0 ? 1 : 0;
    }
    return count;
}

/* Whether another query of the panel begins with the same series. */
static bool
shares_name(const struct panel_maker *panel, const struct query *query, struct str name)
{
    for (size_t i = 0; i < panel->queries.count; i++) {
        const struct query *other = &panel->queries.at[i];
        if (other != query && other->tree && str_equal(first_name(other->tree), name)) {
            return true;
        }
    }
    return false;
}

enum { LONGEST_EXPRESSION = 60 };

/* What tells a query from the others: the series it begins with, or all of it when that is
 * short enough for a legend. */
static struct str
name_query(struct panel_maker *panel, const struct query *query)
{
    struct str name = first_name(query->tree);
    if (!shares_name(panel, query, name)) {
        return name;
    }
    struct buf buf;
    buf_init(&buf);
    promql_print(&buf, query->tree, promql_root(query->tree), NULL);
    struct str text = buf_str(&buf);
    bool fits = text.len <= LONGEST_EXPRESSION && !str_contains(text, STR("{{")) &&
                !str_contains(text, STR("\n"));
    name = fits ? arena_copy(panel->maker->arena, text) : name;
    buf_finish(&buf);
    return name;
}

/* What stands before the labels, or instead of them, so that queries differ. */
static struct str
common_part(struct panel_maker *panel, const struct query *query, bool has_labels)
{
    if (count_unnamed(panel) > 1) {
        return name_query(panel, query);
    }
    return has_labels ? STR("") : panel->panel->title.str;
}

struct str
legend_derive(struct panel_maker *panel, size_t target)
{
    const struct query *query = &panel->queries.at[target];
    struct label_name_vec names = { 0 };
    enum target_format format = panel->panel->targets.at[target].format;
    if (format == TARGET_FORMAT_HEATMAP) {
        return STR("{{le}}");
    }
    if (format == TARGET_FORMAT_TABLE && query->tree) {
        /* Labels are columns of their own there; this names the column of the values. */
        struct str name = common_part(panel, query, false);
        return name.len > 0 ? name : STR("Value");
    }
    if (!is_known(query) || !list_labels(panel, query->shape, &names) ||
        names.count > MOST_LABELS) {
        return STR("__auto");
    }
    struct buf buf;
    buf_init(&buf);
    buf_add(&buf, common_part(panel, query, names.count > 0));
    for (size_t i = 0; i < names.count; i++) {
        buf_printf(&buf, "%s{{%.*s}}", buf.len > 0 ? " " : "", STR_ARG(names.at[i]->text));
    }
    struct str legend =
        buf.len > 0 ? arena_copy(panel->maker->arena, buf_str(&buf)) : STR("__auto");
    buf_finish(&buf);
    return legend;
}

enum { MANY = 1000 };

size_t
legend_count_series(struct panel_maker *panel, size_t target)
{
    const struct query *query = &panel->queries.at[target];
    struct label_name_vec names = { 0 };
    if (!is_known(query) || !list_labels(panel, query->shape, &names)) {
        return 0;
    }
    size_t count = 1;
    for (size_t i = 0; i < names.count && count < MANY; i++) {
        struct shape_label label =
            shape_label(panel->maker->analysis->sets, query->shape, names.at[i]);
        if (!label.values || !label.values->is_closed) {
            return 0;
        }
        count *= label.values->value_count;
    }
    return count;
}
