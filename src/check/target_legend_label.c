/*
 * A legend of `{{label}}` shows the label of each series; one that the result lacks shows as
 * nothing, and all series go by the same name. The same holds for the texts and tags of
 * an annotation's marks, and for the links of a panel.
 */
#include "check/expression.h"
#include "check/labels.h"

/* Whose labels are shown, and where. */
struct shown {
    struct checker *checker;
    const struct shape *shape;
    const char *where; /* "the legend" */
};

static void
report(const struct shown *shown, struct text text, const struct shape_label *known)
{
    struct checker *checker = shown->checker;
    const struct shape *shape = shown->shape;
    struct str label = text.str;
    struct span place = text.span;
    struct finding *finding = CHECK_REPORT(checker, place,
        "the result of the query has no label `%.*s`, so %s shows nothing there",
        STR_ARG(label), shown->where);
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
            "keep `%.*s` in the query, as in `sum by (%.*s) (…)`, or leave it out of %s",
            STR_ARG(label), STR_ARG(label), shown->where);
    } else if (names.len > 0) {
        finding_help(
            checker->diags, finding, "show a label that the result has: %.*s", STR_ARG(names));
    } else {
        finding_help(checker->diags, finding, "leave it out of %s", shown->where);
    }
}

/* What was derived has no place, and names what the result has. */
static void
look_at_label(void *context, struct text label)
{
    const struct shown *shown = context;
    struct checker *checker = shown->checker;
    if (!span_is_set(label.span) || !promql_is_label_name(label.str)) {
        return;
    }
    struct shape_label known = shape_label(
        checker->analysis->sets, shown->shape, intern(checker->model->names, label.str));
    if (known.presence == PRESENCE_NEVER) {
        report(shown, label, &known);
    }
}

static void
look_at_links(struct shown *shown, const struct link_list *links)
{
    shown->where = "the link";
    for (size_t i = 0; i < links->count; i++) {
        const struct link *link = &links->at[i];
        labels_in_text(link->url, look_at_label, shown);
        labels_in_text(link->title, look_at_label, shown);
        for (size_t j = 0; j < link->vars.count; j++) {
            labels_in_text(link->vars.at[j].value, look_at_label, shown);
        }
    }
}

/* Links hang on all series of a panel: judged where one query makes all of them. */
static void
look_at_target(struct checker *checker, const struct check_target *at)
{
    struct shown shown = { checker, shape_of_root(at->shapes), "the legend" };
    labels_in_text(at->target->legend, look_at_label, &shown);
    bool is_alone = at->panel->targets.count == 1 && at->panel->transformations.count == 0;
    if (is_alone && at->panel->panel) {
        look_at_links(&shown, &at->panel->panel->config.links);
    }
}

static void
look_at_annotation(struct checker *checker, const struct check_annotation *at)
{
    const struct dashboard_annotation *written = at->annotation->annotation;
    struct shown shown = { checker, shape_of_root(at->shapes), "the title" };
    labels_in_text(written->title, look_at_label, &shown);
    shown.where = "the text";
    labels_in_text(written->text, look_at_label, &shown);
    shown.where = "the tag";
    for (size_t i = 0; i < written->tag_labels.count; i++) {
        look_at_label(&shown, written->tag_labels.at[i]);
    }
}

const struct check check_target_legend_label = {
    .kind = &check_kind_target_legend_label,
    .target = look_at_target,
    .annotation = look_at_annotation,
};
