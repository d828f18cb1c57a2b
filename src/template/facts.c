/*
 * The other facts in Lua: jobs, severities, versions, addresses, policy, the system itself.
 *
 * Facts are what the spec says before any template runs; nothing that another template made is
 * among them.
 */
#include "template/facts.h"

#include <lauxlib.h>

#include "template/expression.h"

static const struct model *
facts_of(lua_State *lua)
{
    return running_of(lua)->templates->facts;
}

/* nil for a duration that is not given. */
static void
push_period(lua_State *lua, const struct period *period)
{
    if (period->is_set) {
        duration_push(lua, period->milliseconds, STR(""), period->span);
    } else {
        lua_pushnil(lua);
    }
}

static void
push_pairs(lua_State *lua, const struct named_text_list *list)
{
    running_charge(lua, list->count);
    lua_createtable(lua, 0, (int)list->count);
    for (size_t i = 0; i < list->count; i++) {
        facts_push_text(lua, list->at[i].key.str);
        facts_push_text(lua, list->at[i].value.str);
        lua_rawset(lua, -3);
    }
}

static void
push_catalog_names(lua_State *lua, const struct job *job)
{
    running_charge(lua, job->catalog_count);
    lua_createtable(lua, (int)job->catalog_count, 0);
    for (size_t i = 0; i < job->catalog_count; i++) {
        facts_push_text(lua, job->catalogs[i]->key.str);
        lua_rawseti(lua, -2, (lua_Integer)i + 1);
    }
}

static const char *const job_keys[] = { "name", "targets", "interval", "labels", "catalogs",
    "is_open", NULL };

static bool
job_get(lua_State *lua, const void *object, struct str key)
{
    const struct job *job = object;
    if (str_is(key, "name")) {
        facts_push_text(lua, job->key.str);
    } else if (str_is(key, "targets")) {
        facts_push_texts(lua, &job->targets);
    } else if (str_is(key, "interval")) {
        duration_push(lua, job->scrape_interval, STR(""), job->interval.span);
    } else if (str_is(key, "labels")) {
        view_push(lua, &catalog_labels_class, &job->labels, job->span);
    } else if (str_is(key, "catalogs")) {
        push_catalog_names(lua, job);
    } else if (str_is(key, "is_open")) {
        lua_pushboolean(lua, job->is_open);
    } else {
        return false;
    }
    return true;
}

static const struct view_class job_class = {
    .name = "a job",
    .keys = job_keys,
    .get = job_get,
};

static bool
jobs_get(lua_State *lua, const void *object, struct str key)
{
    (void)object;
    const struct job_list *jobs = &facts_of(lua)->jobs;
    for (size_t i = 0; i < jobs->count; i++) {
        if (str_equal(jobs->at[i].key.str, key)) {
            view_push(lua, &job_class, &jobs->at[i], jobs->at[i].span);
            return true;
        }
    }
    return false;
}

static size_t
jobs_count(lua_State *lua, const void *object)
{
    (void)object;
    return facts_of(lua)->jobs.count;
}

static struct str
jobs_key_at(lua_State *lua, const void *object, size_t index)
{
    (void)object;
    return facts_of(lua)->jobs.at[index].key.str;
}

static const struct view_class jobs_class = {
    .name = "the set of jobs",
    .get = jobs_get,
    .count = jobs_count,
    .key_at = jobs_key_at,
};

static const char *const severity_keys[] = { "name", "color", "respond", "labels", "help",
    NULL };

static bool
severity_get(lua_State *lua, const void *object, struct str key)
{
    const struct severity_entry *severity = object;
    if (str_is(key, "name")) {
        facts_push_text(lua, severity->key.str);
    } else if (str_is(key, "color")) {
        facts_push_text(lua, severity->color.str);
    } else if (str_is(key, "respond")) {
        push_period(lua, &severity->respond);
    } else if (str_is(key, "labels")) {
        push_pairs(lua, &severity->labels);
    } else if (str_is(key, "help")) {
        facts_push_text(lua, severity->help.str);
    } else {
        return false;
    }
    return true;
}

static const struct view_class severity_class = {
    .name = "a severity",
    .keys = severity_keys,
    .get = severity_get,
};

static bool
severities_get(lua_State *lua, const void *object, struct str key)
{
    (void)object;
    const struct severity_entry *severity = model_find_severity(facts_of(lua), key);
    if (severity) {
        view_push(lua, &severity_class, severity, severity->span);
    }
    return severity != NULL;
}

static size_t
severities_count(lua_State *lua, const void *object)
{
    (void)object;
    return facts_of(lua)->severities.count;
}

/* Most urgent first. */
static struct str
severities_key_at(lua_State *lua, const void *object, size_t index)
{
    (void)object;
    return facts_of(lua)->severities.at[index].key.str;
}

static const struct view_class severities_class = {
    .name = "the set of severities",
    .get = severities_get,
    .count = severities_count,
    .key_at = severities_key_at,
};

static void
push_version(lua_State *lua, const struct version_field *field)
{
    if (!field->is_set) {
        lua_pushnil(lua);
        return;
    }
    struct version version = field->version;
    lua_pushfstring(lua, "%d.%d.%d", version.major, version.minor, version.patch);
}

static const char *const version_keys[] = { "prometheus", "alertmanager", "grafana", NULL };

static bool
version_get(lua_State *lua, const void *object, struct str key)
{
    (void)object;
    const struct model_versions *versions = &facts_of(lua)->versions;
    if (str_is(key, "prometheus")) {
        push_version(lua, &versions->prometheus);
    } else if (str_is(key, "alertmanager")) {
        push_version(lua, &versions->alertmanager);
    } else if (str_is(key, "grafana")) {
        push_version(lua, &versions->grafana);
    } else {
        return false;
    }
    return true;
}

static const struct view_class versions_class = {
    .name = "the set of versions",
    .keys = version_keys,
    .get = version_get,
};

static const char *const prometheus_keys[] = { "scrape_interval", "evaluation_interval",
    "retention", NULL };

static bool
prometheus_get(lua_State *lua, const void *object, struct str key)
{
    (void)object;
    const struct model_prometheus *prometheus = &facts_of(lua)->prometheus;
    if (str_is(key, "scrape_interval")) {
        push_period(lua, &prometheus->scrape_interval);
    } else if (str_is(key, "evaluation_interval")) {
        push_period(lua, &prometheus->evaluation_interval);
    } else if (str_is(key, "retention")) {
        push_period(lua, &prometheus->retention);
    } else {
        return false;
    }
    return true;
}

static const struct view_class prometheus_class = {
    .name = "Prometheus",
    .keys = prometheus_keys,
    .get = prometheus_get,
};

static const char *const url_keys[] = { "grafana", "runbooks", "prometheus", "alertmanager",
    NULL };

static bool
url_get(lua_State *lua, const void *object, struct str key)
{
    (void)object;
    const struct model_urls *urls = &facts_of(lua)->urls;
    if (str_is(key, "grafana")) {
        facts_push_text(lua, urls->grafana.str);
    } else if (str_is(key, "runbooks")) {
        facts_push_text(lua, urls->runbooks.str);
    } else if (str_is(key, "prometheus")) {
        facts_push_text(lua, urls->prometheus.str);
    } else if (str_is(key, "alertmanager")) {
        facts_push_text(lua, urls->alertmanager.str);
    } else {
        return false;
    }
    return true;
}

static const struct view_class urls_class = {
    .name = "the set of addresses",
    .keys = url_keys,
    .get = url_get,
};

/* A flat list: templates ask whether they may use a label, not of which class it is. */
static void
push_forbidden_labels(lua_State *lua, const struct policy *policy)
{
    lua_Integer count = 0;
    lua_newtable(lua);
    for (size_t i = 0; i < policy->forbidden_labels.count; i++) {
        const struct text_list *labels = &policy->forbidden_labels.at[i].labels;
        running_charge(lua, labels->count);
        for (size_t j = 0; j < labels->count; j++) {
            facts_push_text(lua, labels->at[j].str);
            lua_rawseti(lua, -2, ++count);
        }
    }
}

static void
push_ceilings(lua_State *lua, const struct policy *policy)
{
    const struct label_ceiling_list *ceilings = &policy->max_label_values;
    running_charge(lua, ceilings->count);
    lua_createtable(lua, 0, (int)ceilings->count);
    for (size_t i = 0; i < ceilings->count; i++) {
        facts_push_text(lua, ceilings->at[i].key.str);
        lua_pushinteger(lua, ceilings->at[i].max.value);
        lua_rawset(lua, -3);
    }
}

static const char *const policy_keys[] = { "forbidden_labels", "max_label_values",
    "max_slo_series", "min_refresh", NULL };

static bool
policy_get(lua_State *lua, const void *object, struct str key)
{
    (void)object;
    const struct policy *policy = &facts_of(lua)->policy;
    if (str_is(key, "forbidden_labels")) {
        push_forbidden_labels(lua, policy);
    } else if (str_is(key, "max_label_values")) {
        push_ceilings(lua, policy);
    } else if (str_is(key, "min_refresh")) {
        push_period(lua, &policy->min_refresh);
    } else if (str_is(key, "max_slo_series") && policy->max_slo_series.is_set) {
        lua_pushinteger(lua, policy->max_slo_series.value);
    } else if (str_is(key, "max_slo_series")) {
        lua_pushnil(lua);
    } else {
        return false;
    }
    return true;
}

static const struct view_class policy_class = {
    .name = "the policy",
    .keys = policy_keys,
    .get = policy_get,
};

static const char *const system_keys[] = { "name", "help", "environment", NULL };

static bool
system_get(lua_State *lua, const void *object, struct str key)
{
    (void)object;
    const struct model *facts = facts_of(lua);
    if (str_is(key, "name")) {
        facts_push_text(lua, facts->system.str);
    } else if (str_is(key, "help")) {
        facts_push_text(lua, facts->help.str);
    } else if (str_is(key, "environment") && facts->environment.len) {
        facts_push_text(lua, facts->environment);
    } else if (str_is(key, "environment")) {
        lua_pushnil(lua);
    } else {
        return false;
    }
    return true;
}

static const struct view_class system_class = {
    .name = "the system",
    .keys = system_keys,
    .get = system_get,
};

static const char *const catalog_keys[] = { "metrics", "labels", "jobs", NULL };

static bool
catalog_get(lua_State *lua, const void *object, struct str key)
{
    (void)object;
    const struct model *facts = facts_of(lua);
    if (str_is(key, "metrics")) {
        view_push(lua, &catalog_metrics_class, NULL, span_none());
    } else if (str_is(key, "labels")) {
        view_push(lua, &catalog_vocabulary_class, &facts->labels, span_none());
    } else if (str_is(key, "jobs")) {
        view_push(lua, &jobs_class, NULL, span_none());
    } else {
        return false;
    }
    return true;
}

static const struct view_class catalog_class = {
    .name = "the catalog",
    .keys = catalog_keys,
    .get = catalog_get,
};

void
sandbox_open_catalog(lua_State *lua)
{
    static const struct {
        const char *name;
        const struct view_class *class;
    } roots[] = {
        { "catalog", &catalog_class },
        { "jobs", &jobs_class },
        { "severities", &severities_class },
        { "slos", &slos_class },
        { "versions", &versions_class },
        { "prometheus", &prometheus_class },
        { "urls", &urls_class },
        { "policy", &policy_class },
        { "system", &system_class },
    };
    view_open(lua);
    for (size_t i = 0; i < sizeof roots / sizeof roots[0]; i++) {
        view_push(lua, roots[i].class, NULL, span_none());
        lua_setfield(lua, -2, roots[i].name);
    }
}
