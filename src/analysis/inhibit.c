/*
 * The `equal` labels of inhibitions that were made for alerts with several limits.
 *
 * The warning and the critical alert of one expression have the same result labels, and the one
 * may mute the other only where all of these agree. Labels that severities or limits set differ
 * between the two by design.
 */
#include <stdlib.h>

#include "analysis/analysis.h"

struct completing {
    const struct analysis *analysis;
    struct arena scratch;
    struct map names; /* label name → non-NULL when it is to be equal */
};

static bool
takes_part(const struct rule *rule, const struct matcher *matchers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (str_is(matchers[i].name, "alertname") &&
            !matcher_matches(&matchers[i], rule->name.str)) {
            return false;
        }
    }
    return true;
}

static void
add_labels(struct completing *completing, const struct shape *shape)
{
    for (size_t i = 0; i < shape->count; i++) {
        for (size_t j = 0; j < shape->alternatives[i].count; j++) {
            const struct shape_label *label = &shape->alternatives[i].labels[j];
            bool is_name = str_is(label->name->text, "__name__");
            if (!is_name && label->presence != PRESENCE_NEVER &&
                !map_get(&completing->names, label->name->text)) {
                map_put(&completing->names, label->name->text, &completing->names);
            }
        }
    }
}

static void
remove_name(struct completing *completing, struct str name)
{
    void *ignored;
    if (map_find(&completing->names, name, &ignored)) {
        map_put(&completing->names, name, NULL);
    }
}

static void
remove_names(struct completing *completing, const struct named_text_list *labels)
{
    for (size_t i = 0; i < labels->count; i++) {
        remove_name(completing, labels->at[i].key.str);
    }
}

/* What tells the severities apart. */
static void
remove_severity_labels(struct completing *completing)
{
    const struct model *model = completing->analysis->model;
    remove_name(completing, STR("severity"));
    remove_name(completing, STR("alertname"));
    for (size_t i = 0; i < model->severities.count; i++) {
        remove_names(completing, &model->severities.at[i].labels);
    }
    for (size_t i = 0; i < completing->analysis->rules->all.count; i++) {
        const struct rule *rule = &completing->analysis->rules->all.at[i];
        if (rule->limit) {
            remove_names(completing, &rule->limit->labels);
        }
    }
}

static struct text_list
make_list(struct completing *completing)
{
    const struct map_entry **sorted = map_sorted(&completing->names, &completing->scratch);
    struct text_list list = { .at = ARENA_ARRAY(completing->analysis->arena, struct text,
                                  completing->names.count + 1) };
    list.at[list.count++].str = STR("alertname");
    for (size_t i = 0; i < completing->names.count; i++) {
        if (sorted[i]->value) {
            list.at[list.count++].str = sorted[i]->key;
        }
    }
    return list;
}

static void
complete(struct completing *completing, struct loaded_inhibition *inhibition)
{
    const struct analysis *analysis = completing->analysis;
    arena_init(&completing->scratch);
    map_init(&completing->names, &completing->scratch);
    for (size_t i = 0; i < analysis->rules->all.count; i++) {
        const struct rule *rule = &analysis->rules->all.at[i];
        if (rule->limit && analysis->results[i].expr &&
            takes_part(rule, inhibition->source, inhibition->source_count) &&
            takes_part(rule, inhibition->target, inhibition->target_count)) {
            add_labels(completing, analysis->results[i].expr);
        }
    }
    remove_severity_labels(completing);
    inhibition->equal = make_list(completing);
    arena_finish(&completing->scratch);
}

void
analysis_complete_inhibitions(const struct analysis *analysis, struct rules *rules)
{
    struct completing completing = { .analysis = analysis };
    for (size_t i = 0; i < rules->inhibitions.count; i++) {
        if (!rules->inhibitions.at[i].inhibition) {
            complete(&completing, &rules->inhibitions.at[i]);
        }
    }
}
