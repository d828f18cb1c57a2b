/*
 * PromQL: text to tree, tree to text.
 *
 * The language of Prometheus 3.14 with its verdicts, types and first messages; older versions
 * are had by refusing what they did not know (`since` in functions.def and version.c).
 * Grafana's variables are syntax in a dialect of their own. Parsing gives either a tree that is
 * correct in all its types, or one error: the first that Prometheus would show.
 *
 * Parsing, checking and printing take time linear in the text and keep their stacks on the
 * heap.
 */
#ifndef TOCSIN_PROMQL_PROMQL_H
#define TOCSIN_PROMQL_PROMQL_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/vec.h"
#include "base/version.h"
#include "diag/diag.h"
#include "promql/tree.h"
#include "regex/regex.h"

struct promql_options {
    struct regex_set *regexes; /* borrowed, needed: matchers are compiled to judge them */
    struct version version;    /* of Prometheus; 0.0.0 is the newest */
    bool experimental;         /* every feature flag is on */
    bool grafana;              /* variables are syntax */
};

/* What is wrong, for help texts; the message is complete without it. */
enum promql_trouble {
    PROMQL_TROUBLE_OTHER,
    PROMQL_TROUBLE_UNEXPECTED, /* a token that does not fit; `other` opened what it ends */
    PROMQL_TROUBLE_UNCLOSED,   /* `span` is the end, `other` the open bracket */
    PROMQL_TROUBLE_UNKNOWN_FUNCTION, /* `subject` is its name */
    PROMQL_TROUBLE_TOO_NEW,          /* this Prometheus does not know it yet, or no more */
    PROMQL_TROUBLE_EXPERIMENTAL,     /* behind a feature flag */
    PROMQL_TROUBLE_ARGUMENT_COUNT,   /* `other` is the call's name */
    PROMQL_TROUBLE_ARGUMENT_TYPE,    /* `subject` is the function or aggregation */
    PROMQL_TROUBLE_REGEX,            /* `subject` is the pattern */
    PROMQL_TROUBLE_ESCAPE,           /* in a quoted string */
    PROMQL_TROUBLE_EMPTY_SELECTOR,
    PROMQL_TROUBLE_NAME_TWICE, /* `other` is the first name */
    PROMQL_TROUBLE_SCALAR_COMPARISON,
    PROMQL_TROUBLE_SET_OPERAND,
    PROMQL_TROUBLE_MATCHING_SCALAR,
    PROMQL_TROUBLE_RANGE_TARGET,
    PROMQL_TROUBLE_MODIFIER_TARGET,
    PROMQL_TROUBLE_SUBQUERY_TARGET,
    PROMQL_TROUBLE_DURATION,
    PROMQL_TROUBLE_VARIABLE, /* `$` where variables are no syntax */
};

struct promql_error {
    struct str message; /* in the reference's words */
    struct span span;
    struct span other;  /* unset when there is none */
    struct str subject; /* a function, an argument or a foreign operator; often empty */
    enum promql_trouble trouble;
    bool is_type; /* the syntax is right */
    enum promql_type wanted;
    enum promql_type got;
    struct version version; /* TOO_NEW: the first version that knows it */
};

/* The tree, or NULL with `*error` filled in. `span` is the place of the text: its byte i has
 * the position `span.at + i`. The text must live as long as the tree. */
const struct promql_tree *promql_parse(struct arena *arena,
    const struct promql_options *options, struct str text, struct span span,
    struct promql_error *error);

/* What is known of the tree of a MADE text without parsing it (sources_set_parsed), and with
 * which options: another Prometheus may refuse it. */
struct promql_parsed {
    const struct promql_tree *tree;
    struct version version;
    bool experimental;
};

/* Reports the error as Tocsin says it: with labels at related places and a help. */
struct finding *promql_report(struct diags *diags, const struct promql_options *options,
    const struct promql_error *error);

/* Both in one step: NULL when a finding was reported. */
const struct promql_tree *promql_read(struct arena *arena, const struct promql_options *options,
    struct str text, struct span span, struct diags *diags);

/* The tree that is known of a made text, or NULL. */
const struct promql_tree *promql_find_made(
    const struct promql_options *options, struct span span, const struct sources *sources);

/* promql_read, without parsing when the tree is known. */
const struct promql_tree *promql_read_made(struct arena *arena,
    const struct promql_options *options, struct str text, struct span span,
    const struct sources *sources, struct diags *diags);

VEC_DECLARE(promql_origin_vec, struct source_origin);

struct promql_origins {
    struct arena *arena;
    struct promql_origin_vec
        origins; /* per token, in order; offsets count from the buffer's start */
};

/* One line in the canonical form. Adds parentheses only where a built tree needs them to be
 * read back the same. `origins` may be NULL. */
void promql_print(struct buf *buf, const struct promql_tree *tree, uint32_t node,
    struct promql_origins *origins);

enum { PROMQL_PRETTY_WIDTH = 100 };

/* One line when it fits into PROMQL_PRETTY_WIDTH columns, else broken at operators and
 * arguments, two blanks per level. No line break at the end. */
void promql_print_pretty(struct buf *buf, const struct promql_tree *tree, uint32_t node,
    struct promql_origins *origins);

/* The canonical text in the arena. */
struct str promql_text(struct arena *arena, const struct promql_tree *tree, uint32_t node);

/* The notation of the test corpus: `(call rate (range (vec "__name__"="x") 300))`. */
void promql_print_sexpr(struct buf *buf, const struct promql_tree *tree, uint32_t node);

/* A duration expression as printed in brackets. */
void promql_print_duration(struct buf *buf, const struct promql_tree *tree, uint32_t duration);

/* A matcher as printed: `job="x"`, `"odd name"=~"y"`. */
void promql_print_matcher(struct buf *buf, const struct promql_matcher *matcher);

/* Text as a Go-quoted string, with its quotes. */
void promql_print_quoted(struct buf *buf, struct str text);

/* The finite text of a number literal: `0.005`, `+Inf`, `1e+21`. */
void promql_print_number(struct buf *buf, double number);

/* Same tree, wherever it stands: kinds, operators, names, values; places do not count. Parts
 * that are written in another order (matchers, labels) differ. */
bool promql_equal(
    const struct promql_tree *a, uint32_t node_a, const struct promql_tree *b, uint32_t node_b);

/* Whether this is a name that needs no quotes. */
bool promql_is_metric_name(struct str text);
bool promql_is_label_name(struct str text);

/* Calls back for every Grafana variable of a text: `$name`, `${name:format}`, `[[name]]`. `at`
 * is the offset of the variable in the text. Also for texts that are no PromQL, such as titles.
 */
typedef void promql_variable_function(
    void *context, struct str name, struct str format, size_t at, size_t len);
void promql_scan_variables(struct str text, promql_variable_function *found, void *context);

#endif
