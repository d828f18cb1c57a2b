/*
 * The tables of what Prometheus and Alertmanager load: whether they are sound. Whether they are
 * true is the matter of defs_samples_test.c.
 */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/version.h"
#include "model/alertmanager_global.h"
#include "model/alertmanager_receivers.h"
#include "model/prometheus_global.h"
#include "model/prometheus_scrape.h"
#include "schema/walk.h"

VEC_DECLARE(record_vec, const struct record *);

struct bench {
    struct arena arena;
    struct record_vec records; /* all there are, each once */
};

/* Secrets that no version reads from a file. */
static const struct {
    const char *record;
    const char *key;
} secrets_without_twin[] = {
    { "a `sigv4`", "secret_key" },
    { "a header", "secrets" }, /* `files` beside it */
    { "an `aws_sd_configs` entry", "secret_key" },
    { "an `azure_sd_configs` entry", "client_secret" },
    { "a `consul_sd_configs` entry", "token" },
    { "a `consul_sd_configs` entry", "password" },
    { "an `ec2_sd_configs` entry", "secret_key" },
    { "a `lightsail_sd_configs` entry", "secret_key" },
    { "an `openstack_sd_configs` entry", "password" },
    { "an `openstack_sd_configs` entry", "application_credential_secret" },
    { "an `ovhcloud_sd_configs` entry", "application_secret" },
    { "an `ovhcloud_sd_configs` entry", "consumer_key" },
    { "a `uyuni_sd_configs` entry", "password" },
    { "an `oauth`", "client_secret" },
    { NULL, NULL },
};

/* Besides the receivers. */
static const struct record *const roots[] = {
    &alertmanager_global_record,
    &alertmanager_time_interval_record,
    &alertmanager_tracing_record,
    &prometheus_file_record,
    &prometheus_discovery_record,
    NULL,
};

static void
collect(struct bench *bench, const struct record *record)
{
    for (size_t i = 0; i < bench->records.count; i++) {
        if (bench->records.at[i] == record) {
            return;
        }
    }
    VEC_PUSH(&bench->arena, &bench->records, record);
    for (const struct field *field = record->fields; field->key; field++) {
        if (field->record) {
            collect(bench, field->record);
        }
    }
}

static int
set_up(void **state)
{
    struct bench *bench = calloc(1, sizeof *bench);
    arena_init(&bench->arena);
    for (const struct alertmanager_receiver_kind *kind = alertmanager_receiver_kinds;
         kind->name; kind++) {
        collect(bench, kind->record);
    }
    for (size_t i = 0; roots[i]; i++) {
        collect(bench, roots[i]);
    }
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

typedef void check_function(const struct record *record, const struct field *field);

static void
for_each_field(struct bench *bench, check_function *check)
{
    for (size_t i = 0; i < bench->records.count; i++) {
        const struct record *record = bench->records.at[i];
        for (const struct field *field = record->fields; field->key; field++) {
            check(record, field);
        }
    }
}

static void
check_version(const struct record *record, const struct field *field, const char *text)
{
    struct version version;
    if (text && !version_parse(str_from(text), &version)) {
        fail_msg("%s, `%s`: `%s` is no version", record->name, field->key, text);
    }
}

static void
check_versions(const struct record *record, const struct field *field)
{
    check_version(record, field, field->since);
    check_version(record, field, field->until);
    struct version since;
    struct version until;
    if (field->since && field->until) {
        assert_true(version_parse(str_from(field->since), &since));
        assert_true(version_parse(str_from(field->until), &until));
        assert_true(version_compare(since, until) <= 0);
    }
    assert_true(field->tool == TOOL_PROMETHEUS || field->tool == TOOL_ALERTMANAGER);
}

static void
versions_parse(void **state)
{
    for_each_field(*state, check_versions);
}

static void
check_unique(const struct record *record, const struct field *field)
{
    for (const struct field *other = field + 1; other->key; other++) {
        if (!strcmp(field->key, other->key)) {
            fail_msg("%s has `%s` twice", record->name, field->key);
        }
    }
}

static void
keys_are_unique(void **state)
{
    for_each_field(*state, check_unique);
}

static bool
is_excused(const struct record *record, const struct field *field)
{
    for (size_t i = 0; secrets_without_twin[i].record; i++) {
        if (!strcmp(secrets_without_twin[i].record, record->name) &&
            !strcmp(secrets_without_twin[i].key, field->key)) {
            return true;
        }
    }
    return false;
}

static void
check_secret(const struct record *record, const struct field *field)
{
    if (field->type != FIELD_TYPE_SECRET || is_excused(record, field)) {
        return;
    }
    char twin[100];
    snprintf(twin, sizeof twin, "%s_file", field->key);
    if (!walk_find_field(record, str_from(twin))) {
        fail_msg("%s: the secret `%s` has no `%s`", record->name, field->key, twin);
    }
}

static void
secrets_have_a_twin(void **state)
{
    for_each_field(*state, check_secret);
}

static void
check_shape(const struct record *record, const struct field *field)
{
    bool is_sound = field->place == SCHEMA_NO_PLACE &&
                    (field->type == FIELD_TYPE_CHOICE) == (field->words != NULL) &&
                    (field->type == FIELD_TYPE_RECORD ? field->record != NULL : true);
    if (!is_sound) {
        fail_msg("%s: `%s` is not sound", record->name, field->key);
    }
}

static void
rows_are_sound(void **state)
{
    for_each_field(*state, check_shape);
}

static void
check_doc(const struct record *record, const struct field *field)
{
    size_t len = field->doc ? strlen(field->doc) : 0;
    if (len < 3 || field->doc[len - 1] != '.') {
        fail_msg("%s: the doc of `%s` is no sentence", record->name, field->key);
    }
}

static void
docs_are_sentences(void **state)
{
    struct bench *bench = *state;
    for_each_field(bench, check_doc);
    for (size_t i = 0; i < bench->records.count; i++) {
        const struct record *record = bench->records.at[i];
        assert_true(record->doc && strlen(record->doc) > 3);
        assert_true(!strncmp(record->name, "a ", 2) || !strncmp(record->name, "an ", 3));
        assert_non_null(record->fields->key);
    }
}

static void
receiver_kinds_are_sorted(void **state)
{
    (void)state;
    size_t count = 0;
    for (const struct alertmanager_receiver_kind *kind = alertmanager_receiver_kinds;
         kind->name; kind++, count++) {
        char key[100];
        snprintf(key, sizeof key, "%s_configs", kind->name);
        assert_string_equal(kind->key, key);
        assert_true(count == 0 || strcmp(kind[-1].name, kind->name) < 0);
        assert_non_null(walk_find_field(kind->record, STR("send_resolved")));
    }
    assert_int_equal(count, 18);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(versions_parse, set_up, tear_down),
        cmocka_unit_test_setup_teardown(keys_are_unique, set_up, tear_down),
        cmocka_unit_test_setup_teardown(secrets_have_a_twin, set_up, tear_down),
        cmocka_unit_test_setup_teardown(rows_are_sound, set_up, tear_down),
        cmocka_unit_test_setup_teardown(docs_are_sentences, set_up, tear_down),
        cmocka_unit_test_setup_teardown(receiver_kinds_are_sorted, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
