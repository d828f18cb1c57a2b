/*
 * A matcher that no series of the metric can meet, because the catalog says which values its
 * label takes. Bucket bounds (`le`) are the duty of histogram-parts.
 */
#include "check/expression.h"

/* Everything declared about the label, over all sources of the selector. */
static const struct value_set *
all_values(const struct checker *checker, const struct shape_selector *selector,
    struct str label, struct span *place)
{
    const struct value_set *all = NULL;
    for (size_t i = 0; i < selector->source_count; i++) {
        struct span here = span_none();
        const struct value_set *values =
            expression_declared_values(checker, selector->sources[i], label, &here);
        if (values) {
            *place = span_is_set(*place) ? *place : here;
            all = all ? value_set_join(checker->analysis->sets, all, values) : values;
        }
    }
    return all;
}

static struct str
print_values(struct checker *checker, const struct value_set *values)
{
    enum { MOST_SHOWN = 12 };
    struct buf buf;
    buf_init(&buf);
    value_set_print(&buf, values, MOST_SHOWN);
    struct str text = arena_copy(checker->arena, buf_str(&buf));
    buf_finish(&buf);
    return text;
}

static void
offer_values(const struct value_set *values, struct nearest *nearest)
{
    for (size_t i = 0; values->is_closed && i < values->value_count; i++) {
        nearest_offer(nearest, values->values[i]->text);
    }
}

static void
advise_regex(struct checker *checker, struct finding *finding,
    const struct promql_matcher *matcher, struct str pattern)
{
    struct buf quoted;
    buf_init(&quoted);
    buf_add_text(&quoted, "=~");
    promql_print_quoted(&quoted, pattern);
    struct str text = arena_copy(checker->arena, buf_str(&quoted));
    buf_finish(&quoted);
    finding_fix(
        checker->diags, finding, span_join(matcher->match_span, matcher->value_span), text);
}

/* `code="5xx"` is how people say `code=~"5.."`. */
static bool
advise_class(
    struct checker *checker, struct finding *finding, const struct promql_matcher *matcher)
{
    struct str value = matcher->value;
    bool is_class = value.len == 3 && value.at[0] >= '1' && value.at[0] <= '5' &&
                    str_ends_with(value, STR("xx"));
    if (!is_class ||
        (matcher->match != PROMQL_MATCH_EQL && matcher->match != PROMQL_MATCH_REGEX)) {
        return false;
    }
    struct str pattern = arena_printf(checker->arena, "%c..", value.at[0]);
    finding_help(checker->diags, finding, "to ask for a whole class write `%.*s=~\"%.*s\"`",
        STR_ARG(matcher->label), STR_ARG(pattern));
    advise_regex(checker, finding, matcher, pattern);
    return true;
}

static bool
looks_like_regex(struct str value)
{
    for (size_t i = 0; i < value.len; i++) {
        char c = value.at[i];
        bool is_sign = c == '|' || c == '*' || c == '+' || c == '[' || c == '(';
        if (is_sign || (c == '.' && i > 0 && value.at[i - 1] == '.')) {
            return true;
        }
    }
    return false;
}

/* `code="5.."` compares with these very characters. */
static bool
advise_pattern(struct checker *checker, struct finding *finding,
    const struct promql_matcher *matcher, const struct value_set *values)
{
    if (matcher->match != PROMQL_MATCH_EQL || !looks_like_regex(matcher->value) ||
        !value_set_narrow(
            checker->analysis->sets, values, PROMQL_MATCH_REGEX, matcher->value)) {
        return false;
    }
    finding_help(checker->diags, finding,
        "`=` compares the very characters; a regular expression needs `=~`");
    advise_regex(checker, finding, matcher, matcher->value);
    return true;
}

static void
explain(struct checker *checker, struct finding *finding, const struct promql_matcher *matcher,
    const struct value_set *values, struct span place)
{
    if (span_is_set(place)) {
        finding_label(
            checker->diags, finding, place, "what `%.*s` can be", STR_ARG(matcher->label));
    }
    struct nearest nearest;
    nearest_begin(&nearest, matcher->value);
    if (matcher->match == PROMQL_MATCH_EQL || matcher->match == PROMQL_MATCH_NEQ) {
        offer_values(values, &nearest);
    }
    if (nearest.best.len > 0) {
        finding_help(checker->diags, finding, "did you mean `%.*s`?", STR_ARG(nearest.best));
        struct buf quoted;
        buf_init(&quoted);
        promql_print_quoted(&quoted, nearest.best);
        finding_fix(checker->diags, finding, matcher->value_span, buf_str(&quoted));
        buf_finish(&quoted);
    }
    finding_note(checker->diags, finding, "the values of `%.*s` are %.*s",
        STR_ARG(matcher->label), STR_ARG(print_values(checker, values)));
    if (nearest.best.len == 0 && !advise_class(checker, finding, matcher) &&
        !advise_pattern(checker, finding, matcher, values)) {
        finding_help(checker->diags, finding,
            "ask for a value that it has, or add this one where the label is declared");
    }
}

static struct finding *
report(struct checker *checker, const struct shape_selector *selector,
    const struct promql_matcher *matcher)
{
    struct str name = selector->name;
    struct str label = matcher->label;
    struct span span = matcher->value_span;
    struct finding *finding = NULL;
    switch (matcher->match) {
    case PROMQL_MATCH_EQL:
        finding = matcher->value.len == 0
                      ? CHECK_REPORT(checker, span,
                            "every series of `%.*s` has a `%.*s`, so none has an empty one",
                            STR_ARG(name), STR_ARG(label))
                      : CHECK_REPORT(checker, span, "`%.*s` of `%.*s` is never `%.*s`",
                            STR_ARG(label), STR_ARG(name), STR_ARG(matcher->value));
        break;
    case PROMQL_MATCH_REGEX:
        finding = CHECK_REPORT(checker, span, "no `%.*s` of `%.*s` matches `%.*s`",
            STR_ARG(label), STR_ARG(name), STR_ARG(matcher->value));
        break;
    case PROMQL_MATCH_NEQ:
    case PROMQL_MATCH_NREGEX:
    case PROMQL_MATCH_VARIABLE:
        finding = CHECK_REPORT(
            checker, span, "every `%.*s` of `%.*s` is excluded", STR_ARG(label), STR_ARG(name));
        break;
    }
    finding_topic(checker->diags, finding, label);
    finding_caption(checker->diags, finding, "selects nothing");
    return finding;
}

/* `!=` with a text that is near to a value but is none: the exclusion excludes nothing. */
static void
look_at_exclusion(struct checker *checker, const struct shape_selector *selector,
    const struct promql_matcher *matcher)
{
    struct span place = span_none();
    const struct value_set *values = all_values(checker, selector, matcher->label, &place);
    if (!values || !values->is_closed || matcher->value.len == 0) {
        return;
    }
    struct nearest nearest;
    nearest_begin(&nearest, matcher->value);
    offer_values(values, &nearest);
    if (nearest.best.len == 0 || nearest.distance == 0) {
        return;
    }
    struct finding *finding = CHECK_REPORT(checker, matcher->value_span,
        "`%.*s` of `%.*s` is never `%.*s`, so this excludes nothing", STR_ARG(matcher->label),
        STR_ARG(selector->name), STR_ARG(matcher->value));
    finding_topic(checker->diags, finding, matcher->label);
    finding_caption(checker->diags, finding, "excludes nothing");
    explain(checker, finding, matcher, values, place);
}

static void
look_at_matcher(struct checker *checker, const struct shape_selector *selector,
    const struct promql_matcher *matcher, unsigned facts)
{
    if (!(facts & MATCHER_FACT_HAS_LABEL) || (facts & MATCHER_FACT_UNKNOWN) ||
        str_is(matcher->label, "le") || str_is(matcher->label, "__name__")) {
        return;
    }
    if (facts & MATCHER_FACT_ACCEPTS) {
        if (matcher->match == PROMQL_MATCH_NEQ && !(facts & MATCHER_FACT_EXCLUDES)) {
            look_at_exclusion(checker, selector, matcher);
        }
        return;
    }
    struct finding *finding = report(checker, selector, matcher);
    struct span place = span_none();
    const struct value_set *values = all_values(checker, selector, matcher->label, &place);
    if (values) {
        explain(checker, finding, matcher, values, place);
    }
}

/* Matchers that are possible each, but not together: of two jobs one has this, one that. */
static void
report_together(struct checker *checker, const struct shape_selector *selector)
{
    struct finding *finding = CHECK_REPORT(checker, selector->selector->braces,
        "no series of `%.*s` meets all of these matchers", STR_ARG(selector->name));
    finding_topic(checker->diags, finding, selector->name);
    finding_caption(checker->diags, finding, "each is possible, but not together");
    finding_help(checker->diags, finding, "remove the matcher that contradicts the others");
}

/* A name that no catalog tells can only come from open jobs; a matcher that excludes all of
 * them excludes it. */
static void
look_at_open_jobs(
    struct checker *checker, const struct check_node *at, const struct shape_selector *selector)
{
    const struct world *world = checker->analysis->world;
    struct promql_run run = selector->selector->matchers;
    for (uint32_t i = 0; i < run.count; i++) {
        const struct promql_matcher *matcher = &at->tree->matchers[run.first + i];
        if (selector->matchers[i] & (MATCHER_FACT_ACCEPTS | MATCHER_FACT_UNKNOWN)) {
            continue;
        }
        struct finding *finding = CHECK_REPORT(checker, matcher->value_span,
            "no job that may expose `%.*s` meets `%.*s%s\"%.*s\"`", STR_ARG(selector->name),
            STR_ARG(matcher->label), promql_match_text(matcher->match),
            STR_ARG(matcher->value));
        finding_topic(checker->diags, finding, matcher->label);
        finding_caption(checker->diags, finding, "selects nothing");
        struct str_vec names = { 0 };
        for (size_t j = 0; j < world->open_jobs.count; j++) {
            VEC_PUSH(checker->arena, &names, world->open_jobs.at[j]->key.str);
        }
        finding_note(checker->diags, finding,
            "`%.*s` is in no catalog, so it can only come from a job with `exposes: unknown`: "
            "%.*s",
            STR_ARG(selector->name), STR_ARG(expression_list(checker, &names)));
        finding_help(checker->diags, finding,
            "ask for one of these jobs, or declare the job that it comes from");
        return;
    }
}

static void
look(struct checker *checker, const struct check_node *at)
{
    const struct shape *shape = shape_of(at->shapes, at->node);
    const struct shape_selector *selector = shape->selector;
    if (selector && shape->fault == SHAPE_FAULT_UNDEFINED &&
        world_may_have(checker->analysis->world, selector->name)) {
        look_at_open_jobs(checker, at, selector);
    }
    if (!selector || selector->is_open || selector->source_count == 0) {
        return;
    }
    struct promql_run run = selector->selector->matchers;
    bool all_are_possible = run.count > 1;
    for (uint32_t i = 0; i < run.count; i++) {
        unsigned facts = selector->matchers[i];
        look_at_matcher(checker, selector, &at->tree->matchers[run.first + i], facts);
        all_are_possible &= (facts & MATCHER_FACT_ACCEPTS) && !(facts & MATCHER_FACT_UNKNOWN);
    }
    if (all_are_possible && shape->fault == SHAPE_FAULT_NO_SERIES) {
        report_together(checker, selector);
    }
}

/* What a variable begins with is a value of its label. */
static void
look_at_variable(struct checker *checker, const struct check_variable *at)
{
    const struct variable_query *query = &at->variable->query;
    bool is_plain = at->variable->variable && at->variable->variable->regex.str.len == 0;
    if (!at->shapes || !is_plain || query->kind != VARIABLE_QUERY_LABEL_VALUES) {
        return;
    }
    struct shape_label label = shape_label(checker->analysis->sets, shape_of_root(at->shapes),
        intern(checker->model->names, query->label.str));
    const struct text_list *selected = &at->variable->variable->selected;
    for (size_t i = 0; label.values && i < selected->count; i++) {
        struct text value = selected->at[i];
        if (str_starts_with(value.str, STR("$")) ||
            value_set_may_have(label.values, value.str)) {
            continue;
        }
        struct finding *finding = CHECK_REPORT(checker, value.span,
            "`%.*s` is never `%.*s`, which `$%.*s` begins with", STR_ARG(query->label.str),
            STR_ARG(value.str), STR_ARG(at->variable->name.str));
        finding_topic(checker->diags, finding, value.str);
        finding_caption(checker->diags, finding, "not among its values");
        struct nearest nearest;
        nearest_begin(&nearest, value.str);
        offer_values(label.values, &nearest);
        if (!check_suggest(checker, finding, value.span, &nearest)) {
            struct str values = print_values(checker, label.values);
            finding_help(
                checker->diags, finding, "write one of its values: %.*s", STR_ARG(values));
        }
    }
}

const struct check check_selector_impossible_value = {
    .kind = &check_kind_selector_impossible_value,
    .selector = look,
    .variable = look_at_variable,
};
