/*
 * Rule groups: the recordings and the alerts of one name are one Prometheus group.
 */
#include "base/map.h"
#include "rules/make.h"

/* One setting of a group that its two halves may both state. */
struct setting {
    const char *key;
    int64_t value;
    bool is_set;
    struct span span;
};

/* What the first half of a group says, until the second has been seen. */
struct group_half {
    struct setting interval;
    struct setting limit;
    struct setting query_offset;
};

static struct setting
period_setting(const char *key, struct period period)
{
    return (struct setting){ key, period.milliseconds, period.is_set, period.span };
}

static struct setting
count_setting(const char *key, struct count count)
{
    return (struct setting){ key, count.value, count.is_set, count.span };
}

/* The value that both halves agree on. */
static int64_t
merge_setting(struct maker *maker, struct str group, const struct setting *recordings,
    const struct setting *alerts)
{
    bool differs = recordings->is_set && alerts->is_set && recordings->value != alerts->value;
    if (differs) {
        struct finding *finding = diag_report(maker->diags, &kind_invalid_value, alerts->span,
            "the group `%.*s` has two values for `%s`", STR_ARG(group), alerts->key);
        finding_caption(maker->diags, finding, "for its alerts");
        finding_label(maker->diags, finding, recordings->span, "for its recordings");
        finding_note(maker->diags, finding,
            "the recordings and the alerts of one name become one Prometheus group");
        finding_help(maker->diags, finding,
            "write `%s` once, or give one of the two groups another name", alerts->key);
    }
    return recordings->is_set ? recordings->value : alerts->value;
}

static void
set_group(struct maker *maker, struct rule_group *group, const struct group_half *recordings,
    const struct group_half *alerts)
{
    group->interval =
        merge_setting(maker, group->name, &recordings->interval, &alerts->interval);
    group->limit = merge_setting(maker, group->name, &recordings->limit, &alerts->limit);
    group->query_offset =
        merge_setting(maker, group->name, &recordings->query_offset, &alerts->query_offset);
}

static struct group_half
recordings_half(const struct recording_group *group)
{
    return (struct group_half){
        .interval = period_setting("interval", group->interval),
        .limit = count_setting("limit", group->limit),
        .query_offset = period_setting("query_offset", group->query_offset),
    };
}

static struct group_half
alerts_half(const struct alert_group *group)
{
    return (struct group_half){
        .interval = period_setting("interval", group->interval),
        .limit = count_setting("limit", group->limit),
        .query_offset = period_setting("query_offset", group->query_offset),
    };
}

static const struct alert_group *
find_alerts(const struct model *model, struct str name)
{
    for (size_t i = 0; i < model->alerts.count; i++) {
        if (str_equal(model->alerts.at[i].key.str, name)) {
            return &model->alerts.at[i];
        }
    }
    return NULL;
}

/* Makes one group of its two halves, either of which may be missing. A group all of whose rules
 * are broken is left out. */
static void
make_group(struct maker *maker, const struct recording_group *recordings,
    const struct alert_group *alerts)
{
    struct rules *rules = maker->rules;
    struct text name = recordings ? recordings->key : alerts->key;
    struct group_half first = { 0 };
    struct group_half second = { 0 };
    struct rule_group group = {
        .name = name.str, .span = name.span, .first = rules->all.count
    };
    size_t index = rules->groups.count;
    if (recordings) {
        first = recordings_half(recordings);
        make_recordings(maker, recordings, index);
        if (rules->all.count > group.first) {
            order_recordings(
                maker->arena, &rules->all.at[group.first], rules->all.count - group.first);
        }
    }
    if (alerts) {
        second = alerts_half(alerts);
        make_alerts(maker, alerts, index);
    }
    diag_set_subject(
        maker->diags, arena_printf(maker->arena, "%s/%.*s",
                          recordings ? "recordings" : "alerts", STR_ARG(name.str)));
    set_group(maker, &group, &first, &second);
    group.count = rules->all.count - group.first;
    if (group.count > 0) {
        VEC_PUSH(maker->arena, &rules->groups, group);
    }
}

void
make_groups(struct maker *maker)
{
    const struct model *model = maker->model;
    struct map made;
    map_init(&made, maker->arena);
    for (size_t i = 0; i < model->recordings.count; i++) {
        const struct recording_group *group = &model->recordings.at[i];
        make_group(maker, group, find_alerts(model, group->key.str));
        map_put(&made, group->key.str, maker);
    }
    for (size_t i = 0; i < model->alerts.count; i++) {
        const struct alert_group *group = &model->alerts.at[i];
        if (!map_get(&made, group->key.str)) {
            make_group(maker, NULL, group);
        }
    }
}
