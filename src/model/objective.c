/*
 * The record tables of what was promised and of the alerts that tell of it.
 */
#include "model/objective.h"

#include <assert.h>

#include "model/slo.h"
#include "schema/quantity.h"

static const struct field row_fields[] = {
    { .key = "alert",
        .type = FIELD_TYPE_TEXT,
        .place = offsetof(struct objective_row, alert),
        .is_required = true,
        .doc = "The name of the alert that fires." },
    { .key = "severity",
        .type = FIELD_TYPE_KEY,
        .place = offsetof(struct objective_row, severity),
        .is_required = true,
        .doc = "Its severity." },
    { .key = "tier",
        .type = FIELD_TYPE_KEY,
        .place = offsetof(struct objective_row, tier),
        .doc = "Its label `tier`, which tells rows of one severity apart." },
    { .key = "urgency",
        .type = FIELD_TYPE_CHOICE,
        .words = slo_urgency_words,
        .place = offsetof(struct objective_row, urgency),
        .is_required = true,
        .doc = "Whether it pages or opens a ticket." },
    { .key = "long",
        .type = FIELD_TYPE_DURATION,
        .place = offsetof(struct objective_row, long_window),
        .is_required = true,
        .doc = "The window that says how much of the budget is spent." },
    { .key = "short",
        .type = FIELD_TYPE_DURATION,
        .place = offsetof(struct objective_row, short_window),
        .is_required = true,
        .doc = "The window that ends the alert soon after the trouble has ended." },
    { .key = "burn",
        .type = FIELD_TYPE_NUMBER,
        .place = offsetof(struct objective_row, burn),
        .is_required = true,
        .doc = "The burn rate above which it fires, in both windows: `14.4`." },
    { .key = NULL },
};

static bool
verify_row(struct schema_context *context, const void *record)
{
    const struct objective_row *row = record;
    struct diags *diags = context->diags;
    if (ratio_compare(row->burn.value, ratio_from(0)) <= 0) {
        struct finding *finding = diag_report(diags, &kind_invalid_value, row->burn.span,
            "a burn rate must be above 0, found `%.*s`", STR_ARG(row->burn.text));
        finding_help(
            diags, finding, "write how many times as fast as allowed the budget burns: `14.4`");
        return false;
    }
    if (row->short_window.milliseconds <= 0) {
        diag_report(diags, &kind_invalid_value, row->short_window.span,
            "a window must be longer than 0s");
        return false;
    }
    if (row->short_window.milliseconds < row->long_window.milliseconds) {
        return true;
    }
    struct finding *finding = diag_report(diags, &kind_invalid_value, row->short_window.span,
        "`short` must be shorter than `long`");
    finding_caption(diags, finding, "not shorter");
    finding_label(diags, finding, row->long_window.span, "the long window");
    return false;
}

static const struct record row_record = {
    RECORD_DEFAULTS,
    .name = "an alert of an objective",
    .doc = "A row of the burn rate table: the alert fires while both windows burn faster.",
    .fields = row_fields,
    .size = sizeof(struct objective_row),
    .align = _Alignof(struct objective_row),
    .span_place = offsetof(struct objective_row, span),
    .verify = verify_row,
};

static const struct field objective_fields[] = {
    { .key = "title",
        .type = FIELD_TYPE_TEXT,
        .place = offsetof(struct objective, title),
        .doc = "What is promised, in a few words; default: the key." },
    { .key = "help",
        .type = FIELD_TYPE_TEXT,
        .place = offsetof(struct objective, help),
        .doc = "What it means and why it was promised." },
    { .key = "objective",
        .type = FIELD_TYPE_NUMBER,
        .place = offsetof(struct objective, objective),
        .is_required = true,
        .also_called = "target goal",
        .doc = "The share of events that are to be good, as a percentage: `99.9%`." },
    { .key = "objectives",
        .type = FIELD_TYPE_TEXT,
        .shape = FIELD_SHAPE_MAP,
        .place = offsetof(struct objective, objectives),
        .doc = "Other objectives for single values of the one label in `by`: `{gold: "
               "99.99%}`." },
    { .key = "window",
        .type = FIELD_TYPE_DURATION,
        .place = offsetof(struct objective, window),
        .is_required = true,
        .also_called = "period",
        .doc = "The time for which it is promised, which rolls on." },
    { .key = "by",
        .type = FIELD_TYPE_LABEL,
        .shape = FIELD_SHAPE_LIST,
        .place = offsetof(struct objective, by),
        .doc = "One objective for each value of these labels." },
    { .key = "counts",
        .type = FIELD_TYPE_TEXT,
        .place = offsetof(struct objective, counts),
        .doc = "What is counted, in words or as selectors." },
    { .key = "traffic",
        .type = FIELD_TYPE_NUMBER,
        .place = offsetof(struct objective, traffic),
        .doc = "How many events there are in a usual hour, of each value of `by`." },
    { .key = "owner",
        .type = FIELD_TYPE_TEXT,
        .place = offsetof(struct objective, owner),
        .also_called = "team",
        .doc = "Who answers for it." },
    { .key = "alerts",
        .type = FIELD_TYPE_RECORD,
        .shape = FIELD_SHAPE_LIST,
        .place = offsetof(struct objective, alerts),
        .record = &row_record,
        .doc = "The alerts that tell how fast its budget burns, most urgent first." },
    { .key = NULL },
};

static bool
verify_windows(struct schema_context *context, const struct objective *objective)
{
    struct diags *diags = context->diags;
    for (size_t i = 0; i < objective->alerts.count; i++) {
        const struct objective_row *row = &objective->alerts.at[i];
        if (row->long_window.milliseconds <= objective->window.milliseconds) {
            continue;
        }
        struct finding *finding = diag_report(diags, &kind_invalid_value, row->long_window.span,
            "`long` must not be longer than the objective's own `window`");
        finding_caption(diags, finding, "longer");
        finding_label(diags, finding, objective->window.span, "the time that is promised for");
        return false;
    }
    return true;
}

static bool
verify_objective(struct schema_context *context, const void *record)
{
    const struct objective *objective = record;
    struct diags *diags = context->diags;
    bool is_good = slo_verify_objective(context, &objective->objective);
    if (objective->window.milliseconds <= 0) {
        diag_report(diags, &kind_invalid_value, objective->window.span,
            "a window must be longer than 0s");
        is_good = false;
    }
    is_good = slo_verify_objectives(context, &objective->objectives) && is_good;
    if (objective->objectives.count > 0 && objective->by.count != 1) {
        diag_report(diags, &kind_invalid_value, objective->objectives.at[0].key.span,
            "`objectives` needs one label in `by`, whose values it names");
        is_good = false;
    }
    if (objective->traffic.is_set &&
        ratio_compare(objective->traffic.value, ratio_from(0)) <= 0) {
        struct finding *finding =
            diag_report(diags, &kind_invalid_value, objective->traffic.span,
                "`traffic` must be above 0, found `%.*s`", STR_ARG(objective->traffic.text));
        finding_help(diags, finding, "leave it out while it is not known");
        is_good = false;
    }
    return verify_windows(context, objective) && is_good;
}

const struct record objective_record = {
    RECORD_DEFAULTS,
    .name = "an objective",
    .doc = "What was promised, and the alerts that tell of it. The library's template `slo` "
           "returns one for each SLO; write it yourself for burn rate alerts of your own. "
           "`tocsin slo` and `CATALOG.md` tell from it what each alert means.",
    .fields = objective_fields,
    .size = sizeof(struct objective),
    .align = _Alignof(struct objective),
    .key_place = offsetof(struct objective, key),
    .span_place = offsetof(struct objective, span),
    .verify = verify_objective,
};

static const struct field objective_section_fields[] = {
    { .key = "objectives",
        .type = FIELD_TYPE_RECORD,
        .shape = FIELD_SHAPE_MAP,
        .place = 0,
        .record = &objective_record,
        .key_type = FIELD_TYPE_KEY,
        .doc = "The objectives by name." },
    { .key = NULL },
};

const struct record objective_section_record = {
    RECORD_DEFAULTS,
    .name = "a spec",
    .doc = "The objectives of a spec.",
    .fields = objective_section_fields,
    .size = sizeof(struct objective_list),
    .align = _Alignof(struct objective_list),
    .takes_other_keys = true,
};

static bool
is_share(struct ratio share)
{
    return ratio_compare(share, ratio_from(0)) > 0 && ratio_compare(share, ratio_from(1)) < 0;
}

static bool
is_whole_row(const struct objective *objective, const struct objective_row *row)
{
    return row->alert.str.len > 0 && row->severity.str.len > 0 && row->urgency.is_set &&
           row->burn.is_set && ratio_compare(row->burn.value, ratio_from(0)) > 0 &&
           row->short_window.milliseconds > 0 &&
           row->short_window.milliseconds < row->long_window.milliseconds &&
           row->long_window.milliseconds <= objective->window.milliseconds;
}

bool
objective_is_whole(const struct objective *objective)
{
    if (!objective->objective.is_set || !is_share(objective->objective.value)) {
        return false;
    }
    for (size_t i = 0; i < objective->objectives.count; i++) {
        struct ratio share;
        if (!quantity_parse(objective->objectives.at[i].value.str, &share) ||
            !is_share(share)) {
            return false;
        }
    }
    for (size_t i = 0; i < objective->alerts.count; i++) {
        if (!is_whole_row(objective, &objective->alerts.at[i])) {
            return false;
        }
    }
    bool has_traffic = objective->traffic.is_set;
    return !has_traffic || ratio_compare(objective->traffic.value, ratio_from(0)) > 0;
}

struct ratio
objective_share_of(struct str text)
{
    struct ratio share = ratio_from(0);
    bool is_number = quantity_parse(text, &share);
    assert(is_number);
    (void)is_number;
    return share;
}
