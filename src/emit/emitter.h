/*
 * Inside the emit room: what every emitter is given, and what they share.
 */
#ifndef TOCSIN_EMIT_EMITTER_H
#define TOCSIN_EMIT_EMITTER_H

#include "emit/emit.h"
#include "emit/yaml_writer.h"

/* What an emitter made: everything in it lives as long as the output. */
struct emitted {
    struct arena arena;
    struct diags diags; /* of mistakes that only the output shows; nothing is committed then */
    struct output_file_vec files;
};

/* One job of printing. Others run beside it: it changes what it made, its arena and its buffer,
 * and nothing else. */
struct emitter {
    const struct output *output; /* only to prepare files for it */
    struct emitted *made;
    struct arena *arena; /* freed when the job is done */
    struct buf *buf;     /* for one file after the other */
    const struct model *model;
    const struct rules *rules;
    const struct analysis *analysis;
    const struct dashboards *dashboards;
    struct str prefix;
    size_t first; /* of the rule groups or dashboards, in emitters that go through them */
    size_t end;
};

typedef void emit_function(const struct emitter *emitter);

emit_function emit_prometheus_rules;
emit_function emit_prometheus_config;
emit_function emit_prometheus_tests;
emit_function emit_alertmanager_config;
emit_function emit_alertmanager_templates;
emit_function emit_grafana_dashboards;
emit_function emit_grafana_datasources;
emit_function emit_grafana_providers;
emit_function emit_catalog_page;

/* A YAML file being printed into the emitter's buffer. Its subjects are what of the spec is in
 * it. */
struct emitted_yaml {
    struct yaml_writer yaml;
    struct str_vec subjects;
};

/* Begins a file with the header comment. */
void emit_begin_yaml(const struct emitter *emitter, struct emitted_yaml *file);

/* Ends it and puts it at `path`, below the prefix. */
void emit_end_yaml(const struct emitter *emitter, struct emitted_yaml *file, struct str path);

/* Puts a text at `path`, below the prefix. */
void emit_put(
    const struct emitter *emitter, struct str path, struct str text, struct str_vec subjects);

/* Notes that an object is in a file. The text must live as long as the output: it is the
 * source's, or made in `emitter->made->arena`. */
void emit_add_subject(
    const struct emitter *emitter, struct str_vec *subjects, struct str subject);

/* The sentence of the header: which system's spec the file was made from. */
struct str emit_origin(const struct emitter *emitter);

/* The file of a rule group, without its folder: `database.yml`. */
struct str emit_group_file(const struct emitter *emitter, const struct rule_group *group);

/* `key: 5m`; nothing when `milliseconds` is 0. */
void emit_duration(struct yaml_writer *yaml, const char *key, int64_t milliseconds);

/* `key:` and the texts as a list; nothing when there are none. */
void emit_texts(struct yaml_writer *yaml, const char *key, struct text_list texts);

bool emit_is_one_of(struct str key, const char *const *words);

/* The map with its keys in the order of the tool's documentation; keys that the order does not
 * name come after it, as written. The order ends with NULL. */
const struct value *emit_order_keys(
    const struct emitter *emitter, const struct value *map, const char *const *order);

/* The indices of a list's elements in byte order of their keys, where the order in which files
 * were read means nothing. Each element of `size` bytes begins with its key, a `struct text`.
 */
const size_t *emit_order_by_key(
    const struct emitter *emitter, const void *elements, size_t count, size_t size);

#define EMIT_ORDER(emitter, list)                                                              \
    emit_order_by_key((emitter), (list)->at, (list)->count, sizeof *(list)->at)

/* Whether some route names the receiver. */
bool emit_is_told(const struct rules *rules, struct str receiver);

/* Adds `key: text` to a map that will be printed. */
void emit_set_text(
    const struct emitter *emitter, struct value *map, const char *key, struct str text);

/* Adds `key: 5m` to a map that will be printed, when the period is set. */
void emit_set_period(
    const struct emitter *emitter, struct value *map, const char *key, struct period period);

/* Adds `key:` and any value to a map that will be printed. */
void emit_set_value(const struct emitter *emitter, struct value *map, const char *key,
    const struct value *value);

/* A list of texts as a value. */
struct value *emit_text_values(const struct emitter *emitter, struct text_list texts);

#endif
