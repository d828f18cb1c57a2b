/*
 * Go's text/template as Prometheus (labels and annotations of rules) and Alertmanager
 * (notification templates and the texts of receivers) use it.
 *
 * A text becomes a tree whose nodes know their places; nothing is ever evaluated. What Go
 * rejects when it loads a template is `template-syntax`; what it would only notice when an
 * alert fires (a field that does not exist, a missing argument, a bad pattern) is
 * `template-type` or `regex-syntax`, so that neither surprises anybody at night.
 *
 *     const struct gotmpl *t = gotmpl_parse(arena, text, &options, diags);
 *     struct gotmpl_uses uses;
 *     if (t && gotmpl_check(t, regexes, diags, &uses)) …
 *
 * Everything lives in the given arena; texts are views of the input or copies in the arena.
 */
#ifndef TOCSIN_GOTMPL_GOTMPL_H
#define TOCSIN_GOTMPL_GOTMPL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/vec.h"
#include "base/version.h"
#include "diag/diag.h"
#include "regex/regex.h"
#include "text/source.h"

enum gotmpl_dialect {
    GOTMPL_DIALECT_PROMETHEUS,
    GOTMPL_DIALECT_ALERTMANAGER,
};

struct gotmpl_options {
    enum gotmpl_dialect dialect;
    struct version version; /* of the tool that loads it; 0.0.0: the newest */
    bool allow_limit;       /* `$limit` is a number: the rule's limit (our sugar) */
    bool is_file; /* a notification template file: its own text is never run, only `define`s */
};

enum gotmpl_kind {
    /* Parts of a list. */
    GOTMPL_KIND_TEXT,   /* text: what is printed, trimmed by the neighbours' `-` */
    GOTMPL_KIND_ACTION, /* pipe */
    GOTMPL_KIND_IF,     /* pipe, body, otherwise */
    GOTMPL_KIND_RANGE,
    GOTMPL_KIND_WITH,
    GOTMPL_KIND_BREAK,
    GOTMPL_KIND_CONTINUE,
    GOTMPL_KIND_TEMPLATE, /* text: the name; pipe or NULL */
    GOTMPL_KIND_BLOCK,    /* text: the name; pipe; body, which also stands in `defines` */
    /* Parts of an action. */
    GOTMPL_KIND_PIPE,     /* children: commands; variables */
    GOTMPL_KIND_COMMAND,  /* children: operands, the first may be a function or method */
    GOTMPL_KIND_FUNCTION, /* text: the name */
    GOTMPL_KIND_DOT,
    GOTMPL_KIND_FIELD,    /* `.a.b`: names */
    GOTMPL_KIND_VARIABLE, /* `$x.a.b`: text is `$x`; names */
    GOTMPL_KIND_CHAIN,    /* `(pipe).a.b`: pipe, names */
    GOTMPL_KIND_NIL,
    GOTMPL_KIND_BOOL,   /* text: true or false */
    GOTMPL_KIND_NUMBER, /* text: as written */
    GOTMPL_KIND_CHAR,   /* text: as written, with quotes */
    GOTMPL_KIND_STRING, /* text: decoded */
};

/* A name behind a dot, or a declared variable; the span is without the dot. */
struct gotmpl_name {
    struct str text;
    struct span span;
};

VEC_DECLARE(gotmpl_name_vec, struct gotmpl_name);

struct gotmpl_node;

VEC_DECLARE(gotmpl_node_vec, struct gotmpl_node *);

struct gotmpl_function;

struct gotmpl_node {
    enum gotmpl_kind kind;
    bool is_assignment;   /* PIPE: `=` instead of `:=` */
    bool is_raw;          /* STRING: `contents` are the decoded bytes one by one */
    struct span span;     /* control structures: the first action; else all of it */
    struct span contents; /* STRING: what stands between the quotes */
    struct str text;
    const struct gotmpl_function *function; /* FUNCTION: the one of that name, or NULL */
    struct gotmpl_name_vec names;           /* FIELD, VARIABLE, CHAIN */
    struct gotmpl_name_vec variables;       /* PIPE: `$i, $x :=` */
    struct gotmpl_node_vec children;        /* PIPE, COMMAND */
    struct gotmpl_node *pipe;
    struct gotmpl_node_vec body;
    struct gotmpl_node_vec otherwise; /* of `else`; `else if` is an IF alone in it */
};

struct gotmpl_define {
    struct str name;
    struct span name_span;
    struct gotmpl_node_vec body;
};

VEC_DECLARE(gotmpl_define_vec, struct gotmpl_define);
VEC_DECLARE(gotmpl_offset_vec, uint32_t);

struct gotmpl {
    struct arena *arena;
    struct str text;
    struct span span; /* of the text, byte for byte */
    struct gotmpl_options options;
    struct gotmpl_node_vec body;
    struct gotmpl_define_vec defines; /* `define` and `block`, as written */
    struct gotmpl_offset_vec limits;  /* where `$limit` stands, in order */
    bool is_plain;                    /* no action at all */
};

/* `span` covers the text byte for byte. NULL after findings. Texts over 256 KiB and structures
 * nested deeper than 100 are refused. */
const struct gotmpl *gotmpl_parse(struct arena *arena, struct str text, struct span span,
    const struct gotmpl_options *options, struct diags *diags);

enum gotmpl_use_kind {
    /* `$labels.x`, `.Labels.x`, `index $labels "x"`, also through variables, in Prometheus. */
    GOTMPL_USE_LABEL,
    GOTMPL_USE_EXTERNAL_LABEL,
    GOTMPL_USE_VALUE,
    GOTMPL_USE_LIMIT,
    GOTMPL_USE_QUERY, /* name: the PromQL text; empty when it is put together at run time */
    /* Notifications. */
    GOTMPL_USE_GROUP_LABEL,
    GOTMPL_USE_COMMON_LABEL,
    GOTMPL_USE_COMMON_ANNOTATION,
    GOTMPL_USE_ALERT_LABEL,
    GOTMPL_USE_ALERT_ANNOTATION,
    GOTMPL_USE_TEMPLATE, /* name: the template called */
};

struct gotmpl_use {
    enum gotmpl_use_kind kind;
    struct str name;      /* of the label; empty: all of them, or one chosen at run time */
    struct span span;     /* of the name where there is one, else of the whole operand */
    bool is_exact;        /* QUERY: the span's bytes are the name's, one by one */
    bool is_guarded;      /* runs only where the label is not empty: in `if $labels.x` */
    bool is_condition;    /* is only asked for: in `if`, `with`, `and`, `or`, `not` */
    struct str formatter; /* VALUE, LIMIT: the function it goes to, as `humanizePercentage` */
};

VEC_DECLARE(gotmpl_use_vec, struct gotmpl_use);

struct gotmpl_uses {
    struct gotmpl_use_vec all; /* in the order of the text, `define`s last */
};

/* Finds what the template reads and what would fail when it runs. False after findings of
 * severity error; the uses are complete all the same. `regexes` may be NULL: patterns are not
 * judged then. */
bool gotmpl_check(const struct gotmpl *gotmpl, struct regex_set *regexes, struct diags *diags,
    struct gotmpl_uses *uses);

/* The user's bytes, with every `$limit` replaced by `limit`, a number in Go's syntax. */
void gotmpl_print_substituted(struct buf *buf, const struct gotmpl *gotmpl, struct str limit);

/* Whether Alertmanager brings a template of this name itself: `__subject`,
 * `slack.default.title`. */
bool gotmpl_is_default_template(struct str name);

struct gotmpl_function {
    struct str name;
    bool in_prometheus;
    bool in_alertmanager;
    int min_arguments;
    int max_arguments;               /* -1: any number */
    struct version since_prometheus; /* 0.0.0: as long as we know */
    struct version since_alertmanager;
    const char *doc;
};

/* The function of that name in any dialect, or NULL. */
const struct gotmpl_function *gotmpl_function_find(struct str name);

/* The function with that index, or NULL behind the last; for docs and suggestions. */
const struct gotmpl_function *gotmpl_function_at(size_t index);

#endif
