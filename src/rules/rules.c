/*
 * From what is written to what loads.
 */
#include "rules/rules.h"

#include "rules/make.h"

/* A key that must not be written because Tocsin makes it, and what to write instead. */
struct made_key {
    const char *key;
    const char *help;
};

static const struct made_key made_settings[] = {
    { "global", "write its settings directly under `prometheus:`" },
    { "scrape_configs", "declare what is scraped under `jobs:`" },
    { NULL, NULL },
};

static const struct made_key made_job_keys[] = {
    { "job_name", "the key under `jobs:` is the job's name" },
    { "scrape_interval", "write `interval`" },
    { "scrape_timeout", "write `timeout`" },
    { NULL, NULL },
};

static void
judge_map(struct maker *maker, const struct value *map, const struct made_key *keys)
{
    for (size_t i = 0; keys[i].key; i++) {
        const struct value_entry *entry = value_find(map, keys[i].key);
        if (entry) {
            struct finding *finding = diag_report(maker->diags, &kind_unknown_key,
                entry->key_span, "`%s` is made by Tocsin and cannot be written", keys[i].key);
            finding_help(maker->diags, finding, "%s", keys[i].help);
        }
    }
}

void
judge_settings(struct maker *maker)
{
    const struct model *model = maker->model;
    diag_set_subject(maker->diags, STR("prometheus"));
    judge_map(maker, model->prometheus.value, made_settings);
    for (size_t i = 0; i < model->jobs.count; i++) {
        diag_set_subject(maker->diags,
            arena_printf(maker->arena, "jobs/%.*s", STR_ARG(model->jobs.at[i].key.str)));
        judge_map(maker, model->jobs.at[i].value, made_job_keys);
    }
}

bool
rules_make(struct arena *arena, const struct model *model, struct sources *sources,
    struct rules *rules, struct diags *diags)
{
    *rules = (struct rules){ 0 };
    struct maker maker = { arena, model, sources, rules, diags };
    judge_settings(&maker);
    make_groups(&maker);
    make_routes(&maker);
    make_inhibitions(&maker);
    make_templates(&maker);
    diag_set_subject(diags, STR(""));
    return true;
}
