/*
 * CATALOG.md: recorded series.
 *
 * Each with its expression. The series of SLOs have the same names and stand in a table, once
 * for all of them: what they mean is what a reader looks for.
 */
#include "base/duration.h"
#include "emit/catalog_page.h"
#include "emit/markdown.h"
#include "promql/promql.h"

/* A name that SLOs record under. */
struct shared_series {
    struct str meaning;
    struct map slos; /* by name */
};

static void
print_expr(struct catalog_page *page, const struct promql_tree *tree)
{
    struct buf text;
    buf_init(&text);
    promql_print_pretty(&text, tree, promql_root(tree), NULL);
    markdown_block(&page->buf, "promql", buf_str(&text));
    buf_finish(&text);
}

static void
print_rule_labels(struct buf *buf, const struct rule *rule)
{
    for (size_t i = 0; i < rule->labels.count; i++) {
        const struct rule_text *label = &rule->labels.at[i];
        buf_printf(buf, i == 0 ? "{%.*s=\"%.*s\"" : ", %.*s=\"%.*s\"", STR_ARG(label->name),
            STR_ARG(label->value.str));
    }
    buf_add_text(buf, rule->labels.count > 0 ? "}" : "");
}

static void
print_recording(struct catalog_page *page, const struct rule *rule)
{
    struct buf name;
    buf_init(&name);
    buf_add(&name, rule->name.str);
    print_rule_labels(&name, rule);
    markdown_code(&page->buf, buf_str(&name));
    buf_finish(&name);
    const struct rule_group *group = &page->emitter->rules->groups.at[rule->group];
    int64_t interval = group->interval
                           ? group->interval
                           : page->emitter->model->prometheus.evaluation_interval.milliseconds;
    buf_add_text(&page->buf, ", every ");
    duration_print(&page->buf, interval);
    if (rule->recording->help.str.len > 0) {
        buf_add_text(&page->buf, ": ");
        markdown_text(&page->buf, rule->recording->help.str);
    }
    buf_add_text(&page->buf, "\n\n");
    print_expr(page, rule->tree);
    buf_add_char(&page->buf, '\n');
}

/* They are in byte order of their names. */
static const struct objective *
find_objective(const struct objective_list *objectives, struct str name)
{
    size_t from = 0;
    size_t to = objectives->count;
    while (from < to) {
        size_t middle = (from + to) / 2;
        int order = str_compare(objectives->at[middle].key.str, name);
        if (order == 0) {
            return &objectives->at[middle];
        }
        from = order < 0 ? middle + 1 : from;
        to = order < 0 ? to : middle;
    }
    return NULL;
}

/* The objective whose series this is, by the label `slo`, or NULL. */
static const struct objective *
objective_of(const struct catalog_page *page, const struct rule *rule)
{
    for (size_t i = 0; i < rule->labels.count; i++) {
        const struct rule_text *label = &rule->labels.at[i];
        if (str_is(label->name, "slo")) {
            return find_objective(&page->emitter->model->objectives, label->value.str);
        }
    }
    return NULL;
}

/* What the series is, without the title of the one SLO. */
static struct str
meaning_of(const struct objective *objective, struct str help)
{
    struct str title = objective->title.str.len ? objective->title.str : objective->key.str;
    bool is_led = str_starts_with(help, title) &&
                  str_starts_with(str_slice(help, title.len, help.len), STR(": "));
    return is_led ? str_slice(help, title.len + 2, help.len) : help;
}

static void
add_shared(struct catalog_page *page, struct map *shared, const struct rule *rule,
    const struct objective *objective)
{
    void **slot = map_slot(shared, rule->name.str);
    struct shared_series *series = *slot;
    if (!series) {
        series = ARENA_NEW(page->emitter->arena, struct shared_series);
        series->meaning = meaning_of(objective, rule->recording->help.str);
        map_init(&series->slos, page->emitter->arena);
        *slot = series;
    }
    map_put(&series->slos, objective->key.str, NULL);
}

static void
print_shared(struct catalog_page *page, const struct map *shared)
{
    struct buf *buf = &page->buf;
    if (shared->count == 0) {
        return;
    }
    buf_add_text(buf, "### Of service level objectives\n\n"
                      "Each has the label `slo` and those that its SLO is grouped by.\n\n"
                      "| Series | Meaning | Of |\n|---|---|---|\n");
    for (size_t i = 0; i < shared->count; i++) {
        const struct shared_series *series = shared->entries[i].value;
        buf_add_text(buf, "| ");
        markdown_code(buf, shared->entries[i].key);
        buf_add_text(buf, " | ");
        markdown_text(buf, series->meaning);
        buf_add_text(buf, " | ");
        bool is_of_all = series->slos.count == page->emitter->model->objectives.count;
        for (size_t j = 0; !is_of_all && j < series->slos.count; j++) {
            buf_add_text(buf, j > 0 ? ", " : "");
            markdown_text(buf, series->slos.entries[j].key);
        }
        buf_add_text(buf, is_of_all ? "all |\n" : " |\n");
    }
    buf_add_char(buf, '\n');
}

void
catalog_page_recordings(struct catalog_page *page)
{
    const struct rules *rules = page->emitter->rules;
    const size_t *order = catalog_page_groups(page->emitter);
    struct map shared;
    if (!catalog_page_has(page->emitter, RULE_KIND_RECORD)) {
        return;
    }
    map_init(&shared, page->emitter->arena);
    buf_add_text(&page->buf, "## Recorded series\n\n");
    for (size_t i = 0; i < rules->groups.count; i++) {
        const struct rule_group *group = &rules->groups.at[order[i]];
        for (size_t j = 0; j < group->count; j++) {
            const struct rule *rule = &rules->all.at[group->first + j];
            if (rule->kind != RULE_KIND_RECORD) {
                continue;
            }
            const struct objective *objective = objective_of(page, rule);
            if (objective) {
                add_shared(page, &shared, rule, objective);
            } else {
                print_recording(page, rule);
            }
        }
    }
    print_shared(page, &shared);
}
