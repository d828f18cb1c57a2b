/*
 * prometheus/tests/GROUP.yml: the tests of a group's alerts, for promtool.
 *
 * promtool's own `alert_rule_test` compares every label and the rendered text of every
 * annotation with what the test says, so a test would have to repeat both. We ask the series
 * that Prometheus itself keeps of its alerts instead: `group(ALERTS{alertname="X",
 * alertstate="firing", …})` is 1 when at least one such alert fires and nothing when none does.
 */
#include "emit/emitter.h"
#include "emit/test_files.h"
#include "promql/builder.h"

/* A test and the rules of its alert, which stand side by side. */
struct tested {
    const struct alert *alert;
    const struct alert_test *test;
    const struct rule *rules;
    size_t count;
};

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
is_common_label(const struct tested *tested, const struct rule_text *label)
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
    return !label->template;
}

VEC_DECLARE(test_matcher_vec, struct promql_matcher);

static void
add_matcher(const struct emitter *emitter, struct test_matcher_vec *matchers, struct str label,
    struct str value)
{
    for (size_t i = 0; i < matchers->count; i++) {
        if (str_equal(matchers->at[i].label, label)) {
            return;
        }
    }
    VEC_PUSH(emitter->arena, matchers,
        ((struct promql_matcher){ .label = label, .value = value, .match = PROMQL_MATCH_EQL }));
}

/* What a firing alert of this test looks like: its name, the labels that the test names, and
 * those that all its rules have in common. */
static struct test_matcher_vec
describe_alert(const struct emitter *emitter, const struct tested *tested)
{
    struct test_matcher_vec matchers = { 0 };
    const struct named_text_list *named = &tested->test->labels;
    add_matcher(emitter, &matchers, STR("alertname"), tested->alert->key.str);
    add_matcher(emitter, &matchers, STR("alertstate"), STR("firing"));
    for (size_t i = 0; i < named->count; i++) {
        add_matcher(emitter, &matchers, named->at[i].key.str, named->at[i].value.str);
    }
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

/* `group(ALERTS{…})` for an alert that fires. For one that is silent the series themselves:
 * when the test fails, promtool shows which alerts fire after all. */
static void
print_query(
    const struct emitter *emitter, struct yaml_writer *yaml, const struct tested *tested)
{
    struct test_matcher_vec matchers = describe_alert(emitter, tested);
    struct promql_builder builder;
    promql_builder_init(&builder);
    promql_build_selector(
        &builder, STR("ALERTS"), matchers.at, (uint32_t)matchers.count, span_none());
    if (tested->test->expectation == 0) {
        struct promql_label_list none = { 0 };
        promql_build_aggregation(
            &builder, PROMQL_OP_GROUP, PROMQL_CLAUSE_NONE, none, span_none());
    }
    const struct promql_tree *tree = promql_builder_tree(&builder, emitter->arena);
    promql_builder_finish(&builder);
    yaml_entry(yaml, "expr", promql_text(emitter->arena, tree, promql_root(tree)));
}

static void
print_expectation(
    const struct emitter *emitter, struct yaml_writer *yaml, const struct tested *tested)
{
    yaml_key(yaml, STR("promql_expr_test"));
    yaml_begin_list(yaml);
    yaml_begin_map(yaml);
    print_query(emitter, yaml, tested);
    if (tested->test->at.milliseconds == 0) {
        yaml_entry(yaml, "eval_time", STR("0s"));
    }
    emit_duration(emitter, yaml, "eval_time", tested->test->at.milliseconds);
    yaml_key(yaml, STR("exp_samples"));
    yaml_begin_list(yaml);
    if (tested->test->expectation == 0) {
        yaml_begin_map(yaml);
        yaml_entry(yaml, "labels", STR("{}"));
        yaml_key(yaml, STR("value"));
        yaml_integer(yaml, 1);
        yaml_end_map(yaml);
    }
    yaml_end_list(yaml);
    yaml_end_map(yaml);
    yaml_end_list(yaml);
}

static void
print_input(struct yaml_writer *yaml, struct named_text_list given)
{
    yaml_key(yaml, STR("input_series"));
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
test_name(
    const struct emitter *emitter, const struct alert *alert, const struct alert_test *test)
{
    const char *verdict = test->expectation == 0 ? "fires" : "silent";
    if (test->name.str.len == 0) {
        return arena_printf(emitter->arena, "%.*s: %s", STR_ARG(alert->key.str), verdict);
    }
    return arena_printf(
        emitter->arena, "%.*s: %.*s", STR_ARG(alert->key.str), STR_ARG(test->name.str));
}

static void
print_test(const struct emitter *emitter, struct yaml_writer *yaml, const struct tested *tested)
{
    yaml_begin_map(yaml);
    yaml_entry(yaml, "name", test_name(emitter, tested->alert, tested->test));
    emit_duration(emitter, yaml, "interval", tested->test->interval.milliseconds);
    print_input(yaml, tested->test->given);
    print_expectation(emitter, yaml, tested);
    yaml_end_map(yaml);
}

/* All tests of one alert. */
static void
print_tests(const struct emitter *emitter, struct emitted_yaml *file,
    const struct rule_group *group, struct tested *tested)
{
    const struct alert *alert = tested->alert;
    if (!alert || alert->tests.count == 0) {
        return;
    }
    for (size_t i = 0; i < alert->tests.count; i++) {
        tested->test = &alert->tests.at[i];
        print_test(emitter, &file->yaml, tested);
    }
    emit_add_subject(emitter, file,
        arena_printf(
            emitter->arena, "alerts/%.*s/%.*s", STR_ARG(group->name), STR_ARG(alert->key.str)));
}

static bool
has_tests(const struct emitter *emitter, const struct rule_group *group)
{
    for (size_t i = 0; i < group->count; i++) {
        const struct alert *alert = emitter->rules->all.at[group->first + i].alert;
        if (alert && alert->tests.count > 0) {
            return true;
        }
    }
    return false;
}

/* `rule_files`, `evaluation_interval`, and with several files `group_eval_order`. */
static void
print_head(const struct emitter *emitter, struct yaml_writer *yaml,
    const struct rule_group *group, const struct group_index_vec *needed)
{
    const struct rule_group_vec *groups = &emitter->rules->groups;
    yaml_key(yaml, STR("rule_files"));
    yaml_begin_list(yaml);
    for (size_t i = 0; i < needed->count; i++) {
        struct str file = emit_group_file(emitter, &groups->at[needed->at[i]]);
        yaml_text(yaml, arena_printf(emitter->arena, "../rules/%.*s", STR_ARG(file)));
    }
    yaml_end_list(yaml);
    int64_t interval = group->interval
                           ? group->interval
                           : emitter->model->prometheus.evaluation_interval.milliseconds;
    emit_duration(emitter, yaml, "evaluation_interval", interval);
    if (needed->count < 2) {
        return;
    }
    yaml_key(yaml, STR("group_eval_order"));
    yaml_begin_list(yaml);
    for (size_t i = 0; i < needed->count; i++) {
        yaml_text(yaml, groups->at[needed->at[i]].name);
    }
    yaml_end_list(yaml);
}

static void
print_group(const struct emitter *emitter, const struct group_sources *sources, size_t index)
{
    const struct rule_group *group = &emitter->rules->groups.at[index];
    struct group_index_vec needed = test_files_of(emitter, sources, index);
    struct emitted_yaml file;
    emit_begin_yaml(emitter, &file);
    print_head(emitter, &file.yaml, group, &needed);
    yaml_key(&file.yaml, STR("tests"));
    yaml_begin_list(&file.yaml);
    for (size_t i = 0; i < group->count;) {
        struct tested tested = { .rules = &emitter->rules->all.at[group->first + i] };
        tested.alert = tested.rules->alert;
        while (i < group->count &&
               emitter->rules->all.at[group->first + i].alert == tested.alert) {
            tested.count++;
            i++;
        }
        print_tests(emitter, &file, group, &tested);
    }
    yaml_end_list(&file.yaml);
    struct str name = emit_group_file(emitter, group);
    emit_end_yaml(
        emitter, &file, arena_printf(emitter->arena, "prometheus/tests/%.*s", STR_ARG(name)));
}

void
emit_prometheus_tests(const struct emitter *emitter)
{
    struct group_sources sources = test_files_prepare(emitter);
    for (size_t i = 0; i < emitter->rules->groups.count; i++) {
        if (has_tests(emitter, &emitter->rules->groups.at[i])) {
            print_group(emitter, &sources, i);
        }
    }
}
