/*
 * Tests as queries with what they must give.
 *
 * promtool's own `alert_rule_test` compares every label and the rendered text of every
 * annotation with what the test says, so a test would have to repeat both. We ask the series
 * that Prometheus itself keeps of its alerts instead: `group(ALERTS{alertname="X",
 * alertstate="firing", …})` is 1 when at least one such alert fires and nothing when none does.
 *
 * promtool compares numbers bit by bit. What a recording gives is rounded by the query to the
 * last digit that is compared, in a way that ends at the very double that the digits mean.
 */
#include "emit/test_case.h"

#include <assert.h>

#include "promql/builder.h"
#include "promql/functions.h"

VEC_DECLARE(test_matcher_vec, struct promql_matcher);

/* In the order in which they will be printed. Of two with one label the first counts. */
static void
add_matcher(const struct emitter *emitter, struct test_matcher_vec *matchers, struct str label,
    struct str value)
{
    size_t at = matchers->count;
    while (at > 0 && str_compare(matchers->at[at - 1].label, label) > 0) {
        at--;
    }
    if (at > 0 && str_equal(matchers->at[at - 1].label, label)) {
        return;
    }
    (void)VEC_ADD(emitter->arena, matchers);
    for (size_t i = matchers->count - 1; i > at; i--) {
        matchers->at[i] = matchers->at[i - 1];
    }
    matchers->at[at] =
        (struct promql_matcher){ .label = label, .value = value, .match = PROMQL_MATCH_EQL };
}

static void
add_named(const struct emitter *emitter, struct test_matcher_vec *matchers,
    struct named_text_list named)
{
    for (size_t i = 0; i < named.count; i++) {
        add_matcher(emitter, matchers, named.at[i].key.str, named.at[i].value.str);
    }
}

static const struct rule_text *
find_label(const struct rule *rule, struct str name)
{
    for (size_t i = 0; i < rule->labels.count; i++) {
        if (str_equal(rule->labels.at[i].name, name)) {
            return &rule->labels.at[i];
        }
    }
    return NULL;
}

/* Whether the test is about this rule: it names its severity, or none. */
static bool
is_about(const struct rule *rule, const struct alert_test *test)
{
    if (test->severity.str.len == 0) {
        return true;
    }
    const struct rule_text *severity = find_label(rule, STR("severity"));
    return severity && str_equal(severity->value.str, test->severity.str);
}

/* Whether all rules that the test is about have the label with this fixed value. */
static bool
is_common_label(const struct tested_alert *tested, const struct rule_text *label)
{
    for (size_t i = 0; i < tested->count; i++) {
        const struct rule *rule = &tested->rules[i];
        if (is_about(rule, tested->test)) {
            const struct rule_text *own = find_label(rule, label->name);
            if (!own || !str_equal(own->value.str, label->value.str)) {
                return false;
            }
        }
    }
    return !label->is_template;
}

/* What a firing alert of this test looks like: its name, the labels that the test names, and
 * those that all its rules have in common. */
static struct test_matcher_vec
describe_alert(const struct emitter *emitter, const struct tested_alert *tested)
{
    struct test_matcher_vec matchers = { 0 };
    add_matcher(emitter, &matchers, STR("alertname"), tested->rules->name.str);
    add_matcher(emitter, &matchers, STR("alertstate"), STR("firing"));
    add_named(emitter, &matchers, tested->test->labels);
    for (size_t i = 0; i < tested->count; i++) {
        const struct rule *rule = &tested->rules[i];
        for (size_t j = 0; is_about(rule, tested->test) && j < rule->labels.count; j++) {
            const struct rule_text *label = &rule->labels.at[j];
            if (is_common_label(tested, label)) {
                add_matcher(emitter, &matchers, label->name, label->value.str);
            }
        }
    }
    return matchers;
}

/* What the series of this test look like: the labels that it names and those of its rule. */
static struct test_matcher_vec
describe_recording(
    const struct emitter *emitter, const struct rule *rule, const struct recording_test *test)
{
    struct test_matcher_vec matchers = { 0 };
    add_named(emitter, &matchers, test->labels);
    for (size_t i = 0; i < rule->labels.count; i++) {
        add_matcher(emitter, &matchers, rule->labels.at[i].name, rule->labels.at[i].value.str);
    }
    return matchers;
}

/* A query and what it gives; the same at each of its times. */
struct expectation {
    struct str query;
    struct ratio value;
    bool has_value; /* else there is no series */
};

/* The builder holds the whole query. */
static struct str
finish_query(const struct emitter *emitter, struct promql_builder *builder)
{
    const struct promql_tree *tree = promql_builder_tree(builder, emitter->arena);
    promql_builder_finish(builder);
    return promql_text(emitter->arena, tree, promql_root(tree));
}

/* Whether both tests are about the same rules and labels of the alert. */
static bool
is_about_same(const struct alert_test *a, const struct alert_test *b)
{
    if (!str_equal(a->severity.str, b->severity.str) || a->labels.count != b->labels.count) {
        return false;
    }
    for (size_t i = 0; i < a->labels.count; i++) {
        if (!str_equal(a->labels.at[i].key.str, b->labels.at[i].key.str) ||
            !str_equal(a->labels.at[i].value.str, b->labels.at[i].value.str)) {
            return false;
        }
    }
    return true;
}

/* Sets `series`, which may be that of the test before. */
static void
describe_test(const struct emitter *emitter, struct tested_alert *tested)
{
    if (tested->described && is_about_same(tested->described, tested->test)) {
        return;
    }
    struct test_matcher_vec matchers = describe_alert(emitter, tested);
    struct promql_builder builder;
    promql_builder_init(&builder);
    promql_build_selector(
        &builder, STR("ALERTS"), matchers.at, (uint32_t)matchers.count, span_none());
    tested->series = finish_query(emitter, &builder);
    tested->described = tested->test;
}

/* `group(ALERTS{…})` for an alert that fires. For one that is silent the series themselves:
 * when the test fails, promtool shows which alerts fire after all. */
static struct expectation
expect_alert(const struct emitter *emitter, const struct tested_alert *tested, bool fires)
{
    struct str query = fires
                           ? ARENA_JOIN(emitter->arena, STR("group("), tested->series, STR(")"))
                           : tested->series;
    return (struct expectation){ query, ratio_from(1), fires };
}

/* The last digit that is compared: `digits` × 10^`exponent` has four digits at least, except
 * that 0 is compared to the fourth place. */
static void
spread_digits(struct ratio value, int64_t *digits, int *exponent)
{
    enum { LEAST = 1000, ZERO_EXPONENT = -4 };
    bool is_finite = ratio_decimal(value, digits, exponent);
    assert(is_finite); /* the model refuses what is not */
    (void)is_finite;
    if (*digits == 0) {
        *exponent = ZERO_EXPONENT;
    }
    while (*digits != 0 && *digits<LEAST && * digits> - LEAST) {
        *digits *= 10;
        --*exponent;
    }
}

static double
power_of_ten(int exponent)
{
    double power =
        1; /* exact up to 10^22, and a ratio has 19 digits before its point or behind */
    for (int i = 0; i < exponent; i++) {
        power *= 10;
    }
    return power;
}

static void
build_binary(struct promql_builder *builder, enum promql_op op, double number)
{
    promql_build_number(builder, number, span_none());
    promql_build_binary(builder, op, false, span_none());
}

/* Rounds the builder's operand so that what lies within half a step of the value becomes the
 * value itself. `round(x, step)` is floor(x × (1 / step) + 0.5) / (1 / step) in Prometheus
 * (funcRound), and 1 / 0.00001 is not 100000: where that does not end at the value, the operand
 * is scaled before and after, each time by a whole power of ten, which is exact. */
static void
build_rounded(struct promql_builder *builder, struct ratio value)
{
    const struct promql_function *round_function = promql_function_find(STR("round"));
    int64_t digits;
    int exponent;
    spread_digits(value, &digits, &exponent);
    double scale = power_of_ten(exponent < 0 ? -exponent : exponent);
    double step = exponent < 0 ? 1 / scale : scale;
    double inverse = 1 / step;
    if (exponent == 0) {
        promql_build_call(builder, round_function, 1, span_none());
    } else if ((double)digits / inverse == ratio_to_double(value)) {
        promql_build_number(builder, step, span_none());
        promql_build_call(builder, round_function, 2, span_none());
    } else {
        build_binary(builder, exponent < 0 ? PROMQL_OP_MUL : PROMQL_OP_DIV, scale);
        promql_build_call(builder, round_function, 1, span_none());
        build_binary(builder, exponent < 0 ? PROMQL_OP_DIV : PROMQL_OP_MUL, scale);
    }
}

/* `round(sum(NAME{…}), 0.001)`; for nothing the series themselves, which promtool then shows.
 */
static struct expectation
expect_recording(
    const struct emitter *emitter, const struct rule *rule, const struct recording_test *test)
{
    struct test_matcher_vec matchers = describe_recording(emitter, rule, test);
    bool has_value = !recording_test_wants_nothing(test);
    struct promql_builder builder;
    promql_builder_init(&builder);
    promql_build_selector(
        &builder, rule->name.str, matchers.at, (uint32_t)matchers.count, span_none());
    if (has_value) {
        struct promql_label_list none = { 0 };
        promql_build_aggregation(
            &builder, PROMQL_OP_SUM, PROMQL_CLAUSE_NONE, none, span_none());
        build_rounded(&builder, test->gives.value);
    }
    return (
        struct expectation){ finish_query(emitter, &builder), test->gives.value, has_value };
}

static void
print_expectation(
    struct yaml_writer *yaml, const struct expectation *expectation, int64_t milliseconds)
{
    yaml_begin_map(yaml);
    yaml_entry(yaml, "expr", expectation->query);
    yaml_word(yaml, "eval_time");
    yaml_duration(yaml, milliseconds);
    yaml_word(yaml, "exp_samples");
    yaml_begin_list(yaml);
    if (expectation->has_value) {
        yaml_begin_map(yaml);
        yaml_entry(yaml, "labels", STR("{}"));
        yaml_word(yaml, "value");
        yaml_ratio(yaml, expectation->value);
        yaml_end_map(yaml);
    }
    yaml_end_list(yaml);
    yaml_end_map(yaml);
}

/* What is expected at some times, what at others. */
static void
print_expectations(struct yaml_writer *yaml, const struct expectation *const expectations[2],
    struct test_time_vec times)
{
    yaml_word(yaml, "promql_expr_test");
    yaml_begin_list(yaml);
    for (size_t i = 0; i < times.count; i++) {
        const struct test_time *time = &times.at[i];
        print_expectation(yaml, expectations[time->list], time->period.milliseconds);
    }
    yaml_end_list(yaml);
}

static void
print_input(struct yaml_writer *yaml, struct named_text_list given)
{
    yaml_word(yaml, "input_series");
    yaml_begin_list(yaml);
    for (size_t i = 0; i < given.count; i++) {
        yaml_begin_map(yaml);
        yaml_entry(yaml, "series", given.at[i].key.str);
        yaml_entry(yaml, "values", given.at[i].value.str);
        yaml_end_map(yaml);
    }
    yaml_end_list(yaml);
}

static struct str
test_name(const struct emitter *emitter, struct str rule, struct str name, const char *fallback)
{
    return ARENA_JOIN(
        emitter->arena, rule, STR(": "), name.len == 0 ? str_from(fallback) : name);
}

void
test_case_print_alert(
    const struct emitter *emitter, struct yaml_writer *yaml, struct tested_alert *tested)
{
    const struct alert_test *test = tested->test;
    describe_test(emitter, tested);
    struct expectation fires = expect_alert(emitter, tested, true);
    struct expectation silent = expect_alert(emitter, tested, false);
    const char *verdict = test->silent.count == 0  ? "fires"
                          : test->fires.count == 0 ? "silent"
                                                   : "silent and fires";
    yaml_begin_map(yaml);
    yaml_entry(
        yaml, "name", test_name(emitter, tested->rules->name.str, test->name.str, verdict));
    emit_duration(yaml, "interval", test->interval.milliseconds);
    print_input(yaml, test->given);
    print_expectations(yaml, (const struct expectation *[]){ &fires, &silent },
        test_times_merge(emitter->arena, test->fires, test->silent));
    yaml_end_map(yaml);
}

void
test_case_print_recording(const struct emitter *emitter, struct yaml_writer *yaml,
    const struct rule *rule, const struct recording_test *test)
{
    struct expectation gives = expect_recording(emitter, rule, test);
    const char *verdict =
        recording_test_wants_nothing(test)
            ? "gives nothing"
            : arena_printf(emitter->arena, "gives %.*s", STR_ARG(test->gives.text)).at;
    yaml_begin_map(yaml);
    yaml_entry(yaml, "name", test_name(emitter, rule->name.str, test->name.str, verdict));
    emit_duration(yaml, "interval", test->interval.milliseconds);
    print_input(yaml, test->given);
    print_expectations(yaml, (const struct expectation *[]){ &gives, NULL },
        test_times_merge(emitter->arena, test->at, (struct period_list){ 0 }));
    yaml_end_map(yaml);
}
