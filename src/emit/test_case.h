/*
 * Inside the emit room: one test of a rule, as promtool reads it.
 */
#ifndef TOCSIN_EMIT_TEST_CASE_H
#define TOCSIN_EMIT_TEST_CASE_H

#include "emit/emitter.h"

/* A test and the rules of its alert, which stand side by side. */
struct tested_alert {
    const struct alert_test *test;
    const struct rule *rules;
    size_t count;
    const struct alert_test *described; /* the test that `series` was made for, or NULL */
    struct str series; /* `ALERTS{…}`: most tests of an alert want the same */
};

/* An entry of `tests:`. */
void test_case_print_alert(
    const struct emitter *emitter, struct yaml_writer *yaml, struct tested_alert *tested);
void test_case_print_recording(const struct emitter *emitter, struct yaml_writer *yaml,
    const struct rule *rule, const struct recording_test *test);

#endif
