/*
 * An operation on two vectors whose sides can never pair: a label is on one side only, or its
 * values are never the same on both. Prometheus gives an empty result, without a word.
 */
#include "check/expression.h"

struct sides {
    uint32_t left;
    uint32_t right;
    const struct promql_matching *matching;
};

/* Why one label keeps the sides apart. */
struct reason {
    const struct name *name;
    struct shape_label left;
    struct shape_label right;
};

static bool
is_listed(const struct check_node *at, struct promql_run labels, struct str name)
{
    for (uint32_t i = 0; i < labels.count; i++) {
        if (str_equal(at->tree->labels[labels.first + i].name, name)) {
            return true;
        }
    }
    return false;
}

static bool
takes_part(const struct check_node *at, const struct sides *sides, struct str name)
{
    if (str_is(name, "__name__")) {
        return false;
    }
    const struct promql_matching *matching = sides->matching;
    return !matching || is_listed(at, matching->labels, name) == matching->is_on;
}

static bool
keeps_apart(struct value_sets *sets, const struct reason *reason)
{
    enum presence left = reason->left.presence;
    enum presence right = reason->right.presence;
    if (left == PRESENCE_NEVER || right == PRESENCE_NEVER) {
        return left == PRESENCE_ALWAYS || right == PRESENCE_ALWAYS;
    }
    return left == PRESENCE_ALWAYS && right == PRESENCE_ALWAYS && reason->left.values &&
           reason->right.values &&
           !value_set_meet(sets, reason->left.values, reason->right.values);
}

/* Looks through the labels that the shape lists for one that keeps the sides apart. */
static bool
find_in(const struct checker *checker, const struct check_node *at, const struct sides *sides,
    const struct shape *listing, struct reason *reason)
{
    struct value_sets *sets = checker->analysis->sets;
    for (size_t i = 0; i < listing->count; i++) {
        for (size_t j = 0; j < listing->alternatives[i].count; j++) {
            reason->name = listing->alternatives[i].labels[j].name;
            if (!takes_part(at, sides, reason->name->text)) {
                continue;
            }
            reason->left = shape_label(sets, shape_of(at->shapes, sides->left), reason->name);
            reason->right = shape_label(sets, shape_of(at->shapes, sides->right), reason->name);
            if (keeps_apart(sets, reason)) {
                return true;
            }
        }
    }
    return false;
}

static bool
find_reason(const struct checker *checker, const struct check_node *at,
    const struct sides *sides, struct reason *reason)
{
    return find_in(checker, at, sides, shape_of(at->shapes, sides->left), reason) ||
           find_in(checker, at, sides, shape_of(at->shapes, sides->right), reason);
}

static bool
is_one_sided(const struct reason *reason)
{
    return reason->left.presence == PRESENCE_NEVER || reason->right.presence == PRESENCE_NEVER;
}

static void
explain(struct checker *checker, struct finding *finding, const struct reason *reason)
{
    struct str name = reason->name->text;
    finding_topic(checker->diags, finding, name);
    if (is_one_sided(reason)) {
        bool left_lacks = reason->left.presence == PRESENCE_NEVER;
        const struct shape_label *has = left_lacks ? &reason->right : &reason->left;
        const struct shape_label *lacks = left_lacks ? &reason->left : &reason->right;
        finding_caption(checker->diags, finding, "only the %s side has `%.*s`",
            left_lacks ? "right" : "left", STR_ARG(name));
        expression_explain(checker, finding, lacks->presence_cause, name);
        if (has->declared) {
            finding_label(checker->diags, finding, has->declared->span,
                "the %s side has it from here", left_lacks ? "right" : "left");
        }
        return;
    }
    enum { MOST_SHOWN = 6 };
    struct buf buf;
    buf_init(&buf);
    value_set_print(&buf, reason->left.values, MOST_SHOWN);
    buf_add_text(&buf, " on the left, ");
    value_set_print(&buf, reason->right.values, MOST_SHOWN);
    buf_add_text(&buf, " on the right");
    finding_caption(
        checker->diags, finding, "`%.*s` is never the same on both sides", STR_ARG(name));
    finding_note(
        checker->diags, finding, "`%.*s` is %.*s", STR_ARG(name), STR_ARG(buf_str(&buf)));
    buf_finish(&buf);
}

/* Whether both sides always have the label, with values that may agree. */
static bool
is_shared(const struct checker *checker, const struct shape *left, const struct shape *right,
    const struct name *name)
{
    struct value_sets *sets = checker->analysis->sets;
    struct shape_label a = shape_label(sets, left, name);
    struct shape_label b = shape_label(sets, right, name);
    return a.presence == PRESENCE_ALWAYS && b.presence == PRESENCE_ALWAYS && a.values &&
           b.values && value_set_meet(sets, a.values, b.values) &&
           !str_is(name->text, "__name__");
}

static void
advise(struct checker *checker, struct finding *finding, const struct check_node *at,
    const struct sides *sides)
{
    const struct shape *left = shape_of(at->shapes, sides->left);
    const struct shape *right = shape_of(at->shapes, sides->right);
    struct buf shared;
    buf_init(&shared);
    const struct shape_alternative *first = &left->alternatives[0];
    for (size_t i = 0; i < first->count; i++) {
        if (is_shared(checker, left, right, first->labels[i].name)) {
            buf_printf(&shared, "%s%.*s", shared.len > 0 ? ", " : "",
                STR_ARG(first->labels[i].name->text));
        }
    }
    if (shared.len > 0) {
        finding_help(checker->diags, finding,
            "bring both sides to labels that they share, as in `sum by (%.*s) (…)`, or match "
            "`on "
            "(%.*s)`",
            STR_ARG(buf_str(&shared)), STR_ARG(buf_str(&shared)));
    } else {
        finding_help(checker->diags, finding,
            "no label has common values on both sides: aggregate each to one series, as in "
            "`sum(…)`");
    }
    buf_finish(&shared);
}

static void
look(struct checker *checker, const struct check_node *at)
{
    if (shape_of(at->shapes, at->node)->fault != SHAPE_FAULT_NO_MATCH) {
        return;
    }
    struct sides sides = { .right = at->node - 1,
        .matching = promql_matching_of(at->tree, at->node) };
    sides.left = sides.right - at->tree->nodes[sides.right].size;
    struct reason reason;
    bool is_known = find_reason(checker, at, &sides, &reason);
    if (is_known && is_one_sided(&reason) && sides.matching && sides.matching->is_on) {
        return; /* undefined-label tells it of the label in `on` */
    }
    const char *op = promql_op_text((enum promql_op)at->tree->nodes[at->node].op);
    struct finding *finding = CHECK_REPORT(checker, promql_op_span(at->tree, at->node),
        "the two sides of `%s` never match, so the result is always empty", op);
    if (is_known) {
        explain(checker, finding, &reason);
    } else {
        finding_caption(checker->diags, finding, "no series of the two sides agree");
    }
    advise(checker, finding, at, &sides);
}

const struct check check_binary_never_matches = {
    .kind = &check_kind_binary_never_matches,
    .binary = look,
};
