/*
 * Showing rules, metrics, receivers and jobs: as emitted, and what the analysis knows of them.
 */
#include <inttypes.h>

#include "command/show.h"
#include "emit/emit.h"
#include "emit/yaml_writer.h"

/* Whether the subject is `FOLDER/NAME`. */
static bool
is_subject(struct str subject, const char *folder, struct str name)
{
    struct str start = str_from(folder);
    return str_starts_with(subject, start) &&
           str_equal(str_slice(subject, start.len, subject.len), name);
}

void
show_head(struct buf *buf, const struct compile *compile, struct str subject, struct span span)
{
    buf_printf(buf, "%.*s  ", STR_ARG(subject));
    query_print_place(buf, compile, span);
    buf_add_char(buf, '\n');
}

static void
print_users(struct buf *buf, const struct compile *compile, const struct xref *xref,
    enum xref_entity entity, struct str name)
{
    const struct name *interned = intern_find(&compile->names, name);
    bool is_used = false;
    for (uint32_t i = interned ? xref_first(xref, interned) : XREF_END; i != XREF_END;
         i = xref->rows.at[i].next) {
        const struct xref_row *row = &xref->rows.at[i];
        if (row->entity != entity || row->how == XREF_HOW_DEFINED) {
            continue;
        }
        buf_add_text(buf, is_used ? "" : "\nused\n");
        is_used = true;
        buf_printf(buf, "  %-12s %.*s  ", xref_how_text(row->how), STR_ARG(row->subject));
        query_print_place(buf, compile, row->span);
        buf_add_char(buf, '\n');
    }
    buf_add_text(buf, is_used ? "" : "\nused by nothing\n");
}

static void
print_lines(struct buf *buf, struct str text)
{
    struct str rest = text;
    while (rest.len > 0) {
        struct str line = str_cut(&rest, '\n');
        buf_printf(buf, "  %.*s\n", STR_ARG(line));
    }
}

void
show_result(struct buf *buf, const struct shape *shape)
{
    if (!shape || shape->is_unknown) {
        buf_add_text(buf, "  unknown: see the findings about its expression\n");
        return;
    }
    struct buf text;
    buf_init(&text);
    shape_print(&text, shape);
    print_lines(buf, buf_str(&text));
    buf_finish(&text);
}

static void
print_result(
    struct buf *buf, const struct compiled_environment *environment, const struct rule *rule)
{
    const struct analysis *analysis = &environment->analysis;
    buf_add_text(buf, "\nresult\n");
    show_result(buf, analysis->results[analysis_rule_index(analysis, rule)].output);
}

static void
show_rule(struct buf *buf, struct compile *compile,
    const struct compiled_environment *environment, const struct rule *rule)
{
    show_head(buf, compile, rule->subject, rule->span);
    struct str path =
        emit_rules_path(&compile->arena, &environment->rules.groups.at[rule->group]);
    buf_printf(buf, "in the output: %.*s\n", STR_ARG(path));
    if (rule->tree) {
        buf_add_char(buf, '\n');
        emit_rule(buf, rule);
    }
    print_result(buf, environment, rule);
    if (rule->kind == RULE_KIND_RECORD) {
        print_users(
            buf, compile, &environment->analysis.xref, XREF_ENTITY_RECORDING, rule->name.str);
        return;
    }
    struct told_vec told = { 0 };
    told_of_rule(&compile->arena, &environment->analysis, rule, &told);
    buf_add_text(buf, "\ntold\n");
    query_print_told(buf, compile, &environment->rules, &told);
}

static void
print_domain(struct buf *buf, const struct label_domain *domain)
{
    if (domain->is_closed) {
        for (size_t i = 0; i < domain->value_count; i++) {
            buf_printf(buf, "%s%.*s", i > 0 ? ", " : "", STR_ARG(domain->values[i]->text));
        }
        return;
    }
    buf_add_text(buf, "any value");
    if (domain->match.str.len > 0) {
        buf_printf(buf, " of the form `%.*s`", STR_ARG(domain->match.str));
    }
    if (domain->max > 0) {
        buf_printf(buf, ", at most %" PRId64, domain->max);
    }
}

static void
print_labels(struct buf *buf, const struct label_list *labels)
{
    buf_add_text(buf, labels->count > 0 ? "\nlabels\n" : "\nno labels of its own\n");
    for (size_t i = 0; i < labels->count; i++) {
        buf_printf(buf, "  %-12.*s ", STR_ARG(labels->at[i].name->text));
        print_domain(buf, labels->at[i].domain);
        buf_add_char(buf, '\n');
    }
}

static bool
exposes(const struct job *job, const struct catalog *catalog)
{
    for (size_t i = 0; i < job->catalog_count; i++) {
        if (job->catalogs[i] == catalog) {
            return true;
        }
    }
    return false;
}

static void
print_jobs(struct buf *buf, const struct compile *compile, const struct model *model,
    const struct metric *metric)
{
    buf_add_text(buf, "\nexposed\n");
    size_t count = 0;
    for (size_t i = 0; i < model->jobs.count; i++) {
        const struct job *job = &model->jobs.at[i];
        if (exposes(job, metric->catalog)) {
            buf_printf(buf, "  by job       jobs/%.*s  ", STR_ARG(job->key.str));
            query_print_place(buf, compile, job->span);
            buf_add_char(buf, '\n');
            count++;
        }
    }
    buf_add_text(buf, count > 0 ? "" : "  by no job\n");
}

static void
print_series(struct buf *buf, const struct compiled_environment *environment,
    const struct metric *metric)
{
    struct series_estimate estimate = analysis_series(&environment->analysis, metric);
    buf_add_text(buf, "\nseries\n");
    if (!estimate.is_known) {
        buf_printf(buf, "  unknown: how many values `%.*s` has is not declared\n",
            STR_ARG(estimate.unbounded->name->text));
        return;
    }
    buf_printf(buf, "  at most %" PRId64 " of one target", estimate.per_target);
    if (estimate.has_targets) {
        buf_printf(buf, ", %" PRId64 " in all\n", estimate.count);
    } else {
        buf_add_text(buf, "; how many targets there are is not declared\n");
    }
}

static void
show_metric(struct buf *buf, const struct compile *compile,
    const struct compiled_environment *environment, const struct metric *metric)
{
    show_head(buf, compile, metric->subject, metric->span);
    buf_printf(buf, "%s of the catalog `%.*s`",
        metric_kind_text((enum metric_kind)metric->kind), STR_ARG(metric->catalog->key.str));
    if (metric->help.str.len > 0) {
        buf_printf(buf, ": %.*s", STR_ARG(str_trim(metric->help.str)));
    }
    buf_add_char(buf, '\n');
    print_labels(buf, &metric->labels);
    print_jobs(buf, compile, &environment->model, metric);
    print_series(buf, environment, metric);
    print_users(buf, compile, &environment->analysis.xref, XREF_ENTITY_METRIC, metric->key.str);
}

static void
show_receiver(struct buf *buf, struct compile *compile,
    const struct compiled_environment *environment, const struct receiver *receiver)
{
    struct str subject =
        arena_printf(&compile->arena, "routing/receivers/%.*s", STR_ARG(receiver->key.str));
    show_head(buf, compile, subject, receiver->span);
    buf_add_char(buf, '\n');
    yaml_write_value(buf, receiver->value);
    bool is_told = false;
    for (size_t i = 0; i < environment->rules.all.count; i++) {
        const struct rule *rule = &environment->rules.all.at[i];
        struct told_vec told = { 0 };
        if (rule->kind == RULE_KIND_ALERT) {
            told_of_rule(&compile->arena, &environment->analysis, rule, &told);
        }
        bool is_here = false;
        for (size_t j = 0; j < told.count; j++) {
            is_here |= str_equal(told.at[j].receiver, receiver->key.str);
        }
        if (is_here) {
            buf_add_text(buf, is_told ? "" : "\ntold of\n");
            buf_printf(buf, "  %.*s\n", STR_ARG(rule->subject));
            is_told = true;
        }
    }
    buf_add_text(buf, is_told ? "" : "\ntold of no alert\n");
}

static void
show_job(struct buf *buf, struct compile *compile, const struct job *job)
{
    struct str subject = arena_printf(&compile->arena, "jobs/%.*s", STR_ARG(job->key.str));
    show_head(buf, compile, subject, job->span);
    buf_add_char(buf, '\n');
    yaml_write_value(buf, job->value);
    print_labels(buf, &job->labels);
    buf_add_text(buf, "\nexposes\n");
    for (size_t i = 0; i < job->catalog_count; i++) {
        buf_printf(buf, "  %.*s: %zu metrics\n", STR_ARG(job->catalogs[i]->key.str),
            job->catalogs[i]->metrics.count);
    }
    buf_add_text(buf, job->is_open ? "  and metrics that no catalog tells\n" : "");
}

static bool
is_rule_asked(const struct rule *rule, struct str wanted)
{
    struct str rest = rule->subject;
    return str_equal(rule->subject, wanted) || str_equal(str_cut(&rest, '#'), wanted);
}

void
show_separate(struct buf *buf)
{
    if (buf->len > 0) {
        buf_add_char(buf, '\n');
    }
}

static void
show_metrics(struct buf *buf, const struct compile *compile,
    const struct compiled_environment *environment, struct str wanted)
{
    const struct catalog_list *catalogs = &environment->model.catalogs;
    for (size_t i = 0; i < catalogs->count; i++) {
        for (size_t j = 0; j < catalogs->at[i]->metrics.count; j++) {
            const struct metric *metric = &catalogs->at[i]->metrics.at[j];
            if (metric->catalog && is_subject(wanted, "metrics/", metric->key.str)) {
                show_separate(buf);
                show_metric(buf, compile, environment, metric);
            }
        }
    }
}

void
show_object(struct buf *buf, struct compile *compile,
    const struct compiled_environment *environment, const void *question)
{
    struct str wanted = *(const struct str *)question;
    const struct model *model = &environment->model;
    for (size_t i = 0; i < environment->rules.all.count; i++) {
        if (is_rule_asked(&environment->rules.all.at[i], wanted)) {
            show_separate(buf);
            show_rule(buf, compile, environment, &environment->rules.all.at[i]);
        }
    }
    show_metrics(buf, compile, environment, wanted);
    for (size_t i = 0; i < model->routing.receivers.count; i++) {
        const struct receiver *receiver = &model->routing.receivers.at[i];
        if (is_subject(wanted, "routing/receivers/", receiver->key.str)) {
            show_receiver(buf, compile, environment, receiver);
        }
    }
    for (size_t i = 0; i < model->jobs.count; i++) {
        if (is_subject(wanted, "jobs/", model->jobs.at[i].key.str)) {
            show_job(buf, compile, &model->jobs.at[i]);
        }
    }
    show_dashboards(buf, compile, environment, wanted);
}

/* A bare name is as good as a path that ends in it: `PoolExhaustion`, without group or
 * severity. */
static void
offer_subject(struct nearest *nearest, struct str subject)
{
    struct str rest = subject;
    struct str name = subject;
    while (rest.len > 0) {
        name = str_cut(&rest, '/');
    }
    name = str_cut(&name, '#');
    if (nearest->distance > 0 && str_equal(name, nearest->wanted)) {
        nearest->best = subject;
        nearest->distance = 0;
    }
    nearest_offer(nearest, subject);
}

static void
offer(struct nearest *nearest, struct arena *arena, const char *folder, struct str name)
{
    offer_subject(nearest, arena_printf(arena, "%s%.*s", folder, STR_ARG(name)));
}

void
show_offer(struct nearest *nearest, struct arena *arena,
    const struct compiled_environment *environment)
{
    const struct model *model = &environment->model;
    for (size_t i = 0; i < environment->rules.all.count; i++) {
        offer_subject(nearest, environment->rules.all.at[i].subject);
    }
    for (size_t i = 0; i < model->catalogs.count; i++) {
        const struct metric_list *metrics = &model->catalogs.at[i]->metrics;
        for (size_t j = 0; j < metrics->count; j++) {
            offer(nearest, arena, "metrics/", metrics->at[j].key.str);
        }
    }
    for (size_t i = 0; i < model->routing.receivers.count; i++) {
        offer(nearest, arena, "routing/receivers/", model->routing.receivers.at[i].key.str);
    }
    for (size_t i = 0; i < model->jobs.count; i++) {
        offer(nearest, arena, "jobs/", model->jobs.at[i].key.str);
    }
    for (size_t i = 0; i < environment->dashboards.all.count; i++) {
        const struct loaded_dashboard *dashboard = &environment->dashboards.all.at[i];
        offer_subject(nearest, dashboard->subject);
        for (size_t j = 0; j < dashboard->panels.count; j++) {
            offer_subject(nearest, dashboard->panels.at[j].subject);
        }
    }
}

struct span
show_span_of(const struct compiled_environment *environment, struct str subject)
{
    const struct rules *rules = &environment->rules;
    const struct model *model = &environment->model;
    for (size_t i = 0; i < rules->all.count; i++) {
        if (is_rule_asked(&rules->all.at[i], subject)) {
            return rules->all.at[i].span;
        }
    }
    for (size_t i = 0; i < rules->routes.count; i++) {
        if (str_equal(rules->routes.at[i].subject, subject)) {
            return rules->routes.at[i].span;
        }
    }
    for (size_t i = 0; i < rules->inhibitions.count; i++) {
        if (str_equal(rules->inhibitions.at[i].subject, subject)) {
            return rules->inhibitions.at[i].span;
        }
    }
    for (size_t i = 0; i < model->routing.receivers.count; i++) {
        const struct receiver *receiver = &model->routing.receivers.at[i];
        if (is_subject(subject, "routing/receivers/", receiver->key.str)) {
            return receiver->span;
        }
    }
    for (size_t i = 0; i < model->jobs.count; i++) {
        if (is_subject(subject, "jobs/", model->jobs.at[i].key.str)) {
            return model->jobs.at[i].span;
        }
    }
    return show_span_of_dashboards(&environment->dashboards, subject);
}
