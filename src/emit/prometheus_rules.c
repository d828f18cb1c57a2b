/*
 * prometheus/rules/GROUP.yml: one rule group a file, keys in the order of Prometheus'
 * documentation.
 */
#include "emit/emitter.h"
#include "model/names.h"
#include "promql/promql.h"

/* The text is the caller's, for one expression after the other. */
static void
print_expr(struct yaml_writer *yaml, const struct promql_tree *tree, struct buf *text)
{
    buf_clear(text);
    promql_print_pretty(text, tree, promql_root(tree), NULL);
    yaml_entry(yaml, "expr", buf_str(text));
}

static void
print_texts(struct yaml_writer *yaml, const char *key, const struct rule_text_vec *texts)
{
    if (texts->count == 0) {
        return;
    }
    yaml_word(yaml, key);
    yaml_begin_map(yaml);
    for (size_t i = 0; i < texts->count; i++) {
        yaml_key(yaml, texts->at[i].name);
        yaml_text(yaml, texts->at[i].value.str);
    }
    yaml_end_map(yaml);
}

static void
print_rule(struct yaml_writer *yaml, const struct rule *rule, struct buf *text)
{
    yaml_begin_map(yaml);
    yaml_entry(yaml, rule->kind == RULE_KIND_ALERT ? "alert" : "record", rule->name.str);
    print_expr(yaml, rule->tree, text);
    emit_duration(yaml, "for", rule->hold);
    emit_duration(yaml, "keep_firing_for", rule->keep_firing_for);
    print_texts(yaml, "labels", &rule->labels);
    print_texts(yaml, "annotations", &rule->annotations);
    yaml_end_map(yaml);
}

static void
print_group(const struct emitter *emitter, const struct rule_group *group)
{
    struct emitted_yaml file;
    emit_begin_yaml(emitter, &file);
    struct yaml_writer *yaml = &file.yaml;
    yaml_word(yaml, "groups");
    yaml_begin_list(yaml);
    yaml_begin_map(yaml);
    yaml_entry(yaml, "name", group->name);
    emit_duration(yaml, "interval", group->interval);
    if (group->limit > 0) {
        yaml_word(yaml, "limit");
        yaml_integer(yaml, group->limit);
    }
    emit_duration(yaml, "query_offset", group->query_offset);
    yaml_word(yaml, "rules");
    yaml_begin_list(yaml);
    struct buf text;
    buf_init(&text);
    for (size_t i = 0; i < group->count; i++) {
        const struct rule *rule = &emitter->rules->all.at[group->first + i];
        print_rule(yaml, rule, &text);
        emit_add_subject(emitter, &file.subjects, rule->subject);
    }
    buf_finish(&text);
    yaml_end_list(yaml);
    yaml_end_map(yaml);
    yaml_end_list(yaml);
    emit_end_yaml(emitter, &file, emit_rules_path(emitter->arena, group));
}

struct str
emit_rules_path(struct arena *arena, const struct rule_group *group)
{
    struct str name = names_file(arena, group->name);
    return arena_printf(arena, "prometheus/rules/%.*s.yml", STR_ARG(name));
}

void
emit_rule(struct buf *buf, const struct rule *rule)
{
    struct yaml_writer yaml;
    struct buf text;
    yaml_writer_init(&yaml, buf);
    buf_init(&text);
    print_rule(&yaml, rule, &text);
    buf_finish(&text);
    yaml_writer_finish(&yaml);
}

void
emit_prometheus_rules(const struct emitter *emitter)
{
    for (size_t i = emitter->first; i < emitter->end; i++) {
        print_group(emitter, &emitter->rules->groups.at[i]);
    }
}
