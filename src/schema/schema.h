/*
 * One const table per record drives decoding, messages, JSON Schema and the reference pages.
 *
 * A record describes a map of the spec: its fields, their types, where each goes in a C struct
 * and what it means. `schema_decode` fills the struct from a value and reports every mistake
 * (unknown key with the nearest name, missing key, wrong type) at its place. There are no
 * unions. Instead:
 *
 *   text_field, list_field   a bare text, or a bare list, stands for the map `{FIELD: it}`
 *   LIST fields              take a single element without brackets
 *   one-of-key groups        exactly one key of the group is given; which one is stored as a
 *                            number. Or at least one, and nothing is stored
 *   rewrite                  turns short forms into long ones, as values, places kept
 *
 * Scalars of YAML, JSON and Lua decode alike: TEXT fields take numbers and booleans as they
 * were written, number fields take quoted numbers too, but BOOL takes no quoted `"true"`. A key
 * with nothing after its colon is a finding. Metric and label names are Prometheus' classic
 * ones.
 *
 * A field without a place (SCHEMA_NO_PLACE) only checks: the value is kept by its record's
 * `value_place` or by a VALUE field and printed as it was written. The hundreds of keys of
 * receivers and scrape configurations are such fields, generated from .def files.
 */
#ifndef TOCSIN_SCHEMA_SCHEMA_H
#define TOCSIN_SCHEMA_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ratio.h"
#include "base/vec.h"
#include "base/version.h"
#include "data/value.h"
#include "diag/diag.h"

/* What decoding makes of one field. All are zero when the key is absent and has no fallback. */

struct text { /* TEXT and its kin; `str.at` is NULL when absent, the span covers the text */
    struct str str;
    struct span span;
};

struct flag { /* BOOL: `true`, `false`; `yes`, `no`, `on`, `off` are refused with a help */
    bool truth;
    bool is_set;
    struct span span;
};

struct count { /* COUNT: a whole number, 0 or more; INTEGER: any whole number */
    int64_t value;
    bool is_set;
    struct span span;
};

struct number { /* NUMBER: `0.5`, `80%` (0.8), `500ms` (0.5), `5MiB` (5242880), `1_000` */
    struct ratio value;
    bool is_set;
    struct span span;
    struct str text; /* as written */
};

struct period { /* DURATION: a Prometheus duration */
    int64_t milliseconds;
    bool is_set;
    struct span span;
};

struct choice { /* CHOICE: the index into the field's words */
    int value;
    bool is_set;
    struct span span;
};

struct date { /* DATE: `2027-03-31` */
    int year;
    int month;
    int day;
    bool is_set;
    struct span span;
};

struct version_field { /* VERSION */
    struct version version;
    bool is_set;
    struct span span;
};

/* LIST and MAP fields store their elements in one array: for a RECORD the record's struct (a
 * map's key goes to its `key_place`), for TEXT types `struct text` or, in a MAP, `struct
 * named_text`, for NUMBER `struct number`, and so on. Every typed list of the model has this
 * layout. */
struct any_list {
    void *at;
    size_t count;
};

struct named_text {
    struct text key;
    struct text value;
};

struct text_list {
    struct text *at;
    size_t count;
};

struct named_text_list {
    struct named_text *at;
    size_t count;
};

struct number_list {
    struct number *at;
    size_t count;
};

enum field_type {
    FIELD_TYPE_TEXT, /* any scalar, as text */
    FIELD_TYPE_KEY,  /* a name of ours: letters, digits, `-`, `_`, `.`, `/`; no blanks, no `..`
                      */
    FIELD_TYPE_METRIC,       /* a metric name */
    FIELD_TYPE_LABEL,        /* a label name */
    FIELD_TYPE_EXPR,         /* PromQL; parsed by the model */
    FIELD_TYPE_ANNOTATION,   /* text with Prometheus' template language in it */
    FIELD_TYPE_NOTIFICATION, /* text with Alertmanager's template language in it */
    FIELD_TYPE_REGEX,        /* RE2; compiled by the model */
    FIELD_TYPE_URL,          /* http:// or https://, or a template */
    FIELD_TYPE_PATH,         /* a file name for the tool that loads the output */
    FIELD_TYPE_SECRET, /* must be an environment placeholder `${NAME}`; see context->secrets */
    FIELD_TYPE_BOOL,
    FIELD_TYPE_COUNT,
    FIELD_TYPE_INTEGER,
    FIELD_TYPE_NUMBER,
    FIELD_TYPE_DURATION,
    FIELD_TYPE_SIZE,   /* Prometheus' bytes: `5MB`, `1GiB`, `0`; kept as text */
    FIELD_TYPE_CHOICE, /* one of `words` */
    FIELD_TYPE_DATE,
    FIELD_TYPE_VERSION,
    FIELD_TYPE_RECORD, /* a map described by `record` */
    FIELD_TYPE_VALUE,  /* kept as `const struct value *`; checked against `record` if there is
                          one */
};

enum field_shape {
    FIELD_SHAPE_ONE,
    FIELD_SHAPE_LIST,
    FIELD_SHAPE_MAP, /* of TEXT types or RECORDs, keyed by name, in written order */
};

enum tool {
    TOOL_NONE,
    TOOL_PROMETHEUS,
    TOOL_ALERTMANAGER,
    TOOL_GRAFANA,
    TOOL_COUNT,
};

#define SCHEMA_NO_PLACE ((size_t)-1)

struct record;

struct field {
    const char *key;
    enum field_type type;
    enum field_shape shape;
    size_t place;                /* offset in the record's struct, or SCHEMA_NO_PLACE */
    const struct record *record; /* RECORD, VALUE */
    const char *const *words;    /* CHOICE: ends with NULL; NUMBER: what may stand in its place,
                                  * told by the number's `text`, or NULL */
    enum field_type key_type;    /* MAP: how keys are checked; 0 is TEXT */
    bool is_required;
    bool is_in_group; /* one of the record's one-of-key group; stores `group_value` */
    int group_value;
    enum tool tool;         /* whose version gates this key */
    const char *since;      /* first version that knows it, or NULL */
    const char *until;      /* last version that knows it, or NULL */
    const char *deprecated; /* what to write instead, or NULL: a finding names it */
    const char *fallback;   /* decoded as if written when the key is absent, or NULL */
    bool is_repeatable;     /* MAP: a list stands for several entries of its key */
    bool takes_variables;   /* EXPR: Grafana's variables are syntax */
    const char
        *also_called; /* what other tools call this key, blanks between: for "did you mean" */
    const struct field *also; /* a further form that the record's `rewrite` takes; for JSON
                               * Schema and reference only: its type, shape, record, words */
    const char *doc;          /* one or two sentences for the reference page; Markdown */
};

struct schema_context;

/* Turns a short form of the record into its long form. Returns the same value when there is
 * nothing to do, NULL after a finding. */
typedef const struct value *schema_rewrite_function(
    struct schema_context *context, const struct value *value);

/* Looks at a decoded struct as a whole and reports what no single field can tell. */
typedef bool schema_verify_function(struct schema_context *context, const void *record);

struct record {
    const char *name;           /* with article, for messages: "an alert" */
    const char *doc;            /* for the reference page; Markdown */
    const struct field *fields; /* ends with a NULL key */
    size_t size;                /* of the C struct; 0 when the record only checks */
    size_t align;
    const char *text_field; /* or NULL */
    const char *list_field; /* or NULL */
    const char *group;      /* what the one-of-key group says, "its kind"; NULL: no group */
    size_t group_place;     /* an `int`; -1 stands for none when the group is optional */
    bool group_is_optional;
    bool group_takes_several;        /* at least one key; `group_place` is not set then */
    bool takes_other_keys;           /* keys that no field names are kept unchecked */
    const struct record *other_keys; /* or checked against the fields of this record, whose
                                      * required keys are not asked for; NULL: none */
    size_t key_place;                /* a `struct text`: the key in a map of records */
    size_t span_place;               /* a `struct span`: the whole value */
    size_t value_place; /* a `const struct value *`: the value as written, after `rewrite` */
    schema_rewrite_function *rewrite;
    const struct field *also; /* a further form of the whole, as in fields, that `rewrite` takes
                               * or an earlier stage replaces */
    schema_verify_function *verify; /* called when nothing was reported below, never when the
                                     * record only checks */
};

/* Places that a record without such a thing leaves out must be SCHEMA_NO_PLACE: begin each
 * record with this. */
#define RECORD_DEFAULTS                                                                        \
    .group_place = SCHEMA_NO_PLACE, .key_place = SCHEMA_NO_PLACE,                              \
    .span_place = SCHEMA_NO_PLACE, .value_place = SCHEMA_NO_PLACE

struct schema_secret {
    struct text text;   /* the literal that stands where a secret belongs */
    struct str key;     /* the field */
    bool has_file_twin; /* the same record knows `KEY_file` */
    bool is_in_url;     /* only the password in a URL; `text` is that part */
    struct str subject;
};

VEC_DECLARE(schema_secret_vec, struct schema_secret);

/* A key that stands where no record has it because what it belongs to cannot stand there: told
 * once for its map, in place of "unknown key" and of what is missing then. */
struct misplaced_key {
    const char *key;
    const char *companion; /* a key that comes with it, or NULL */
    const char *message;   /* the record's name follows */
    const char *help;
};

struct schema_context {
    struct arena *arena;
    struct diags *diags;
    const struct misplaced_key *misplaced; /* or NULL */
    struct version versions[TOOL_COUNT];   /* 0.0.0: not declared, everything is allowed */
    struct schema_secret_vec
        secrets;    /* literals in SECRET fields and URLs, for the check inline-secret */
    size_t threads; /* at most so many decode long maps; what comes out is the same */
};

/* Decodes a value into `out` (zeroed by the caller, `record->size` bytes; NULL for records that
 * only check). Everything is allocated in the context's arena. Returns false when anything but
 * a deprecation was reported; `out` then holds what could be read: required fields may be
 * absent, scalars that are wrong are left out of their lists and maps. */
bool schema_decode(struct schema_context *context, const struct record *record,
    const struct value *value, void *out);

/* Whether a tool of this version (0.0.0: any) knows the field. */
bool schema_is_known(const struct field *field, struct version version);

/* Calls `visit` for each scalar of the given type below a value, in written order; `fmt` finds
 * all expressions of a file this way. Rewrites are applied, so places are those of the file. */
typedef void schema_visit_function(void *user, const struct field *field, struct text text);
void schema_visit(struct schema_context *context, const struct record *record,
    const struct value *value, enum field_type type, schema_visit_function *visit, void *user);

/* The JSON Schema (draft 2020-12) of a record and all it refers to. */
void schema_print_json_schema(struct buf *buf, const struct record *record, struct str title);

/* The reference page: a section per record, a row per field. */
void schema_print_reference(struct buf *buf, const struct record *record);

#endif
