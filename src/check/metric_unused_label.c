/*
 * An entry of the system's own vocabulary that no metric, job or set refers to: left over, or
 * its users spell it otherwise.
 */
#include "base/map.h"
#include "check/check.h"

static void
note_refs(struct map *used, struct label_ref_list refs)
{
    for (size_t i = 0; i < refs.count; i++) {
        map_put(used, refs.at[i].name.str, used);
        if (refs.at[i].like.str.len > 0) {
            map_put(used, refs.at[i].like.str, used);
        }
    }
}

static void
note_all(const struct model *model, struct map *used)
{
    for (size_t i = 0; i < model->labels.count; i++) {
        note_refs(used, model->labels.at[i].set);
    }
    for (size_t i = 0; i < model->catalogs.count; i++) {
        for (size_t j = 0; j < model->catalogs.at[i]->metrics.count; j++) {
            note_refs(used, model->catalogs.at[i]->metrics.at[j].label_refs);
        }
    }
    for (size_t i = 0; i < model->jobs.count; i++) {
        for (size_t j = 0; j < model->jobs.at[i].label_entries.count; j++) {
            map_put(used, model->jobs.at[i].label_entries.at[j].key.str, used);
        }
    }
}

static void
look(struct checker *checker)
{
    struct map used;
    map_init(&used, checker->arena);
    note_all(checker->model, &used);
    for (size_t i = 0; i < checker->model->labels.count; i++) {
        struct text name = checker->model->labels.at[i].key;
        if (map_get(&used, name.str) || !model_is_own(checker->model, name.span)) {
            continue;
        }
        check_set_subject(checker, "labels", name.str);
        struct finding *finding = CHECK_REPORT(checker, name.span,
            "nothing refers to `%.*s` of the label vocabulary", STR_ARG(name.str));
        finding_topic(checker->diags, finding, name.str);
        finding_caption(checker->diags, finding, "left over, or spelt otherwise elsewhere");
        finding_help(checker->diags, finding,
            "name it in the `labels` of a metric, or remove it from the vocabulary");
    }
}

const struct check check_metric_unused_label = {
    .kind = &check_kind_metric_unused_label,
    .system = look,
};
