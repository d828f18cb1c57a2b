/*
 * CATALOG.md: the system's monitoring as a page for people. What is scraped, which metrics
 * there are and what they mean, what is recorded, which alerts there are and who is told.
 */
#include "emit/catalog_page.h"

#include "base/duration.h"
#include "emit/markdown.h"

void
catalog_page_duration(struct catalog_page *page, int64_t milliseconds)
{
    if (milliseconds == 0) {
        buf_add_text(&page->buf, "–");
        return;
    }
    duration_print(&page->buf, milliseconds);
}

static void
print_head(struct catalog_page *page)
{
    const struct model *model = page->emitter->model;
    struct str origin = emit_origin(page->emitter);
    buf_printf(&page->buf, "<!-- %.*s -->\n\n# ", STR_ARG(origin));
    markdown_text(&page->buf, model->system.str);
    buf_add_text(&page->buf, "\n\n");
    if (model->help.str.len > 0) {
        markdown_text(&page->buf, model->help.str);
        buf_add_text(&page->buf, "\n\n");
    }
}

static void
print_targets(struct catalog_page *page, const struct job *job)
{
    if (job->targets.count == 0) {
        buf_add_text(&page->buf, "discovered");
    }
    for (size_t i = 0; i < job->targets.count; i++) {
        buf_add_text(&page->buf, i > 0 ? ", " : "");
        markdown_code(&page->buf, job->targets.at[i].str);
    }
}

static void
print_jobs(struct catalog_page *page)
{
    const struct job_list *jobs = &page->emitter->model->jobs;
    if (jobs->count == 0) {
        return;
    }
    const size_t *order = EMIT_ORDER(page->emitter, jobs);
    struct buf *buf = &page->buf;
    buf_add_text(buf, "## Jobs\n\n| Job | Targets | Every | Catalogs |\n|---|---|---|---|\n");
    for (size_t i = 0; i < jobs->count; i++) {
        const struct job *job = &jobs->at[order[i]];
        buf_add_text(buf, "| ");
        markdown_code(buf, job->key.str);
        buf_add_text(buf, " | ");
        print_targets(page, job);
        buf_add_text(buf, " | ");
        catalog_page_duration(page, job->scrape_interval);
        buf_add_text(buf, " | ");
        for (size_t j = 0; j < job->catalog_count; j++) {
            buf_add_text(buf, j > 0 ? ", " : "");
            markdown_code(buf, job->catalogs[j]->key.str);
        }
        if (job->is_open) {
            buf_add_text(buf, job->catalog_count > 0 ? ", and unknown ones" : "unknown");
        }
        buf_add_text(buf, " |\n");
    }
    buf_add_char(buf, '\n');
}

/* To tell who is told of an alert makes names and sets of values, and other jobs read the
 * analysis meanwhile: this one has a branch for itself. */
struct branch {
    struct interner names;
    struct model model;
    struct analysis analysis;
    struct emitter emitter;
};

static void
branch_off(struct branch *branch, const struct emitter *emitter)
{
    interner_branch(&branch->names, emitter->model->names, emitter->arena);
    branch->model = *emitter->model;
    branch->model.arena = emitter->arena;
    branch->model.names = &branch->names;
    analysis_branch(emitter->analysis, emitter->arena, &branch->model, &branch->analysis);
    branch->emitter = *emitter;
    branch->emitter.model = &branch->model;
    branch->emitter.analysis = &branch->analysis;
}

void
emit_catalog_page(const struct emitter *emitter)
{
    struct branch branch;
    branch_off(&branch, emitter);
    struct catalog_page page = { .emitter = &branch.emitter };
    buf_init(&page.buf);
    catalog_page_find_panels(&page);
    print_head(&page);
    print_jobs(&page);
    catalog_page_slos(&page);
    catalog_page_severities(&page);
    catalog_page_alerts(&page);
    catalog_page_receivers(&page);
    catalog_page_dashboards(&page);
    catalog_page_recordings(&page);
    catalog_page_metrics(&page);
    while (page.buf.len > 1 && page.buf.at[page.buf.len - 2] == '\n') {
        page.buf.len--;
    }
    struct str_vec none = { 0 };
    emit_put(emitter, STR("CATALOG.md"), buf_str(&page.buf), none);
    buf_finish(&page.buf);
}
