/*
 * CATALOG.md: severities, alerts, receivers.
 */
#include "analysis/told.h"
#include "base/duration.h"
#include "emit/catalog_page.h"
#include "emit/markdown.h"

bool
catalog_page_has(const struct emitter *emitter, enum rule_kind kind)
{
    for (size_t i = 0; i < emitter->rules->all.count; i++) {
        if (emitter->rules->all.at[i].kind == kind) {
            return true;
        }
    }
    return false;
}

const size_t *
catalog_page_groups(const struct emitter *emitter)
{
    const struct rule_group_vec *groups = &emitter->rules->groups;
    struct text *names = ARENA_ARRAY(emitter->arena, struct text, groups->count);
    for (size_t i = 0; i < groups->count; i++) {
        names[i].str = groups->at[i].name;
    }
    return emit_order_by_key(emitter, names, groups->count, sizeof *names);
}

/* Most urgent first, as in the spec. */
void
catalog_page_severities(struct catalog_page *page)
{
    const struct severity_entry_list *severities = &page->emitter->model->severities;
    struct buf *buf = &page->buf;
    if (severities->count == 0 || !catalog_page_has(page->emitter, RULE_KIND_ALERT)) {
        return;
    }
    buf_add_text(buf, "## Severities\n\n| Severity | Answer within | Labels | Meaning "
                      "|\n|---|---|---|---|\n");
    for (size_t i = 0; i < severities->count; i++) {
        const struct severity_entry *severity = &severities->at[i];
        buf_add_text(buf, "| ");
        markdown_text(buf, severity->key.str);
        buf_add_text(buf, " | ");
        if (severity->respond.is_set) {
            duration_print_words(buf, severity->respond.milliseconds);
        }
        buf_add_text(buf, " | ");
        for (size_t j = 0; j < severity->labels.count; j++) {
            const struct named_text *label = &severity->labels.at[j];
            struct str text = arena_printf(page->emitter->arena, "%.*s=\"%.*s\"",
                STR_ARG(label->key.str), STR_ARG(label->value.str));
            buf_add_text(buf, j > 0 ? ", " : "");
            markdown_code(buf, text);
        }
        buf_add_text(buf, " | ");
        markdown_text(buf, severity->help.str);
        buf_add_text(buf, " |\n");
    }
    buf_add_char(buf, '\n');
}

static struct str
text_of(const struct rule_text_vec *texts, const char *name)
{
    for (size_t i = 0; i < texts->count; i++) {
        if (str_is(texts->at[i].name, name)) {
            return texts->at[i].value.str;
        }
    }
    return STR("");
}

/* The name, as a link to the runbook when its address is no template. */
static void
print_alert_name(struct buf *buf, const struct rule *rule)
{
    struct str runbook = text_of(&rule->annotations, "runbook_url");
    bool is_link = runbook.len > 0 && !str_contains(runbook, STR("{{")) &&
                   !str_contains(runbook, STR(")")) && !str_contains(runbook, STR(" "));
    buf_add_text(buf, is_link ? "[" : "");
    markdown_text(buf, rule->name.str);
    if (is_link) {
        buf_printf(buf, "](%.*s)", STR_ARG(runbook));
    }
}

/* Whether an earlier entry names the receiver; a certain one stands for an uncertain one. */
static bool
is_repeated(const struct told_vec *told, size_t index)
{
    for (size_t i = 0; i < told->count; i++) {
        bool is_better = told->at[i].is_certain > told->at[index].is_certain;
        bool is_earlier = told->at[i].is_certain == told->at[index].is_certain && i < index;
        if ((is_better || is_earlier) &&
            str_equal(told->at[i].receiver, told->at[index].receiver)) {
            return true;
        }
    }
    return false;
}

/* The receivers; those that only some of its alerts reach in brackets. */
static void
print_told(struct catalog_page *page, const struct rule *rule)
{
    struct told_vec told = { 0 };
    told_of_rule(page->emitter->arena, page->emitter->analysis, rule, &told);
    const char *separator = "";
    for (size_t i = 0; i < told.count; i++) {
        if (is_repeated(&told, i)) {
            continue;
        }
        buf_add_text(&page->buf, separator);
        buf_add_text(&page->buf, told.at[i].is_certain ? "" : "(");
        markdown_text(&page->buf, told.at[i].receiver);
        buf_add_text(&page->buf, told.at[i].is_certain ? "" : ")");
        separator = ", ";
    }
}

static void
print_alert(struct catalog_page *page, const struct rule *rule)
{
    struct buf *buf = &page->buf;
    buf_add_text(buf, "| ");
    print_alert_name(buf, rule);
    buf_add_text(buf, " | ");
    markdown_text(buf, text_of(&rule->labels, "severity"));
    buf_add_text(buf, " | ");
    catalog_page_duration(page, rule->hold);
    buf_add_text(buf, " | ");
    markdown_text(buf, text_of(&rule->annotations, "summary"));
    buf_add_text(buf, " | ");
    print_told(page, rule);
    buf_add_text(buf, " |\n");
}

static void
print_alert_group(struct catalog_page *page, const struct rule_group *group)
{
    const struct rule_vec *rules = &page->emitter->rules->all;
    bool has_head = false;
    for (size_t i = 0; i < group->count; i++) {
        const struct rule *rule = &rules->at[group->first + i];
        if (rule->kind != RULE_KIND_ALERT) {
            continue;
        }
        if (!has_head) {
            buf_add_text(&page->buf, "### ");
            markdown_text(&page->buf, group->name);
            buf_add_text(&page->buf,
                "\n\n| Alert | Severity | For | Summary | Tells |\n|---|---|---|---|---|\n");
            has_head = true;
        }
        print_alert(page, rule);
    }
    buf_add_text(&page->buf, has_head ? "\n" : "");
}

void
catalog_page_alerts(struct catalog_page *page)
{
    const struct rule_group_vec *groups = &page->emitter->rules->groups;
    const size_t *order = catalog_page_groups(page->emitter);
    if (!catalog_page_has(page->emitter, RULE_KIND_ALERT)) {
        return;
    }
    buf_add_text(&page->buf, "## Alerts\n\n");
    for (size_t i = 0; i < groups->count; i++) {
        print_alert_group(page, &groups->at[order[i]]);
    }
}

void
catalog_page_receivers(struct catalog_page *page)
{
    const struct receiver_list *receivers = &page->emitter->model->routing.receivers;
    const struct rules *rules = page->emitter->rules;
    const size_t *order = EMIT_ORDER(page->emitter, receivers);
    struct buf *buf = &page->buf;
    bool has_head = false;
    for (size_t i = 0; i < receivers->count; i++) {
        const struct receiver *receiver = &receivers->at[order[i]];
        if (rules->routes.count == 0 || !emit_is_told(rules, receiver->key.str)) {
            continue;
        }
        buf_add_text(buf, has_head ? "" : "## Receivers\n\n| Receiver | By |\n|---|---|\n");
        has_head = true;
        buf_add_text(buf, "| ");
        markdown_code(buf, receiver->key.str);
        buf_add_text(buf, " | ");
        const char *separator = "";
        for (size_t j = 0; j < receiver->value->entries.count; j++) {
            struct str kind = receiver->value->entries.at[j].key;
            if (!str_is(kind, "allow")) {
                buf_add_text(buf, separator);
                markdown_text(buf, kind);
                separator = ", ";
            }
        }
        buf_add_text(buf, " |\n");
    }
    buf_add_text(buf, has_head ? "\n" : "");
}
