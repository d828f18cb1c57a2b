/*
 * A legend of `{{label}}` shows the label of each series; one that the result lacks shows as
 * nothing, and all series go by the same name.
 */
#include "check/expression.h"

/* The place of a part of the legend; the whole where its text was decoded or made. */
static struct span
place_of(const struct text *legend, size_t from, size_t to)
{
    bool is_raw = legend->span.len == legend->str.len;
    return is_raw ? span_slice(legend->span, from, to) : legend->span;
}

static void
report(struct checker *checker, const struct check_target *at, struct str label,
    struct span place, const struct shape_label *known)
{
    const struct shape *shape = shape_of_root(at->shapes);
    struct finding *finding = CHECK_REPORT(checker, place,
        "the result of the query has no label `%.*s`, so the legend shows nothing there",
        STR_ARG(label));
    finding_topic(checker->diags, finding, label);
    finding_caption(checker->diags, finding, "always empty");
    expression_explain(checker, finding, known->presence_cause, label);
    struct nearest nearest;
    nearest_begin(&nearest, label);
    expression_offer_shape(shape, &nearest);
    if (check_suggest(
            checker, finding, place.len == label.len ? place : span_none(), &nearest)) {
        return;
    }
    enum cause_kind cause = known->presence_cause.kind;
    struct str names = expression_list_shape(checker, shape);
    bool was_dropped = cause == CAUSE_BY || cause == CAUSE_WITHOUT ||
                       cause == CAUSE_AGGREGATION || cause == CAUSE_ON ||
                       cause == CAUSE_IGNORING;
    if (was_dropped && expression_knows_label(checker, label)) {
        finding_help(checker->diags, finding,
            "keep `%.*s` in the query, as in `sum by (%.*s) (…)`, or leave it out of the "
            "legend",
            STR_ARG(label), STR_ARG(label));
    } else if (names.len > 0) {
        finding_help(
            checker->diags, finding, "show a label that the result has: %.*s", STR_ARG(names));
    } else {
        finding_help(checker->diags, finding, "leave it out of the legend");
    }
}

static void
look_at_label(struct checker *checker, const struct check_target *at, size_t from, size_t to)
{
    const struct text *legend = &at->target->legend;
    while (from < to && legend->str.at[from] == ' ') {
        from++;
    }
    while (to > from && legend->str.at[to - 1] == ' ') {
        to--;
    }
    struct str label = str_slice(legend->str, from, to);
    if (!promql_is_label_name(label)) {
        return;
    }
    struct shape_label known = shape_label(checker->analysis->sets, shape_of_root(at->shapes),
        intern(checker->model->names, label));
    if (known.presence == PRESENCE_NEVER) {
        report(checker, at, label, place_of(legend, from, to), &known);
    }
}

/* A derived legend has no place and names what the result has. */
static void
look(struct checker *checker, const struct check_target *at)
{
    struct str text = at->target->legend.str;
    if (!span_is_set(at->target->legend.span)) {
        return;
    }
    for (size_t i = 0; i + 1 < text.len; i++) {
        if (text.at[i] != '{' || text.at[i + 1] != '{') {
            continue;
        }
        size_t length = str_find(str_slice(text, i + 2, text.len), STR("}}"));
        if (length == SIZE_MAX) {
            return;
        }
        look_at_label(checker, at, i + 2, i + 2 + length);
        i += length + 3;
    }
}

const struct check check_target_legend_label = {
    .kind = &check_kind_target_legend_label,
    .target = look,
};
