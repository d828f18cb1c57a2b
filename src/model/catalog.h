/*
 * The metrics catalog: which metrics exist, with which labels, values and buckets.
 *
 * Decoded objects keep what was written (for messages and output); resolving adds what
 * follows from it: the labels of each metric with their domains, by interned name. A metric
 * never names its job: jobs say which catalogs they expose.
 */
#ifndef TOCSIN_MODEL_CATALOG_H
#define TOCSIN_MODEL_CATALOG_H

#include "base/intern.h"
#include "model/policy.h"
#include "regex/regex.h"
#include "schema/schema.h"

/* What values a label takes. Closed: exactly `values`. Open: any text, of the form `regex` if
 * that is set, at most `max` different ones if that is not 0. */
struct label_domain {
    bool is_closed;
    const struct name **values; /* closed: in byte order */
    size_t value_count;
    const struct regex *regex; /* open, or NULL */
    struct text match;         /* the pattern behind `regex` */
    int64_t max;       /* how many values at most; closed: value_count; 0: not declared */
    struct text class; /* `phi` and the like, or absent */
    struct span span;  /* where the values are declared */
};

struct label {
    const struct name *name;
    const struct label_domain *domain;
    struct span span; /* where this metric or job says that it has the label */
};

struct label_list {
    const struct label *at; /* in byte order of names */
    size_t count;
};

/* The label of that name in a resolved list, or NULL. */
const struct label *label_list_find(struct label_list list, const struct name *name);

/* A label as written: by name of the vocabulary (a label or a set), or with values of its own.
 */
struct label_ref {
    struct text name;
    struct text like; /* the vocabulary label whose values it takes */
    struct text_list values;
    struct text match;
    struct count max;
    struct text class;
    struct span span;
};

struct label_ref_list {
    struct label_ref *at;
    size_t count;
};

/* An entry of the vocabulary `labels:`: the values of one label, or a named set of labels. */
struct label_entry {
    struct text key;
    struct text_list values;
    struct text match;
    struct count max;
    struct text class;
    struct text help;
    struct label_ref_list set;
    struct span span;
    const struct label_domain *domain; /* resolved; NULL for a set */
};

struct label_entry_list {
    struct label_entry *at;
    size_t count;
};

enum metric_kind {
    METRIC_KIND_COUNTER,
    METRIC_KIND_GAUGE,
    METRIC_KIND_HISTOGRAM,
    METRIC_KIND_SUMMARY,
    METRIC_KIND_INFO,     /* a gauge of 1 whose labels tell facts */
    METRIC_KIND_STATESET, /* a gauge of 0 or 1 per state */
    METRIC_KIND_UNTYPED,
};

/* `counter`, `gauge`, … with article: "a counter"; broken metrics (below 0) have a text too */
const char *metric_kind_text(enum metric_kind kind);

enum metric_created {
    METRIC_CREATED_AT_START,       /* every series is there from the start */
    METRIC_CREATED_ON_FIRST_EVENT, /* no series before the first event */
};

enum metric_status {
    METRIC_STATUS_STABLE,
    METRIC_STATUS_PLANNED, /* not exposed yet: using it is a finding */
    METRIC_STATUS_DEPRECATED,
};

struct catalog;

struct metric {
    struct text key; /* its name; of a histogram or summary the base name */
    int kind;        /* enum metric_kind */
    struct text help;
    struct label_ref_list label_refs;
    struct number_list buckets; /* upper bounds, without +Inf */
    struct flag native;         /* a native histogram: no _bucket series */
    struct number_list quantiles;
    struct text_list key_labels;   /* fewer labels that identify a series (info metrics) */
    struct choice created;         /* enum metric_created */
    struct text subset_of;         /* every event counted here is counted there too */
    struct named_text_list states; /* value → what it means */
    struct text unit;
    struct number_list range; /* the least and the largest value */
    struct choice status;     /* enum metric_status */
    struct text since;        /* first and last version of its exporter that has it */
    struct text until;
    struct allow_entry_list allow;
    struct span span;
    /* resolved */
    const struct catalog *catalog;
    struct str subject;       /* `metrics/NAME` */
    struct label_list labels; /* without the target labels of jobs */
    bool is_own;              /* declared by the system itself, not by a library */
    bool is_broken;           /* names no kind: a finding was made; UNTYPED then */
};

struct metric_list {
    struct metric *at;
    size_t count;
};

/* Metrics that one kind of program exposes; `exporters/postgres`. */
struct catalog {
    struct text key;
    struct text_list extends; /* other catalogs that the same program exposes */
    struct metric_list metrics;
    struct span span;
    bool is_resolved;
    struct finding_vec
        findings; /* of decoding and resolving it, for the environments that share it */
};

struct catalog_list {
    struct catalog **at;
    size_t count;
};

/* The value of one target label of a job. */
struct job_label {
    struct text key;
    struct text value;       /* static and emitted */
    struct text_list values; /* otherwise declared: what relabelling writes */
    struct text match;
    struct count max;
    struct text class;
    struct span span;
};

struct job_label_list {
    struct job_label *at;
    size_t count;
};

/* What is scraped. Keys of Prometheus' scrape_config that are not named here are in `value`. */
struct job {
    struct text key; /* the job name */
    struct text_list targets;
    struct period interval; /* scrape_interval, unless the global one */
    struct period timeout;
    struct text_list exposes; /* catalogs; `unknown` stands for an open world */
    struct job_label_list label_entries;
    struct allow_entry_list allow;
    const struct value *value; /* all keys as written */
    struct span span;
    /* resolved */
    bool is_open;                    /* exposes metrics that no catalog tells */
    struct label_list labels;        /* target labels: job, instance and the declared ones */
    const struct catalog **catalogs; /* exposed ones, `extends` followed, each once */
    size_t catalog_count;
    int64_t scrape_interval; /* milliseconds, own or global */
};

struct job_list {
    struct job *at;
    size_t count;
};

extern const struct record label_entry_record;
extern const struct record label_ref_record;
extern const struct record metric_record;
extern const struct record catalog_record;
extern const struct record job_record;

#endif
