/*
 * Building the world, and finding names in it.
 */
#include "analysis/world.h"

#include "base/buf.h"

enum { FEW_RULES = 8 };

/* Series that Prometheus adds to every job, and the first version that does. The last three
 * also need the feature flag `extra-scrape-metrics`, which files do not tell. */
static const struct {
    struct str name;
    struct version since;
} synthetic_metrics[] = {
    { STR_INIT("up"), { 0, 0, 0 } },
    { STR_INIT("scrape_duration_seconds"), { 0, 0, 0 } },
    { STR_INIT("scrape_samples_scraped"), { 0, 0, 0 } },
    { STR_INIT("scrape_samples_post_metric_relabeling"), { 0, 0, 0 } },
    { STR_INIT("scrape_series_added"), { 2, 10, 0 } },
    { STR_INIT("scrape_timeout_seconds"), { 2, 31, 0 } },
    { STR_INIT("scrape_sample_limit"), { 2, 31, 0 } },
    { STR_INIT("scrape_body_size_bytes"), { 2, 34, 0 } },
};

const char *
series_kind_text(enum series_kind kind)
{
    switch (kind) {
    case SERIES_KIND_NONE:
        return "a computed value";
    case SERIES_KIND_COUNTER:
        return "a counter";
    case SERIES_KIND_GAUGE:
        return "a gauge";
    case SERIES_KIND_BUCKET:
        return "the buckets of a histogram";
    case SERIES_KIND_SUM:
        return "the sum of a histogram or summary";
    case SERIES_KIND_COUNT:
        return "the count of a histogram or summary";
    case SERIES_KIND_QUANTILE:
        return "the quantiles of a summary";
    case SERIES_KIND_NATIVE_HISTOGRAM:
        return "a native histogram";
    case SERIES_KIND_INFO:
        return "an info metric";
    case SERIES_KIND_STATESET:
        return "a state set";
    case SERIES_KIND_UNTYPED:
        return "an untyped metric";
    }
    return "";
}

static const struct name *
intern_with_suffix(struct interner *names, struct str base, const char *suffix)
{
    struct buf text;
    buf_init(&text);
    buf_add(&text, base);
    buf_add_text(&text, suffix);
    const struct name *name = intern(names, buf_str(&text));
    buf_finish(&text);
    return name;
}

static enum series_kind
plain_series_kind(enum metric_kind kind)
{
    switch (kind) {
    case METRIC_KIND_COUNTER:
        return SERIES_KIND_COUNTER;
    case METRIC_KIND_GAUGE:
        return SERIES_KIND_GAUGE;
    case METRIC_KIND_HISTOGRAM:
        return SERIES_KIND_NATIVE_HISTOGRAM;
    case METRIC_KIND_SUMMARY:
        return SERIES_KIND_QUANTILE;
    case METRIC_KIND_INFO:
        return SERIES_KIND_INFO;
    case METRIC_KIND_STATESET:
        return SERIES_KIND_STATESET;
    case METRIC_KIND_UNTYPED:
        return SERIES_KIND_UNTYPED;
    }
    return SERIES_KIND_UNTYPED;
}

size_t
world_series_of(
    struct interner *names, const struct metric *metric, struct world_series *series)
{
    struct str key = metric->key.str;
    enum metric_kind kind = (enum metric_kind)metric->kind;
    bool is_histogram = kind == METRIC_KIND_HISTOGRAM;
    bool is_summary = kind == METRIC_KIND_SUMMARY;
    bool is_classic = is_histogram && (!metric->native.truth || metric->buckets.count > 0);
    bool has_plain =
        is_histogram ? metric->native.truth : !is_summary || metric->quantiles.count > 0;
    size_t count = 0;
    if (has_plain) {
        series[count++] = (struct world_series){ intern(names, key), plain_series_kind(kind) };
    }
    if (is_classic) {
        series[count++] = (struct world_series){ intern_with_suffix(names, key, "_bucket"),
            SERIES_KIND_BUCKET };
    }
    if (is_classic || is_summary) {
        series[count++] =
            (struct world_series){ intern_with_suffix(names, key, "_sum"), SERIES_KIND_SUM };
        series[count++] = (struct world_series){ intern_with_suffix(names, key, "_count"),
            SERIES_KIND_COUNT };
    }
    return count;
}

static void
add_source(struct world *world, struct world_source source)
{
    struct world_source *kept = ARENA_NEW(world->arena, struct world_source);
    *kept = source;
    kept->id = world->source_count++;
    struct world_name *found = map_get(&world->names, source.name->text);
    if (!found) {
        found = ARENA_NEW(world->arena, struct world_name);
        found->name = source.name;
        /* Most names have one source; a vector would begin with room for eight. */
        found->sources.at = ARENA_ARRAY(world->arena, const struct world_source *, 1);
        found->sources.capacity = 1;
        map_put(&world->names, source.name->text, found);
    }
    VEC_PUSH(world->arena, &found->sources, kept);
    found->is_recorded |= source.kind == WORLD_SOURCE_RECORDED;
    found->rule_count +=
        source.kind == WORLD_SOURCE_RECORDED || source.kind == WORLD_SOURCE_ALERT;
}

static void
add_synthetic(struct world *world, const struct job *job)
{
    struct version version = world->model->versions.prometheus.version;
    bool is_newest = version.major == 0 && version.minor == 0;
    for (size_t i = 0; i < sizeof synthetic_metrics / sizeof *synthetic_metrics; i++) {
        if (is_newest || version_compare(synthetic_metrics[i].since, version) <= 0) {
            add_source(
                world, (struct world_source){ .kind = WORLD_SOURCE_SYNTHETIC,
                           .series = SERIES_KIND_GAUGE,
                           .name = intern(world->model->names, synthetic_metrics[i].name),
                           .job = job });
        }
    }
}

/* Relabelling that writes metric names: then they are not those of the catalogs. */
static bool
renames_metrics(const struct job *job)
{
    const struct value_entry *entry =
        job->value ? value_find(job->value, "metric_relabel_configs") : NULL;
    for (size_t i = 0; entry && i < entry->value->items.count; i++) {
        const struct value_entry *target =
            value_find(entry->value->items.at[i], "target_label");
        if (target && str_is(target->value->text, "__name__")) {
            return true;
        }
    }
    return false;
}

static void
add_job(struct world *world, const struct job *job)
{
    for (size_t i = 0; i < job->catalog_count; i++) {
        const struct metric_list *metrics = &job->catalogs[i]->metrics;
        for (size_t j = 0; j < metrics->count; j++) {
            struct world_series series[WORLD_MOST_SERIES];
            size_t count = world_series_of(world->model->names, &metrics->at[j], series);
            for (size_t k = 0; k < count; k++) {
                add_source(world, (struct world_source){ .kind = WORLD_SOURCE_SCRAPED,
                                      .series = series[k].kind,
                                      .name = series[k].name,
                                      .metric = &metrics->at[j],
                                      .job = job });
            }
        }
    }
    add_synthetic(world, job);
    if (job->is_open || renames_metrics(job)) {
        VEC_PUSH(world->arena, &world->open_jobs, job);
    }
}

static void
add_rule(struct world *world, size_t index)
{
    const struct rule *rule = &world->rules->all.at[index];
    struct interner *names = world->model->names;
    if (rule->kind == RULE_KIND_RECORD) {
        add_source(world, (struct world_source){ .kind = WORLD_SOURCE_RECORDED,
                              .name = intern(names, rule->name.str),
                              .rule = index });
        return;
    }
    static const struct str alert_series[] = { STR_INIT("ALERTS"),
        STR_INIT("ALERTS_FOR_STATE") };
    for (size_t i = 0; i < 2; i++) {
        add_source(world, (struct world_source){ .kind = WORLD_SOURCE_ALERT,
                              .series = SERIES_KIND_GAUGE,
                              .name = intern(names, alert_series[i]),
                              .rule = index });
    }
}

static void
add_declared(struct world *world)
{
    for (size_t i = 0; i < world->model->catalogs.count; i++) {
        const struct metric_list *metrics = &world->model->catalogs.at[i]->metrics;
        for (size_t j = 0; j < metrics->count; j++) {
            struct world_series series[WORLD_MOST_SERIES];
            struct metric *metric = &metrics->at[j];
            size_t count = world_series_of(world->model->names, metric, series);
            for (size_t k = 0; k < count; k++) {
                void **slot = map_slot(&world->declared, series[k].name->text);
                *slot = *slot ? *slot : metric;
            }
        }
    }
}

/* Labels that the rule itself sets to a plain text; for an alert also its name. */
static size_t
fixed_labels(const struct rule *rule, struct str (*labels)[2], size_t most)
{
    size_t count = 0;
    if (rule->kind == RULE_KIND_ALERT) {
        labels[count][0] = STR("alertname");
        labels[count++][1] = rule->name.str;
    }
    for (size_t i = 0; i < rule->labels.count && count < most; i++) {
        const struct rule_text *label = &rule->labels.at[i];
        bool is_plain =
            rule->kind == RULE_KIND_RECORD || !str_contains(label->value.str, STR("{{"));
        if (is_plain && label->value.str.len > 0) {
            labels[count][0] = label->name;
            labels[count++][1] = label->value.str;
        }
    }
    return count;
}

enum { MOST_FIXED_LABELS = 32 };

/* How many rules of the name set each label. */
static void
count_fixed_labels(
    const struct world *world, const struct world_name *found, struct map *counts)
{
    size_t first = found->sources.count - found->rule_count;
    for (size_t i = first; i < found->sources.count; i++) {
        struct str labels[MOST_FIXED_LABELS][2];
        const struct rule *rule = &world->rules->all.at[found->sources.at[i]->rule];
        size_t count = fixed_labels(rule, labels, MOST_FIXED_LABELS);
        for (size_t j = 0; j < count; j++) {
            void **slot = map_slot(counts, labels[j][0]);
            if (!*slot) {
                *slot = ARENA_NEW(counts->arena, size_t);
            }
            ++*(size_t *)*slot;
        }
    }
}

static void
index_rule(struct world *world, struct world_name *found, const struct world_source *source)
{
    struct str labels[MOST_FIXED_LABELS][2];
    const struct rule *rule = &world->rules->all.at[source->rule];
    size_t count = fixed_labels(rule, labels, MOST_FIXED_LABELS);
    for (size_t j = 0; j < count; j++) {
        struct map *by_value = map_get(found->by_label, labels[j][0]);
        if (by_value) {
            void **slot = map_slot(by_value, labels[j][1]);
            *slot = *slot ? *slot : ARENA_NEW(world->arena, struct world_source_vec);
            struct world_source_vec *sources = *slot;
            VEC_PUSH(world->arena, sources, source);
        }
    }
}

/* Thousands of rules may write one name and be told apart by a label of theirs (`slo="…"`), and
 * as many readers ask for one of them each: without an index that is quadratic. */
static void
index_rules(struct world *world, struct world_name *found)
{
    struct arena scratch;
    arena_init(&scratch);
    struct map counts;
    map_init(&counts, &scratch);
    count_fixed_labels(world, found, &counts);
    found->by_label = ARENA_NEW(world->arena, struct map);
    map_init(found->by_label, world->arena);
    for (size_t i = 0; i < counts.count; i++) {
        if (*(size_t *)counts.entries[i].value == found->rule_count) {
            struct map *by_value = ARENA_NEW(world->arena, struct map);
            map_init(by_value, world->arena);
            map_put(found->by_label, counts.entries[i].key, by_value);
        }
    }
    size_t first = found->sources.count - found->rule_count;
    for (size_t i = first; i < found->sources.count; i++) {
        index_rule(world, found, found->sources.at[i]);
    }
    arena_finish(&scratch);
}

/* Names that a rule selects. Only for them an index is worth its memory. */
static void
mark_selected(struct world *world)
{
    for (size_t i = 0; i < world->rules->all.count; i++) {
        const struct promql_tree *tree = world->rules->all.at[i].tree;
        for (uint32_t j = 0; tree && j < tree->count; j++) {
            if (tree->nodes[j].kind == PROMQL_KIND_SELECTOR) {
                struct str name = promql_selector_name(tree, promql_selector_of(tree, j), NULL);
                struct world_name *found = map_get(&world->names, name);
                if (found) {
                    found->is_selected = true;
                }
            }
        }
    }
}

void
world_make(struct arena *arena, const struct model *model, const struct rules *rules,
    struct world *world)
{
    *world = (struct world){ .arena = arena, .model = model, .rules = rules };
    map_init(&world->names, arena);
    map_init(&world->declared, arena);
    world->has_foreign_rules = model->prometheus.rule_files.count > 0;
    for (size_t i = 0; i < model->jobs.count; i++) {
        add_job(world, &model->jobs.at[i]);
    }
    for (size_t i = 0; i < rules->all.count; i++) {
        add_rule(world, i);
    }
    add_declared(world);
    mark_selected(world);
    for (size_t i = 0; i < world->names.count; i++) {
        struct world_name *found = world->names.entries[i].value;
        if (found->is_selected && found->rule_count > FEW_RULES) {
            index_rules(world, found);
        }
    }
}

const struct world_name *
world_find(const struct world *world, struct str name)
{
    return map_get(&world->names, name);
}

const struct world_source_vec *
world_rules_with(
    const struct world_name *found, struct str label, struct str value, bool *is_known)
{
    const struct map *by_value = found->by_label ? map_get(found->by_label, label) : NULL;
    *is_known = by_value != NULL;
    return by_value ? map_get(by_value, value) : NULL;
}

bool
world_may_have(const struct world *world, struct str name)
{
    bool is_alert_series = str_is(name, "ALERTS") || str_is(name, "ALERTS_FOR_STATE");
    bool looks_recorded = str_find_char(name, ':') != SIZE_MAX;
    return world->open_jobs.count > 0 || is_alert_series ||
           (world->has_foreign_rules && looks_recorded);
}
