/*
 * What Prometheus and Alertmanager will load, as flat lists, made once.
 *
 * Sugar ends here: `above` and `below` become one rule per severity, severities and groups give
 * their labels, `$limit` its number, a list of receivers a fan of routes. Analysis, checks and
 * emitters read these lists and derive nothing. Broken objects are left out: their finding has
 * been made. Everything borrows from the model and its arena.
 *
 * Subjects: `recordings/GROUP/NAME`, `alerts/GROUP/NAME`, with `#SEVERITY` where one alert is
 * several rules and `#LABEL=VALUE` where several rules have one name.
 */
#ifndef TOCSIN_RULES_RULES_H
#define TOCSIN_RULES_RULES_H

#include "base/vec.h"
#include "gotmpl/gotmpl.h"
#include "model/model.h"
#include "promql/promql.h"

enum rule_kind {
    RULE_KIND_RECORD,
    RULE_KIND_ALERT,
};

/* A label or annotation of a rule, with where it came from. */
struct rule_text {
    struct str name;
    struct span name_span;      /* none when derived (`severity`, `runbook_url`, …) */
    struct text value;          /* what is emitted: `$limit` replaced */
    bool is_template;           /* one that is neither plain nor broken */
    struct gotmpl_use_vec uses; /* what the template reads */
};

VEC_DECLARE(rule_text_vec, struct rule_text);

struct rule {
    enum rule_kind kind;
    struct str subject;
    struct text name;
    const struct promql_tree *tree; /* what is emitted, the limit's comparison included */
    struct text expr;               /* as written */
    int64_t hold;                   /* `for`, milliseconds; 0: none */
    int64_t keep_firing_for;
    struct rule_text_vec labels;       /* in byte order of names, without `alertname` */
    struct rule_text_vec annotations;  /* those with keys of their own, then as written */
    const struct recording *recording; /* one of the two is set */
    const struct alert *alert;
    const struct alert_limit *limit;       /* of an alert with limits, or NULL */
    const struct severity_entry *severity; /* of an alert; NULL when it names none */
    struct allow_entry_list allow;
    struct span span;
    size_t group; /* index in rules.groups */
};

VEC_DECLARE(rule_vec, struct rule);

/* A Prometheus rule group: the recordings and the alerts of one name. */
struct rule_group {
    struct str name;
    struct span span;
    int64_t interval;     /* milliseconds; 0: the global evaluation interval */
    int64_t limit;        /* 0: none */
    int64_t query_offset; /* 0: none */
    size_t first; /* its rules: rules.all[first .. first + count), recordings before their */
    size_t count; /* readers, otherwise as written */
};

VEC_DECLARE(rule_group_vec, struct rule_group);

/* A node of Alertmanager's routing tree, in preorder: the root first, `parent` before child. */
struct loaded_route {
    size_t parent;      /* index; the root is its own parent */
    struct str subject; /* `routing/routes/0/1`: by place, since routes have no names */
    const struct matcher *matchers;
    size_t matcher_count;
    struct str receiver; /* empty: inherited */
    struct span receiver_span;
    struct text_list group_by;
    struct period group_wait;
    struct period group_interval;
    struct period repeat_interval;
    struct text_list mute_time_intervals;
    struct text_list active_time_intervals;
    bool continues;
    const struct route *route; /* NULL: the root, or a branch made for a list of receivers */
    struct span span;
};

VEC_DECLARE(loaded_route_vec, struct loaded_route);

struct loaded_inhibition {
    struct str subject;
    const struct matcher *source;
    size_t source_count;
    const struct matcher *target;
    size_t target_count;
    struct text_list
        equal; /* for those made of limits: filled by analysis_complete_inhibitions */
    const struct inhibition *inhibition; /* NULL: made for alerts with several limits */
    struct span span;
};

VEC_DECLARE(loaded_inhibition_vec, struct loaded_inhibition);

/* A notification template file: its text and what it defines. */
struct loaded_template {
    struct str path; /* as read */
    struct str file; /* its name in the output */
    struct str text;
    const struct gotmpl *template; /* NULL when broken */
    struct span span;
};

VEC_DECLARE(loaded_template_vec, struct loaded_template);

struct rules {
    bool is_partial;     /* a broken rule was left out: nobody knows what it would have read */
    struct rule_vec all; /* group by group */
    struct rule_group_vec groups; /* recordings' order first, then alerts' */
    struct loaded_route_vec routes;
    struct loaded_inhibition_vec inhibitions;
    struct loaded_template_vec templates;
};

/* Turns the sugar of the model into what loads, annotations as they are written. Templates are
 * read through `sources`. */
bool rules_make(struct arena *arena, const struct model *model, struct sources *sources,
    struct rules *rules, struct diags *diags);

/* Reads the annotations, most of which are templates. The first to ask what they say are the
 * cross references: until then another thread may do it, with an arena and findings of its
 * own. */
void rules_read_annotations(
    struct arena *arena, const struct model *model, struct rules *rules, struct diags *diags);

#endif
