/*
 * What one source of a name gives, before any matcher: its labels and what is known of them.
 *
 * The labels of a scraped series are the target labels of its job and the metric's own. Where
 * both have one name, Prometheus keeps the target's and renames the other to `exported_…`,
 * unless the job says `honor_labels: true`. What relabelling may write is not followed exactly:
 * a label it names becomes `maybe`, with any value, and `labelmap` opens the whole list.
 */
#include "analysis/shaper.h"
#include "model/bounds.h"

struct source_maker {
    struct shaper shaper;
    const struct job *job;
    struct shape_alternative result;
};

/* A declared label. An empty text among its values means that it may be absent. */
static struct shape_label
declared_label(struct value_sets *sets, const struct label *label, const struct name *name)
{
    struct cause cause = { CAUSE_LABEL, label->span };
    struct shape_label result = { .name = name,
        .declared = label,
        .presence = PRESENCE_ALWAYS,
        .presence_cause = cause,
        .values_cause = cause };
    if (span_is_set(label->domain->span)) {
        result.values_cause.span = label->domain->span;
    }
    result.values = value_set_of_domain(sets, label->domain);
    for (size_t i = 0; i < label->domain->value_count; i++) {
        if (label->domain->values[i]->text.len == 0) {
            result.presence = PRESENCE_MAYBE;
        }
    }
    if (!result.values) {
        result.presence = PRESENCE_NEVER;
        result.values = value_set_open(sets);
    }
    return result;
}

static void
set(struct source_maker *maker, struct shape_label label)
{
    maker->result = alternative_with(&maker->shaper, &maker->result, label);
}

/* Something may write this label. */
static void
set_maybe(struct source_maker *maker, struct str name, struct span span)
{
    struct cause cause = { CAUSE_JOB, span };
    struct shape_label label =
        label_any(&maker->shaper, intern(maker->shaper.names, name), cause);
    label.presence = PRESENCE_MAYBE;
    set(maker, label);
}

static void
open_rest(struct source_maker *maker, struct span span)
{
    maker->result.rest = PRESENCE_MAYBE;
    maker->result.rest_cause = (struct cause){ CAUSE_JOB, span };
}

static struct str
text_of(const struct value *map, const char *key, const char *fallback)
{
    const struct value_entry *entry = value_find(map, key);
    return entry && entry->value->kind == VALUE_KIND_TEXT ? entry->value->text
                                                          : str_from(fallback);
}

static void
drop_matching(struct source_maker *maker, const struct value *config, bool drops_matches)
{
    struct str error;
    const struct regex *regex = regex_compile(
        maker->shaper.analysis->model->regexes, text_of(config, "regex", "(.*)"), &error);
    struct cause cause = { CAUSE_JOB, config->span };
    for (size_t i = 0; regex && i < maker->result.count; i++) {
        const struct name *name = maker->result.labels[i].name;
        if (name != maker->shaper.metric_name &&
            regex_matches(regex, name->text) == drops_matches) {
            maker->result = alternative_without(&maker->shaper, &maker->result, name, cause);
        }
    }
}

/* Whether the job's `labels` say which values the label takes. */
static bool
is_declared(const struct job *job, struct str name)
{
    for (size_t i = 0; i < job->label_entries.count; i++) {
        if (str_equal(job->label_entries.at[i].key.str, name)) {
            return true;
        }
    }
    return false;
}

/* One step of relabelling. Steps that only choose targets or series change no label. */
static void
relabel(struct source_maker *maker, const struct value *config, bool is_declared_elsewhere)
{
    struct str action = text_of(config, "action", "replace");
    struct str target = text_of(config, "target_label", "");
    if (str_is(action, "labelmap")) {
        open_rest(maker, config->span);
        return;
    }
    if (str_is(action, "labeldrop") || str_is(action, "labelkeep")) {
        drop_matching(maker, config, str_is(action, "labeldrop"));
        return;
    }
    if (target.len == 0 || str_starts_with(target, STR("__"))) {
        return;
    }
    if (!is_declared_elsewhere || !is_declared(maker->job, target)) {
        set_maybe(maker, target, config->span);
    }
}

static void
relabel_all(struct source_maker *maker, const char *key, bool is_declared_elsewhere)
{
    const struct value *job = maker->job->value;
    const struct value_entry *entry = job ? value_find(job, key) : NULL;
    if (!entry || entry->value->kind != VALUE_KIND_LIST) {
        return;
    }
    for (size_t i = 0; i < entry->value->items.count; i++) {
        if (entry->value->items.at[i]->kind == VALUE_KIND_MAP) {
            relabel(maker, entry->value->items.at[i], is_declared_elsewhere);
        }
    }
}

/* Labels that `static_configs` gives to some targets. */
static void
add_static_labels(struct source_maker *maker)
{
    const struct value *job = maker->job->value;
    const struct value_entry *entry = job ? value_find(job, "static_configs") : NULL;
    for (size_t i = 0; entry && i < entry->value->items.count; i++) {
        const struct value_entry *labels = value_find(entry->value->items.at[i], "labels");
        for (size_t j = 0; labels && j < labels->value->entries.count; j++) {
            struct value_entry label = labels->value->entries.at[j];
            if (!label_list_find(maker->job->labels, intern(maker->shaper.names, label.key))) {
                set_maybe(maker, label.key, label.key_span);
            }
        }
    }
}

static void
add_target_labels(struct source_maker *maker)
{
    for (size_t i = 0; i < maker->job->labels.count; i++) {
        const struct label *label = &maker->job->labels.at[i];
        set(maker, declared_label(maker->shaper.sets, label, label->name));
    }
    add_static_labels(maker);
    relabel_all(maker, "relabel_configs", true);
}

static bool
honors_labels(const struct job *job)
{
    return job->value && str_is(text_of(job->value, "honor_labels", ""), "true");
}

static void
add_metric_label(struct source_maker *maker, const struct label *label)
{
    const struct name *name = label->name;
    bool is_taken = label_list_find(maker->job->labels, name) != NULL;
    if (is_taken && !honors_labels(maker->job)) {
        struct str renamed =
            arena_printf(maker->shaper.arena, "exported_%.*s", STR_ARG(label->name->text));
        name = intern(maker->shaper.names, renamed);
    }
    set(maker, declared_label(maker->shaper.sets, label, name));
}

/* The label that a histogram or summary has by itself. */
static void
add_bound_label(
    struct source_maker *maker, const char *name, struct number_list bounds, bool has_infinity)
{
    struct shaper *shaper = &maker->shaper;
    struct version version = shaper->analysis->model->versions.prometheus.version;
    struct bound_text_vec texts = { 0 };
    for (size_t i = 0; i < bounds.count; i++) {
        double number = ratio_to_double(bounds.at[i].value);
        bounds_spell(shaper->arena, shaper->names, version, number, &texts);
    }
    if (has_infinity) {
        VEC_PUSH(shaper->arena, &texts, intern(shaper->names, STR("+Inf")));
    }
    struct cause cause = { CAUSE_LABEL, maker->result.rest_cause.span };
    struct shape_label label = label_any(shaper, intern(shaper->names, str_from(name)), cause);
    if (bounds.count > 0) {
        label.values = value_set_closed(shaper->sets, texts.at, texts.count);
        label.values_cause.span =
            span_join(bounds.at[0].span, bounds.at[bounds.count - 1].span);
    }
    set(maker, label);
}

static void
add_metric_labels(struct source_maker *maker, const struct world_source *source)
{
    const struct metric *metric = source->metric;
    for (size_t i = 0; i < metric->labels.count; i++) {
        add_metric_label(maker, &metric->labels.at[i]);
    }
    if (source->series == SERIES_KIND_BUCKET) {
        add_bound_label(maker, "le", metric->buckets, true);
    } else if (source->series == SERIES_KIND_QUANTILE) {
        add_bound_label(maker, "quantile", metric->quantiles, false);
    } else if (source->series == SERIES_KIND_STATESET) {
        struct shape_label label = label_any(&maker->shaper,
            intern(maker->shaper.names, metric->key.str), maker->result.rest_cause);
        bool is_told = label_list_find(metric->labels, label.name) != NULL;
        if (!is_told) {
            set(maker, label);
        }
    }
    relabel_all(maker, "metric_relabel_configs", false);
}

static struct shape_label
name_label(struct shaper *shaper, const struct name *name, struct cause cause)
{
    struct shape_label label = label_any(shaper, shaper->metric_name, cause);
    label.values = value_set_one(shaper->sets, name->text);
    return label;
}

static bool
counts_up(enum series_kind kind)
{
    return kind == SERIES_KIND_COUNTER || kind == SERIES_KIND_BUCKET ||
           kind == SERIES_KIND_SUM || kind == SERIES_KIND_COUNT ||
           kind == SERIES_KIND_NATIVE_HISTOGRAM;
}

const struct shape_alternative *
source_alternative(const struct analysis *analysis, const struct world_source *source)
{
    if (analysis->sources[source->id]) {
        return analysis->sources[source->id];
    }
    struct span span = source->metric ? source->metric->key.span : source->job->key.span;
    struct cause cause = { source->metric ? CAUSE_METRIC : CAUSE_JOB, span };
    struct source_maker maker = { .job = source->job, .result = alternative_empty(cause) };
    struct arena scratch;
    arena_init(&scratch);
    shaper_init(&maker.shaper, &scratch, analysis);
    maker.result.kind = source->series;
    maker.result.is_counting = counts_up(source->series);
    maker.result.source = source;
    set(&maker, name_label(&maker.shaper, source->name, cause));
    add_target_labels(&maker);
    if (source->metric) {
        add_metric_labels(&maker, source);
    }
    struct shape_alternative *kept = ARENA_NEW(analysis->arena, struct shape_alternative);
    *kept = alternative_copy(analysis->arena, &maker.result);
    arena_finish(&scratch);
    analysis->sources[source->id] = kept;
    return kept;
}

struct shape_alternative
source_open_alternative(struct shaper *shaper, const struct job *job, const struct name *name)
{
    struct cause cause = { CAUSE_JOB, job->key.span };
    struct source_maker maker = {
        .shaper = *shaper, .job = job, .result = alternative_empty(cause)
    };
    maker.result.kind = SERIES_KIND_UNTYPED;
    set(&maker, name_label(shaper, name, cause));
    add_target_labels(&maker);
    open_rest(&maker, job->key.span);
    return maker.result;
}
