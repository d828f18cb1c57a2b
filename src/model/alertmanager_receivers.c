/*
 * What Alertmanager's receivers may say; see the rows in alertmanager_receivers.def.
 */
#include "model/alertmanager_receivers.h"

#include "model/routing.h"

#define LOADED_BY_ALERTMANAGER
#include "model/http_client.h"
#include "model/http_client.def"
#include "model/alertmanager_receivers.def"

/* The kinds by name, each with the first version that has it. */
#define KINDS                                                                                  \
    KIND(discord, NULL, "Discord")                                                             \
    KIND(email, NULL, "E-mail; a bare text is `to`")                                           \
    KIND(incidentio, "0.29", "incident.io")                                                    \
    KIND(jira, "0.28", "Jira")                                                                 \
    KIND(mattermost, "0.30", "Mattermost")                                                     \
    KIND(msteams, "0.26", "Microsoft Teams by the old connectors")                             \
    KIND(msteamsv2, "0.28", "Microsoft Teams by workflows")                                    \
    KIND(opsgenie, NULL, "Opsgenie")                                                           \
    KIND(pagerduty, NULL, "PagerDuty")                                                         \
    KIND(pushover, NULL, "Pushover")                                                           \
    KIND(rocketchat, "0.28", "Rocket.Chat")                                                    \
    KIND(slack, NULL, "Slack")                                                                 \
    KIND(sns, NULL, "Amazon SNS")                                                              \
    KIND(telegram, NULL, "Telegram")                                                           \
    KIND(victorops, NULL, "VictorOps, now Splunk On-Call")                                     \
    KIND(webex, NULL, "Webex")                                                                 \
    KIND(webhook, NULL, "Any server that takes a JSON document")                               \
    KIND(wechat, NULL, "WeChat Work")

#define KIND(id, first, text)                                                                  \
    { .name = #id, .key = #id "_configs", .record = &id##_record, .since = (first) },

const struct alertmanager_receiver_kind alertmanager_receiver_kinds[] = {
    KINDS{ .name = NULL },
};

#undef KIND
#define KIND(id, first, text)                                                                  \
    { .key = #id,                                                                              \
        .type = FIELD_TYPE_RECORD,                                                             \
        .shape = FIELD_SHAPE_LIST,                                                             \
        .place = SCHEMA_NO_PLACE,                                                              \
        .record = &id##_record,                                                                \
        .tool = TOOL_ALERTMANAGER,                                                             \
        .since = (first),                                                                      \
        .also_called = #id "_configs",                                                         \
        .doc = text "; several are a list." },

const struct field alertmanager_receiver_fields[] = {
    KINDS FIELD_ALLOW(struct receiver),
    { .key = NULL },
};
