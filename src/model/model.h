/*
 * The model of one system in one environment: everything that the spec says, typed.
 *
 * Decoding fills it from the merged values of `spec`; resolving then follows names (vocabulary,
 * catalogs, severities) and parses expressions, regular expressions and matchers. Both come in
 * two halves: the facts, then, once the Lua templates have run, the rest.
 * Broken objects stay in the lists with NULL or `is_broken` and are passed over in silence
 * later: their finding has been made. All memory is the model's arena.
 */
#ifndef TOCSIN_MODEL_MODEL_H
#define TOCSIN_MODEL_MODEL_H

#include "base/intern.h"
#include "base/map.h"
#include "diag/diag.h"
#include "model/catalog.h"
#include "model/dashboard.h"
#include "model/objective.h"
#include "model/policy.h"
#include "model/routing.h"
#include "model/rule.h"
#include "regex/regex.h"
#include "schema/schema.h"
#include "text/source.h"

struct severity_entry {
    struct text key;
    struct text color;
    struct period respond;
    struct named_text_list labels;
    struct text help;
    struct span span;
};

struct severity_entry_list {
    struct severity_entry *at; /* most urgent first */
    size_t count;
};

struct model_versions {
    struct version_field prometheus;
    struct version_field alertmanager;
    struct version_field grafana;
};

struct model_urls {
    struct text grafana;
    struct text runbooks;
    struct text prometheus;
    struct text alertmanager;
};

/* `prometheus:`; keys of prometheus.yml that are not named here are in `value`. */
struct model_prometheus {
    struct period scrape_interval;
    struct period scrape_timeout;
    struct period evaluation_interval;
    struct period retention;
    struct named_text_list external_labels;
    struct text_list alertmanagers; /* host:port */
    struct text_list rule_files;    /* further ones, beside those that are made */
    struct text_list features;      /* feature flags that Prometheus runs with */
    const struct value *value;
};

/* A check's severity as configured. */
struct check_setting {
    struct text key;
    struct choice severity; /* enum severity */
};

struct check_setting_list {
    struct check_setting *at;
    size_t count;
};

struct policy_list {
    struct policy *at;
    size_t count;
};

/* Catalogs that several environments share: decoded and resolved once, found again by the value
 * they were decoded from and the vocabulary they were resolved with. */
struct model_cache {
    struct map catalogs; /* a key made of both addresses → struct catalog * */
};

void model_cache_init(struct model_cache *cache, struct arena *arena);

struct model {
    /* borrowed */
    struct model_cache *cache;
    struct arena *arena;
    struct interner *names;
    struct regex_set *regexes;
    const struct sources *sources;
    size_t threads; /* at most so many at a time, in any stage; what comes out is the same */
    /* where the system stands */
    struct str folder;      /* SPEC's folder as given, for headers and template files */
    struct str environment; /* empty when the spec has no environments */
    /* as written */
    struct text system;
    struct text help;
    struct model_versions versions;
    struct model_prometheus prometheus;
    struct model_urls urls;
    struct severity_entry_list severities;
    struct job_list jobs;
    struct label_entry_list labels;
    struct catalog_list catalogs;
    struct recording_group_list recordings;
    struct alert_group_list alerts;
    struct objective_list objectives; /* resolved: in byte order of their names */
    struct dashboard_list dashboards;
    struct grafana_settings grafana;
    struct routing routing;
    struct policy policy; /* resolved: of the system's and its libraries' the strictest */
    struct policy_list library_policies;
    struct check_setting_list checks;
    struct allow_rule_list allow;
    /* resolved */
    struct policy own_policy; /* the system's, as written */
    struct schema_secret_vec secrets;
};

/* The record of a whole spec, as users write it: for `schema` and the reference page. */
extern const struct record model_record;

/* Decodes the facts of the merged root value (see spec/spec.h for its form): all that is known
 * before Lua templates run. False when nothing useful could be read; true even when single
 * objects are broken. The model's borrowed fields are set before. */
bool model_decode_facts(const struct value *root, struct model *model, struct diags *diags);

/* Follows the names in the facts: vocabulary, policy, catalogs, jobs. */
void model_resolve_facts(struct model *model, struct diags *diags);

/* Decodes everything else, of the root in which every use of a Lua template is replaced. */
void model_decode_rest(const struct value *root, struct model *model, struct diags *diags);

/* Follows names and parses the small languages; the facts have been resolved. */
void model_resolve_rest(struct model *model, struct diags *diags);

/* Whether a section of a spec is a fact, which no Lua template can make. */
bool model_is_fact(struct str section);

const struct severity_entry *model_find_severity(const struct model *model, struct str name);
const struct dashboard *model_find_dashboard(const struct model *model, struct str key);
const struct catalog *model_find_catalog(const struct model *model, struct str name);

/* Whether the place is in a file of the system itself rather than of a library. */
bool model_is_own(const struct model *model, struct span span);

#endif
