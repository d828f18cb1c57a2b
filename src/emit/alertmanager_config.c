/*
 * alertmanager/alertmanager.yml: who is told of what.
 *
 * The routing tree, the inhibitions and the matchers come from `rules`; settings, receivers and
 * time intervals are Alertmanager's own words and printed as written. Receivers that no route
 * tells are left out: those of a library, and of other environments.
 */
#include <stdlib.h>

#include "emit/emitter.h"
#include "matcher/matcher.h"

/* The order of the documentation. */
static const char *const global_order[] = { "smtp_from", "smtp_smarthost", "smtp_hello",
    "smtp_auth_username", "smtp_auth_password", "smtp_auth_password_file", "smtp_auth_identity",
    "smtp_auth_secret", "smtp_auth_secret_file", "smtp_require_tls", "smtp_tls_config",
    "smtp_force_implicit_tls", "slack_api_url", "slack_api_url_file", "slack_app_token",
    "slack_app_token_file", "slack_app_url", "victorops_api_key", "victorops_api_key_file",
    "victorops_api_url", "pagerduty_url", "opsgenie_api_key", "opsgenie_api_key_file",
    "opsgenie_api_url", "rocketchat_api_url", "rocketchat_token", "rocketchat_token_file",
    "rocketchat_token_id", "rocketchat_token_id_file", "wechat_api_url", "wechat_api_secret",
    "wechat_api_secret_file", "wechat_api_corp_id", "telegram_api_url", "telegram_bot_token",
    "telegram_bot_token_file", "webex_api_url", "mattermost_webhook_url",
    "mattermost_webhook_url_file", "jira_api_url", "http_config", "resolve_timeout", NULL };

static void
print_matchers(
    struct yaml_writer *yaml, const char *key, const struct matcher *matchers, size_t count)
{
    if (count == 0) {
        return;
    }
    struct buf text;
    buf_init(&text);
    yaml_word(yaml, key);
    yaml_begin_list(yaml);
    for (size_t i = 0; i < count; i++) {
        buf_clear(&text);
        matcher_print(&text, &matchers[i]);
        yaml_text(yaml, buf_str(&text));
    }
    yaml_end_list(yaml);
    buf_finish(&text);
}

static void
print_period(struct yaml_writer *yaml, const char *key, struct period period)
{
    if (period.is_set && period.milliseconds == 0) {
        yaml_entry(yaml, key, STR("0s"));
    } else if (period.is_set) {
        emit_duration(yaml, key, period.milliseconds);
    }
}

/* Prints the route at `*next` with all below it and moves `*next` behind them. The depth is
 * bounded by that of the YAML the routes came from. */
static void
print_route(const struct emitter *emitter, struct emitted_yaml *file, size_t *next)
{
    const struct loaded_route_vec *routes = &emitter->rules->routes;
    size_t index = (*next)++;
    const struct loaded_route *route = &routes->at[index];
    struct yaml_writer *yaml = &file->yaml;
    yaml_begin_map(yaml);
    if (route->receiver.len > 0) {
        yaml_entry(yaml, "receiver", route->receiver);
    }
    emit_texts(yaml, "group_by", route->group_by);
    if (route->continues) {
        yaml_word(yaml, "continue");
        yaml_bool(yaml, true);
    }
    print_matchers(yaml, "matchers", route->matchers, route->matcher_count);
    print_period(yaml, "group_wait", route->group_wait);
    print_period(yaml, "group_interval", route->group_interval);
    print_period(yaml, "repeat_interval", route->repeat_interval);
    emit_texts(yaml, "mute_time_intervals", route->mute_time_intervals);
    emit_texts(yaml, "active_time_intervals", route->active_time_intervals);
    if (index == 0 || route->route) {
        emit_add_subject(emitter, &file->subjects, route->subject);
    }
    if (*next < routes->count && routes->at[*next].parent == index) {
        yaml_word(yaml, "routes");
        yaml_begin_list(yaml);
        while (*next < routes->count && routes->at[*next].parent == index) {
            print_route(emitter, file, next);
        }
        yaml_end_list(yaml);
    }
    yaml_end_map(yaml);
}

static int
compare_entries(const void *a, const void *b)
{
    const struct value_entry *left = a;
    const struct value_entry *right = b;
    return str_compare(left->key, right->key);
}

/* `slack: {…}` is `slack_configs: [{…}]`; the kinds in order of their names. */
static void
print_integrations(
    const struct emitter *emitter, struct yaml_writer *yaml, const struct value *receiver)
{
    size_t count = receiver->entries.count;
    struct value_entry *kinds = ARENA_ARRAY(emitter->arena, struct value_entry, count);
    for (size_t i = 0; i < count; i++) {
        kinds[i] = receiver->entries.at[i];
    }
    if (count > 0) {
        qsort(kinds, count, sizeof *kinds, compare_entries);
    }
    for (size_t i = 0; i < count; i++) {
        const struct value *configs = kinds[i].value;
        if (str_is(kinds[i].key, "allow")) {
            continue;
        }
        yaml_key(yaml, arena_printf(emitter->arena, "%.*s_configs", STR_ARG(kinds[i].key)));
        if (configs->kind == VALUE_KIND_LIST) {
            yaml_value(yaml, configs);
            continue;
        }
        yaml_begin_list(yaml);
        yaml_value(yaml, configs);
        yaml_end_list(yaml);
    }
}

static void
print_receivers(const struct emitter *emitter, struct emitted_yaml *file)
{
    const struct receiver_list *receivers = &emitter->model->routing.receivers;
    const size_t *order = EMIT_ORDER(emitter, receivers);
    yaml_word(&file->yaml, "receivers");
    yaml_begin_list(&file->yaml);
    for (size_t i = 0; i < receivers->count; i++) {
        const struct receiver *receiver = &receivers->at[order[i]];
        if (!emit_is_told(emitter->rules, receiver->key.str)) {
            continue;
        }
        yaml_begin_map(&file->yaml);
        yaml_entry(&file->yaml, "name", receiver->key.str);
        print_integrations(emitter, &file->yaml, receiver->value);
        yaml_end_map(&file->yaml);
        emit_add_subject(emitter, &file->subjects,
            ARENA_JOIN(&emitter->made->arena, STR("routing/receivers/"), receiver->key.str));
    }
    yaml_end_list(&file->yaml);
}

static void
print_inhibitions(const struct emitter *emitter, struct emitted_yaml *file)
{
    const struct loaded_inhibition_vec *inhibitions = &emitter->rules->inhibitions;
    if (inhibitions->count == 0) {
        return;
    }
    struct yaml_writer *yaml = &file->yaml;
    yaml_word(yaml, "inhibit_rules");
    yaml_begin_list(yaml);
    for (size_t i = 0; i < inhibitions->count; i++) {
        const struct loaded_inhibition *one = &inhibitions->at[i];
        yaml_begin_map(yaml);
        if (one->inhibition && one->inhibition->name.str.len > 0) {
            yaml_entry(yaml, "name", one->inhibition->name.str);
        }
        print_matchers(yaml, "source_matchers", one->source, one->source_count);
        print_matchers(yaml, "target_matchers", one->target, one->target_count);
        emit_texts(yaml, "equal", one->equal);
        yaml_end_map(yaml);
        emit_add_subject(emitter, &file->subjects, one->subject);
    }
    yaml_end_list(yaml);
}

/* Before 0.24 the named intervals could only mute, and their key said so. */
static const char *
intervals_key(const struct model *model)
{
    const struct version_field *version = &model->versions.alertmanager;
    struct version renamed = { 0, 24, 0 };
    bool is_old = version->is_set && version_compare(version->version, renamed) < 0;
    return is_old ? "mute_time_intervals" : "time_intervals";
}

static void
print_time_intervals(const struct emitter *emitter, struct emitted_yaml *file)
{
    const struct time_interval_list *intervals = &emitter->model->routing.time_intervals;
    struct yaml_writer *yaml = &file->yaml;
    if (intervals->count == 0) {
        return;
    }
    const size_t *order = EMIT_ORDER(emitter, intervals);
    yaml_word(yaml, intervals_key(emitter->model));
    yaml_begin_list(yaml);
    for (size_t i = 0; i < intervals->count; i++) {
        const struct time_interval *interval = &intervals->at[order[i]];
        yaml_begin_map(yaml);
        yaml_entry(yaml, "name", interval->key.str);
        yaml_word(yaml, "time_intervals");
        if (interval->value->kind == VALUE_KIND_LIST) {
            yaml_value(yaml, interval->value);
        } else {
            yaml_begin_list(yaml);
            yaml_value(yaml, interval->value);
            yaml_end_list(yaml);
        }
        yaml_end_map(yaml);
    }
    yaml_end_list(yaml);
}

static void
print_head(const struct emitter *emitter, struct emitted_yaml *file)
{
    const struct value *global = emitter->model->routing.global;
    struct yaml_writer *yaml = &file->yaml;
    if (global && global->entries.count > 0) {
        yaml_word(yaml, "global");
        yaml_value(yaml, emit_order_keys(emitter, global, global_order));
    }
    const struct loaded_template_vec *templates = &emitter->rules->templates;
    if (templates->count == 0) {
        return;
    }
    yaml_word(yaml, "templates");
    yaml_begin_list(yaml);
    for (size_t i = 0; i < templates->count; i++) {
        yaml_text(yaml,
            arena_printf(emitter->arena, "templates/%.*s", STR_ARG(templates->at[i].file)));
    }
    yaml_end_list(yaml);
}

void
emit_alertmanager_config(const struct emitter *emitter)
{
    if (emitter->rules->routes.count == 0) {
        return;
    }
    struct emitted_yaml file;
    emit_begin_yaml(emitter, &file);
    print_head(emitter, &file);
    yaml_word(&file.yaml, "route");
    size_t next = 0;
    print_route(emitter, &file, &next);
    print_receivers(emitter, &file);
    print_inhibitions(emitter, &file);
    print_time_intervals(emitter, &file);
    emit_end_yaml(emitter, &file, STR("alertmanager/alertmanager.yml"));
}
