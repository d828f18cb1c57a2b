/*
 * The table of outputs, and what the emitters share.
 */
#include "emit/emit.h"

#include <stdlib.h>

#include "base/duration.h"
#include "base/work.h"
#include "emit/emitter.h"
#include "model/names.h"

static size_t
count_groups(const struct emit_source *source)
{
    return source->rules->groups.count;
}

static size_t
count_dashboards(const struct emit_source *source)
{
    return source->dashboards->all.count;
}

/* Where there is a count, several jobs share it. */
static const struct {
    emit_function *emit;
    size_t (*count)(const struct emit_source *source);
} emitters[] = {
    { emit_prometheus_config, NULL },
    { emit_prometheus_rules, count_groups },
    { emit_prometheus_tests, count_groups },
    { emit_alertmanager_config, NULL },
    { emit_alertmanager_templates, NULL },
    { emit_grafana_dashboards, count_dashboards },
    { emit_grafana_datasources, NULL },
    { emit_grafana_providers, NULL },
    { emit_catalog_page, NULL },
};

enum {
    EMITTERS = sizeof emitters / sizeof *emitters,
    SHARE = 16, /* of the groups or dashboards, for one job */
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
    buf_clear(emitter->buf);
    yaml_writer_init(&file->yaml, emitter->buf);
    yaml_comment(&file->yaml, emit_origin(emitter));
    yaml_begin_map(&file->yaml);
}

void
emit_end_yaml(const struct emitter *emitter, struct emitted_yaml *file, struct str path)
{
    yaml_end_map(&file->yaml);
    yaml_writer_finish(&file->yaml);
    emit_put(emitter, path, buf_str(emitter->buf), file->subjects);
}

void
emit_put(
    const struct emitter *emitter, struct str path, struct str text, struct str_vec subjects)
{
    struct emitted *made = emitter->made;
    struct str full = ARENA_JOIN(&made->arena, emitter->prefix, path);
    struct output_file file =
        output_prepare(emitter->output, &made->arena, full, text, subjects);
    VEC_PUSH(&made->arena, &made->files, file);
}

void
emit_add_subject(const struct emitter *emitter, struct str_vec *subjects, struct str subject)
{
    VEC_PUSH(&emitter->made->arena, subjects, subject);
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

/* The jobs of one environment: in each round one of every emitter, so that those who print at
 * the same time are likely to write into different folders. */
struct emit_work {
    const struct emit_source *source;
    const struct output *output;
    struct emitted *made; /* by job */
};

static size_t
count_rounds(const struct emit_source *source)
{
    size_t rounds = 1;
    for (size_t i = 0; i < EMITTERS; i++) {
        size_t count = emitters[i].count ? emitters[i].count(source) : 1;
        size_t shares = (count + SHARE - 1) / SHARE;
        rounds = shares > rounds ? shares : rounds;
    }
    return rounds;
}

static void
run_job(void *argument, size_t job)
{
    const struct emit_work *work = argument;
    const struct emit_source *source = work->source;
    size_t round = job / EMITTERS;
    size_t index = job % EMITTERS;
    size_t count = emitters[index].count ? emitters[index].count(source) : 1;
    if (round * SHARE >= count) {
        return;
    }
    struct arena scratch;
    struct buf buf;
    arena_init(&scratch);
    buf_init(&buf);
    struct emitter emitter = { .output = work->output,
        .made = &work->made[job],
        .arena = &scratch,
        .buf = &buf,
        .model = source->model,
        .rules = source->rules,
        .analysis = source->analysis,
        .dashboards = source->dashboards,
        .prefix = source->prefix,
        .first = round * SHARE,
        .end = count < (round + 1) * SHARE ? count : (round + 1) * SHARE };
    emitters[index].emit(&emitter);
    buf_finish(&buf);
    arena_finish(&scratch);
}

static void
take(struct output *output, struct emitted *made)
{
    if (made->diags.findings.count > 0) {
        output->has_failed = true;
    }
    diags_append(output->diags, &made->diags);
    for (size_t i = 0; i < made->files.count; i++) {
        output_take(output, &made->files.at[i]);
    }
}

bool
emit_environment(struct output *output, const struct emit_source *source, size_t threads)
{
    size_t rounds = count_rounds(source);
    size_t jobs = rounds * EMITTERS;
    struct emitted *made = ARENA_ARRAY(output->arena, struct emitted, jobs);
    struct arena_pool pool;
    arena_pool_open(&pool, output->arena);
    for (size_t i = 0; i < jobs; i++) {
        arena_init_in(&made[i].arena, &pool);
        diags_init(&made[i].diags, &made[i].arena);
    }
    struct emit_work work = { .source = source, .output = output, .made = made };
    work_run(run_job, &work, jobs, threads);
    arena_pool_close(&pool);
    for (size_t i = 0; i < EMITTERS; i++) {
        for (size_t round = 0; round < rounds; round++) {
            take(output, &made[round * EMITTERS + i]);
        }
    }
    return !output->has_failed;
}
