/*
 * The record tables of service level objectives.
 */
#include "model/slo.h"

#include "schema/quantity.h"

/* Its own words for the two ways in which an alert of an SLO reaches people. */
const char *const slo_urgency_words[] = { "page", "ticket", NULL };

static const struct field row_fields[] = {
    { .key = "long",
        .type = FIELD_TYPE_DURATION,
        .place = SCHEMA_NO_PLACE,
        .is_required = true,
        .doc = "The window that says how much of the budget is spent." },
    { .key = "short",
        .type = FIELD_TYPE_DURATION,
        .place = SCHEMA_NO_PLACE,
        .is_required = true,
        .doc = "The window that ends the alert soon after the trouble has ended." },
    { .key = "share",
        .type = FIELD_TYPE_NUMBER,
        .place = offsetof(struct slo_row, share),
        .is_in_group = true,
        .doc = "The share of the budget that is spent within `long` when it fires: `2%`." },
    { .key = "burn",
        .type = FIELD_TYPE_NUMBER,
        .place = offsetof(struct slo_row, burn),
        .is_in_group = true,
        .doc = "The burn rate above which it fires: `14.4`; 1 spends the budget in just the "
               "SLO's window." },
    { .key = "alert",
        .type = FIELD_TYPE_CHOICE,
        .words = slo_urgency_words,
        .place = SCHEMA_NO_PLACE,
        .is_required = true,
        .doc = "Whether it pages or opens a ticket." },
    { .key = "severity",
        .type = FIELD_TYPE_KEY,
        .place = SCHEMA_NO_PLACE,
        .doc = "The severity of this row alone; default: that of its kind." },
    { .key = "tier",
        .type = FIELD_TYPE_KEY,
        .place = SCHEMA_NO_PLACE,
        .doc = "Its label `tier`; default: `fast` for the first row of its kind, `slow` for "
               "the second." },
    { .key = NULL },
};

static const struct record row_record = {
    RECORD_DEFAULTS,
    .name = "a burn rate row",
    .doc = "One row of the burn rate table: it fires when both windows burn faster.",
    .fields = row_fields,
    .size = sizeof(struct slo_row),
    .align = _Alignof(struct slo_row),
    .group = "how fast it burns",
    .group_place = offsetof(struct slo_row, measure),
    .span_place = offsetof(struct slo_row, span),
};

static const struct field alerting_fields[] = {
    { .key = "page",
        .type = FIELD_TYPE_KEY,
        .place = SCHEMA_NO_PLACE,
        .doc = "The severity of what pages, or `off`; default: the most urgent." },
    { .key = "ticket",
        .type = FIELD_TYPE_KEY,
        .place = SCHEMA_NO_PLACE,
        .doc = "The severity of what opens a ticket, or `off`; default: the second." },
    { .key = "absent",
        .type = FIELD_TYPE_KEY,
        .place = SCHEMA_NO_PLACE,
        .doc =
            "The severity of what tells that a metric is gone while its job is up, or `off`; "
            "default: the ticket's." },
    { .key = "rows",
        .type = FIELD_TYPE_RECORD,
        .shape = FIELD_SHAPE_LIST,
        .record = &row_record,
        .place = offsetof(struct slo_alerting, rows),
        .doc = "The burn rate table, in place of the usual one." },
    { .key = NULL },
};

static const struct record alerting_record = {
    RECORD_DEFAULTS,
    .name = "an alerting policy",
    .doc = "Who is told when the budget burns, and how fast that must be.",
    .fields = alerting_fields,
    .size = sizeof(struct slo_alerting),
    .align = _Alignof(struct slo_alerting),
};

static const struct field budget_fields[] = {
    { .key = "warn",
        .type = FIELD_TYPE_NUMBER,
        .place = offsetof(struct slo_budget, warn),
        .doc = "A ticket when less than this share of the budget is left: `10%`." },
    { .key = "spent",
        .type = FIELD_TYPE_BOOL,
        .place = SCHEMA_NO_PLACE,
        .doc = "A ticket when nothing of it is left." },
    { .key = NULL },
};

static const struct record budget_record = {
    RECORD_DEFAULTS,
    .name = "a budget policy",
    .doc = "What is told of the error budget itself, however fast it burns.",
    .fields = budget_fields,
    .size = sizeof(struct slo_budget),
    .align = _Alignof(struct slo_budget),
};

static const char *const low_traffic_words[] = { "refuse", "drop", "keep", NULL };

static const struct field slo_fields[] = {
    { .key = "title",
        .type = FIELD_TYPE_TEXT,
        .place = offsetof(struct slo, title),
        .doc = "What is promised, in a few words; default: the key." },
    { .key = "help",
        .type = FIELD_TYPE_TEXT,
        .place = offsetof(struct slo, help),
        .doc = "What it means and why it was promised." },
    { .key = "objective",
        .type = FIELD_TYPE_NUMBER,
        .place = offsetof(struct slo, objective),
        .is_required = true,
        .also_called = "target goal",
        .doc = "The share of events that are to be good, as a percentage: `99.9%`." },
    { .key = "objectives",
        .type = FIELD_TYPE_TEXT,
        .shape = FIELD_SHAPE_MAP,
        .place = offsetof(struct slo, objectives),
        .doc = "Other objectives for single values of the one label in `by`: `{gold: "
               "99.99%}`." },
    { .key = "window",
        .type = FIELD_TYPE_DURATION,
        .place = offsetof(struct slo, window),
        .fallback = "30d",
        .also_called = "period",
        .doc = "The time for which it is promised, which rolls on: `7d`, `28d`, `30d`, `90d` "
               "or any other." },
    { .key = "errors",
        .type = FIELD_TYPE_EXPR,
        .place = SCHEMA_NO_PLACE,
        .is_in_group = true,
        .group_value = SLO_INDICATOR_ERRORS,
        .doc = "The bad ones among the events of `total`: a counter with matchers." },
    { .key = "good",
        .type = FIELD_TYPE_EXPR,
        .place = SCHEMA_NO_PLACE,
        .is_in_group = true,
        .group_value = SLO_INDICATOR_GOOD,
        .doc = "The good ones among the events of `total`: a counter with matchers." },
    { .key = "total",
        .type = FIELD_TYPE_EXPR,
        .place = SCHEMA_NO_PLACE,
        .doc = "All events: a counter, or a histogram's count, with matchers or not." },
    { .key = "latency",
        .type = FIELD_TYPE_EXPR,
        .place = SCHEMA_NO_PLACE,
        .is_in_group = true,
        .group_value = SLO_INDICATOR_LATENCY,
        .doc = "A histogram; what it observed is good up to `under`." },
    { .key = "under",
        .type = FIELD_TYPE_NUMBER,
        .place = offsetof(struct slo, under),
        .doc = "The bound of one of the histogram's buckets: `300ms`." },
    { .key = "up",
        .type = FIELD_TYPE_EXPR,
        .place = SCHEMA_NO_PLACE,
        .is_in_group = true,
        .group_value = SLO_INDICATOR_UP,
        .doc = "A gauge that is 1 while all is well and 0 otherwise; every minute of every "
               "series is an event." },
    { .key = "ratio",
        .type = FIELD_TYPE_EXPR,
        .place = SCHEMA_NO_PLACE,
        .is_in_group = true,
        .group_value = SLO_INDICATOR_RATIO,
        .doc = "An expression for the share of errors; every minute counts the same, however "
               "much traffic it had." },
    { .key = "by",
        .type = FIELD_TYPE_LABEL,
        .shape = FIELD_SHAPE_LIST,
        .place = offsetof(struct slo, by),
        .doc = "One objective for each value of these labels." },
    { .key = "traffic",
        .type = FIELD_TYPE_NUMBER,
        .place = offsetof(struct slo, traffic),
        .doc = "How many events there are in a usual hour." },
    { .key = "low_traffic",
        .type = FIELD_TYPE_CHOICE,
        .words = low_traffic_words,
        .place = SCHEMA_NO_PLACE,
        .doc = "What is done with a row that one single error would fire at this `traffic`: "
               "`refuse` (the default), `drop` it, or `keep` it." },
    { .key = "owner",
        .type = FIELD_TYPE_TEXT,
        .place = offsetof(struct slo, owner),
        .also_called = "team",
        .doc = "Who answers for it." },
    { .key = "labels",
        .type = FIELD_TYPE_TEXT,
        .shape = FIELD_SHAPE_MAP,
        .key_type = FIELD_TYPE_LABEL,
        .place = SCHEMA_NO_PLACE,
        .doc = "Further labels of its alerts and of its info series; recorded numbers do not "
               "get them, so that changing one breaks no history." },
    { .key = "runbook",
        .type = FIELD_TYPE_ANNOTATION,
        .place = SCHEMA_NO_PLACE,
        .also_called = "runbook_url",
        .doc = "The URL of the runbook of its alerts." },
    { .key = "dashboard",
        .type = FIELD_TYPE_KEY,
        .place = SCHEMA_NO_PLACE,
        .also_called = "dashboard_url",
        .doc = "The key of the dashboard to which its alerts lead." },
    { .key = "impact",
        .type = FIELD_TYPE_TEXT,
        .place = offsetof(struct slo, impact),
        .doc = "Whom it hurts when it is missed." },
    { .key = "regulatory",
        .type = FIELD_TYPE_BOOL,
        .place = offsetof(struct slo, regulatory),
        .doc = "Whether a law or a contract asks for it." },
    { .key = "alerting",
        .type = FIELD_TYPE_RECORD,
        .record = &alerting_record,
        .place = offsetof(struct slo, alerting),
        .doc = "Who is told, and how fast the budget must burn." },
    { .key = "budget",
        .type = FIELD_TYPE_RECORD,
        .record = &budget_record,
        .place = offsetof(struct slo, budget),
        .doc = "What is told of the budget itself." },
    { .key = "tests",
        .type = FIELD_TYPE_BOOL,
        .place = SCHEMA_NO_PLACE,
        .fallback = "true",
        .doc = "Whether its rules get unit tests, which `tocsin test` runs." },
    { .key = "allow",
        .type = FIELD_TYPE_RECORD,
        .shape = FIELD_SHAPE_MAP,
        .place = offsetof(struct slo, allow),
        .record = &allow_entry_record,
        .key_type = FIELD_TYPE_KEY,
        .doc =
            "Checks that may not complain about it, its alerts and recordings, each with the "
            "reason." },
    { .key = NULL },
};

/* The text of a percentage that was written as a share of one: `0.999` is `99.9%`. */
static struct str
as_percentage(struct arena *arena, const struct number *objective)
{
    struct ratio share = objective->value;
    struct ratio hundredfold = share;
    if (ratio_compare(share, ratio_from(1)) < 0 &&
        !ratio_multiply(share, ratio_from(100), &hundredfold)) {
        return STR("99.9");
    }
    struct buf buf;
    buf_init(&buf);
    ratio_print(&buf, hundredfold);
    struct str text = arena_copy(arena, buf_str(&buf));
    buf_finish(&buf);
    return text;
}

bool
slo_verify_objective(struct schema_context *context, const struct number *objective)
{
    struct diags *diags = context->diags;
    if (!str_ends_with(objective->text, STR("%"))) {
        struct str better = as_percentage(diags->arena, objective);
        struct finding *finding = diag_report(diags, &kind_invalid_value, objective->span,
            "an objective must be a percentage, found `%.*s`", STR_ARG(objective->text));
        finding_caption(diags, finding, "no `%%`");
        finding_help(diags, finding, "write `%.*s%%`", STR_ARG(better));
        return false;
    }
    if (ratio_compare(objective->value, ratio_from(1)) >= 0) {
        struct finding *finding = diag_report(diags, &kind_invalid_value, objective->span,
            "an objective must be below 100%%, found `%.*s`", STR_ARG(objective->text));
        finding_caption(diags, finding, "leaves no error budget");
        finding_note(diags, finding,
            "every alert compares errors with the budget, and of nothing no part is left");
        finding_help(diags, finding, "promise less, as in `99.99%%`");
        return false;
    }
    if (ratio_compare(objective->value, ratio_from(0)) <= 0) {
        struct finding *finding = diag_report(diags, &kind_invalid_value, objective->span,
            "an objective must be above 0%%, found `%.*s`", STR_ARG(objective->text));
        finding_caption(diags, finding, "promises nothing");
        return false;
    }
    return true;
}

/* The objectives of single label values are read like the one of all. */
bool
slo_verify_objectives(struct schema_context *context, const struct named_text_list *objectives)
{
    bool is_good = true;
    for (size_t i = 0; i < objectives->count; i++) {
        const struct text *text = &objectives->at[i].value;
        struct number number = { .is_set = true, .span = text->span, .text = text->str };
        if (!quantity_parse(text->str, &number.value)) {
            struct finding *finding =
                diag_report(context->diags, &kind_invalid_value, text->span,
                    "an objective must be a percentage, found `%.*s`", STR_ARG(text->str));
            finding_caption(context->diags, finding, "no number");
            finding_help(context->diags, finding, "write it as `99.9%%`");
            is_good = false;
        } else {
            is_good = slo_verify_objective(context, &number) && is_good;
        }
    }
    return is_good;
}

/* Which key an indicator needs beside it; NULL: none. Same order as enum slo_indicator. */
static const struct {
    const char *key;
    const char *companion;
} indicators[] = {
    { "errors", "total" },
    { "good", "total" },
    { "latency", "under" },
    { "up", NULL },
    { "ratio", NULL },
};

static bool
verify_companion(struct schema_context *context, const struct slo *slo, const char *companion)
{
    struct diags *diags = context->diags;
    const char *indicator = indicators[slo->indicator].key;
    const char *needed = indicators[slo->indicator].companion;
    bool is_needed = needed && strcmp(needed, companion) == 0;
    const struct value_entry *entry = value_find(slo->value, companion);
    if (is_needed == (entry != NULL)) {
        return true;
    }
    if (is_needed) {
        struct finding *finding =
            diag_report(diags, &kind_missing_key, value_find(slo->value, indicator)->key_span,
                "`%s` needs `%s` beside it", indicator, companion);
        finding_caption(diags, finding, "without `%s`", companion);
        finding_topic(diags, finding, slo->key.str);
        return false;
    }
    struct finding *finding = diag_report(diags, &kind_conflicting_keys, entry->key_span,
        "`%s` does not go with `%s`", companion, indicator);
    finding_caption(diags, finding, "not for this indicator");
    finding_label(diags, finding, value_find(slo->value, indicator)->key_span,
        "the indicator of this SLO");
    return false;
}

static bool
verify_slo(struct schema_context *context, const void *record)
{
    const struct slo *slo = record;
    bool is_good = slo_verify_objective(context, &slo->objective);
    is_good = slo_verify_objectives(context, &slo->objectives) && is_good;
    is_good = verify_companion(context, slo, "total") && is_good;
    return verify_companion(context, slo, "under") && is_good;
}

const struct record slo_record = {
    RECORD_DEFAULTS,
    .name = "an SLO",
    .doc = "A service level objective. The Lua template `slo` makes recordings, alerts and "
           "inhibitions of it; a `templates/slo.lua` of yours takes its place.",
    .fields = slo_fields,
    .size = sizeof(struct slo),
    .align = _Alignof(struct slo),
    .group = "its indicator",
    .group_place = offsetof(struct slo, indicator),
    .key_place = offsetof(struct slo, key),
    .span_place = offsetof(struct slo, span),
    .value_place = offsetof(struct slo, value),
    .verify = verify_slo,
};

static const struct field slo_section_fields[] = {
    { .key = "slos",
        .type = FIELD_TYPE_RECORD,
        .shape = FIELD_SHAPE_MAP,
        .place = 0,
        .record = &slo_record,
        .key_type = FIELD_TYPE_KEY,
        .doc = "The SLOs by name." },
    { .key = NULL },
};

const struct record slo_section_record = {
    RECORD_DEFAULTS,
    .name = "a spec",
    .doc = "The SLOs of a spec.",
    .fields = slo_section_fields,
    .size = sizeof(struct slo_list),
    .align = _Alignof(struct slo_list),
    .takes_other_keys = true,
};
