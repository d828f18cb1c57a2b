/*
 * The macros of the tables of what Prometheus, Alertmanager and Grafana load.
 *
 * Such a table is a .def file: records between BEGIN and END, one row per key, in the order of
 * the tool's own documentation, nested records before those that use them. It is included once,
 * by the .c file of the same name, which says whose versions gate its keys:
 *
 *     #define LOADED_BY_ALERTMANAGER
 *     #include "model/loaded.h"
 *     #include "model/alertmanager_receivers.def"
 *
 * so a new key is one row. All records here only check: the value is printed as it was written.
 *
 *     FIELD(key, TYPE, SHAPE, since, doc)    a key; `since` is a version or NULL: always known
 *     NEEDED(key, TYPE, SHAPE, since, doc)   a key that must be given
 *     CHOICE(key, words, SHAPE, since, doc)  one of the words declared by WORDS(words, …)
 *     NESTED(key, record, SHAPE, since, doc) a map, or several, described by a record
 *     UNTIL(key, TYPE, SHAPE, since, until, instead, doc)  a key that goes or has gone
 *
 * "Always" is Prometheus 2.42 and Alertmanager 0.25, the oldest that are supported. A secret
 * has its `_file` twin as a row of its own, for it is younger in most places.
 */
#ifndef TOCSIN_MODEL_LOADED_H
#define TOCSIN_MODEL_LOADED_H

#include "schema/schema.h"

/* CLIENT names the tool's own copy of a record that both share, SINCE picks its version. */
#ifdef LOADED_BY_ALERTMANAGER
#define LOADED_TOOL TOOL_ALERTMANAGER
#define CLIENT(name) alertmanager_##name
#define SINCE(prometheus, alertmanager) alertmanager
#elif defined(LOADED_BY_GRAFANA)
#define LOADED_TOOL TOOL_GRAFANA
#else
#define LOADED_TOOL TOOL_PROMETHEUS
#define CLIENT(name) prometheus_##name
#define SINCE(prometheus, alertmanager) prometheus
#endif

/* One level of indirection, so that names may be made by CLIENT. */
#define LOADED_JOIN(name, suffix) name##suffix
#define LOADED_FIELDS(name) LOADED_JOIN(name, _fields)
#define LOADED_RECORD(name) LOADED_JOIN(name, _record)

#define WORDS(name, ...) static const char *const name##_words[] = { __VA_ARGS__, NULL };
/* Seen by other files; declared in a header. */
#define WORDS_PUBLIC(name, ...) const char *const name##_words[] = { __VA_ARGS__, NULL };

#define BEGIN(id) static const struct field LOADED_FIELDS(id)[] = {
#define LOADED_END(linkage, id, title, text, ...)                                              \
    {                                                                                          \
        .key = NULL                                                                            \
    }                                                                                          \
    }                                                                                          \
    ;                                                                                          \
    linkage const struct record LOADED_RECORD(id) = { RECORD_DEFAULTS, .name = (title),        \
        .doc = (text), .fields = LOADED_FIELDS(id), __VA_ARGS__ };
#define END(id, title, text) LOADED_END(static, id, title, text, .size = 0)
/* Seen by other files; declared in a header. */
#define END_PUBLIC(id, title, text) LOADED_END(, id, title, text, .size = 0)
/* A bare text stands for the map with this one key. */
#define END_TEXT(id, title, bare, text) LOADED_END(static, id, title, text, .text_field = #bare)
/* Other keys are kept unchecked. */
#define END_OPEN(id, title, text) LOADED_END(static, id, title, text, .takes_other_keys = true)
#define END_OPEN_PUBLIC(id, title, text) LOADED_END(, id, title, text, .takes_other_keys = true)

#define LOADED_ROW(name, kind, form, first, text)                                              \
    .key = #name, .type = FIELD_TYPE_##kind, .shape = FIELD_SHAPE_##form,                      \
    .place = SCHEMA_NO_PLACE, .tool = LOADED_TOOL, .since = (first), .doc = (text)

#define FIELD(name, kind, form, first, text) { LOADED_ROW(name, kind, form, first, text) },
#define NEEDED(name, kind, form, first, text)                                                  \
    { LOADED_ROW(name, kind, form, first, text), .is_required = true },
#define CHOICE(name, list, form, first, text)                                                  \
    { LOADED_ROW(name, CHOICE, form, first, text), .words = list##_words },
#define NESTED(name, inner, form, first, text)                                                 \
    { LOADED_ROW(name, RECORD, form, first, text), .record = &LOADED_RECORD(inner) },
#define UNTIL(name, kind, form, first, last, instead, text)                                    \
    { LOADED_ROW(name, kind, form, first, text), .until = (last), .deprecated = (instead) },

#endif
