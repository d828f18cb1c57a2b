/*
 * The record tables of the unit tests that recording rules and alerts have.
 */
#include "model/rule.h"

#include <stdlib.h>

#include "base/duration.h"

/* A test is named, is given series, and steps through them. */
#define TEST_FIELDS(owner)                                                                     \
    { .key = "name",                                                                           \
        .type = FIELD_TYPE_TEXT,                                                               \
        .place = offsetof(owner, name),                                                        \
        .doc = "What the test shows." },                                                       \
        { .key = "given",                                                                      \
            .type = FIELD_TYPE_TEXT,                                                           \
            .shape = FIELD_SHAPE_MAP,                                                          \
            .place = offsetof(owner, given),                                                   \
            .is_required = true,                                                               \
            .doc = "Series and their values in promtool's notation: `0+10x20`, `5 _ 7`, "      \
                   "`stale`." },                                                               \
    {                                                                                          \
        .key = "interval", .type = FIELD_TYPE_DURATION, .place = offsetof(owner, interval),    \
        .fallback = "1m", .doc = "The time between two values."                                \
    }

static struct str
print_period(struct schema_context *context, struct period period)
{
    struct buf buf;
    buf_init(&buf);
    duration_print(&buf, period.milliseconds);
    struct str text = arena_copy(context->arena, buf_str(&buf));
    buf_finish(&buf);
    return text;
}

/* A list that was written, but is empty. */
static void
report_no_time(struct schema_context *context, const char *record, struct span span)
{
    struct finding *finding =
        diag_report(context->diags, &kind_missing_key, span, "%s names no time", record);
    finding_caption(context->diags, finding, "nothing is looked at");
    finding_help(context->diags, finding, "give it a time such as `10m`");
}

static int
compare_times(const void *left, const void *right)
{
    const struct period *a = &((const struct test_time *)left)->period;
    const struct period *b = &((const struct test_time *)right)->period;
    if (a->milliseconds != b->milliseconds) {
        return a->milliseconds < b->milliseconds ? -1 : 1;
    }
    return (a->span.at > b->span.at) - (a->span.at < b->span.at);
}

struct test_time_vec
test_times_merge(struct arena *arena, struct period_list first, struct period_list second)
{
    struct test_time_vec times = { 0 };
    VEC_RESERVE(arena, &times, first.count + second.count);
    for (size_t i = 0; i < first.count; i++) {
        VEC_PUSH(arena, &times, ((struct test_time){ first.at[i], 0 }));
    }
    for (size_t i = 0; i < second.count; i++) {
        VEC_PUSH(arena, &times, ((struct test_time){ second.at[i], 1 }));
    }
    if (times.count > 1) {
        qsort(times.at, times.count, sizeof *times.at, compare_times);
    }
    return times;
}

/* A time that stands twice: in one list, or the alert would fire and be silent. */
static void
report_twice(struct schema_context *context, const struct test_time *first,
    const struct test_time *second)
{
    static const char *const expectations[] = { "it fires", "it is silent" };
    struct diags *diags = context->diags;
    struct str text = print_period(context, second->period);
    bool is_same = first->list == second->list;
    struct finding *finding = diag_report(diags,
        is_same ? &kind_invalid_value : &kind_conflicting_keys, second->period.span,
        is_same ? "the time `%.*s` stands twice in a test"
                : "an alert cannot fire and be silent at one time, `%.*s`",
        STR_ARG(text));
    finding_caption(diags, finding, "%s", is_same ? "here again" : expectations[second->list]);
    finding_label(diags, finding, first->period.span, "%s",
        is_same ? "here first" : expectations[first->list]);
    finding_help(
        diags, finding, is_same ? "remove one of them" : "remove the time from one of the two");
}

static bool
verify_times(
    struct schema_context *context, struct period_list first, struct period_list second)
{
    struct test_time_vec times = test_times_merge(context->arena, first, second);
    for (size_t i = 1; i < times.count; i++) {
        if (times.at[i - 1].period.milliseconds == times.at[i].period.milliseconds) {
            report_twice(context, &times.at[i - 1], &times.at[i]);
            return false;
        }
    }
    return true;
}

static bool
verify_recording_test(struct schema_context *context, const void *record)
{
    const struct recording_test *test = record;
    if (test->at.count == 0) {
        report_no_time(context, "a test of a recording", test->span);
        return false;
    }
    int64_t digits;
    int exponent;
    int64_t most = 1;
    for (int i = 0; i < RECORDING_TEST_MOST_DIGITS; i++) {
        most *= 10;
    }
    if (!ratio_decimal(test->gives.value, &digits, &exponent) || digits >= most ||
        digits <= -most) {
        struct finding *finding = diag_report(context->diags, &kind_invalid_value,
            test->gives.span, "`gives` has more than %d digits", RECORDING_TEST_MOST_DIGITS);
        finding_caption(
            context->diags, finding, "Prometheus computes with %d", RECORDING_TEST_MOST_DIGITS);
        finding_help(context->diags, finding, "round it");
        return false;
    }
    return verify_times(context, test->at, (struct period_list){ 0 });
}

static bool
verify_alert_test(struct schema_context *context, const void *record)
{
    const struct alert_test *test = record;
    if (test->fires.count + test->silent.count == 0) {
        report_no_time(context, "a test of an alert", test->span);
        return false;
    }
    return verify_times(context, test->fires, test->silent);
}

static const char *const gives_words[] = { "nothing", NULL };

static const struct field recording_test_fields[] = {
    TEST_FIELDS(struct recording_test),
    { .key = "at",
        .type = FIELD_TYPE_DURATION,
        .shape = FIELD_SHAPE_LIST,
        .place = offsetof(struct recording_test, at),
        .is_required = true,
        .doc = "When the recorded series are looked at." },
    { .key = "labels",
        .type = FIELD_TYPE_TEXT,
        .shape = FIELD_SHAPE_MAP,
        .place = offsetof(struct recording_test, labels),
        .key_type = FIELD_TYPE_LABEL,
        .doc = "Labels of the series to look at, beside those that the rule gives them." },
    { .key = "gives",
        .type = FIELD_TYPE_NUMBER,
        .words = gives_words,
        .place = offsetof(struct recording_test, gives),
        .is_required = true,
        .also_called = "fires silent value",
        .doc =
            "What is recorded: a number, compared in its first four digits, or in all it has "
            "if those are more. Several series are summed. `nothing`: no series at all." },
    { .key = NULL },
};

const struct record recording_test_record = {
    RECORD_DEFAULTS,
    .name = "a test of a recording",
    .doc = "A unit test, run by `tocsin test` through promtool.",
    .fields = recording_test_fields,
    .size = sizeof(struct recording_test),
    .align = _Alignof(struct recording_test),
    .span_place = offsetof(struct recording_test, span),
    .verify = verify_recording_test,
};

static const struct field alert_test_fields[] = {
    TEST_FIELDS(struct alert_test),
    { .key = "fires",
        .type = FIELD_TYPE_DURATION,
        .shape = FIELD_SHAPE_LIST,
        .place = offsetof(struct alert_test, fires),
        .is_in_group = true,
        .also_called = "at gives",
        .doc = "The alert fires at this time." },
    { .key = "silent",
        .type = FIELD_TYPE_DURATION,
        .shape = FIELD_SHAPE_LIST,
        .place = offsetof(struct alert_test, silent),
        .is_in_group = true,
        .doc = "The alert does not fire at this time." },
    { .key = "severity",
        .type = FIELD_TYPE_KEY,
        .place = offsetof(struct alert_test, severity),
        .doc = "Which severity of an alert with several limits." },
    { .key = "labels",
        .type = FIELD_TYPE_TEXT,
        .shape = FIELD_SHAPE_MAP,
        .place = offsetof(struct alert_test, labels),
        .key_type = FIELD_TYPE_LABEL,
        .doc = "Labels of the query's result that the firing alert has, such as `instance`." },
    { .key = NULL },
};

const struct record alert_test_record = {
    RECORD_DEFAULTS,
    .name = "a test of an alert",
    .doc = "A unit test, run by `tocsin test` through promtool.",
    .fields = alert_test_fields,
    .size = sizeof(struct alert_test),
    .align = _Alignof(struct alert_test),
    .group = "what is expected",
    .group_takes_several = true,
    .span_place = offsetof(struct alert_test, span),
    .verify = verify_alert_test,
};

bool
recording_test_wants_nothing(const struct recording_test *test)
{
    return str_is(test->gives.text, "nothing");
}
