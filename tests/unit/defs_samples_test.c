/*
 * The tables of what Prometheus and Alertmanager load, against the samples in tests/oracle/
 * that promtool and amtool are asked about.
 *
 * The samples of a tool hold every key that the oldest supported version knows, and nothing
 * else; one more holds every key that is younger, and the tool must refuse each. So a row of
 * the tables is proven by the tool, and a key of a sample that the tables lack is noticed. What
 * lies below a younger key or kind is beyond the tool.
 */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/version.h"
#include "model/alertmanager_global.h"
#include "model/alertmanager_receivers.h"
#include "model/prometheus_global.h"
#include "model/prometheus_scrape.h"
#include "read/yaml.h"
#include "schema/walk.h"

VEC_DECLARE(field_vec, const struct field *);

struct bench {
    struct arena arena;
    struct field_vec seen; /* rows that a sample has */
    bool takes_young;      /* the sample at hand is that of the younger keys */
};

/* Discoveries that Debian's build of Prometheus 2.42 leaves out: nobody to ask about them. */
static const char *const left_out[] = {
    "consul_sd_configs",
    "kubernetes_sd_configs",
    "kuma_sd_configs",
    "linode_sd_configs",
    "nomad_sd_configs",
    NULL,
};

static int
set_up(void **state)
{
    struct bench *bench = calloc(1, sizeof *bench);
    arena_init(&bench->arena);
    *state = bench;
    return 0;
}

static int
tear_down(void **state)
{
    struct bench *bench = *state;
    arena_finish(&bench->arena);
    free(bench);
    return 0;
}

struct sample {
    struct arena arena;
    struct sources sources;
    struct diags diags;
    const struct value *value;
    size_t young_lines; /* that end in `# new` */
};

static void
sample_parse(struct sample *sample, const char *name, struct str text)
{
    arena_init(&sample->arena);
    sources_init(&sample->sources, &sample->arena);
    diags_init(&sample->diags, &sample->arena);
    const struct source *source = sources_add_file(&sample->sources, str_from(name), text);
    sample->value = read_yaml(&sample->arena, &sample->sources, source, &sample->diags);
    assert_non_null(sample->value);
    assert_int_equal(sample->diags.error_count, 0);
    sample->young_lines = 0;
    for (size_t i = 0; i + 6 <= text.len; i++) {
        sample->young_lines += !memcmp(text.at + i, "# new\n", 6);
    }
}

static void
sample_read(struct sample *sample, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/tests/oracle/%s", getenv("TOCSIN_ROOT"), name);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    static char text[1 << 20];
    size_t len = fread(text, 1, sizeof text, file);
    fclose(file);
    assert_true(len < sizeof text);
    sample_parse(sample, name, (struct str){ text, len });
}

static void walk(struct bench *bench, const struct record *record, const struct value *value);

static void
walk_field(struct bench *bench, const struct field *field, const struct value *value)
{
    VEC_PUSH(&bench->arena, &bench->seen, field);
    if (!field->record) {
        return;
    }
    if (field->shape == FIELD_SHAPE_MAP) {
        for (size_t i = 0; i < value->entries.count; i++) {
            walk(bench, field->record, value->entries.at[i].value);
        }
        return;
    }
    if (value->kind == VALUE_KIND_LIST) {
        for (size_t i = 0; i < value->items.count; i++) {
            walk(bench, field->record, value->items.at[i]);
        }
        return;
    }
    walk(bench, field->record, value);
}

static void
walk(struct bench *bench, const struct record *record, const struct value *value)
{
    if (value->kind != VALUE_KIND_MAP) {
        assert_true(record->text_field || record->list_field);
        return;
    }
    for (size_t i = 0; i < value->entries.count; i++) {
        const struct value_entry *entry = &value->entries.at[i];
        const struct field *field = walk_find_field(record, entry->key);
        if (!field && !record->takes_other_keys) {
            fail_msg("%s: the sample's `%.*s` is unknown", record->name, STR_ARG(entry->key));
        }
        if (field && field->since && !bench->takes_young) {
            fail_msg("%s: the sample's `%s` is too young", record->name, field->key);
        }
        if (field) {
            walk_field(bench, field, entry->value);
        }
    }
}

/* A row that several records share counts for all of them. */
static bool
is_seen(const struct bench *bench, const struct field *field)
{
    for (size_t i = 0; i < bench->seen.count; i++) {
        const struct field *seen = bench->seen.at[i];
        if (seen->tool == field->tool && !seen->since == !field->since &&
            !strcmp(seen->key, field->key) && !strcmp(seen->doc, field->doc)) {
            return true;
        }
    }
    return false;
}

static bool
is_left_out(const struct field *field)
{
    for (const char *const *key = left_out; *key; key++) {
        if (!strcmp(*key, field->key)) {
            return true;
        }
    }
    return false;
}

/* Each row of the record and of those below it must be in a sample; below a young row is
 * nothing that the tool could tell. */
static void
expect_all_seen(struct bench *bench, const struct record *record)
{
    for (const struct field *field = record->fields; field->key; field++) {
        if (is_left_out(field)) {
            continue;
        }
        if (!is_seen(bench, field)) {
            fail_msg("%s: no sample has `%s`", record->name, field->key);
        }
        if (!field->since && field->record) {
            expect_all_seen(bench, field->record);
        }
    }
}

/* Walks what stands below `key`: a list of maps, or a map. */
static void
walk_key(
    struct bench *bench, const struct record *record, const struct value *map, const char *key)
{
    const struct value_entry *entry = value_find(map, key);
    if (!entry) {
        return;
    }
    if (entry->value->kind == VALUE_KIND_MAP) {
        walk(bench, record, entry->value);
        return;
    }
    for (size_t i = 0; i < entry->value->items.count; i++) {
        walk(bench, record, entry->value->items.at[i]);
    }
}

static void
walk_receiver(struct bench *bench, const struct value *receiver)
{
    for (size_t i = 0; i < receiver->entries.count; i++) {
        const struct value_entry *entry = &receiver->entries.at[i];
        const struct alertmanager_receiver_kind *kind = alertmanager_receiver_kinds;
        while (kind->name && !str_is(entry->key, kind->key)) {
            kind++;
        }
        assert_true(kind->name || str_is(entry->key, "name"));
        assert_true(!kind->since || bench->takes_young);
        if (kind->name) {
            walk_key(bench, kind->record, receiver, kind->key);
        }
    }
}

static void
walk_alertmanager(struct bench *bench, const struct value *file)
{
    walk_key(bench, &alertmanager_global_record, file, "global");
    const struct value_entry *intervals = value_find(file, "time_intervals");
    for (size_t i = 0; intervals && i < intervals->value->items.count; i++) {
        walk_key(bench, &alertmanager_time_interval_record, intervals->value->items.at[i],
            "time_intervals");
    }
    const struct value *receivers = value_find(file, "receivers")->value;
    for (size_t i = 0; i < receivers->items.count; i++) {
        walk_receiver(bench, receivers->items.at[i]);
    }
}

static void
walk_prometheus(struct bench *bench, const struct value *file)
{
    walk(bench, &prometheus_file_record, file);
}

static void
walk_sample(struct bench *bench, const char *name,
    void (*walk_file)(struct bench *bench, const struct value *file))
{
    struct sample sample;
    sample_read(&sample, name);
    bench->takes_young = strstr(name, "unknown") != NULL;
    walk_file(bench, sample.value);
    arena_finish(&sample.arena);
}

static void
alertmanager_samples_hold_every_key(void **state)
{
    struct bench *bench = *state;
    walk_sample(bench, "alertmanager-0.25.yml", walk_alertmanager);
    walk_sample(bench, "alertmanager-0.25-files.yml", walk_alertmanager);
    walk_sample(bench, "alertmanager-0.25-unknown.yml", walk_alertmanager);
    expect_all_seen(bench, &alertmanager_global_record);
    expect_all_seen(bench, &alertmanager_time_interval_record);
    for (const struct alertmanager_receiver_kind *kind = alertmanager_receiver_kinds;
         kind->name; kind++) {
        if (!kind->since) {
            expect_all_seen(bench, kind->record);
        }
    }
}

static void
prometheus_samples_hold_every_key(void **state)
{
    struct bench *bench = *state;
    walk_sample(bench, "prometheus-2.42.yml", walk_prometheus);
    walk_sample(bench, "prometheus-2.42-unknown.yml", walk_prometheus);
    expect_all_seen(bench, &prometheus_file_record);
}

/* The decoder: it takes the samples of the oldest versions and refuses each of the younger
 * keys. */

static void
show_findings(const struct sample *sample)
{
    for (size_t i = 0; i < sample->diags.findings.count; i++) {
        const struct finding *finding = sample->diags.findings.at[i];
        print_message("%s: %.*s\n", finding->kind->name, STR_ARG(finding->message));
    }
}

static struct schema_context
sample_context(struct sample *sample)
{
    struct schema_context context = { .arena = &sample->arena, .diags = &sample->diags };
    context.versions[TOOL_PROMETHEUS] = (struct version){ 2, 42, 0 };
    context.versions[TOOL_ALERTMANAGER] = (struct version){ 0, 25, 0 };
    return context;
}

/* Deprecated keys are loaded all the same. */
static void
expect_refusals(const struct sample *sample, size_t expected)
{
    if (sample->diags.error_count != expected) {
        show_findings(sample);
        fail_msg("%zu errors instead of %zu", sample->diags.error_count, expected);
    }
}

static void
the_decoder_agrees_with_promtool(void **state)
{
    (void)state;
    static const char *const names[] = { "prometheus-2.42.yml", "prometheus-2.42-unknown.yml" };
    for (size_t i = 0; i < 2; i++) {
        struct sample sample;
        sample_read(&sample, names[i]);
        struct schema_context context = sample_context(&sample);
        schema_decode(&context, &prometheus_file_record, sample.value, NULL);
        expect_refusals(&sample, i == 0 ? 0 : sample.young_lines);
        arena_finish(&sample.arena);
    }
}

static void
decode_receivers(struct schema_context *context, const struct value *file)
{
    const struct value *receivers = value_find(file, "receivers")->value;
    for (size_t i = 0; i < receivers->items.count; i++) {
        for (const struct alertmanager_receiver_kind *kind = alertmanager_receiver_kinds;
             kind->name; kind++) {
            const struct value_entry *entry = value_find(receivers->items.at[i], kind->key);
            for (size_t j = 0; entry && j < entry->value->items.count; j++) {
                schema_decode(context, kind->record, entry->value->items.at[j], NULL);
            }
        }
    }
}

static void
the_decoder_agrees_with_amtool(void **state)
{
    (void)state;
    static const char *const names[] = { "alertmanager-0.25.yml", "alertmanager-0.25-files.yml",
        "alertmanager-0.25-unknown.yml" };
    /* Kinds of receivers and `tracing` are keys of the file, which no record describes. */
    enum { YOUNG_KINDS = 7 };
    for (size_t i = 0; i < 3; i++) {
        struct sample sample;
        sample_read(&sample, names[i]);
        struct schema_context context = sample_context(&sample);
        schema_decode(&context, &alertmanager_global_record,
            value_find(sample.value, "global")->value, NULL);
        decode_receivers(&context, sample.value);
        expect_refusals(&sample, i < 2 ? 0 : sample.young_lines - YOUNG_KINDS);
        arena_finish(&sample.arena);
    }
}

static size_t
count_errors(const struct record *record, const char *yaml)
{
    struct sample sample;
    sample_parse(&sample, "t.yml", str_from(yaml));
    struct schema_context context = sample_context(&sample);
    schema_decode(&context, record, sample.value, NULL);
    size_t count = sample.diags.error_count;
    arena_finish(&sample.arena);
    return count;
}

/* What only passes through is printed as it was written, and the tool knows no units there. */
static void
numbers_that_pass_through_have_no_unit(void **state)
{
    (void)state;
    const struct record *record = &prometheus_tracing_record;
    assert_int_equal(count_errors(record, "{endpoint: a, sampling_fraction: 0.5}"), 0);
    assert_int_equal(count_errors(record, "{endpoint: a, sampling_fraction: 50%}"), 1);
    assert_int_equal(count_errors(record, "{endpoint: a, sampling_fraction: 500ms}"), 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(alertmanager_samples_hold_every_key, set_up, tear_down),
        cmocka_unit_test_setup_teardown(prometheus_samples_hold_every_key, set_up, tear_down),
        cmocka_unit_test(the_decoder_agrees_with_promtool),
        cmocka_unit_test(the_decoder_agrees_with_amtool),
        cmocka_unit_test(numbers_that_pass_through_have_no_unit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
