/*
 * The world: which series exist, as far as the files tell.
 *
 * A name has sources: the scraped series of each job that exposes a catalog with the metric,
 * what Prometheus itself adds to every job, the recording rules that write the name, and for
 * `ALERTS` every alert. One name may have many. The world is open where a job says `exposes:
 * unknown` (any metric may come from it) and where `rule_files` loads rules that nobody showed
 * us.
 */
#ifndef TOCSIN_ANALYSIS_WORLD_H
#define TOCSIN_ANALYSIS_WORLD_H

#include "base/map.h"
#include "base/vec.h"
#include "model/model.h"
#include "rules/rules.h"

enum world_source_kind {
    WORLD_SOURCE_SCRAPED,   /* a metric of a catalog, from one job */
    WORLD_SOURCE_SYNTHETIC, /* `up` and the like, of one job */
    WORLD_SOURCE_RECORDED,  /* a recording rule */
    WORLD_SOURCE_ALERT,     /* ALERTS or ALERTS_FOR_STATE of one alert rule */
};

/* What a series is, by its name. */
enum series_kind {
    SERIES_KIND_NONE, /* a computed value, no longer that of a metric */
    SERIES_KIND_COUNTER,
    SERIES_KIND_GAUGE,
    SERIES_KIND_BUCKET,   /* `x_bucket` of a histogram */
    SERIES_KIND_SUM,      /* `x_sum` of a histogram or summary */
    SERIES_KIND_COUNT,    /* `x_count` of a histogram or summary */
    SERIES_KIND_QUANTILE, /* `x{quantile="…"}` of a summary */
    SERIES_KIND_NATIVE_HISTOGRAM,
    SERIES_KIND_INFO,
    SERIES_KIND_STATESET,
    SERIES_KIND_UNTYPED,
};

/* With article: "a counter", "the buckets of a histogram" */
const char *series_kind_text(enum series_kind kind);

struct world_source {
    enum world_source_kind kind;
    enum series_kind series;     /* RECORDED: NONE, its shape tells */
    const struct name *name;     /* of the series */
    const struct metric *metric; /* SCRAPED, else NULL */
    const struct job *job;       /* SCRAPED and SYNTHETIC, else NULL */
    size_t rule;                 /* RECORDED and ALERT: index in rules.all */
    uint32_t id;                 /* counts up */
};

VEC_DECLARE(world_source_vec, const struct world_source *);

/* All that goes by one name. */
struct world_name {
    const struct name *name;
    struct world_source_vec sources; /* jobs as declared, then rules as listed */
    size_t rule_count;               /* how many of them are rules; they come last */
    struct map *by_label; /* see world_rules_with: label → value → rules; NULL for few rules */
    bool is_selected;     /* by some rule */
    bool is_recorded;     /* by some rule */
};

VEC_DECLARE(world_name_vec, struct world_name *);
VEC_DECLARE(world_job_vec, const struct job *);
VEC_DECLARE(world_metric_vec, const struct metric *);

struct world {
    struct arena *arena;
    const struct model *model;
    const struct rules *rules;
    struct map names;    /* series name → struct world_name */
    struct map declared; /* series name → struct metric, of all catalogs, exposed or not */
    struct world_job_vec open_jobs;
    bool has_foreign_rules; /* `rule_files` loads rules beside ours */
    uint32_t source_count;
};

void world_make(struct arena *arena, const struct model *model, const struct rules *rules,
    struct world *world);

/* NULL when no source has that name. */
const struct world_name *world_find(const struct world *world, struct str name);

/* The rules of this name that set the label to the value themselves, when the name has many
 * rules, all of which set that label to a plain text. `*is_known` is false otherwise. The
 * vector may be NULL: none. */
const struct world_source_vec *world_rules_with(
    const struct world_name *found, struct str label, struct str value, bool *is_known);

/* Whether the name may exist although no source tells: an open job, or foreign rules for a name
 * that looks recorded. */
bool world_may_have(const struct world *world, struct str name);

/* The series `metric` is exposed as; `count` of them, at most 4 (a native histogram with
 * classic buckets). Names are interned. */
struct world_series {
    const struct name *name;
    enum series_kind kind;
};
enum { WORLD_MOST_SERIES = 4 };
size_t world_series_of(
    struct interner *names, const struct metric *metric, struct world_series *series);

/* Why a name may have been meant, when no source has it. */
enum world_hint_kind {
    WORLD_HINT_NONE,
    WORLD_HINT_UNEXPOSED, /* `metric` of `catalog` has it, but no job exposes that catalog */
    WORLD_HINT_PART,  /* the base name of a histogram or summary; `name` is one of its series */
    WORLD_HINT_TOTAL, /* `name` is the wanted name with `_total`, or without it */
    WORLD_HINT_NEAR,  /* `name` is spelled much the same */
};

struct world_hint {
    enum world_hint_kind kind;
    struct str name;             /* what to write instead; empty for UNEXPOSED */
    const struct metric *metric; /* where it is declared, or NULL */
};

struct world_hint world_hint(const struct world *world, struct str wanted);

#endif
