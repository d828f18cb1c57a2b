/*
 * Recording rules.
 */
#include "rules/make.h"

static void
add_labels(struct maker *maker, struct rule_text_vec *texts, struct named_text_list labels)
{
    for (size_t i = 0; i < labels.count; i++) {
        set_rule_text(maker->arena, texts,
            (struct rule_text){ .name = labels.at[i].key.str,
                .name_span = labels.at[i].key.span,
                .value = labels.at[i].value });
    }
}

/* Several rules of one name differ in their labels: `#quantile=0.95`. */
static struct str
make_subject(struct maker *maker, const struct recording_group *group,
    const struct recording *recording, bool is_namesake)
{
    struct buf buf;
    buf_init(&buf);
    buf_add_text(&buf, "recordings/");
    buf_add(&buf, group->key.str);
    buf_add_char(&buf, '/');
    buf_add(&buf, recording->key.str);
    for (size_t i = 0; is_namesake && i < recording->labels.count; i++) {
        const struct named_text *label = &recording->labels.at[i];
        buf_add_char(&buf, i == 0 ? '#' : ',');
        buf_add(&buf, label->key.str);
        buf_add_char(&buf, '=');
        buf_add(&buf, label->value.str);
    }
    struct str subject = arena_copy(maker->arena, buf_str(&buf));
    buf_finish(&buf);
    return subject;
}

void
make_recordings(struct maker *maker, const struct recording_group *group, size_t index)
{
    struct map repeated = find_repeated_keys(
        &maker->group_scratch, group->rules.at, group->rules.count, sizeof *group->rules.at);
    for (size_t i = 0; i < group->rules.count; i++) {
        const struct recording *recording = &group->rules.at[i];
        struct rule rule = {
            .kind = RULE_KIND_RECORD,
            .subject = make_subject(
                maker, group, recording, map_get(&repeated, recording->key.str) != NULL),
            .name = recording->key,
            .tree = recording->expr.tree,
            .expr = recording->expr.text,
            .recording = recording,
            .allow = recording->allow,
            .span = recording->span,
            .group = index,
        };
        diag_set_subject(maker->diags, rule.subject);
        if (!rule.tree || !judge_rule_type(maker, &recording->expr)) {
            maker->rules->is_partial = true;
            continue;
        }
        VEC_RESERVE(maker->arena, &rule.labels, group->labels.count + recording->labels.count);
        add_labels(maker, &rule.labels, group->labels);
        add_labels(maker, &rule.labels, recording->labels);
        sort_rule_texts(&rule.labels);
        VEC_PUSH(maker->arena, &maker->rules->all, rule);
    }
}
