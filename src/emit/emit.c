/*
 * The table of outputs, and what the emitters share.
 */
#include "emit/emit.h"

#include <stdlib.h>

#include "base/duration.h"
#include "emit/emitter.h"
#include "model/names.h"

static emit_function *const emitters[] = {
    emit_prometheus_config,
    emit_prometheus_rules,
    emit_prometheus_tests,
    emit_alertmanager_config,
    emit_alertmanager_templates,
    emit_grafana_dashboards,
    emit_grafana_datasources,
    emit_grafana_providers,
    emit_catalog_page,
};

/* The system's name and not the spec's folder: the way to that, and the name of a checkout,
 * differ from machine to machine. */
struct str
emit_origin(const struct emitter *emitter)
{
    struct str system = emitter->model->system.str;
    struct str environment = emitter->model->environment;
    if (environment.len == 0) {
        return arena_printf(emitter->arena,
            "Made by tocsin from the spec of `%.*s`. Do not edit: the next build overwrites "
            "it.",
            STR_ARG(system));
    }
    return arena_printf(emitter->arena,
        "Made by tocsin from the spec of `%.*s`, environment `%.*s`. Do not edit: the next "
        "build "
        "overwrites it.",
        STR_ARG(system), STR_ARG(environment));
}

void
emit_begin_yaml(const struct emitter *emitter, struct emitted_yaml *file)
{
    file->subjects = (struct str_vec){ 0 };
    buf_init(&file->buf);
    yaml_writer_init(&file->yaml, &file->buf);
    yaml_comment(&file->yaml, emit_origin(emitter));
    yaml_begin_map(&file->yaml);
}

void
emit_end_yaml(const struct emitter *emitter, struct emitted_yaml *file, struct str path)
{
    yaml_end_map(&file->yaml);
    yaml_writer_finish(&file->yaml);
    emit_put(emitter, path, buf_str(&file->buf), file->subjects);
    buf_finish(&file->buf);
}

void
emit_put(
    const struct emitter *emitter, struct str path, struct str text, struct str_vec subjects)
{
    struct str full = arena_printf(
        emitter->output->arena, "%.*s%.*s", STR_ARG(emitter->prefix), STR_ARG(path));
    output_put(emitter->output, full, text, subjects);
}

/* Subjects live as long as the output, for its index. */
void
emit_add_subject(const struct emitter *emitter, struct emitted_yaml *file, struct str subject)
{
    struct arena *arena = emitter->output->arena;
    VEC_PUSH(arena, &file->subjects, arena_copy(arena, subject));
}

struct str
emit_group_file(const struct emitter *emitter, const struct rule_group *group)
{
    struct str name = names_file(emitter->arena, group->name);
    return arena_printf(emitter->arena, "%.*s.yml", STR_ARG(name));
}

void
emit_duration(struct yaml_writer *yaml, const char *key, int64_t milliseconds)
{
    if (milliseconds != 0) {
        yaml_word(yaml, key);
        yaml_duration(yaml, milliseconds);
    }
}

void
emit_texts(struct yaml_writer *yaml, const char *key, struct text_list texts)
{
    if (texts.count == 0) {
        return;
    }
    yaml_word(yaml, key);
    yaml_begin_list(yaml);
    for (size_t i = 0; i < texts.count; i++) {
        yaml_text(yaml, texts.at[i].str);
    }
    yaml_end_list(yaml);
}

bool
emit_is_one_of(struct str key, const char *const *words)
{
    for (size_t i = 0; words[i]; i++) {
        if (str_is(key, words[i])) {
            return true;
        }
    }
    return false;
}

const struct value *
emit_order_keys(
    const struct emitter *emitter, const struct value *map, const char *const *order)
{
    struct value *ordered = value_new_map(emitter->arena, map->span);
    for (size_t i = 0; order[i]; i++) {
        const struct value_entry *entry = value_find(map, order[i]);
        if (entry) {
            VEC_PUSH(emitter->arena, &ordered->entries, *entry);
        }
    }
    for (size_t i = 0; i < map->entries.count; i++) {
        if (!emit_is_one_of(map->entries.at[i].key, order)) {
            VEC_PUSH(emitter->arena, &ordered->entries, map->entries.at[i]);
        }
    }
    return ordered;
}

void
emit_set_text(
    const struct emitter *emitter, struct value *map, const char *key, struct str text)
{
    value_add_entry(emitter->arena, map, str_from(key), span_none(),
        value_new_text(emitter->arena, text, span_none()));
}

static struct str
duration_text(const struct emitter *emitter, int64_t milliseconds)
{
    struct buf buf;
    buf_init(&buf);
    duration_print(&buf, milliseconds);
    struct str text = arena_copy(emitter->arena, buf_str(&buf));
    buf_finish(&buf);
    return text;
}

void
emit_set_period(
    const struct emitter *emitter, struct value *map, const char *key, struct period period)
{
    if (period.is_set) {
        emit_set_text(emitter, map, key, duration_text(emitter, period.milliseconds));
    }
}

void
emit_set_value(const struct emitter *emitter, struct value *map, const char *key,
    const struct value *value)
{
    value_add_entry(emitter->arena, map, str_from(key), span_none(), value);
}

struct value *
emit_text_values(const struct emitter *emitter, struct text_list texts)
{
    struct value *list = value_new_list(emitter->arena, span_none());
    for (size_t i = 0; i < texts.count; i++) {
        value_add_item(
            emitter->arena, list, value_new_text(emitter->arena, texts.at[i].str, span_none()));
    }
    return list;
}

struct keyed_index {
    struct str key;
    size_t index;
};

static int
compare_keys(const void *a, const void *b)
{
    const struct keyed_index *left = a;
    const struct keyed_index *right = b;
    int order = str_compare(left->key, right->key);
    return order != 0 ? order : (left->index > right->index) - (left->index < right->index);
}

const size_t *
emit_order_by_key(
    const struct emitter *emitter, const void *elements, size_t count, size_t size)
{
    struct keyed_index *keyed = ARENA_ARRAY(emitter->arena, struct keyed_index, count);
    for (size_t i = 0; i < count; i++) {
        struct text key;
        memcpy(&key, (const char *)elements + i * size, sizeof key);
        keyed[i] = (struct keyed_index){ key.str, i };
    }
    if (count > 0) {
        qsort(keyed, count, sizeof *keyed, compare_keys);
    }
    size_t *order = ARENA_ARRAY(emitter->arena, size_t, count);
    for (size_t i = 0; i < count; i++) {
        order[i] = keyed[i].index;
    }
    return order;
}

bool
emit_is_told(const struct rules *rules, struct str receiver)
{
    for (size_t i = 0; i < rules->routes.count; i++) {
        if (str_equal(rules->routes.at[i].receiver, receiver)) {
            return true;
        }
    }
    return false;
}

bool
emit_environment(struct output *output, const struct emit_source *source)
{
    for (size_t i = 0; i < sizeof emitters / sizeof *emitters; i++) {
        struct arena scratch;
        arena_init(&scratch);
        struct emitter emitter = { .output = output,
            .arena = &scratch,
            .model = source->model,
            .rules = source->rules,
            .analysis = source->analysis,
            .dashboards = source->dashboards,
            .prefix = source->prefix };
        emitters[i](&emitter);
        arena_finish(&scratch);
    }
    return !output->has_failed;
}
