/*
 * The texts of the schema room: its findings, case by case from tests/schema/findings.txt, and
 * what is printed from the tables. With BLESS in the environment the expected files are written
 * anew.
 */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "schema_demo.h"
#include "text/load.h"

static const struct {
    const char *name;
    const struct record *record;
} records[] = {
    { "demo", &demo_record },
    { "kinds", &kinds_record },
    { "slack", &slack_record },
};

static struct str
path_of(struct arena *arena, const char *name)
{
    const char *root = getenv("TOCSIN_ROOT");
    return arena_printf(arena, "%s/tests/schema/%s", root ? root : ".", name);
}

/* Compares with the file of this name, or writes it. */
static void
check_file(struct arena *arena, const char *name, struct str text)
{
    struct str path = path_of(arena, name);
    if (getenv("BLESS")) {
        FILE *file = fopen(path.at, "wb");
        assert_non_null(file);
        fwrite(text.at, 1, text.len, file);
        assert_int_equal(fclose(file), 0);
        return;
    }
    struct str expected;
    assert_int_equal(load_file(arena, path, &expected), 0);
    if (!str_equal(text, expected)) {
        fail_msg("%s differs, got:\n%.*s", name, STR_ARG(text));
    }
}

static const struct record *
find_record(struct str name)
{
    for (size_t i = 0; i < sizeof records / sizeof records[0]; i++) {
        if (str_is(name, records[i].name)) {
            return records[i].record;
        }
    }
    fail_msg("no record `%.*s`", STR_ARG(name));
    return NULL;
}

/* The findings of one case, printed behind it. */
static void
print_case(struct buf *buf, const struct record *record, struct str yaml)
{
    struct fixture fixture;
    fixture_open(&fixture);
    const struct value *value = fixture_read(&fixture, yaml);
    void *out = record->size ? arena_alloc(&fixture.arena, record->size, record->align) : NULL;
    bool is_ok = schema_decode(&fixture.context, record, value, out);
    assert_int_equal(is_ok, fixture.diags.error_count == 0);
    print_findings(&fixture, buf);
    fixture_close(&fixture);
}

/* The cases are read as `==== RECORD`, the value, `----` and what is found; everything is
 * printed again and the whole compared, so that one difference shows where it is. */
static void
mistakes_are_explained(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    struct str rest;
    assert_int_equal(load_file(&arena, path_of(&arena, "findings.txt"), &rest), 0);
    struct buf buf;
    buf_init(&buf);
    size_t at = str_find(rest, STR("==== "));
    buf_add(&buf, str_slice(rest, 0, at));
    size_t count = 0;
    while (at != SIZE_MAX) {
        rest = str_slice(rest, at + 5, rest.len);
        struct str name = str_cut(&rest, '\n');
        size_t end = str_find(rest, STR("----\n"));
        assert_true(end != SIZE_MAX);
        struct str yaml = str_slice(rest, 0, end);
        struct str wanted = str_slice(rest, end + 5, rest.len);
        at = str_find(wanted, STR("==== "));
        wanted = str_slice(wanted, 0, at);
        rest = str_slice(rest, end + 5, rest.len);
        buf_printf(&buf, "==== %.*s\n%.*s----\n", STR_ARG(name), STR_ARG(yaml));
        size_t start = buf.len;
        print_case(&buf, find_record(name), yaml);
        struct str got = str_slice(buf_str(&buf), start, buf.len);
        if (!getenv("BLESS") && !str_equal(got, wanted)) {
            fail_msg("%.*s\ngot:\n%.*s\nexpected:\n%.*s", STR_ARG(yaml), STR_ARG(got),
                STR_ARG(wanted));
        }
        count++;
    }
    assert_true(count > 100);
    check_file(&arena, "findings.txt", buf_str(&buf));
    buf_finish(&buf);
    arena_finish(&arena);
}

static void
json_schema_is_printed(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    struct buf buf;
    buf_init(&buf);
    schema_print_json_schema(&buf, &branch_record, STR("Routes"));
    check_file(&arena, "route.json", buf_str(&buf));
    buf_clear(&buf);
    schema_print_json_schema(&buf, &demo_record, STR("A demonstration"));
    check_file(&arena, "demo.json", buf_str(&buf));
    buf_finish(&buf);
    arena_finish(&arena);
}

static void
reference_is_printed(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    struct buf buf;
    buf_init(&buf);
    schema_print_reference(&buf, &kinds_record);
    schema_print_reference(&buf, &demo_record);
    check_file(&arena, "reference.md", buf_str(&buf));
    buf_finish(&buf);
    arena_finish(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mistakes_are_explained),
        cmocka_unit_test(json_schema_is_printed),
        cmocka_unit_test(reference_is_printed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
