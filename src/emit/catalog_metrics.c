/*
 * CATALOG.md: labels and metrics.
 *
 * What values a label takes is said once, in the table of labels; a metric says it only where
 * it differs there.
 */
#include "base/map.h"
#include "emit/catalog_page.h"
#include "emit/markdown.h"

enum { MOST_VALUES = 12 };

static void
print_domain(struct buf *buf, const struct label_domain *domain)
{
    if (domain->is_closed) {
        for (size_t i = 0; i < domain->value_count && i < MOST_VALUES; i++) {
            buf_add_text(buf, i > 0 ? ", " : "");
            markdown_code(buf, domain->values[i]->text);
        }
        if (domain->value_count > MOST_VALUES) {
            buf_printf(buf, " and %zu more", domain->value_count - MOST_VALUES);
        }
        return;
    }
    buf_add_text(buf, domain->match.str.len > 0 ? "like " : "any");
    if (domain->match.str.len > 0) {
        markdown_code(buf, domain->match.str);
    }
    if (domain->max > 0) {
        buf_printf(buf, ", at most %lld", (long long)domain->max);
    }
}

static void
print_vocabulary(struct catalog_page *page)
{
    const struct label_entry_list *labels = &page->emitter->model->labels;
    const size_t *order = EMIT_ORDER(page->emitter, labels);
    struct buf *buf = &page->buf;
    buf_add_text(buf, "## Labels\n\n| Label | Values | Class | Meaning |\n|---|---|---|---|\n");
    for (size_t i = 0; i < labels->count; i++) {
        const struct label_entry *entry = &labels->at[order[i]];
        if (!entry->domain) {
            continue;
        }
        buf_add_text(buf, "| ");
        markdown_code(buf, entry->key.str);
        buf_add_text(buf, " | ");
        print_domain(buf, entry->domain);
        buf_add_text(buf, " | ");
        markdown_text(buf, entry->class.str);
        buf_add_text(buf, " | ");
        markdown_text(buf, entry->help.str);
        buf_add_text(buf, " |\n");
    }
    buf_add_char(buf, '\n');
}

/* The entry of the vocabulary that tells a label's values, or NULL. Told by the place of the
 * declaration: environments share the catalogs, each with the vocabulary it was read with. */
static const struct label_entry *
find_in_vocabulary(const struct model *model, const struct label *label)
{
    for (size_t i = 0; i < model->labels.count; i++) {
        const struct label_domain *domain = model->labels.at[i].domain;
        if (domain && domain->span.at == label->domain->span.at) {
            return &model->labels.at[i];
        }
    }
    return NULL;
}

/* What is not said by the label's name alone. */
static void
print_values_of(struct catalog_page *page, const struct label *label)
{
    const struct label_domain *domain = label->domain;
    if (!domain) {
        return;
    }
    bool is_any = !domain->is_closed && domain->max == 0 && domain->match.str.len == 0;
    const struct label_entry *entry = find_in_vocabulary(page->emitter->model, label);
    if (is_any || (entry && str_equal(entry->key.str, label->name->text))) {
        return;
    }
    buf_add_text(&page->buf, entry ? ": as " : ": ");
    if (entry) {
        markdown_code(&page->buf, entry->key.str);
    } else {
        print_domain(&page->buf, domain);
    }
}

static void
print_labels(struct catalog_page *page, const struct metric *metric)
{
    struct buf *buf = &page->buf;
    for (size_t i = 0; i < metric->labels.count; i++) {
        const struct label *label = &metric->labels.at[i];
        buf_add_text(buf, i > 0 ? "; " : "");
        markdown_code(buf, label->name->text);
        print_values_of(page, label);
    }
}

/* What its numbers are: unit, buckets, quantiles or states. */
static void
print_values(struct buf *buf, const struct metric *metric)
{
    markdown_text(buf, metric->unit.str);
    const char *separator = metric->unit.str.len > 0 ? "; " : "";
    for (size_t i = 0; i < metric->buckets.count; i++) {
        buf_add_text(buf, i > 0 ? ", " : separator);
        buf_add_text(buf, i > 0 ? "" : "buckets ");
        ratio_print(buf, metric->buckets.at[i].value);
    }
    for (size_t i = 0; i < metric->quantiles.count; i++) {
        buf_add_text(buf, i > 0 ? ", " : separator);
        buf_add_text(buf, i > 0 ? "" : "quantiles ");
        ratio_print(buf, metric->quantiles.at[i].value);
    }
    for (size_t i = 0; i < metric->states.count; i++) {
        buf_add_text(buf, i > 0 ? ", " : separator);
        markdown_code(buf, metric->states.at[i].key.str);
        buf_add_text(buf, " ");
        markdown_text(buf, metric->states.at[i].value.str);
    }
}

/* `a counter` without its article. */
static void
print_kind(struct buf *buf, const struct metric *metric)
{
    struct str kind = str_from(metric_kind_text((enum metric_kind)metric->kind));
    size_t space = str_find_char(kind, ' ');
    buf_add(buf, space == SIZE_MAX ? kind : str_slice(kind, space + 1, kind.len));
    if (metric->status.is_set && metric->status.value != METRIC_STATUS_STABLE) {
        buf_add_text(
            buf, metric->status.value == METRIC_STATUS_PLANNED ? ", planned" : ", deprecated");
    }
}

static void
print_metric(struct catalog_page *page, const struct metric *metric)
{
    struct buf *buf = &page->buf;
    buf_add_text(buf, "| ");
    markdown_code(buf, metric->key.str);
    buf_add_text(buf, " | ");
    print_kind(buf, metric);
    buf_add_text(buf, " | ");
    print_labels(page, metric);
    buf_add_text(buf, " | ");
    print_values(buf, metric);
    buf_add_text(buf, " | ");
    markdown_text(buf, metric->help.str);
    if (page->panels.count > 0) {
        buf_add_text(buf, " | ");
        catalog_page_panels_of(page, metric);
    }
    buf_add_text(buf, " |\n");
}

/* Of a library's catalog only what some rule reads. */
static bool
is_shown(const struct emitter *emitter, const struct metric *metric)
{
    const struct xref *xref = &emitter->analysis->xref;
    const struct name *name = intern_find(emitter->model->names, metric->key.str);
    if (metric->is_own || !name) {
        return metric->is_own;
    }
    for (uint32_t i = xref_first(xref, name); i != XREF_END; i = xref->rows.at[i].next) {
        const struct xref_row *row = &xref->rows.at[i];
        if (row->entity == XREF_ENTITY_METRIC && row->how == XREF_HOW_SELECTED) {
            return true;
        }
    }
    return false;
}

/* Who has no dashboards is not told so in every line. */
static void
print_columns(struct catalog_page *page)
{
    bool has_panels = page->panels.count > 0;
    buf_printf(&page->buf,
        "\n\n| Metric | Kind | Labels | Values | Meaning |%s\n|---|---|---|---|---|%s\n",
        has_panels ? " Panels |" : "", has_panels ? "---|" : "");
}

static void
print_catalog(struct catalog_page *page, const struct catalog *catalog)
{
    struct buf *buf = &page->buf;
    const size_t *order = EMIT_ORDER(page->emitter, &catalog->metrics);
    size_t shown = 0;
    for (size_t i = 0; i < catalog->metrics.count; i++) {
        const struct metric *metric = &catalog->metrics.at[order[i]];
        if (!is_shown(page->emitter, metric)) {
            continue;
        }
        if (shown++ == 0) {
            buf_add_text(buf, "## Metrics of ");
            markdown_code(buf, catalog->key.str);
            print_columns(page);
        }
        print_metric(page, metric);
    }
    if (shown > 0 && shown < catalog->metrics.count) {
        buf_printf(
            buf, "\nNothing here reads the other %zu.\n", catalog->metrics.count - shown);
    }
    buf_add_text(buf, shown > 0 ? "\n" : "");
}

void
catalog_page_metrics(struct catalog_page *page)
{
    const struct model *model = page->emitter->model;
    struct map printed;
    map_init(&printed, page->emitter->arena);
    if (model->labels.count > 0) {
        print_vocabulary(page);
    }
    const size_t *order = EMIT_ORDER(page->emitter, &model->jobs);
    for (size_t i = 0; i < model->jobs.count; i++) {
        const struct job *job = &model->jobs.at[order[i]];
        for (size_t j = 0; j < job->catalog_count; j++) {
            if (!map_get(&printed, job->catalogs[j]->key.str)) {
                print_catalog(page, job->catalogs[j]);
                map_put(&printed, job->catalogs[j]->key.str, page);
            }
        }
    }
}
