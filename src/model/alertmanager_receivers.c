/*
 * What Alertmanager's receivers may say; see the rows in alertmanager_receivers.def.
 */
#include "model/alertmanager_receivers.h"

#define LOADED_BY_ALERTMANAGER
#include "model/http_client.h"
#include "model/http_client.def"
#include "model/alertmanager_receivers.def"

#define KIND(name, since)                                                                      \
    {                                                                                          \
        #name, #name "_configs", &name##_record, since, NULL                                   \
    }

const struct alertmanager_receiver_kind alertmanager_receiver_kinds[] = {
    KIND(discord, NULL),
    KIND(email, NULL),
    KIND(incidentio, "0.29"),
    KIND(jira, "0.28"),
    KIND(mattermost, "0.30"),
    KIND(msteams, "0.26"),
    KIND(msteamsv2, "0.28"),
    KIND(opsgenie, NULL),
    KIND(pagerduty, NULL),
    KIND(pushover, NULL),
    KIND(rocketchat, "0.28"),
    KIND(slack, NULL),
    KIND(sns, NULL),
    KIND(telegram, NULL),
    KIND(victorops, NULL),
    KIND(webex, NULL),
    KIND(webhook, NULL),
    KIND(wechat, NULL),
    { NULL, NULL, NULL, NULL, NULL },
};
