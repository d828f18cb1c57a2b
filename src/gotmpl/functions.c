/*
 * The tables of functions and of Alertmanager's own templates.
 */
#include "gotmpl/functions.h"

#define NONE                                                                                   \
    {                                                                                          \
        0, 0, 0                                                                                \
    }
#define V(major, minor)                                                                        \
    {                                                                                          \
        major, minor, 0                                                                        \
    }
#define BOTH true, true
#define PROM true, false
#define AM false, true
#define FUNCTION(name, dialects, min, max, result, since_prom, since_am, doc)                  \
    { STR_INIT(name), dialects, min, max, since_prom, since_am, doc },
static const struct gotmpl_function functions[] = {
#include "gotmpl/functions.def"
};
#undef FUNCTION

#define FUNCTION(name, dialects, min, max, result, since_prom, since_am, doc) TYPE_##result,
static const enum type results[] = {
#include "gotmpl/functions.def"
};
#undef FUNCTION

/* Alertmanager 0.25 to 0.34, template/default.tmpl and email.tmpl. */
static const char *const default_templates[] = {
    "__alertmanager",
    "__alertmanagerURL",
    "__subject",
    "__description",
    "__text_alert_list",
    "__text_alert_list_markdown",
    "__alert_list",
    "discord.default.content",
    "discord.default.message",
    "discord.default.title",
    "email.default.html",
    "email.default.subject",
    "jira.default.description",
    "jira.default.priority",
    "jira.default.summary",
    "mattermost.default.attachments.fallback",
    "mattermost.default.attachments.text",
    "mattermost.default.attachments.title",
    "mattermost.default.attachments.titlelink",
    "mattermost.default.text",
    "mattermost.default.username",
    "msteams.default.summary",
    "msteams.default.text",
    "msteams.default.title",
    "msteamsv2.default.text",
    "msteamsv2.default.title",
    "opsgenie.default.description",
    "opsgenie.default.message",
    "opsgenie.default.source",
    "pagerduty.default.client",
    "pagerduty.default.clientURL",
    "pagerduty.default.description",
    "pagerduty.default.instances",
    "pushover.default.message",
    "pushover.default.title",
    "pushover.default.url",
    "rocketchat.default.alias",
    "rocketchat.default.avatar",
    "rocketchat.default.emoji",
    "rocketchat.default.iconurl",
    "rocketchat.default.text",
    "rocketchat.default.title",
    "rocketchat.default.titlelink",
    "rocketchat.default.username",
    "slack.default.callbackid",
    "slack.default.fallback",
    "slack.default.footer",
    "slack.default.iconemoji",
    "slack.default.iconurl",
    "slack.default.pretext",
    "slack.default.text",
    "slack.default.title",
    "slack.default.titlelink",
    "slack.default.username",
    "sns.default.message",
    "sns.default.subject",
    "telegram.default.message",
    "victorops.default.entity_display_name",
    "victorops.default.monitoring_tool",
    "victorops.default.state_message",
    "webex.default.message",
    "wechat.default.agent_id",
    "wechat.default.api_secret",
    "wechat.default.message",
    "wechat.default.to_party",
    "wechat.default.to_tag",
    "wechat.default.to_user",
};

bool
gotmpl_is_default_template(struct str name)
{
    for (size_t i = 0; i < sizeof default_templates / sizeof *default_templates; i++) {
        if (str_is(name, default_templates[i])) {
            return true;
        }
    }
    return false;
}

const struct gotmpl_function *
gotmpl_function_at(size_t index)
{
    return index < sizeof functions / sizeof *functions ? &functions[index] : NULL;
}

const struct gotmpl_function *
gotmpl_function_find(struct str name)
{
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        const struct str *known = &functions[i].name;
        if (known->len == name.len && known->at[0] == name.at[0] && str_equal(*known, name)) {
            return &functions[i];
        }
    }
    return NULL;
}

enum type
function_result(const struct gotmpl_function *function)
{
    return results[function - functions];
}

bool
function_is_in(const struct gotmpl_function *function, const struct gotmpl_options *options,
    struct version *since)
{
    bool is_prometheus = options->dialect == GOTMPL_DIALECT_PROMETHEUS;
    *since = is_prometheus ? function->since_prometheus : function->since_alertmanager;
    return is_prometheus ? function->in_prometheus : function->in_alertmanager;
}

bool
version_has(struct version version, struct version since)
{
    bool is_newest = version.major == 0 && version.minor == 0 && version.patch == 0;
    return is_newest || version_compare(version, since) >= 0;
}
