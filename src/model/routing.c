/*
 * The record tables of routing: routes, receivers, inhibitions, time intervals.
 */
#include "model/routing.h"

#include "model/alertmanager_global.h"
#include "model/alertmanager_receivers.h"

/* A condition is kept as written: a map, a text or a list. `resolve` reads its matchers. */
#define CONDITION_FIELD(name, owner, member, names, text)                                      \
    {                                                                                          \
        .key = name, .type = FIELD_TYPE_VALUE, .place = offsetof(owner, member.value),         \
        .is_required = true, .also_called = (names), .doc = text                               \
    }

#define TIMING_FIELDS(owner)                                                                   \
    { .key = "group_by",                                                                       \
        .type = FIELD_TYPE_TEXT,                                                               \
        .shape = FIELD_SHAPE_LIST,                                                             \
        .place = offsetof(owner, group_by),                                                    \
        .doc = "Alerts that agree on these labels are told together; `...` is all labels." },  \
        { .key = "group_wait",                                                                 \
            .type = FIELD_TYPE_DURATION,                                                       \
            .place = offsetof(owner, group_wait),                                              \
            .doc = "How long to wait for more alerts before the first notification." },        \
        { .key = "group_interval",                                                             \
            .type = FIELD_TYPE_DURATION,                                                       \
            .place = offsetof(owner, group_interval),                                          \
            .doc = "How long to wait before telling that a group has changed." },              \
    {                                                                                          \
        .key = "repeat_interval", .type = FIELD_TYPE_DURATION,                                 \
        .place = offsetof(owner, repeat_interval),                                             \
        .doc = "After what time an alert that still fires is told again."                      \
    }

static const struct record route_record;

static const struct field route_fields[] = {
    CONDITION_FIELD("when", struct route, when, "match match_re matchers",
        "Which alerts: a map of labels (a list of values is any of them), or matchers as "
        "text."),
    { .key = "to",
        .type = FIELD_TYPE_KEY,
        .shape = FIELD_SHAPE_LIST,
        .place = offsetof(struct route, to),
        .also_called = "receiver receivers",
        .doc = "Who is told: one receiver or a list; all of them are. Default: the parent's." },
    TIMING_FIELDS(struct route),
    { .key = "mute_time_intervals",
        .type = FIELD_TYPE_KEY,
        .shape = FIELD_SHAPE_LIST,
        .place = offsetof(struct route, mute_time_intervals),
        .doc = "Named time intervals in which this route is silent." },
    { .key = "active_time_intervals",
        .type = FIELD_TYPE_KEY,
        .shape = FIELD_SHAPE_LIST,
        .place = offsetof(struct route, active_time_intervals),
        .tool = TOOL_ALERTMANAGER,
        .since = "0.24",
        .doc = "Named time intervals in which alone this route tells." },
    { .key = "continue",
        .type = FIELD_TYPE_BOOL,
        .place = offsetof(struct route, continues),
        .doc = "Look at the following routes too, after this one took the alert." },
    { .key = "routes",
        .type = FIELD_TYPE_RECORD,
        .shape = FIELD_SHAPE_LIST,
        .place = offsetof(struct route, routes),
        .record = &route_record,
        .doc = "Routes below this one; the first that fits takes the alert." },
    FIELD_ALLOW(struct route),
    { .key = NULL },
};

static const struct record route_record = {
    RECORD_DEFAULTS,
    .name = "a route",
    .doc = "A branch of the routing tree: the first route that fits takes the alert.",
    .fields = route_fields,
    .size = sizeof(struct route),
    .align = _Alignof(struct route),
    .span_place = offsetof(struct route, span),
};

static const struct record receiver_record = {
    RECORD_DEFAULTS,
    .name = "a receiver",
    .doc = "Who is told, and by which ways. Each key is a kind of integration, with "
           "Alertmanager's own fields; several of one kind are a list.",
    .fields = alertmanager_receiver_fields,
    .size = sizeof(struct receiver),
    .align = _Alignof(struct receiver),
    .key_place = offsetof(struct receiver, key),
    .span_place = offsetof(struct receiver, span),
    .value_place = offsetof(struct receiver, value),
};

static const struct field inhibition_fields[] = {
    CONDITION_FIELD("when", struct inhibition, when,
        "source_match source_match_re source_matchers", "While such an alert fires …"),
    CONDITION_FIELD("mute", struct inhibition, mute,
        "target_match target_match_re target_matchers", "… alerts like these are not told …"),
    { .key = "equal",
        .type = FIELD_TYPE_LABEL,
        .shape = FIELD_SHAPE_LIST,
        .place = offsetof(struct inhibition, equal),
        .doc = "… if both agree on these labels. An absent label equals an absent one." },
    { .key = "name",
        .type = FIELD_TYPE_TEXT,
        .place = offsetof(struct inhibition, name),
        .tool = TOOL_ALERTMANAGER,
        .since = "0.30",
        .doc = "A name for Alertmanager's metrics." },
    FIELD_ALLOW(struct inhibition),
    { .key = NULL },
};

static const struct record inhibition_record = {
    RECORD_DEFAULTS,
    .name = "an inhibition",
    .doc = "Keeps quiet what is already said by a more telling alert.",
    .fields = inhibition_fields,
    .size = sizeof(struct inhibition),
    .align = _Alignof(struct inhibition),
    .span_place = offsetof(struct inhibition, span),
};

/* A named interval is a list of Alertmanager's records; one map alone stands for a list of it.
 * Its own key `times` holds parts of a day. */
static const struct value *
list_intervals(struct schema_context *context, const struct value *value)
{
    if (value->kind != VALUE_KIND_MAP) {
        return value;
    }
    struct value *list = value_new_list(context->arena, value->span);
    value_add_item(context->arena, list, value);
    return list;
}

static const struct field time_interval_fields[] = {
    { .key = "intervals",
        .type = FIELD_TYPE_RECORD,
        .shape = FIELD_SHAPE_LIST,
        .place = SCHEMA_NO_PLACE,
        .record = &alertmanager_time_interval_record,
        .doc = "Alertmanager's time intervals; any of them counts." },
    { .key = NULL },
};

/* What `list_intervals` makes a list of. */
static const struct field one_interval = {
    .key = "interval", .type = FIELD_TYPE_RECORD, .record = &alertmanager_time_interval_record
};

static const struct record time_interval_record = {
    RECORD_DEFAULTS,
    .name = "a time interval",
    .doc = "Times in Alertmanager's own words; a list means any of them.",
    .fields = time_interval_fields,
    .size = sizeof(struct time_interval),
    .align = _Alignof(struct time_interval),
    .list_field = "intervals",
    .key_place = offsetof(struct time_interval, key),
    .span_place = offsetof(struct time_interval, span),
    .value_place = offsetof(struct time_interval, value),
    .rewrite = list_intervals,
    .also = &one_interval,
};

static const struct field routing_fields[] = {
    { .key = "global",
        .type = FIELD_TYPE_VALUE,
        .record = &alertmanager_global_record,
        .place = offsetof(struct routing, global),
        .doc = "Alertmanager's `global:` settings." },
    { .key = "default",
        .type = FIELD_TYPE_KEY,
        .shape = FIELD_SHAPE_LIST,
        .place = offsetof(struct routing, default_to),
        .also_called = "receiver",
        .doc = "Who is told of an alert that no route takes." },
    TIMING_FIELDS(struct routing),
    { .key = "routes",
        .type = FIELD_TYPE_RECORD,
        .shape = FIELD_SHAPE_LIST,
        .place = offsetof(struct routing, routes),
        .record = &route_record,
        .doc = "The routes; the first that fits takes the alert." },
    { .key = "receivers",
        .type = FIELD_TYPE_RECORD,
        .shape = FIELD_SHAPE_MAP,
        .place = offsetof(struct routing, receivers),
        .record = &receiver_record,
        .key_type = FIELD_TYPE_KEY,
        .doc = "Who can be told, by name." },
    { .key = "inhibit",
        .type = FIELD_TYPE_RECORD,
        .shape = FIELD_SHAPE_LIST,
        .place = offsetof(struct routing, inhibit),
        .record = &inhibition_record,
        .also_called = "inhibit_rules",
        .doc = "Which alerts keep which others quiet." },
    { .key = "time_intervals",
        .type = FIELD_TYPE_RECORD,
        .shape = FIELD_SHAPE_MAP,
        .place = offsetof(struct routing, time_intervals),
        .record = &time_interval_record,
        .key_type = FIELD_TYPE_KEY,
        .also_called = "mute_time_intervals",
        .doc = "Named times, for routes." },
    { .key = "templates",
        .type = FIELD_TYPE_PATH,
        .shape = FIELD_SHAPE_LIST,
        .place = offsetof(struct routing, templates),
        .doc = "Files with notification templates, relative to the spec's folder. They are "
               "checked and copied to the output." },
    { .key = NULL },
};

const struct record routing_record = {
    RECORD_DEFAULTS,
    .name = "routing",
    .doc =
        "Who is told of which alert: Alertmanager's own words, shortened where it is verbose.",
    .fields = routing_fields,
    .size = sizeof(struct routing),
    .align = _Alignof(struct routing),
    .span_place = offsetof(struct routing, span),
};
