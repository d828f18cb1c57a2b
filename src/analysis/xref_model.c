/*
 * Cross references from what the model declares: catalogs, jobs, vocabulary; and from routing.
 */
#include "analysis/xref_fill.h"

static struct str
subject_of(struct xref_filler *filler, const char *folder, struct str key)
{
    return arena_printf(filler->arena, "%s/%.*s", folder, STR_ARG(key));
}

static void
fill_labels(struct xref_filler *filler)
{
    for (size_t i = 0; i < filler->model->labels.count; i++) {
        const struct label_entry *entry = &filler->model->labels.at[i];
        filler->subject = subject_of(filler, "labels", entry->key.str);
        xref_add(filler, XREF_ENTITY_LABEL, entry->key.str, XREF_HOW_DEFINED, entry->key.span);
    }
}

static void
fill_metric(struct xref_filler *filler, const struct metric *metric)
{
    filler->subject = metric->subject;
    xref_add(filler, XREF_ENTITY_METRIC, metric->key.str, XREF_HOW_DEFINED, metric->key.span);
    xref_add(filler, XREF_ENTITY_METRIC, metric->subset_of.str, XREF_HOW_USED,
        metric->subset_of.span);
    for (size_t i = 0; i < metric->labels.count; i++) {
        xref_add(filler, XREF_ENTITY_LABEL, metric->labels.at[i].name->text, XREF_HOW_DEFINED,
            metric->labels.at[i].span);
    }
}

static void
fill_catalogs(struct xref_filler *filler)
{
    for (size_t i = 0; i < filler->model->catalogs.count; i++) {
        const struct catalog *catalog = filler->model->catalogs.at[i];
        filler->subject = subject_of(filler, "catalogs", catalog->key.str);
        xref_add(
            filler, XREF_ENTITY_CATALOG, catalog->key.str, XREF_HOW_DEFINED, catalog->key.span);
        for (size_t j = 0; j < catalog->extends.count; j++) {
            xref_add(filler, XREF_ENTITY_CATALOG, catalog->extends.at[j].str, XREF_HOW_USED,
                catalog->extends.at[j].span);
        }
        for (size_t j = 0; j < catalog->metrics.count; j++) {
            fill_metric(filler, &catalog->metrics.at[j]);
        }
    }
}

static struct span
exposes_span(const struct job *job, struct str catalog)
{
    for (size_t i = 0; i < job->exposes.count; i++) {
        if (str_equal(job->exposes.at[i].str, catalog)) {
            return job->exposes.at[i].span;
        }
    }
    return job->key.span;
}

static void
fill_jobs(struct xref_filler *filler)
{
    for (size_t i = 0; i < filler->model->jobs.count; i++) {
        const struct job *job = &filler->model->jobs.at[i];
        filler->subject = subject_of(filler, "jobs", job->key.str);
        for (size_t j = 0; j < job->catalog_count; j++) {
            struct str key = job->catalogs[j]->key.str;
            xref_add(
                filler, XREF_ENTITY_CATALOG, key, XREF_HOW_EXPOSED, exposes_span(job, key));
        }
        for (size_t j = 0; j < job->labels.count; j++) {
            xref_add(filler, XREF_ENTITY_LABEL, job->labels.at[j].name->text, XREF_HOW_DEFINED,
                job->labels.at[j].span);
        }
    }
}

void
xref_fill_model(struct xref_filler *filler)
{
    for (size_t i = 0; i < filler->model->severities.count; i++) {
        const struct severity_entry *entry = &filler->model->severities.at[i];
        filler->subject = subject_of(filler, "severities", entry->key.str);
        xref_add(
            filler, XREF_ENTITY_SEVERITY, entry->key.str, XREF_HOW_DEFINED, entry->key.span);
    }
    fill_labels(filler);
    fill_catalogs(filler);
    fill_jobs(filler);
}
