/*
 * A label that the series never have: a matcher on it selects nothing, grouping by it groups
 * nothing, matching on it pairs nothing. The message shows what removed it, if something did.
 */
#include "check/expression.h"

static void
suggest_label(struct checker *checker, struct finding *finding,
    const struct shape_selector *selector, const struct promql_matcher *matcher)
{
    const struct world_source *first = selector->sources[0];
    struct nearest nearest;
    nearest_begin(&nearest, matcher->label);
    for (size_t i = 0; i < selector->source_count; i++) {
        expression_offer_labels(checker, selector->sources[i], &nearest);
    }
    bool has_help = check_suggest(checker, finding, matcher->label_span, &nearest);
    if (first->metric) {
        finding_label(checker->diags, finding, first->metric->key.span, "its series have %.*s",
            STR_ARG(expression_list_labels(checker, first)));
    }
    if (!has_help) {
        finding_help(checker->diags, finding,
            "match one of its labels, or declare `%.*s` where the metric is declared",
            STR_ARG(matcher->label));
    }
}

/* `=""` asks for series without the label, so it may stand for caution. */
static void
look_at_selector(struct checker *checker, const struct check_node *at)
{
    const struct shape_selector *selector = shape_of(at->shapes, at->node)->selector;
    if (!selector || selector->is_open || selector->source_count == 0) {
        return;
    }
    struct promql_run run = selector->selector->matchers;
    for (uint32_t i = 0; i < run.count; i++) {
        const struct promql_matcher *matcher = &at->tree->matchers[run.first + i];
        uint8_t facts = selector->matchers[i];
        bool is_fine = facts & MATCHER_FACT_HAS_LABEL ||
                       (facts & MATCHER_FACT_UNKNOWN && !matcher->has_variable);
        bool asks_for_absence = matcher->match == PROMQL_MATCH_EQL && matcher->value.len == 0;
        if (is_fine || asks_for_absence) {
            continue;
        }
        struct finding *finding = CHECK_REPORT(checker, matcher->label_span,
            "`%.*s` has no label `%.*s`", STR_ARG(selector->name), STR_ARG(matcher->label));
        finding_topic(checker->diags, finding, matcher->label);
        finding_caption(checker->diags, finding, "no series has it");
        suggest_label(checker, finding, selector, matcher);
    }
}

/* `purpose` completes the message: "to group by". */
static struct finding *
report(struct checker *checker, const struct promql_label *label, const char *purpose,
    const struct shape_label *known)
{
    struct finding *finding = CHECK_REPORT(
        checker, label->span, "there is no label `%.*s` %s", STR_ARG(label->name), purpose);
    finding_topic(checker->diags, finding, label->name);
    finding_caption(checker->diags, finding, "no series has it");
    if (known) {
        expression_explain(checker, finding, known->presence_cause, label->name);
    }
    return finding;
}

/* Help for a label that a list names: one that the operand has. */
static void
suggest_of_shape(struct checker *checker, struct finding *finding, const struct shape *shape,
    const struct promql_label *label, enum cause_kind cause)
{
    bool is_dropped = cause != CAUSE_NONE && cause != CAUSE_LABEL && cause != CAUSE_METRIC &&
                      cause != CAUSE_JOB && expression_knows_label(checker, label->name);
    struct nearest nearest;
    nearest_begin(&nearest, label->name);
    expression_offer_shape(shape, &nearest);
    struct str names = expression_list_shape(checker, shape);
    if (!check_suggest(checker, finding, label->span, &nearest)) {
        finding_help(checker->diags, finding,
            is_dropped ? "keep `%.*s` where it is dropped, or leave it out here"
                       : "leave `%.*s` out, or declare it where the series come from",
            STR_ARG(label->name));
    }
    if (names.len > 0) {
        finding_note(checker->diags, finding, "the series here have %.*s", STR_ARG(names));
    }
}

/* `{job="x"}` selects series of any name, so only a label that nobody has is certainly wrong.
 */
static bool
is_unheard_of(
    struct checker *checker, const struct check_node *at, uint32_t operand, struct str label)
{
    uint32_t inner = promql_unwrap(at->tree, operand);
    const struct shape_selector *selector = shape_of(at->shapes, inner)->selector;
    return selector && selector->name.len == 0 && !expression_knows_label(checker, label);
}

static void
look_at_aggregation(struct checker *checker, const struct check_node *at)
{
    const struct promql_grouping *grouping = promql_grouping_of(at->tree, at->node);
    uint32_t operand = at->node - 1;
    for (uint32_t i = 0; i < grouping->labels.count; i++) {
        const struct promql_label *label = &at->tree->labels[grouping->labels.first + i];
        struct shape_label known = { 0 };
        if (label->has_variable) {
            continue;
        }
        if (!expression_lacks(checker, at, operand, label->name, &known)) {
            known = (struct shape_label){ 0 };
            if (!is_unheard_of(checker, at, operand, label->name)) {
                continue;
            }
        }
        /* `without` may well name a label for caution; one that nobody has is misspelt. */
        if (grouping->is_without && expression_knows_label(checker, label->name)) {
            continue;
        }
        struct finding *finding =
            report(checker, label, grouping->is_without ? "to drop" : "to group by", &known);
        suggest_of_shape(
            checker, finding, shape_of(at->shapes, operand), label, known.presence_cause.kind);
    }
}

/* `on (x)`: without `x` on one side and with it on the other, no pair can agree. */
static void
look_at_on(struct checker *checker, const struct check_node *at,
    const struct promql_label *label, const uint32_t sides[2])
{
    struct shape_label known[2];
    bool lacks[2];
    for (size_t i = 0; i < 2; i++) {
        lacks[i] = expression_lacks(checker, at, sides[i], label->name, &known[i]);
    }
    for (size_t i = 0; i < 2; i++) {
        bool other_has = expression_has(checker, at, sides[1 - i], label->name);
        if (!lacks[i] || !(other_has || (lacks[1 - i] && i == 0))) {
            continue;
        }
        struct finding *finding = CHECK_REPORT(checker, label->span,
            "`on` names `%.*s`, which the %s never has", STR_ARG(label->name),
            !other_has ? "result of either side"
            : i == 0   ? "left side"
                       : "right side");
        finding_topic(checker->diags, finding, label->name);
        finding_caption(checker->diags, finding,
            other_has ? "only one side has it, so nothing pairs" : "neither side has it");
        expression_explain(checker, finding, known[i].presence_cause, label->name);
        suggest_of_shape(checker, finding, shape_of(at->shapes, sides[i]), label,
            known[i].presence_cause.kind);
    }
}

static void
look_at_ignoring(struct checker *checker, const struct promql_label *label)
{
    if (!expression_knows_label(checker, label->name)) {
        struct finding *finding = report(checker, label, "to ignore", NULL);
        finding_help(checker->diags, finding, "remove it, or mend its spelling");
    }
}

static void
look_at_group(struct checker *checker, const struct check_node *at,
    const struct promql_matching *matching, const uint32_t sides[2])
{
    bool is_left = matching->card == PROMQL_CARD_MANY_TO_ONE;
    uint32_t one = sides[is_left ? 1 : 0];
    for (uint32_t i = 0; i < matching->include.count; i++) {
        const struct promql_label *label = &at->tree->labels[matching->include.first + i];
        struct shape_label known;
        /* The name goes away in arithmetic with or without being copied. */
        if (!str_is(label->name, "__name__") && !label->has_variable &&
            expression_lacks(checker, at, one, label->name, &known)) {
            struct finding *finding = report(checker, label,
                is_left ? "to copy with `group_left`" : "to copy with `group_right`", &known);
            finding_note(checker->diags, finding,
                "it copies from the %s side, and removes `%.*s` from the result when that side "
                "has none",
                is_left ? "right" : "left", STR_ARG(label->name));
            suggest_of_shape(
                checker, finding, shape_of(at->shapes, one), label, known.presence_cause.kind);
        }
    }
}

static void
look_at_binary(struct checker *checker, const struct check_node *at)
{
    const struct promql_matching *matching = promql_matching_of(at->tree, at->node);
    if (!matching) {
        return;
    }
    uint32_t right = at->node - 1;
    const uint32_t sides[2] = { right - at->tree->nodes[right].size, right };
    for (uint32_t i = 0; i < matching->labels.count; i++) {
        const struct promql_label *label = &at->tree->labels[matching->labels.first + i];
        if (label->has_variable) {
            continue;
        }
        if (matching->is_on) {
            look_at_on(checker, at, label, sides);
        } else {
            look_at_ignoring(checker, label);
        }
    }
    look_at_group(checker, at, matching, sides);
}

/* The arguments that name labels to read: of label_replace the fourth, of the others all from
 * the given one on. */
static bool
find_label_arguments(const struct promql_call *call, uint32_t *first, uint32_t *last)
{
    if (str_is(call->name, "label_replace")) {
        *first = *last = 3;
        return true;
    }
    if (str_is(call->name, "label_join")) {
        *first = 3;
    } else if (str_is(call->name, "sort_by_label") ||
               str_is(call->name, "sort_by_label_desc")) {
        *first = 1;
    } else {
        return false;
    }
    *last = call->argument_count - 1;
    return call->argument_count > *first;
}

/* `label_replace(v, "x", "text", "", "")` sets a label whatever it reads. */
static bool
sets_in_any_case(const struct checker *checker, const struct check_node *at)
{
    if (!str_is(promql_call_of(at->tree, at->node)->name, "label_replace")) {
        return false;
    }
    uint32_t pattern = promql_unwrap(at->tree, promql_operand(at->tree, at->node, 4));
    uint32_t replacement = promql_unwrap(at->tree, promql_operand(at->tree, at->node, 2));
    if (at->tree->nodes[pattern].kind != PROMQL_KIND_STRING ||
        at->tree->nodes[replacement].kind != PROMQL_KIND_STRING) {
        return false;
    }
    struct str ignored;
    const struct regex *regex =
        regex_compile(checker->model->regexes, promql_string_of(at->tree, pattern), &ignored);
    bool reads = str_find_char(promql_string_of(at->tree, replacement), '$') != SIZE_MAX;
    return !reads && regex && regex_matches(regex, STR(""));
}

static void
look_at_argument(
    struct checker *checker, const struct check_node *at, uint32_t vector, uint32_t argument)
{
    const struct promql_node *node = &at->tree->nodes[argument];
    if (node->kind != PROMQL_KIND_STRING || (node->flags & PROMQL_FLAG_VARIABLE)) {
        return;
    }
    struct promql_label label = { .name = promql_string_of(at->tree, argument),
        .span = promql_span(at->tree, argument) };
    if (label.span.len == label.name.len + 2) {
        label.span = span_slice(label.span, 1, 1 + label.name.len);
    }
    struct shape_label known;
    if (label.name.len == 0 || !expression_lacks(checker, at, vector, label.name, &known) ||
        sets_in_any_case(checker, at)) {
        return;
    }
    struct str purpose = arena_printf(checker->arena, "for `%.*s` to read",
        STR_ARG(promql_call_of(at->tree, at->node)->name));
    struct finding *finding = report(checker, &label, purpose.at, &known);
    suggest_of_shape(
        checker, finding, shape_of(at->shapes, vector), &label, known.presence_cause.kind);
}

static void
look_at_call(struct checker *checker, const struct check_node *at)
{
    const struct promql_call *call = promql_call_of(at->tree, at->node);
    uint32_t first;
    uint32_t last;
    if (!find_label_arguments(call, &first, &last)) {
        return;
    }
    uint32_t vector = promql_operand(at->tree, at->node, 0);
    /* From the right: an operand's place follows from the one behind it. */
    uint32_t argument = at->node - 1;
    for (uint32_t i = call->argument_count; i-- > first;) {
        if (i <= last) {
            look_at_argument(checker, at, vector, promql_unwrap(at->tree, argument));
        }
        argument -= at->tree->nodes[argument].size;
    }
}

/* `label_values(x, label)`, `label_values(label)`. */
static void
look_at_variable(struct checker *checker, const struct check_variable *at)
{
    const struct variable_query *query = &at->variable->query;
    struct promql_label label = { .name = query->label.str, .span = query->label.span };
    if (!at->variable->variable || query->kind != VARIABLE_QUERY_LABEL_VALUES ||
        label.name.len == 0 || str_find_char(label.name, '$') != SIZE_MAX) {
        return;
    }
    const char *purpose = "for the variable to take its values from";
    if (!at->shapes) {
        if (!expression_knows_label(checker, label.name)) {
            struct finding *finding = report(checker, &label, purpose, NULL);
            finding_help(
                checker->diags, finding, "name a label that some metric or target has");
        }
        return;
    }
    const struct shape *shape = shape_of_root(at->shapes);
    struct shape_label known =
        shape_label(checker->analysis->sets, shape, intern(checker->model->names, label.name));
    if (known.presence == PRESENCE_NEVER) {
        struct finding *finding = report(checker, &label, purpose, &known);
        suggest_of_shape(checker, finding, shape, &label, known.presence_cause.kind);
    }
}

/* `filter: label` of a label that nothing has. */
static void
look_at_dashboard(struct checker *checker, const struct loaded_dashboard *dashboard)
{
    for (size_t i = 0; i < dashboard->variables.count; i++) {
        const struct loaded_variable *variable = &dashboard->variables.at[i];
        struct text label = { 0 };
        if (variable->variable) {
            label = variable->variable->filter_label;
        }
        if (label.str.len == 0 || expression_knows_label(checker, label.str)) {
            continue;
        }
        diag_set_subject(checker->diags, variable->subject);
        struct finding *finding = CHECK_REPORT(
            checker, label.span, "there is no label `%.*s` to filter by", STR_ARG(label.str));
        finding_topic(checker->diags, finding, label.str);
        finding_caption(checker->diags, finding, "no series has it");
        struct nearest nearest;
        nearest_begin(&nearest, label.str);
        for (size_t j = 0; j < checker->known_labels->count; j++) {
            nearest_offer(&nearest, checker->known_labels->entries[j].key);
        }
        if (!check_suggest(checker, finding, label.span, &nearest)) {
            finding_help(checker->diags, finding, "name a label of the catalog");
        }
    }
}

const struct check check_expression_undefined_label = {
    .kind = &check_kind_expression_undefined_label,
    .selector = look_at_selector,
    .call = look_at_call,
    .aggregation = look_at_aggregation,
    .binary = look_at_binary,
    .variable = look_at_variable,
    .dashboard = look_at_dashboard,
};
