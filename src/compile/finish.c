/*
 * Severities, exceptions and environments: what turns raw findings into the answer of a run.
 *
 * Language findings pass through untouched. A check's finding gets the severity that `checks:`
 * says; an `allow` on the object or a fitting entry of the top-level list takes it out. The
 * same finding in several environments is one; what stands in some only says so.
 */
#include "compile/finish.h"

#include <stdlib.h>

#include "check/check.h"
#include "model/slo.h"

/* `*` stands for any text; nothing else is special. Greedy with one point to come back to, so
 * the cost is at most the product of the lengths. */
static bool
glob_matches(struct str pattern, struct str text)
{
    size_t p = 0;
    size_t t = 0;
    size_t star = SIZE_MAX;
    size_t star_text = 0;
    while (t < text.len) {
        if (p < pattern.len && pattern.at[p] == '*') {
            star = p++;
            star_text = t;
        } else if (p < pattern.len && pattern.at[p] == text.at[t]) {
            p++;
            t++;
        } else if (star != SIZE_MAX) {
            p = star + 1;
            t = ++star_text;
        } else {
            return false;
        }
    }
    while (p < pattern.len && pattern.at[p] == '*') {
        p++;
    }
    return p == pattern.len;
}

/* The name under which `checks:` and `allow` speak of such findings: templates warn under names
 * of their own, too, which are no checks. */
static const char *
settings_name(const struct diag_kind *kind)
{
    return check_find_kind(str_from(kind->name)) ? kind->name
                                                 : check_kind_template_warning.name;
}

static enum severity
configured_severity(
    const struct model *model, const struct diag_kind *kind, enum severity otherwise)
{
    for (size_t i = 0; i < model->checks.count; i++) {
        const struct check_setting *setting = &model->checks.at[i];
        if (str_is(setting->key.str, settings_name(kind)) && setting->severity.is_set) {
            return (enum severity)setting->severity.value;
        }
    }
    return otherwise;
}

static bool
is_expired(const struct compile *compile, struct date until)
{
    if (!until.is_set) {
        return false;
    }
    const struct date *today = &compile->today;
    if (until.year != today->year) {
        return until.year < today->year;
    }
    return until.month != today->month ? until.month < today->month : until.day < today->day;
}

static struct allow_use *
note_use(struct compile *compile, struct allow_use_vec *uses, struct allow_use use)
{
    use.span = canonical_span(&compile->canonical, use.span);
    for (size_t i = 0; i < uses->count; i++) {
        if (uses->at[i].span.at == use.span.at && str_equal(uses->at[i].check, use.check)) {
            return &uses->at[i];
        }
    }
    VEC_PUSH(&compile->arena, uses, use);
    return VEC_LAST(uses);
}

/* Whether an exception of the list takes the finding out; notes that it did. */
static bool
apply_entries(struct compile *compile, struct allow_entry_list allow,
    const struct finding *finding, struct allow_use_vec *uses)
{
    for (size_t i = 0; i < allow.count; i++) {
        const struct allow_entry *entry = &allow.at[i];
        if (!str_is(entry->key.str, settings_name(finding->kind)) ||
            is_expired(compile, entry->until)) {
            continue;
        }
        struct allow_use use = { .span = entry->key.span, .check = entry->key.str };
        note_use(compile, uses, use)->is_used = true;
        return true;
    }
    return false;
}

static bool
apply_rules(struct compile *compile, const struct model *model, const struct finding *finding,
    struct allow_use_vec *uses)
{
    bool is_allowed = false;
    for (size_t i = 0; i < model->allow.count; i++) {
        const struct allow_rule *rule = &model->allow.at[i];
        if (!str_is(rule->check.str, settings_name(finding->kind)) ||
            is_expired(compile, rule->until) || !glob_matches(rule->at.str, finding->subject)) {
            continue;
        }
        struct allow_use use = { .span = rule->span, .check = rule->check.str };
        note_use(compile, uses, use)->is_used = true;
        is_allowed = true;
    }
    return is_allowed;
}

/* The exceptions made on objects, by their subjects. */
struct allow_index {
    struct map by_subject; /* subject → struct allow_entry_list * */
};

static void
index_list(struct compile *compile, struct allow_index *index, struct str subject,
    const struct allow_entry_list *list)
{
    if (list->count > 0) {
        struct allow_entry_list *copy = ARENA_NEW(&compile->arena, struct allow_entry_list);
        *copy = *list;
        map_put(&index->by_subject, subject, copy);
    }
}

/* Of dashboards, and of what stands in them. */
static void
index_dashboards(
    struct compile *compile, const struct dashboards *dashboards, struct allow_index *index)
{
    for (size_t i = 0; i < dashboards->all.count; i++) {
        const struct loaded_dashboard *at = &dashboards->all.at[i];
        index_list(compile, index, at->subject, &at->dashboard->allow);
        for (size_t j = 0; j < at->panels.count; j++) {
            index_list(compile, index, at->panels.at[j].subject, &at->panels.at[j].allow);
        }
        for (size_t j = 0; j < at->variables.count; j++) {
            const struct loaded_variable *variable = &at->variables.at[j];
            if (variable->variable) {
                index_list(compile, index, variable->subject, &variable->variable->allow);
            }
        }
    }
}

static void
index_model(struct compile *compile, const struct compiled_environment *environment,
    struct allow_index *index)
{
    const struct model *model = &environment->model;
    struct arena *arena = &compile->arena;
    map_init(&index->by_subject, arena);
    for (size_t i = 0; i < environment->rules.all.count; i++) {
        const struct rule *rule = &environment->rules.all.at[i];
        index_list(compile, index, rule->subject, &rule->allow);
    }
    for (size_t i = 0; i < environment->rules.routes.count; i++) {
        const struct loaded_route *route = &environment->rules.routes.at[i];
        if (route->route) {
            index_list(compile, index, route->subject, &route->route->allow);
        }
    }
    for (size_t i = 0; i < environment->rules.inhibitions.count; i++) {
        const struct loaded_inhibition *inhibition = &environment->rules.inhibitions.at[i];
        if (inhibition->inhibition) {
            index_list(compile, index, inhibition->subject, &inhibition->inhibition->allow);
        }
    }
    for (size_t i = 0; environment->slos && i < environment->slos->count; i++) {
        const struct slo *slo = &environment->slos->at[i];
        index_list(compile, index, arena_printf(arena, "slos/%.*s", STR_ARG(slo->key.str)),
            &slo->allow);
    }
    for (size_t i = 0; i < model->catalogs.count; i++) {
        for (size_t j = 0; j < model->catalogs.at[i]->metrics.count; j++) {
            const struct metric *metric = &model->catalogs.at[i]->metrics.at[j];
            index_list(compile, index, metric->subject, &metric->allow);
        }
    }
    for (size_t i = 0; i < model->jobs.count; i++) {
        const struct job *job = &model->jobs.at[i];
        index_list(compile, index, arena_printf(arena, "jobs/%.*s", STR_ARG(job->key.str)),
            &job->allow);
    }
    for (size_t i = 0; i < model->routing.receivers.count; i++) {
        const struct receiver *receiver = &model->routing.receivers.at[i];
        index_list(compile, index,
            arena_printf(arena, "routing/receivers/%.*s", STR_ARG(receiver->key.str)),
            &receiver->allow);
    }
    index_dashboards(compile, &environment->dashboards, index);
}

/* The dashboard of `dashboards/KEY/…`, empty for other subjects: its exceptions hold for all
 * that stands in it. */
static struct str
dashboard_of(struct str subject)
{
    struct str section = STR("dashboards/");
    if (!str_starts_with(subject, section)) {
        return (struct str){ 0 };
    }
    size_t end = str_find_char(str_slice(subject, section.len, subject.len), '/');
    return end == SIZE_MAX ? (struct str){ 0 } : str_slice(subject, 0, section.len + end);
}

/* Every exception is noted, used or not, so that useless ones can be told. */
static void
note_all(struct compile *compile, const struct model *model, const struct allow_index *index,
    struct allow_use_vec *uses)
{
    for (size_t i = 0; i < index->by_subject.count; i++) {
        const struct allow_entry_list *list = index->by_subject.entries[i].value;
        for (size_t j = 0; j < list->count; j++) {
            const struct allow_entry *entry = &list->at[j];
            struct allow_use use = { .span = entry->key.span,
                .check = entry->key.str,
                .until = entry->until,
                .is_own = model_is_own(model, entry->key.span) };
            note_use(compile, uses, use);
        }
    }
    for (size_t i = 0; i < model->allow.count; i++) {
        const struct allow_rule *rule = &model->allow.at[i];
        struct allow_use use = { .span = rule->span,
            .check = rule->check.str,
            .until = rule->until,
            .is_own = model_is_own(model, rule->span) };
        note_use(compile, uses, use);
    }
}

/* Whether an exception of the object, or of the dashboard around it, takes the finding out. */
static bool
apply_index(struct compile *compile, const struct allow_index *index,
    const struct finding *finding, struct allow_use_vec *uses)
{
    const struct allow_entry_list *own = map_get(&index->by_subject, finding->subject);
    const struct allow_entry_list *around =
        map_get(&index->by_subject, dashboard_of(finding->subject));
    return (own && apply_entries(compile, *own, finding, uses)) ||
           (around && apply_entries(compile, *around, finding, uses));
}

void
finish_environment(struct compile *compile, const struct compiled_environment *environment,
    size_t first, struct allow_use_vec *uses)
{
    const struct model *model = &environment->model;
    struct allow_index index;
    index_model(compile, environment, &index);
    note_all(compile, model, &index, uses);
    struct finding_vec *findings = &compile->diags.findings;
    size_t kept = first;
    for (size_t i = first; i < findings->count; i++) {
        struct finding *finding = findings->at[i];
        if (finding->kind->is_check) {
            finding->severity = configured_severity(model, finding->kind, finding->severity);
            bool is_off = finding->severity == SEVERITY_OFF;
            bool is_allowed = !is_off && apply_index(compile, &index, finding, uses);
            if (is_off || is_allowed || apply_rules(compile, model, finding, uses)) {
                continue;
            }
        }
        findings->at[kept++] = finding;
    }
    findings->count = kept;
}

/* Reports the exception unless `checks:` turns such findings off. */
static struct finding *
report_useless(struct compile *compile, const struct model *model, const struct allow_use *use,
    struct str what)
{
    const struct diag_kind *kind = &check_kind_policy_unused_allow;
    if (!check_find_kind(use->check)) {
        return NULL; /* unknown-check tells */
    }
    enum severity severity = configured_severity(model, kind, kind->severity);
    if (severity == SEVERITY_OFF) {
        return NULL;
    }
    struct finding *finding =
        diag_report(&compile->diags, kind, use->span, "%.*s", STR_ARG(what));
    finding->severity = severity;
    finding_topic(&compile->diags, finding, use->check);
    return finding;
}

/* Where an error kept checks from looking, nobody knows what they would have found. */
static bool
is_judged(const struct compiled_system *system)
{
    bool is_whole = true;
    for (size_t i = 0; i < system->environments.count; i++) {
        is_whole = is_whole && system->environments.at[i]->is_judged;
    }
    return is_whole;
}

void
finish_allows(struct compile *compile, const struct compiled_system *system,
    const struct allow_use_vec *uses)
{
    const struct model *model = &system->environments.at[0]->model;
    for (size_t i = 0; i < uses->count; i++) {
        const struct allow_use *use = &uses->at[i];
        struct finding *finding = NULL;
        if (is_expired(compile, use->until)) {
            finding = report_useless(compile, model, use,
                arena_printf(&compile->arena,
                    "this exception from `%.*s` ended on %04d-%02d-%02d", STR_ARG(use->check),
                    use->until.year, use->until.month, use->until.day));
            if (finding) {
                finding_help(&compile->diags, finding,
                    "mend what it excused and remove it, or set a later `until`");
            }
        } else if (!use->is_used && use->is_own && is_judged(system)) {
            finding = report_useless(compile, model, use,
                arena_printf(&compile->arena, "this exception silences no finding of `%.*s`",
                    STR_ARG(use->check)));
            if (finding) {
                finding_help(&compile->diags, finding, "remove it");
            }
        }
    }
}
