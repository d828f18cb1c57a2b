/*
 * prometheus/tests/GROUP.yml: the tests of a group's rules, for promtool, in the order of the
 * rules; test_case.c prints each.
 */
#include "emit/emitter.h"
#include "emit/test_case.h"
#include "emit/test_files.h"

/* All tests of one alert. */
static void
print_alert(const struct emitter *emitter, struct emitted_yaml *file,
    const struct rule_group *group, struct tested_alert *tested)
{
    const struct alert *alert = tested->rules->alert;
    for (size_t i = 0; i < alert->tests.count; i++) {
        tested->test = &alert->tests.at[i];
        test_case_print_alert(emitter, &file->yaml, tested);
    }
    if (alert->tests.count > 0) {
        emit_add_subject(emitter, &file->subjects,
            ARENA_JOIN(
                &emitter->made->arena, STR("alerts/"), group->name, STR("/"), alert->key.str));
    }
}

static void
print_recording(
    const struct emitter *emitter, struct emitted_yaml *file, const struct rule *rule)
{
    const struct recording_test_list *tests = &rule->recording->tests;
    for (size_t i = 0; i < tests->count; i++) {
        test_case_print_recording(emitter, &file->yaml, rule, &tests->at[i]);
    }
    if (tests->count > 0) {
        emit_add_subject(emitter, &file->subjects, rule->subject);
    }
}

static bool
has_tests(const struct emitter *emitter, const struct rule_group *group)
{
    for (size_t i = 0; i < group->count; i++) {
        const struct rule *rule = &emitter->rules->all.at[group->first + i];
        if ((rule->alert ? rule->alert->tests.count : rule->recording->tests.count) > 0) {
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
    yaml_word(yaml, "rule_files");
    yaml_begin_list(yaml);
    for (size_t i = 0; i < needed->count; i++) {
        struct str file = emit_group_file(emitter, &groups->at[needed->at[i]]);
        yaml_text(yaml, arena_printf(emitter->arena, "../rules/%.*s", STR_ARG(file)));
    }
    yaml_end_list(yaml);
    int64_t interval = group->interval
                           ? group->interval
                           : emitter->model->prometheus.evaluation_interval.milliseconds;
    emit_duration(yaml, "evaluation_interval", interval);
    if (needed->count < 2) {
        return;
    }
    yaml_word(yaml, "group_eval_order");
    yaml_begin_list(yaml);
    for (size_t i = 0; i < needed->count; i++) {
        yaml_text(yaml, groups->at[needed->at[i]].name);
    }
    yaml_end_list(yaml);
}

static void
print_group(const struct emitter *emitter, size_t index)
{
    const struct rule_group *group = &emitter->rules->groups.at[index];
    struct group_index_vec needed = test_files_of(emitter, index);
    struct emitted_yaml file;
    emit_begin_yaml(emitter, &file);
    print_head(emitter, &file.yaml, group, &needed);
    yaml_word(&file.yaml, "tests");
    yaml_begin_list(&file.yaml);
    for (size_t i = 0; i < group->count;) {
        struct tested_alert tested = { .rules = &emitter->rules->all.at[group->first + i] };
        const struct alert *alert = tested.rules->alert;
        do {
            tested.count++;
        } while (alert && i + tested.count < group->count &&
                 tested.rules[tested.count].alert == alert);
        i += tested.count;
        if (alert) {
            print_alert(emitter, &file, group, &tested);
        } else {
            print_recording(emitter, &file, tested.rules);
        }
    }
    yaml_end_list(&file.yaml);
    struct str name = emit_group_file(emitter, group);
    emit_end_yaml(
        emitter, &file, arena_printf(emitter->arena, "prometheus/tests/%.*s", STR_ARG(name)));
}

void
emit_prometheus_tests(const struct emitter *emitter)
{
    for (size_t i = emitter->first; i < emitter->end; i++) {
        if (has_tests(emitter, &emitter->rules->groups.at[i])) {
            print_group(emitter, i);
            arena_clear(emitter->arena);
        }
    }
}
