/*
 * The record tables of recording rules and alerts, with their short forms.
 */
#include "model/rule.h"

#include "model/use.h"

static const struct field recording_fields[] = {
    { .key = "expr",
        .type = FIELD_TYPE_EXPR,
        .place = offsetof(struct recording, expr),
        .is_required = true,
        .doc = "What is computed at each step." },
    { .key = "labels",
        .type = FIELD_TYPE_TEXT,
        .shape = FIELD_SHAPE_MAP,
        .place = offsetof(struct recording, labels),
        .key_type = FIELD_TYPE_LABEL,
        .doc = "Labels that the recorded series get; they replace labels of the result." },
    { .key = "help",
        .type = FIELD_TYPE_TEXT,
        .place = offsetof(struct recording, help),
        .doc = "What the series tells, for `CATALOG.md`." },
    { .key = "unit",
        .type = FIELD_TYPE_TEXT,
        .place = offsetof(struct recording, unit),
        .doc = "Its unit, where the expression does not tell: `seconds`, `bytes`, `ratio`, "
               "`percent`, "
               "`requests`, `bytes per second`." },
    { .key = "tests",
        .type = FIELD_TYPE_RECORD,
        .shape = FIELD_SHAPE_LIST,
        .place = offsetof(struct recording, tests),
        .record = &recording_test_record,
        .doc = "Unit tests of the rule." },
    FIELD_ALLOW(struct recording),
    { .key = NULL },
};

static const struct record recording_record = {
    RECORD_DEFAULTS,
    .name = "a recording rule",
    .doc =
        "A recording rule; its key is the name of the recorded series, "
        "`level:metric:operations`. A bare text is its expression; several rules of one name "
        "are a list.",
    .fields = recording_fields,
    .size = sizeof(struct recording),
    .align = _Alignof(struct recording),
    .text_field = "expr",
    .key_place = offsetof(struct recording, key),
    .span_place = offsetof(struct recording, span),
};

static const struct field recording_group_fields[] = {
    { .key = "interval",
        .type = FIELD_TYPE_DURATION,
        .place = offsetof(struct recording_group, interval),
        .doc = "How often the group is evaluated; default: `prometheus.evaluation_interval`." },
    { .key = "limit",
        .type = FIELD_TYPE_COUNT,
        .place = offsetof(struct recording_group, limit),
        .tool = TOOL_PROMETHEUS,
        .since = "2.31",
        .doc = "The most series that one rule may produce; 0 is no limit." },
    { .key = "query_offset",
        .type = FIELD_TYPE_DURATION,
        .place = offsetof(struct recording_group, query_offset),
        .tool = TOOL_PROMETHEUS,
        .since = "2.53",
        .doc = "How far in the past the rules are evaluated." },
    { .key = "labels",
        .type = FIELD_TYPE_TEXT,
        .shape = FIELD_SHAPE_MAP,
        .place = offsetof(struct recording_group, labels),
        .key_type = FIELD_TYPE_LABEL,
        .doc = "Labels for all recorded series of the group." },
    { .key = "rules",
        .type = FIELD_TYPE_RECORD,
        .shape = FIELD_SHAPE_MAP,
        .place = offsetof(struct recording_group, rules),
        .record = &recording_record,
        .is_repeatable = true,
        .key_type = FIELD_TYPE_METRIC,
        .is_required = true,
        .doc = "The rules by the name of the series they record." },
    { .key = NULL },
};

const struct record recording_group_record = {
    RECORD_DEFAULTS,
    .name = "a group of recording rules",
    .doc = "Recording rules that are evaluated together. A group of recordings and a group of "
           "alerts of one name become one Prometheus group, recordings first.",
    .fields = recording_group_fields,
    .size = sizeof(struct recording_group),
    .align = _Alignof(struct recording_group),
    .key_place = offsetof(struct recording_group, key),
    .span_place = offsetof(struct recording_group, span),
    .also = &use_rules_form,
};

static const struct field alert_limit_fields[] = {
    { .key = "limit",
        .type = FIELD_TYPE_NUMBER,
        .place = offsetof(struct alert_limit, limit),
        .is_required = true,
        .doc = "The number that the expression is compared with." },
    { .key = "for",
        .type = FIELD_TYPE_DURATION,
        .place = offsetof(struct alert_limit, hold),
        .doc = "How long the condition must hold; default: the alert's `for`." },
    { .key = "keep_firing_for",
        .type = FIELD_TYPE_DURATION,
        .place = offsetof(struct alert_limit, keep_firing_for),
        .tool = TOOL_PROMETHEUS,
        .since = "2.42",
        .doc = "How long it keeps firing when the condition has ended." },
    { .key = "labels",
        .type = FIELD_TYPE_TEXT,
        .shape = FIELD_SHAPE_MAP,
        .place = offsetof(struct alert_limit, labels),
        .key_type = FIELD_TYPE_LABEL,
        .doc = "Labels of this severity's rule only." },
    { .key = NULL },
};

static const struct record alert_limit_record = {
    RECORD_DEFAULTS,
    .name = "a limit",
    .doc = "The limit of one severity: a number (`90%`, `500ms`, `5MiB`), or a map where this "
           "severity differs in more.",
    .fields = alert_limit_fields,
    .size = sizeof(struct alert_limit),
    .align = _Alignof(struct alert_limit),
    .text_field = "limit",
    .key_place = offsetof(struct alert_limit, key),
    .span_place = offsetof(struct alert_limit, span),
};

static void
report_bare_limit(struct schema_context *context, const struct value_entry *limit)
{
    struct finding *finding = diag_report(context->diags, &kind_missing_key, limit->value->span,
        "a bare limit needs `severity:` beside it");
    finding_caption(context->diags, finding, "of which severity?");
    finding_help(context->diags, finding,
        "write `%.*s: {SEVERITY: %.*s}`, or add `severity:` to the alert", STR_ARG(limit->key),
        STR_ARG(limit->value->text));
}

/* `above: 80%` beside `severity: warning` means `above: {warning: 80%}`. */
static const struct value *
name_bare_limits(struct schema_context *context, const struct value *alert)
{
    const struct value_entry *severity = value_find(alert, "severity");
    bool has_text = severity && severity->value->kind == VALUE_KIND_TEXT;
    struct value *longer = NULL;
    for (size_t i = 0; i < alert->entries.count; i++) {
        const struct value_entry *entry = &alert->entries.at[i];
        bool is_limit = str_is(entry->key, "above") || str_is(entry->key, "below");
        bool is_scalar = entry->value->text.len > 0;
        if (is_limit && is_scalar && !severity) {
            report_bare_limit(context, entry);
            return NULL;
        }
        if (!is_limit || !has_text || entry->value->kind == VALUE_KIND_MAP) {
            continue;
        }
        struct value *named = value_new_map(context->arena, entry->value->span);
        value_add_entry(
            context->arena, named, severity->value->text, severity->value->span, entry->value);
        if (!longer) {
            longer = value_new(context->arena, VALUE_KIND_MAP, alert->span);
            for (size_t j = 0; j < alert->entries.count; j++) {
                struct value_entry copy = alert->entries.at[j];
                VEC_PUSH(context->arena, &longer->entries, copy);
            }
        }
        longer->entries.at[i].value = named;
    }
    return longer ? longer : alert;
}

/* `above: 80%` beside `severity:`. */
static const struct field bare_limit = { .key = "limit", .type = FIELD_TYPE_NUMBER };

static const struct field alert_fields[] = {
    { .key = "expr",
        .type = FIELD_TYPE_EXPR,
        .place = offsetof(struct alert, expr),
        .is_required = true,
        .doc = "The condition; with `above` or `below` only its left side." },
    { .key = "above",
        .type = FIELD_TYPE_RECORD,
        .shape = FIELD_SHAPE_MAP,
        .place = offsetof(struct alert, above),
        .record = &alert_limit_record,
        .also = &bare_limit,
        .key_type = FIELD_TYPE_KEY,
        .doc =
            "Fires while the expression is greater: `{warning: 80%, critical: 90%}`. One rule "
            "for each severity; the more urgent mutes the less urgent." },
    { .key = "below",
        .type = FIELD_TYPE_RECORD,
        .shape = FIELD_SHAPE_MAP,
        .place = offsetof(struct alert, below),
        .record = &alert_limit_record,
        .also = &bare_limit,
        .key_type = FIELD_TYPE_KEY,
        .doc = "Fires while the expression is less; like `above`." },
    { .key = "for",
        .type = FIELD_TYPE_DURATION,
        .place = offsetof(struct alert, hold),
        .doc = "How long the condition must hold before the alert fires." },
    { .key = "keep_firing_for",
        .type = FIELD_TYPE_DURATION,
        .place = offsetof(struct alert, keep_firing_for),
        .tool = TOOL_PROMETHEUS,
        .since = "2.42",
        .doc = "How long it keeps firing when the condition has ended." },
    { .key = "severity",
        .type = FIELD_TYPE_KEY,
        .place = offsetof(struct alert, severity),
        .doc = "One of `severities:`; its labels become labels of the alert." },
    { .key = "summary",
        .type = FIELD_TYPE_ANNOTATION,
        .place = offsetof(struct alert, summary),
        .doc = "What happened, in one line. `$labels`, `$value` and `$limit` are known." },
    { .key = "description",
        .type = FIELD_TYPE_ANNOTATION,
        .place = offsetof(struct alert, description),
        .doc = "What the number means, what is normal, whom it hurts." },
    { .key = "runbook",
        .type = FIELD_TYPE_ANNOTATION,
        .place = offsetof(struct alert, runbook),
        .also_called = "runbook_url",
        .doc = "The URL of the runbook; default: `urls.runbooks` and the alert's name in "
               "kebab-case. Becomes the annotation `runbook_url`." },
    { .key = "dashboard",
        .type = FIELD_TYPE_KEY,
        .place = offsetof(struct alert, dashboard),
        .also_called = "dashboard_url",
        .doc = "The key of the dashboard that shows more. Becomes the annotation "
               "`dashboard_url`: `urls.grafana`, the dashboard's path, and a value for each of "
               "its variables whose name is a label of the alert's result." },
    { .key = "labels",
        .type = FIELD_TYPE_ANNOTATION,
        .shape = FIELD_SHAPE_MAP,
        .place = offsetof(struct alert, labels),
        .key_type = FIELD_TYPE_LABEL,
        .doc = "Further labels; they win over the group's, and those over the severity's." },
    { .key = "annotations",
        .type = FIELD_TYPE_ANNOTATION,
        .shape = FIELD_SHAPE_MAP,
        .place = offsetof(struct alert, annotations),
        .key_type = FIELD_TYPE_LABEL,
        .doc = "Further annotations." },
    { .key = "tests",
        .type = FIELD_TYPE_RECORD,
        .shape = FIELD_SHAPE_LIST,
        .place = offsetof(struct alert, tests),
        .record = &alert_test_record,
        .doc = "Unit tests of the alert." },
    FIELD_ALLOW(struct alert),
    { .key = NULL },
};

static const struct record alert_record = {
    RECORD_DEFAULTS,
    .name = "an alert",
    .doc = "An alert; its key is the alert's name. Several rules of one name are a list.",
    .fields = alert_fields,
    .size = sizeof(struct alert),
    .align = _Alignof(struct alert),
    .key_place = offsetof(struct alert, key),
    .span_place = offsetof(struct alert, span),
    .rewrite = name_bare_limits,
};

static const struct field alert_group_fields[] = {
    { .key = "interval",
        .type = FIELD_TYPE_DURATION,
        .place = offsetof(struct alert_group, interval),
        .doc = "How often the group is evaluated; default: `prometheus.evaluation_interval`." },
    { .key = "limit",
        .type = FIELD_TYPE_COUNT,
        .place = offsetof(struct alert_group, limit),
        .tool = TOOL_PROMETHEUS,
        .since = "2.31",
        .doc = "The most alerts that one rule may produce; 0 is no limit." },
    { .key = "query_offset",
        .type = FIELD_TYPE_DURATION,
        .place = offsetof(struct alert_group, query_offset),
        .tool = TOOL_PROMETHEUS,
        .since = "2.53",
        .doc = "How far in the past the rules are evaluated." },
    { .key = "labels",
        .type = FIELD_TYPE_ANNOTATION,
        .shape = FIELD_SHAPE_MAP,
        .place = offsetof(struct alert_group, labels),
        .key_type = FIELD_TYPE_LABEL,
        .doc = "Labels for all alerts of the group." },
    { .key = "rules",
        .type = FIELD_TYPE_RECORD,
        .shape = FIELD_SHAPE_MAP,
        .place = offsetof(struct alert_group, rules),
        .record = &alert_record,
        .is_repeatable = true,
        .key_type = FIELD_TYPE_KEY,
        .is_required = true,
        .doc = "The alerts by their names." },
    { .key = NULL },
};

const struct record alert_group_record = {
    RECORD_DEFAULTS,
    .name = "a group of alerts",
    .doc = "Alerts that are evaluated together and share labels.",
    .fields = alert_group_fields,
    .size = sizeof(struct alert_group),
    .align = _Alignof(struct alert_group),
    .key_place = offsetof(struct alert_group, key),
    .span_place = offsetof(struct alert_group, span),
    .also = &use_rules_form,
};
