/*
 * An expression as an array in post-order: every node stands after its operands.
 *
 * The last operand of node `i` is node `i - 1`, the one before it is `i - 1 - size` of that,
 * and so on; the root is the last node. Walks are loops over the array, the index of a node
 * keys side arrays, and no code recurses: a chain of 500,000 terms is legal input. What a kind
 * needs beyond the 20 bytes of a node stands in a row of its side table, `data` being the
 * index.
 *
 * Every span lies in the one position space of text/source.h; nodes keep theirs when they are
 * copied into another tree, and a made node has the span it was given. Trees are immutable and
 * live in the arena they were parsed or built into. Texts without escapes are views of the
 * parsed text, which must live as long.
 */
#ifndef TOCSIN_PROMQL_TREE_H
#define TOCSIN_PROMQL_TREE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/vec.h"
#include "promql/functions.h"
#include "text/source.h"

enum promql_kind {
    PROMQL_KIND_NUMBER,      /* data: numbers; also a duration standing for its seconds */
    PROMQL_KIND_STRING,      /* data: strings */
    PROMQL_KIND_SELECTOR,    /* data: selectors */
    PROMQL_KIND_RANGE,       /* SELECTOR[range]; data: ranges */
    PROMQL_KIND_SUBQUERY,    /* one operand [range:step]; data: ranges */
    PROMQL_KIND_PAREN,       /* one operand */
    PROMQL_KIND_UNARY,       /* one operand; op is ADD or SUB */
    PROMQL_KIND_BINARY,      /* left, right; see promql_matching_of */
    PROMQL_KIND_CALL,        /* the arguments; data: calls */
    PROMQL_KIND_AGGREGATION, /* the parameter, if any, then the main operand; data: groupings */
    PROMQL_KIND_VARIABLE,    /* a Grafana variable in an operand's place; data: strings */
};

enum promql_op {
    PROMQL_OP_NONE,
    PROMQL_OP_ADD,
    PROMQL_OP_SUB,
    PROMQL_OP_MUL,
    PROMQL_OP_DIV,
    PROMQL_OP_MOD,
    PROMQL_OP_POW,
    PROMQL_OP_ATAN2,
    PROMQL_OP_EQL,
    PROMQL_OP_NEQ,
    PROMQL_OP_LSS,
    PROMQL_OP_LTE,
    PROMQL_OP_GTR,
    PROMQL_OP_GTE,
    PROMQL_OP_TRIM_UPPER, /* </ */
    PROMQL_OP_TRIM_LOWER, /* >/ */
    PROMQL_OP_AND,
    PROMQL_OP_OR,
    PROMQL_OP_UNLESS,
    PROMQL_OP_SUM, /* aggregations from here on */
    PROMQL_OP_AVG,
    PROMQL_OP_COUNT,
    PROMQL_OP_MIN,
    PROMQL_OP_MAX,
    PROMQL_OP_GROUP,
    PROMQL_OP_STDDEV,
    PROMQL_OP_STDVAR,
    PROMQL_OP_TOPK, /* with a parameter from here on */
    PROMQL_OP_BOTTOMK,
    PROMQL_OP_COUNT_VALUES,
    PROMQL_OP_QUANTILE,
    PROMQL_OP_LIMITK,
    PROMQL_OP_LIMIT_RATIO,
    PROMQL_OP_VARIABLE, /* `$agg by (x) (y)`: the text is promql_grouping.name */
};

enum promql_flag {
    PROMQL_FLAG_DURATION = 1, /* NUMBER: written as a duration */
    PROMQL_FLAG_BOOL = 2,     /* BINARY: with the modifier */
    PROMQL_FLAG_MATCHING =
        4, /* BINARY: data is an index of matchings, else the op's position */
    PROMQL_FLAG_VARIABLE =
        8, /* a Grafana variable in the name, a string, or a matcher's value */
};

struct promql_node {
    uint8_t kind;  /* enum promql_kind */
    uint8_t op;    /* enum promql_op: UNARY, BINARY, AGGREGATION */
    uint8_t type;  /* enum promql_type */
    uint8_t flags; /* enum promql_flag */
    uint32_t size; /* nodes of this subtree, itself included */
    uint32_t at;   /* the span: see promql_span */
    uint32_t len;
    uint32_t data;
};

#define PROMQL_NONE UINT32_MAX

enum promql_match {
    PROMQL_MATCH_EQL,     /* =  */
    PROMQL_MATCH_NEQ,     /* != */
    PROMQL_MATCH_REGEX,   /* =~ */
    PROMQL_MATCH_NREGEX,  /* !~ */
    PROMQL_MATCH_VARIABLE /* `{$filters}`: a variable in a matcher's place; label is its text */
};

struct promql_matcher {
    struct str label; /* `__name__` for a quoted name in the braces */
    struct str value; /* decoded; may hold any byte */
    enum promql_match match;
    bool has_variable; /* the value or label holds a Grafana variable */
    struct span label_span;
    struct span match_span; /* unset for a quoted name */
    struct span value_span; /* with its quotes */
};

/* A run of rows in a side table. */
struct promql_run {
    uint32_t first;
    uint32_t count;
};

struct promql_label {
    struct str name;
    struct span span;
    bool has_variable; /* written bare, with a Grafana variable in it */
};

enum promql_at {
    PROMQL_AT_NONE,
    PROMQL_AT_TIME,
    PROMQL_AT_START,
    PROMQL_AT_END,
    PROMQL_AT_VARIABLE, /* a Grafana variable: at_text */
};

struct promql_modifiers {
    uint32_t offset;         /* root in durations, or PROMQL_NONE */
    struct span offset_span; /* from `offset` to the end of its duration */
    enum promql_at at;
    int64_t at_milliseconds;
    struct str at_text;
    struct span at_span; /* from `@` on */
    bool is_anchored;
    bool is_smoothed;
    struct span extension_span; /* the word `anchored` or `smoothed` */
};

struct promql_selector {
    struct str name; /* outside the braces; empty when there is none */
    struct span name_span;
    struct promql_run matchers; /* of the braces, as written; the outer name is none of them */
    struct span braces;         /* unset when there are none */
    struct promql_modifiers modifiers;
};

/* The brackets of a range or subquery. */
struct promql_range {
    uint32_t range; /* root in durations */
    uint32_t step;  /* root in durations, or PROMQL_NONE */
    struct span brackets;
    struct promql_modifiers modifiers; /* SUBQUERY only; a range's stand at its selector */
};

enum promql_duration_kind {
    PROMQL_DURATION_NUMBER,   /* `300`, sign folded in */
    PROMQL_DURATION_LITERAL,  /* `5m`, sign folded in */
    PROMQL_DURATION_VARIABLE, /* `$__rate_interval`, `${n}m` */
    PROMQL_DURATION_STEP,
    PROMQL_DURATION_RANGE,
    PROMQL_DURATION_PAREN,
    PROMQL_DURATION_NEGATE,
    PROMQL_DURATION_BINARY, /* op: ADD SUB MUL DIV MOD POW */
    PROMQL_DURATION_MAX_OF,
    PROMQL_DURATION_MIN_OF,
};

/* Duration expressions are post-order arrays too; nearly all are one literal. */
struct promql_duration {
    uint8_t kind; /* enum promql_duration_kind */
    uint8_t op;
    uint32_t size;
    struct span span;
    double seconds;  /* NUMBER, LITERAL */
    struct str text; /* VARIABLE: as written */
};

enum promql_card {
    PROMQL_CARD_ONE_TO_ONE,
    PROMQL_CARD_MANY_TO_ONE, /* group_left */
    PROMQL_CARD_ONE_TO_MANY, /* group_right */
};

struct promql_matching {
    struct span op_span;
    bool is_on;               /* `on`; else `ignoring`, or nothing when on_span is unset */
    struct promql_run labels; /* in labels */
    enum promql_card card;
    struct promql_run include; /* in labels */
    bool has_fill_left;
    bool has_fill_right;
    double fill_left;
    double fill_right;
    struct span on_span;    /* `on (a, b)` or `ignoring (…)`, the word included */
    struct span group_span; /* `group_left (a)` */
    struct span fill_span;
};

struct promql_call {
    const struct promql_function *function; /* NULL: the name holds a Grafana variable */
    struct str name;
    struct span name_span;
    uint32_t argument_count;
};

struct promql_grouping {
    struct str name; /* as written: `sum`, `SUM`, `$agg` */
    struct span name_span;
    bool has_clause;
    bool is_without;
    bool has_parameter;
    struct promql_run labels;
    struct span clause; /* `by (a, b)`, the word included */
};

enum promql_variable_place {
    PROMQL_VARIABLE_NAME,     /* a metric name or a part of one */
    PROMQL_VARIABLE_LABEL,    /* a label name in matchers or a label list */
    PROMQL_VARIABLE_STRING,   /* inside a quoted string: matcher values, arguments */
    PROMQL_VARIABLE_DURATION, /* in brackets or after offset */
    PROMQL_VARIABLE_OPERAND,  /* a number or any expression */
    PROMQL_VARIABLE_FUNCTION, /* a function's or aggregation's name */
    PROMQL_VARIABLE_MATCHER,  /* a whole matcher, or several */
};

/* One use of a Grafana variable: `$name`, `${name:format}`, `[[name:format]]`. In a string with
 * escapes the span is that of the whole string. */
struct promql_variable {
    struct str name;
    struct str format; /* empty when there is none */
    struct span span;
    enum promql_variable_place place;
};

struct promql_tree {
    const struct promql_node *nodes;
    uint32_t count; /* the root is nodes[count - 1] */
    const double *numbers;
    const struct str *strings;
    const struct promql_selector *selectors;
    const struct promql_matcher *matchers;
    const struct promql_range *ranges;
    const struct promql_duration *durations;
    const struct promql_matching *matchings;
    const struct promql_call *calls;
    const struct promql_grouping *groupings;
    const struct promql_label *labels;
    struct str printed; /* the text that promql_print gives, when the places of all nodes are in
                         * it, that of the root at its start; else `at` is NULL */
};

static inline uint32_t
promql_root(const struct promql_tree *tree)
{
    return tree->count - 1;
}

/* The lowest index of the subtree: walk from here to `node` for all of it, in post-order. */
static inline uint32_t
promql_first(const struct promql_tree *tree, uint32_t node)
{
    return node + 1 - tree->nodes[node].size;
}

static inline struct span
promql_span(const struct promql_tree *tree, uint32_t node)
{
    return (struct span){ tree->nodes[node].at, tree->nodes[node].len };
}

uint32_t promql_operand_count(const struct promql_tree *tree, uint32_t node);

/* The operand at `index` from the left; `index` < promql_operand_count. Linear in the number of
 * operands to its right. */
uint32_t promql_operand(const struct promql_tree *tree, uint32_t node, uint32_t index);

/* parents[i] for all nodes of the tree, PROMQL_NONE for the root; in the arena. */
const uint32_t *promql_parents(struct arena *arena, const struct promql_tree *tree);

/* The operand under any parentheses. */
uint32_t promql_unwrap(const struct promql_tree *tree, uint32_t node);

/* The row of a SELECTOR, or of the selector in a RANGE; NULL for other kinds. */
const struct promql_selector *promql_selector_of(const struct promql_tree *tree, uint32_t node);

/* The one metric name that a selector asks for: outside the braces or by `__name__="…"`. Empty
 * when it is open. Sets `*span` to its place when `span` is given. */
struct str promql_selector_name(
    const struct promql_tree *tree, const struct promql_selector *selector, struct span *span);

/* The row of a BINARY with a vector matching clause, else NULL. */
const struct promql_matching *promql_matching_of(const struct promql_tree *tree, uint32_t node);

/* Whether the matching clause of a BINARY has an effect: both sides are vectors. Without one
 * Prometheus drops an empty clause. */
bool promql_matching_counts(const struct promql_tree *tree, uint32_t node);

/* The operator of a BINARY or UNARY, the function's or aggregation's name. */
struct span promql_op_span(const struct promql_tree *tree, uint32_t node);

/* Rows by node; the kind must fit. */
const struct promql_range *promql_range_of(const struct promql_tree *tree, uint32_t node);
const struct promql_call *promql_call_of(const struct promql_tree *tree, uint32_t node);
const struct promql_grouping *promql_grouping_of(const struct promql_tree *tree, uint32_t node);
double promql_number_of(const struct promql_tree *tree, uint32_t node);
struct str promql_string_of(const struct promql_tree *tree, uint32_t node);

/* True when the duration is a number of seconds known without a query: a literal, or arithmetic
 * on literals. */
bool promql_duration_seconds(
    const struct promql_tree *tree, uint32_t duration, double *seconds);

VEC_DECLARE(promql_variable_vec, struct promql_variable);

/* All uses of variables in the subtree, in the order of its nodes. */
void promql_variables(struct arena *arena, const struct promql_tree *tree, uint32_t node,
    struct promql_variable_vec *variables);

/* `+`, `==`, `and`, `sum`, …; empty for NONE and VARIABLE. */
const char *promql_op_text(enum promql_op op);

bool promql_op_is_comparison(enum promql_op op); /* == != < <= > >= */
bool promql_op_is_set(enum promql_op op);        /* and or unless */
bool promql_op_is_aggregation(enum promql_op op);
bool promql_op_has_parameter(enum promql_op op);

/* `=`, `!=`, `=~`, `!~` */
const char *promql_match_text(enum promql_match match);

#endif
