/*
 * A test that gives series which cannot exist proves nothing: the alert is silent because
 * nothing was given to it, or fires on labels that production does not have. The same for a
 * recording, and for one that is looked at by labels which it does not have.
 */
#include "check/expression.h"
#include "promql/builder.h"

/* A series that a test gives, or looks at. */
struct given {
    const struct rule *rule;
    const struct promql_tree *tree;
    const struct shape_selector *selector;
    bool is_result; /* the test does not give it but looks at it */
};

/* Whether the rule reads a series of that name: then its expression has been told of. */
static bool
rule_reads(const struct rule *rule, struct str name)
{
    for (uint32_t i = 0; rule->tree && i < rule->tree->count; i++) {
        if (rule->tree->nodes[i].kind == PROMQL_KIND_SELECTOR &&
            str_equal(promql_selector_name(rule->tree, promql_selector_of(rule->tree, i), NULL),
                name)) {
            return true;
        }
    }
    return false;
}

/* The labels of targets differ between environments, and a test may name any target. */
static bool
is_target_label(const struct checker *checker, struct str name)
{
    const struct name *interned = intern(checker->model->names, name);
    for (size_t i = 0; i < checker->model->jobs.count; i++) {
        if (label_list_find(checker->model->jobs.at[i].labels, interned)) {
            return true;
        }
    }
    return false;
}

static void
report_metric(struct checker *checker, const struct given *given)
{
    struct str name = given->selector->name;
    if (rule_reads(given->rule, name)) {
        return;
    }
    struct finding *finding = CHECK_REPORT(checker, given->selector->name_span,
        "this test gives `%.*s`, a series that does not exist", STR_ARG(name));
    finding_topic(checker->diags, finding, name);
    finding_caption(checker->diags, finding, "in no catalog, and recorded by no rule");
    struct world_hint hint = world_hint(checker->analysis->world, name);
    if (hint.name.len > 0) {
        finding_help(checker->diags, finding, "did you mean `%.*s`?", STR_ARG(hint.name));
        finding_fix(checker->diags, finding, given->selector->name_span, hint.name);
    } else {
        finding_help(checker->diags, finding, "give series that the expression reads");
    }
}

static void
report_label(
    struct checker *checker, const struct given *given, const struct promql_matcher *matcher)
{
    struct finding *finding = CHECK_REPORT(checker, matcher->label_span,
        given->is_result ? "this test looks at `%.*s` by a label `%.*s`, which it does not have"
                         : "this test gives `%.*s` a label `%.*s`, which it does not have",
        STR_ARG(given->selector->name), STR_ARG(matcher->label));
    finding_topic(checker->diags, finding, matcher->label);
    finding_caption(checker->diags, finding, "no series has it");
    struct nearest nearest;
    nearest_begin(&nearest, matcher->label);
    for (size_t i = 0; i < given->selector->source_count; i++) {
        expression_offer_labels(checker, given->selector->sources[i], &nearest);
    }
    if (!check_suggest(checker, finding, matcher->label_span, &nearest)) {
        struct str names = expression_list_labels(checker, given->selector->sources[0]);
        if (names.len > 0) {
            finding_note(checker->diags, finding, "it has %.*s", STR_ARG(names));
        }
        finding_help(checker->diags, finding, "%s a label that it has, or none",
            given->is_result ? "name" : "give it");
    }
}

static void
report_value(
    struct checker *checker, const struct given *given, const struct promql_matcher *matcher)
{
    struct finding *finding = CHECK_REPORT(checker, matcher->value_span,
        given->is_result ? "this test looks at `%.*s` of the `%.*s` `%.*s`, which it never has"
                         : "this test gives `%.*s` the `%.*s` `%.*s`, which it never has",
        STR_ARG(given->selector->name), STR_ARG(matcher->label), STR_ARG(matcher->value));
    finding_topic(checker->diags, finding, matcher->label);
    finding_caption(checker->diags, finding, "not one of its values");
    struct span place = span_none();
    const struct value_set *values = expression_declared_values(
        checker, given->selector->sources[0], matcher->label, &place);
    if (span_is_set(place)) {
        finding_label(
            checker->diags, finding, place, "what `%.*s` can be", STR_ARG(matcher->label));
    }
    struct nearest nearest;
    nearest_begin(&nearest, matcher->value);
    for (size_t i = 0; values && values->is_closed && i < values->value_count; i++) {
        nearest_offer(&nearest, values->values[i]->text);
    }
    if (nearest.best.len > 0) {
        finding_help(checker->diags, finding, "did you mean `%.*s`?", STR_ARG(nearest.best));
    } else {
        finding_help(checker->diags, finding, "give a value that the label can have");
    }
}

static void
judge(struct checker *checker, const struct given *given, const struct shape *shape)
{
    if (shape->fault == SHAPE_FAULT_UNDEFINED) {
        report_metric(checker, given);
        return;
    }
    struct promql_run run = given->selector->selector->matchers;
    for (uint32_t i = 0; i < run.count && given->selector->source_count > 0; i++) {
        const struct promql_matcher *matcher = &given->tree->matchers[run.first + i];
        unsigned facts = given->selector->matchers[i];
        if (given->selector->is_open || (facts & MATCHER_FACT_UNKNOWN)) {
            continue;
        }
        if (!(facts & MATCHER_FACT_HAS_LABEL)) {
            report_label(checker, given, matcher);
        } else if (!(facts & MATCHER_FACT_ACCEPTS) &&
                   !is_target_label(checker, matcher->label)) {
            report_value(checker, given, matcher);
        }
    }
}

/* Judges a tree of one selector; true when nothing is wrong with it, whichever rule it is for.
 */
static bool
look_at_selector(struct checker *checker, const struct rule *rule,
    const struct promql_tree *tree, bool is_result)
{
    struct arena scratch;
    arena_init(&scratch);
    struct shapes shapes;
    analysis_shapes(checker->analysis, tree, &scratch, &shapes);
    struct given given = { .rule = rule,
        .tree = tree,
        .selector = shape_of_root(&shapes)->selector,
        .is_result = is_result };
    size_t before = checker->diags->findings.count;
    if (given.selector) {
        judge(checker, &given, shape_of_root(&shapes));
    }
    bool is_good = checker->diags->findings.count == before &&
                   shape_of_root(&shapes)->fault != SHAPE_FAULT_UNDEFINED;
    arena_finish(&scratch);
    return is_good;
}

/* Many tests give the same series, which are looked at once. */
static struct map *
good_series(struct checker *checker)
{
    if (!checker->good_series) {
        checker->good_series = ARENA_NEW(checker->arena, struct map);
        map_init(checker->good_series, checker->arena);
    }
    return checker->good_series;
}

static void
look_at_series(struct checker *checker, const struct rule *rule, struct text series)
{
    void **is_known = map_slot(good_series(checker), series.str);
    if (*is_known) {
        return;
    }
    struct arena scratch;
    arena_init(&scratch);
    struct promql_options options = { .regexes = checker->model->regexes };
    struct promql_error ignored;
    const struct promql_tree *tree =
        promql_parse(&scratch, &options, series.str, series.span, &ignored);
    if (tree && tree->count == 1 && tree->nodes[0].kind == PROMQL_KIND_SELECTOR &&
        look_at_selector(checker, rule, tree, false)) {
        *is_known = checker->good_series;
    }
    arena_finish(&scratch);
}

static const struct named_text *
find_named(const struct named_text_list *labels, struct str name)
{
    for (size_t i = 0; i < labels->count; i++) {
        if (str_equal(labels->at[i].key.str, name)) {
            return &labels->at[i];
        }
    }
    return NULL;
}

/* A test of one rule must not look at what another rule of the same name records. */
static void
report_other_rule(
    struct checker *checker, const struct named_text *wanted, const struct rule_text *label)
{
    struct finding *finding = CHECK_REPORT(checker, wanted->value.span,
        "this test looks at the `%.*s` `%.*s`, and its rule sets `%.*s`", STR_ARG(label->name),
        STR_ARG(wanted->value.str), STR_ARG(label->value.str));
    finding_topic(checker->diags, finding, label->name);
    finding_caption(checker->diags, finding, "not what this rule records");
    finding_label(checker->diags, finding, label->value.span, "set here");
    finding_help(checker->diags, finding, "leave the label out: the rule's own are looked for");
}

static void
add_label(struct promql_builder *builder, struct text label, struct text value)
{
    struct promql_matcher matcher = { .label = label.str,
        .label_span = label.span,
        .value = value.str,
        .value_span = value.span,
        .match = PROMQL_MATCH_EQL };
    promql_build_add_matcher(builder, &matcher);
}

/* The series that a test of a recording looks at, with the labels that the rule sets: other
 * rules of its name may have other ones. */
static void
look_at_result(
    struct checker *checker, const struct rule *rule, const struct named_text_list *labels)
{
    struct arena scratch;
    bool is_of_other = false;
    if (labels->count == 0) {
        return;
    }
    arena_init(&scratch);
    struct promql_builder builder;
    promql_builder_init(&builder);
    promql_build_selector(&builder, rule->name.str, NULL, 0, rule->name.span);
    for (size_t i = 0; i < labels->count; i++) {
        add_label(&builder, labels->at[i].key, labels->at[i].value);
    }
    for (size_t i = 0; i < rule->labels.count; i++) {
        const struct rule_text *label = &rule->labels.at[i];
        const struct named_text *wanted = find_named(labels, label->name);
        if (!wanted) {
            add_label(&builder, (struct text){ label->name, label->name_span }, label->value);
        } else if (!str_equal(wanted->value.str, label->value.str)) {
            report_other_rule(checker, wanted, label);
            is_of_other = true;
        }
    }
    if (!is_of_other) {
        look_at_selector(checker, rule, promql_builder_tree(&builder, &scratch), true);
    }
    promql_builder_finish(&builder);
    arena_finish(&scratch);
}

static void
look_at_given(
    struct checker *checker, const struct rule *rule, const struct named_text_list *given)
{
    for (size_t i = 0; i < given->count; i++) {
        look_at_series(checker, rule, given->at[i].key);
    }
}

static void
look_at_alert(struct checker *checker, const struct rule *rule)
{
    const struct alert_test_list *tests = &rule->alert->tests;
    for (size_t i = 0; i < tests->count; i++) {
        look_at_given(checker, rule, &tests->at[i].given);
    }
}

static void
look_at_recording(struct checker *checker, const struct rule *rule)
{
    const struct recording_test_list *tests = &rule->recording->tests;
    for (size_t i = 0; i < tests->count; i++) {
        look_at_given(checker, rule, &tests->at[i].given);
        look_at_result(checker, rule, &tests->at[i].labels);
    }
}

const struct check check_rule_test_series = {
    .kind = &check_kind_rule_test_series,
    .alert = look_at_alert,
    .recording = look_at_recording,
};
