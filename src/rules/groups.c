/*
 * Rule groups: the recordings and the alerts of one name are one Prometheus group.
 */
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
            order_recordings(&maker->group_scratch, &rules->all.at[group.first],
                rules->all.count - group.first);
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
    arena_clear(&maker->group_scratch);
}

void
make_groups(struct maker *maker)
{
    const struct recording_group_list *recordings = &maker->model->recordings;
    const struct alert_group_list *alerts = &maker->model->alerts;
    bool *is_made = ARENA_ARRAY(maker->arena, bool, alerts->count);
    struct map by_name; /* name → its place in is_made */
    map_init(&by_name, maker->arena);
    for (size_t i = 0; i < alerts->count; i++) {
        map_put(&by_name, alerts->at[i].key.str, &is_made[i]);
    }
    for (size_t i = 0; i < recordings->count; i++) {
        bool *other = map_get(&by_name, recordings->at[i].key.str);
        make_group(maker, &recordings->at[i], other ? &alerts->at[other - is_made] : NULL);
        if (other) {
            *other = true;
        }
    }
    for (size_t i = 0; i < alerts->count; i++) {
        if (!is_made[i]) {
            make_group(maker, NULL, &alerts->at[i]);
        }
    }
}
