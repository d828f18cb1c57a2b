/*
 * A legend of `{{label}}` shows the label of each series; one that the result lacks shows as
 * nothing, and all series go by the same name. The same holds for the title, the text and the
 * tags of an annotation's marks.
 */
#include "check/expression.h"

/* The place of a part of the legend; the whole where its text was decoded or made. */
static struct span
place_of(const struct text *legend, size_t from, size_t to)
{
    bool is_raw = legend->span.len == legend->str.len;
    return is_raw ? span_slice(legend->span, from, to) : legend->span;
}

/* What shows labels of a query's result. */
struct shown {
    const struct shape *shape;
    const struct text *text;
    const char *what; /* `legend` */
};

static void
report(struct checker *checker, const struct shown *shown, struct str label, struct span place,
    const struct shape_label *known)
{
    const struct shape *shape = shown->shape;
    struct finding *finding = CHECK_REPORT(checker, place,
        "the result of the query has no label `%.*s`, so the %s shows nothing there",
        STR_ARG(label), shown->what);
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
            "keep `%.*s` in the query, as in `sum by (%.*s) (…)`, or leave it out of the %s",
            STR_ARG(label), STR_ARG(label), shown->what);
    } else if (names.len > 0) {
        finding_help(
            checker->diags, finding, "show a label that the result has: %.*s", STR_ARG(names));
    } else {
        finding_help(checker->diags, finding, "leave it out of the %s", shown->what);
    }
}

static void
look_at_label(struct checker *checker, const struct shown *shown, size_t from, size_t to)
{
    const struct text *text = shown->text;
    while (from < to && text->str.at[from] == ' ') {
        from++;
    }
    while (to > from && text->str.at[to - 1] == ' ') {
        to--;
    }
    struct str label = str_slice(text->str, from, to);
    if (!promql_is_label_name(label)) {
        return;
    }
    struct shape_label known = shape_label(
        checker->analysis->sets, shown->shape, intern(checker->model->names, label));
    if (known.presence == PRESENCE_NEVER) {
        report(checker, shown, label, place_of(text, from, to), &known);
    }
}

static void
look_at_text(struct checker *checker, const struct shown *shown)
{
    struct str text = shown->text->str;
    for (size_t i = 0; i + 1 < text.len; i++) {
        if (text.at[i] != '{' || text.at[i + 1] != '{') {
            continue;
        }
        size_t length = str_find(str_slice(text, i + 2, text.len), STR("}}"));
        if (length == SIZE_MAX) {
            return;
        }
        look_at_label(checker, shown, i + 2, i + 2 + length);
        i += length + 3;
    }
}

/* A derived legend has no place and names what the result has. */
static void
look_at_legend(struct checker *checker, const struct check_target *at)
{
    const struct text *legend = &at->target->legend;
    if (span_is_set(legend->span)) {
        struct shown shown = { shape_of_root(at->shapes), legend, "legend" };
        look_at_text(checker, &shown);
    }
}

static void
look_at_marks(struct checker *checker, const struct check_annotation *at)
{
    const struct dashboard_annotation *written = at->annotation->annotation;
    const struct shape *shape = shape_of_root(at->shapes);
    struct shown title = { shape, &written->title, "title" };
    struct shown text = { shape, &written->text, "text" };
    look_at_text(checker, &title);
    look_at_text(checker, &text);
    for (size_t i = 0; i < written->tag_labels.count; i++) {
        struct shown tag = { shape, &written->tag_labels.at[i], "tag" };
        look_at_label(checker, &tag, 0, tag.text->str.len);
    }
}

const struct check check_target_legend_label = {
    .kind = &check_kind_target_legend_label,
    .target = look_at_legend,
    .annotation = look_at_marks,
};
