/*
 * Values that stand for words: the states of a metric, and whether a thing is up.
 *
 * The catalog says what the numbers mean (`states: {0: closed, 1: open}`). Colours follow from
 * the words where everybody agrees on them; other states get none and take the palette's.
 */
#include "dashboard/make.h"

struct word_color {
    const char *word;
    const char *color;
};

/* An open circuit breaker lets nothing through, a closed one works. */
static const struct word_color word_colors[] = { { "ok", "green" }, { "up", "green" },
    { "healthy", "green" }, { "running", "green" }, { "active", "green" },
    { "closed", "green" }, { "ready", "green" }, { "enabled", "green" }, { "success", "green" },
    { "synced", "green" }, { "primary", "green" }, { "degraded", "yellow" },
    { "warning", "yellow" }, { "half-open", "yellow" }, { "half_open", "yellow" },
    { "half open", "yellow" }, { "pending", "yellow" }, { "starting", "yellow" },
    { "stopping", "yellow" }, { "lagging", "orange" }, { "down", "red" }, { "failed", "red" },
    { "failure", "red" }, { "error", "red" }, { "critical", "red" }, { "unhealthy", "red" },
    { "open", "red" }, { "stopped", "red" }, { "disabled", "text" }, { "unknown", "text" },
    { "idle", "blue" }, { "standby", "blue" } };

static struct str
color_of_word(struct str word)
{
    for (size_t i = 0; i < sizeof word_colors / sizeof word_colors[0]; i++) {
        if (str_is(word, word_colors[i].word)) {
            return str_from(word_colors[i].color);
        }
    }
    return STR("");
}

static void
add_mapping(struct panel_maker *panel, struct loaded_mapping_vec *mappings, struct text key,
    struct text word)
{
    struct value_mapping mapping = { .key = key,
        .text = word,
        .color = { .str = color_of_word(word.str) },
        .kind = VALUE_MAPPING_VALUE,
        .match = key.str };
    VEC_PUSH(panel->maker->arena, mappings, mapping);
}

/* What takes some of the values as they are. */
static bool
keeps_values(const struct promql_tree *tree, uint32_t node)
{
    static const char *const functions[] = { "last_over_time", "min_over_time", "max_over_time",
        "sort", "sort_desc", "label_replace", "label_join" };
    const struct promql_node *at = &tree->nodes[node];
    if (at->kind == PROMQL_KIND_AGGREGATION) {
        return at->op == PROMQL_OP_MIN || at->op == PROMQL_OP_MAX || at->op == PROMQL_OP_TOPK ||
               at->op == PROMQL_OP_BOTTOMK;
    }
    if (at->kind != PROMQL_KIND_CALL) {
        return at->kind == PROMQL_KIND_PAREN || at->kind == PROMQL_KIND_RANGE;
    }
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
        if (str_is(promql_call_of(tree, node)->name, functions[i])) {
            return true;
        }
    }
    return false;
}

/* The selector whose values the query shows as they are; NULL when it calculates. */
static const struct promql_selector *
shown_selector(const struct query *query)
{
    if (!query->tree) {
        return NULL;
    }
    uint32_t node = promql_root(query->tree);
    while (keeps_values(query->tree, node)) {
        uint32_t count = promql_operand_count(query->tree, node);
        bool is_call = query->tree->nodes[node].kind == PROMQL_KIND_CALL;
        node = promql_operand(query->tree, node, is_call ? 0 : count - 1);
    }
    bool is_selector = query->tree->nodes[node].kind == PROMQL_KIND_SELECTOR;
    return is_selector ? promql_selector_of(query->tree, node) : NULL;
}

bool
query_shows_samples(const struct query *query)
{
    return shown_selector(query) != NULL;
}

/* The metric that every job exposes under the name, or NULL. */
static const struct metric *
metric_of_name(const struct world *world, struct str name)
{
    const struct world_name *found = world_find(world, name);
    const struct metric *metric = NULL;
    for (size_t i = 0; found && i < found->sources.count; i++) {
        const struct metric *here = found->sources.at[i]->metric;
        if (!here || (metric && metric != here)) {
            return NULL;
        }
        metric = here;
    }
    return metric;
}

/* The one metric whose plain values all series of the query are, or NULL. An aggregation over
 * several jobs has no source of its own. */
static const struct metric *
find_metric(const struct panel_maker *panel, const struct query *query)
{
    const struct promql_selector *selector = shown_selector(query);
    const struct metric *metric = NULL;
    if (!selector) {
        return NULL;
    }
    for (size_t i = 0; i < query->shape->count; i++) {
        const struct world_source *source = query->shape->alternatives[i].source;
        if (!source) {
            return metric_of_name(panel->maker->analysis->world,
                promql_selector_name(query->tree, selector, NULL));
        }
        if (!source->metric || (metric && metric != source->metric)) {
            return NULL;
        }
        metric = source->metric;
    }
    return metric;
}

/* Whether each query yields `up` or an exporter's `…_up` as it is. */
static bool
shows_up(const struct panel_maker *panel)
{
    for (size_t i = 0; i < panel->queries.count; i++) {
        const struct shape *shape = panel->queries.at[i].shape;
        for (size_t j = 0; shape && j < shape->count; j++) {
            const struct world_source *source = shape->alternatives[j].source;
            if (!source || !(str_is(source->name->text, "up") ||
                               str_ends_with(source->name->text, STR("_up")))) {
                return false;
            }
        }
        if (!query_shows_samples(&panel->queries.at[i]) || shape->count == 0) {
            return false;
        }
    }
    return panel->queries.count > 0;
}

void
states_add(struct panel_maker *panel, struct loaded_mapping_vec *mappings)
{
    const struct metric *metric = NULL;
    for (size_t i = 0; i < panel->queries.count; i++) {
        const struct metric *shown = find_metric(panel, &panel->queries.at[i]);
        if (!shown || (metric && metric != shown)) {
            metric = NULL;
            break;
        }
        metric = shown;
    }
    for (size_t i = 0; metric && i < metric->states.count; i++) {
        add_mapping(panel, mappings, metric->states.at[i].key, metric->states.at[i].value);
    }
    if (mappings->count == 0 && shows_up(panel)) {
        add_mapping(panel, mappings, (struct text){ .str = STR("0") },
            (struct text){ .str = STR("down") });
        add_mapping(panel, mappings, (struct text){ .str = STR("1") },
            (struct text){ .str = STR("up") });
    }
}
