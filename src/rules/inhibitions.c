/*
 * Inhibitions: those of the spec, and those that alerts with several limits bring along.
 *
 * Whoever is told that a pool is 90 % full need not also be told that it is 80 % full. For each
 * severity there is one inhibition: its alerts with limits mute the less urgent rules of
 * the same alerts. Which further labels both must agree on follows from the results of the
 * expressions; `analysis` completes `equal`.
 */
#include "rules/make.h"

static void
add_written(struct maker *maker, const struct inhibition *inhibition, size_t index)
{
    if (inhibition->when.is_broken || inhibition->mute.is_broken) {
        return;
    }
    struct loaded_inhibition loaded = {
        .subject = arena_printf(maker->arena, "routing/inhibit/%zu", index),
        .source = inhibition->when.matchers,
        .source_count = inhibition->when.count,
        .target = inhibition->mute.matchers,
        .target_count = inhibition->mute.count,
        .equal = inhibition->equal,
        .inhibition = inhibition,
        .span = inhibition->span,
    };
    VEC_PUSH(maker->arena, &maker->rules->inhibitions, loaded);
}

/* Whether two rules are the more and the less urgent side of one alert. */
static bool
mutes(const struct rule *rule, const struct rule *other)
{
    return rule->alert == other->alert && rule->limit && other->limit && rule->severity &&
           other->severity && rule->severity < other->severity;
}

/* `label="a"`, or `label=~"a|b"`. Names are letters, digits, `-`, `_`, `.` and `/`, of which
 * only the dot means something in a regular expression. */
static struct matcher
match_words(struct maker *maker, const char *label, const struct str_vec *words)
{
    struct matcher matcher = { .name = str_from(label), .op = MATCHER_OP_EQUAL };
    if (words->count == 1) {
        matcher.value = words->at[0];
        return matcher;
    }
    struct buf buf;
    buf_init(&buf);
    for (size_t i = 0; i < words->count; i++) {
        buf_add_text(&buf, i > 0 ? "|" : "");
        for (size_t j = 0; j < words->at[i].len; j++) {
            buf_add_text(&buf, words->at[i].at[j] == '.' ? "\\" : "");
            buf_add_char(&buf, words->at[i].at[j]);
        }
    }
    matcher.op = MATCHER_OP_REGEX;
    matcher.value = arena_copy(maker->arena, buf_str(&buf));
    matcher_compile(maker->model->regexes, &matcher, maker->diags);
    buf_finish(&buf);
    return matcher;
}

static const struct matcher *
match_both(struct maker *maker, const struct str_vec *alerts, const struct str_vec *severities)
{
    struct matcher *matchers = ARENA_ARRAY(maker->arena, struct matcher, 2);
    matchers[0] = match_words(maker, "alertname", alerts);
    matchers[1] = match_words(maker, "severity", severities);
    return matchers;
}

static struct text_list
equal_alertname(struct maker *maker)
{
    struct text *names = ARENA_ARRAY(maker->arena, struct text, 1);
    names[0] = (struct text){ .str = STR("alertname") };
    return (struct text_list){ names, 1 };
}

/* Collects the alerts of which the severity mutes something, and marks the severities muted.
 * The rules of one alert stand side by side. */
static struct str_vec
collect_muting(struct maker *maker, const struct severity_entry *severity, bool *is_muted)
{
    const struct rule_vec *rules = &maker->rules->all;
    struct map names;
    map_init(&names, maker->arena);
    for (size_t i = 0; i < rules->count; i++) {
        const struct rule *rule = &rules->at[i];
        for (size_t j = i + 1; rule->severity == severity && j < rules->count; j++) {
            const struct rule *other = &rules->at[j];
            if (other->alert != rule->alert) {
                break;
            }
            if (mutes(rule, other)) {
                map_put(&names, rule->name.str, NULL);
                is_muted[other->severity - maker->model->severities.at] = true;
            }
        }
    }
    const struct map_entry **sorted = map_sorted(&names, maker->arena);
    struct str_vec alerts = { 0 };
    for (size_t i = 0; i < names.count; i++) {
        VEC_PUSH(maker->arena, &alerts, sorted[i]->key);
    }
    return alerts;
}

static void
add_for_severity(struct maker *maker, const struct severity_entry *severity)
{
    const struct severity_entry_list *severities = &maker->model->severities;
    bool *is_muted = ARENA_ARRAY(maker->arena, bool, severities->count);
    struct str_vec alerts = collect_muting(maker, severity, is_muted);
    if (alerts.count == 0) {
        return;
    }
    struct str_vec source = { 0 };
    struct str_vec target = { 0 };
    VEC_PUSH(maker->arena, &source, severity->key.str);
    for (size_t i = 0; i < severities->count; i++) {
        if (is_muted[i]) {
            VEC_PUSH(maker->arena, &target, severities->at[i].key.str);
        }
    }
    struct loaded_inhibition loaded = {
        .subject = arena_printf(
            maker->arena, "routing/inhibit/limits#%.*s", STR_ARG(severity->key.str)),
        .source = match_both(maker, &alerts, &source),
        .source_count = 2,
        .target = match_both(maker, &alerts, &target),
        .target_count = 2,
        .equal = equal_alertname(maker),
        .span = severity->span,
    };
    VEC_PUSH(maker->arena, &maker->rules->inhibitions, loaded);
}

void
make_inhibitions(struct maker *maker)
{
    const struct model *model = maker->model;
    for (size_t i = 0; i < model->routing.inhibit.count; i++) {
        add_written(maker, &model->routing.inhibit.at[i], i);
    }
    for (size_t i = 0; i < model->severities.count; i++) {
        add_for_severity(maker, &model->severities.at[i]);
    }
}
