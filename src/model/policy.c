/*
 * The record tables of policy, allow and their parts.
 */
#include "model/policy.h"

static const struct field allow_entry_fields[] = {
    { .key = "reason",
        .type = FIELD_TYPE_TEXT,
        .place = offsetof(struct allow_entry, reason),
        .is_required = true,
        .doc = "Why this is right here, for the next reader." },
    { .key = "until",
        .type = FIELD_TYPE_DATE,
        .place = offsetof(struct allow_entry, until),
        .doc = "The last day on which the exception holds; afterwards it is reported." },
    { .key = NULL },
};

const struct record allow_entry_record = {
    RECORD_DEFAULTS,
    .name = "an exception",
    .doc = "An exception from a check, made on the object it is about: `CHECK: reason`.",
    .fields = allow_entry_fields,
    .size = sizeof(struct allow_entry),
    .align = _Alignof(struct allow_entry),
    .text_field = "reason",
    .key_place = offsetof(struct allow_entry, key),
    .span_place = offsetof(struct allow_entry, span),
};

static const struct field allow_rule_fields[] = {
    { .key = "check",
        .type = FIELD_TYPE_KEY,
        .place = offsetof(struct allow_rule, check),
        .is_required = true,
        .doc = "The check that may not complain." },
    { .key = "at",
        .type = FIELD_TYPE_TEXT,
        .place = offsetof(struct allow_rule, at),
        .is_required = true,
        .doc = "Which objects: a subject such as `alerts/database/PoolExhaustion`, where `*` "
               "stands for any text." },
    { .key = "reason",
        .type = FIELD_TYPE_TEXT,
        .place = offsetof(struct allow_rule, reason),
        .is_required = true,
        .doc = "Why this is right, for the next reader." },
    { .key = "until",
        .type = FIELD_TYPE_DATE,
        .place = offsetof(struct allow_rule, until),
        .doc = "The last day on which the exception holds; afterwards it is reported." },
    { .key = NULL },
};

const struct record allow_rule_record = {
    RECORD_DEFAULTS,
    .name = "an exception",
    .doc = "An exception from a check for all objects whose subject fits. An exception that "
           "silences nothing is itself reported.",
    .fields = allow_rule_fields,
    .size = sizeof(struct allow_rule),
    .align = _Alignof(struct allow_rule),
    .span_place = offsetof(struct allow_rule, span),
};

static const struct field forbidden_class_fields[] = {
    { .key = "labels",
        .type = FIELD_TYPE_LABEL,
        .shape = FIELD_SHAPE_LIST,
        .place = offsetof(struct forbidden_class, labels),
        .is_required = true,
        .doc = "Label names that nothing may carry." },
    { .key = NULL },
};

static const struct record forbidden_class_record = {
    RECORD_DEFAULTS,
    .name = "a class of forbidden labels",
    .doc = "Labels that no metric, rule or alert may carry, and what kind of data they would "
           "tell.",
    .fields = forbidden_class_fields,
    .size = sizeof(struct forbidden_class),
    .align = _Alignof(struct forbidden_class),
    .list_field = "labels",
    .key_place = offsetof(struct forbidden_class, key),
};

static const struct field label_ceiling_fields[] = {
    { .key = "max",
        .type = FIELD_TYPE_COUNT,
        .place = offsetof(struct label_ceiling, max),
        .is_required = true,
        .doc = "The most values that the label may have." },
    { .key = NULL },
};

static const struct record label_ceiling_record = {
    RECORD_DEFAULTS,
    .name = "a ceiling",
    .doc = "How many values a label may have at most.",
    .fields = label_ceiling_fields,
    .size = sizeof(struct label_ceiling),
    .align = _Alignof(struct label_ceiling),
    .text_field = "max",
    .key_place = offsetof(struct label_ceiling, key),
};

static const struct field policy_require_fields[] = {
    { .key = "alert",
        .type = FIELD_TYPE_LABEL,
        .shape = FIELD_SHAPE_LIST,
        .place = offsetof(struct policy_require, alert),
        .doc = "What each alert must have: `severity`, `summary`, `description`, `runbook`, "
               "`dashboard`, or the name of a label or annotation." },
    { .key = "panel",
        .type = FIELD_TYPE_LABEL,
        .shape = FIELD_SHAPE_LIST,
        .place = offsetof(struct policy_require, panel),
        .doc = "What each panel must have: `title`, `unit`, `help`." },
    { .key = "metric",
        .type = FIELD_TYPE_LABEL,
        .shape = FIELD_SHAPE_LIST,
        .place = offsetof(struct policy_require, metric),
        .doc = "What each metric of the system's own catalogs must have: `help`, `unit`, "
               "`panel`." },
    { .key = NULL },
};

static const struct record policy_require_record = {
    RECORD_DEFAULTS,
    .name = "what is required",
    .doc = "What every object of a kind must have.",
    .fields = policy_require_fields,
    .size = sizeof(struct policy_require),
    .align = _Alignof(struct policy_require),
};

static const struct field policy_fields[] = {
    { .key = "forbidden_labels",
        .type = FIELD_TYPE_RECORD,
        .shape = FIELD_SHAPE_MAP,
        .place = offsetof(struct policy, forbidden_labels),
        .record = &forbidden_class_record,
        .key_type = FIELD_TYPE_KEY,
        .doc = "Labels that nothing may carry, by class: `phi: [patient_id, ssn]`." },
    { .key = "max_label_values",
        .type = FIELD_TYPE_RECORD,
        .shape = FIELD_SHAPE_MAP,
        .place = offsetof(struct policy, max_label_values),
        .record = &label_ceiling_record,
        .key_type = FIELD_TYPE_LABEL,
        .doc = "The ceiling for the number of values of a label; `labels:` states the fact." },
    { .key = "max_series",
        .type = FIELD_TYPE_COUNT,
        .place = offsetof(struct policy, max_series),
        .doc =
            "The ceiling for the series of one metric in one target, by the declared values." },
    { .key = "max_slo_series",
        .type = FIELD_TYPE_COUNT,
        .place = offsetof(struct policy, max_slo_series),
        .doc = "The ceiling for the series that one SLO records, by the declared values of the "
               "labels in its `by`." },
    { .key = "require",
        .type = FIELD_TYPE_RECORD,
        .place = offsetof(struct policy, require),
        .record = &policy_require_record,
        .doc = "What every alert, panel and metric must have." },
    { .key = "min_refresh",
        .type = FIELD_TYPE_DURATION,
        .place = offsetof(struct policy, min_refresh),
        .doc = "No dashboard may refresh faster than this." },
    { .key = NULL },
};

const struct record policy_record = {
    RECORD_DEFAULTS,
    .name = "a policy",
    .doc = "What this organisation insists on. A system may tighten the policy of a library it "
           "includes; loosening it is a finding.",
    .fields = policy_fields,
    .size = sizeof(struct policy),
    .align = _Alignof(struct policy),
    .span_place = offsetof(struct policy, span),
};
