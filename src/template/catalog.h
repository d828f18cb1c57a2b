/*
 * Inside the template room: the metrics of the catalog by name.
 */
#ifndef TOCSIN_TEMPLATE_CATALOG_H
#define TOCSIN_TEMPLATE_CATALOG_H

#include "model/model.h"
#include "template/sandbox.h"

/* All metrics in byte order of their names, each name once: the system's own before a
 * library's. Made once per environment. */
struct catalog_index {
    const struct metric **at;
    size_t count;
};
const struct catalog_index *catalog_index(lua_State *lua);

/* The metric of that name, or NULL. */
const struct metric *catalog_find(lua_State *lua, struct str name);

/* The metric that exposes the series: also `x_bucket`, `x_sum`, `x_count` of histograms and
 * summaries. */
const struct metric *catalog_find_series(lua_State *lua, struct str name);

/* Whether its series may have the label, by the metric or by a job that exposes it. */
bool catalog_has_label(lua_State *lua, const struct metric *metric, struct str label);

bool catalog_job_exposes(const struct job *job, const struct metric *metric);

/* `counter`, `stateset`, …: the key of the spec. The metric is not broken. */
const char *catalog_type_word(const struct metric *metric);

/* The place of the metric object at `index`, as expressions use it. */
struct span metric_span(lua_State *lua, int index);

/* Read-only objects: userdata that answer by name or by number. */
struct view_class {
    const char *name;        /* `a metric`, for messages */
    const char *const *keys; /* NULL-terminated, in the order of `pairs`; or NULL */
    /* Pushes what `key` names and returns true; else false. */
    bool (*get)(lua_State *lua, const void *object, struct str key);
    /* Collections without `keys`: how many, and the name of each. */
    size_t (*count)(lua_State *lua, const void *object);
    struct str (*key_at)(lua_State *lua, const void *object, size_t index);
};

void view_push(
    lua_State *lua, const struct view_class *class, const void *object, struct span span);

/* Makes what all objects share. */
void view_open(lua_State *lua);

/* The object at `index` when it is of that class, else NULL. */
const void *view_take(lua_State *lua, int index, const struct view_class *class);

extern const struct view_class catalog_metric_class;

#endif
