/*
 * CATALOG.md: what was promised, and what the alerts that tell of it mean. The tables are those
 * of `tocsin slo`.
 */
#include "analysis/burn_table.h"
#include "base/duration.h"
#include "emit/catalog_page.h"
#include "emit/markdown.h"

static void
print_codes(struct buf *buf, struct text_list texts)
{
    for (size_t i = 0; i < texts.count; i++) {
        buf_add_text(buf, i > 0 ? ", " : "");
        markdown_code(buf, texts.at[i].str);
    }
}

/* `99.9% in 30d for each tenant` */
static void
print_promise(
    struct catalog_page *page, const struct objective *objective, struct ratio promised)
{
    struct buf *buf = &page->buf;
    struct str percent = burn_table_percent(page->emitter->arena, promised);
    buf_printf(buf, "%.*s in ", STR_ARG(percent));
    duration_print_short(buf, objective->window.milliseconds);
}

static void
print_facts(struct catalog_page *page, const struct objective *objective)
{
    struct buf *buf = &page->buf;
    buf_add_text(buf, "- Objective: ");
    print_promise(page, objective, objective->objective.value);
    if (objective->by.count > 0) {
        buf_add_text(buf, " for each ");
        print_codes(buf, objective->by);
    }
    if (objective->owner.str.len > 0) {
        buf_add_text(buf, "\n- Owner: ");
        markdown_text(buf, objective->owner.str);
    }
    if (objective->counts.str.len > 0) {
        buf_add_text(buf, "\n- Counted: ");
        markdown_text(buf, objective->counts.str);
    }
    if (objective->traffic.is_set) {
        buf_printf(buf, "\n- Traffic: %.*s events an hour", STR_ARG(objective->traffic.text));
    }
    buf_add_text(buf, "\n\n");
}

/* A head begins with a capital letter. */
static void
print_head(struct buf *buf, struct str head)
{
    char first = head.at[0];
    buf_add_char(buf, (char)(first >= 'a' && first <= 'z' ? first - 'a' + 'A' : first));
    buf_add(buf, str_slice(head, 1, head.len));
}

static void
print_table(struct buf *buf, const struct burn_table *table)
{
    for (size_t i = 0; i < table->column_count; i++) {
        buf_add_text(buf, i > 0 ? " | " : "| ");
        print_head(buf, table->heads[i]);
    }
    buf_add_text(buf, " |\n|");
    for (size_t i = 0; i < table->column_count; i++) {
        buf_add_text(buf, "---|");
    }
    for (size_t i = 0; i < table->row_count * table->column_count; i++) {
        buf_add_text(buf, i % table->column_count == 0 ? "\n| " : " | ");
        markdown_text(buf, table->cells[i].len > 0 ? table->cells[i] : STR("–"));
        buf_add_text(buf, (i + 1) % table->column_count == 0 ? " |" : "");
    }
    buf_add_text(buf, "\n\n");
}

static void
print_tables(struct catalog_page *page, struct burn_table_maker *maker,
    const struct objective *objective)
{
    struct burn_table_vec tables = { 0 };
    burn_tables_of(maker, objective, &tables);
    for (size_t i = 0; objective->alerts.count > 0 && i < tables.count; i++) {
        if (tables.at[i].values.count > 0) {
            print_codes(&page->buf, tables.at[i].values);
            buf_add_text(&page->buf, ": ");
            print_promise(page, objective, tables.at[i].objective);
            buf_add_text(&page->buf, "\n\n");
        }
        print_table(&page->buf, &tables.at[i]);
    }
    if (objective->alerts.count == 0) {
        buf_add_text(&page->buf, "No alert tells how fast its budget burns.\n\n");
    }
}

static void
print_objective(struct catalog_page *page, struct burn_table_maker *maker,
    const struct objective *objective)
{
    struct buf *buf = &page->buf;
    buf_add_text(buf, "### ");
    markdown_text(buf, objective->key.str);
    buf_add_text(buf, "\n\n");
    if (objective->title.str.len > 0) {
        markdown_text(buf, objective->title.str);
        buf_add_text(buf, objective->help.str.len > 0 ? ": " : "\n\n");
    }
    if (objective->help.str.len > 0) {
        markdown_text(buf, objective->help.str);
        buf_add_text(buf, "\n\n");
    }
    print_facts(page, objective);
    print_tables(page, maker, objective);
}

void
catalog_page_slos(struct catalog_page *page)
{
    const struct objective_list *objectives = &page->emitter->model->objectives;
    bool has_traffic = false;
    bool lacks_traffic = false;
    for (size_t i = 0; i < objectives->count; i++) {
        bool has_alerts = objectives->at[i].alerts.count > 0;
        has_traffic |= has_alerts && objectives->at[i].traffic.is_set;
        lacks_traffic |= has_alerts && !objectives->at[i].traffic.is_set;
    }
    if (objectives->count == 0) {
        return;
    }
    buf_add_text(&page->buf, "## Service level objectives\n\n");
    if (has_traffic || lacks_traffic) {
        burn_table_legend(&page->buf, has_traffic, lacks_traffic);
        buf_add_char(&page->buf, '\n');
    }
    struct burn_table_maker maker;
    burn_table_maker_init(&maker, page->emitter->arena);
    for (size_t i = 0; i < objectives->count; i++) {
        print_objective(page, &maker, &objectives->at[i]);
    }
}
