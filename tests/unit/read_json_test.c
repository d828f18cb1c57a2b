/*
 * JSON to values: what is accepted, where it stands, and what is said about the rest.
 */
#include "unit.h"

#include <cjson/cJSON.h>
#include <stdlib.h>

#include "base/buf.h"
#include "bench.h"
#include "data/json_write.h"
#include "read/json.h"

static const struct value *
bench_read(struct bench *bench, struct str text)
{
    bench_open(bench, text);
    return read_json(&bench->arena, &bench->sources, bench->file, &bench->diags);
}

static void
json_is_read_and_written_back(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *expected;
    } rows[] = {
        { "null", "null" },
        { " [ 1 , -2.50e+3, true,false , null, \"x\" ] \r\n",
            "[1,-2.50e+3,true,false,null,\"x\"]" },
        { "{\"a\":{},\"b\":[],\"\":\"\"}", "{\"a\":{},\"b\":[],\"\":\"\"}" },
        { "\"\\u0041\\u00e9\\ud83d\\ude00\\n\\/\\\\\\\"\"",
            "\"A\xC3\xA9\xF0\x9F\x98\x80\\n/\\\\\\\"\"" },
        { "\"a\\u0000b\"", "\"a\\u0000b\"" },
        { "123456789012345678901234567890123456789012345678901234567890e5",
            "123456789012345678901234567890123456789012345678901234567890e5" },
        { "\xEF\xBB\xBF[1e999]", "[1e999]" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct bench bench;
        const struct value *value = bench_read(&bench, str_from(rows[i].text));
        assert_non_null(value);
        struct buf buf;
        buf_init(&buf);
        json_write_value(&buf, value, JSON_LAYOUT_COMPACT);
        assert_str(buf_str(&buf), rows[i].expected);
        buf_finish(&buf);
        bench_close(&bench);
    }
}

static void
mistakes_are_explained(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *expected;
    } rows[] = {
        { "", "json-syntax 1:1 expected a value, found the end of the file" },
        { "[1, 2", "json-syntax 1:6 expected `,` or `]`, found the end of the file" },
        { "[1 2]", "json-syntax 1:4 expected `,` or `]`, found `2`" },
        { "[1, ]",
            "json-syntax 1:3 a comma before `]` / remove the comma behind the last element" },
        { "{\"a\": 1,\n}",
            "json-syntax 1:8 a comma before `}` / remove the comma behind the last element" },
        { "{a: 1}", "json-syntax 1:2 expected a key in double quotes, found `a` / put text in "
                    "double quotes: "
                    "`\"a\"`" },
        { "{'a': 1}",
            "json-syntax 1:2 expected a key in double quotes, found `'` / use double quotes" },
        { "{\"a\" 1}", "json-syntax 1:6 expected `:` behind the key, found `1`" },
        { "[True]",
            "json-syntax 1:2 expected a value, found `True` / write `true` or `false`" },
        { "[None]", "json-syntax 1:2 expected a value, found `None` / write `null`" },
        { "[NaN]", "json-syntax 1:2 expected a value, found `NaN` / JSON has no such number; "
                   "write `null` "
                   "or text" },
        { "[01]", "json-syntax 1:2 expected a value, found `01`" },
        { "[+1]", "json-syntax 1:2 expected a value, found `+1`" },
        { "[.5]", "json-syntax 1:2 expected a value, found `.5`" },
        { "[1.]", "json-syntax 1:2 expected a value, found `1.`" },
        { "// x\n1",
            "json-syntax 1:1 expected a value, found `/` / JSON has no comments; remove it" },
        { "1 2", "json-syntax 1:3 expected the end of the file, found `2`" },
        { "\"abc\n\"", "json-syntax 1:1 the string is never closed" },
        { "\"a\tb\"", "json-syntax 1:3 a string cannot hold a tab, only `\\t`" },
        { "\"\\d\"",
            "json-syntax 1:2 a backslash in a string must begin an escape or be doubled" },
        { "\"\\ud83d\"",
            "json-syntax 1:2 `\\u` needs four hexadecimal digits and both halves of a pair" },
        { "\"\xFF\"", "json-syntax 1:2 the file is not UTF-8 here" },
        { "{\"a\": 1, \"b\": 2, \"a\": 3}",
            "duplicate-key 1:19 the key `a` stands twice in one object" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct bench bench;
        bench_read(&bench, str_from(rows[i].text));
        struct buf buf;
        buf_init(&buf);
        bench_show_findings(&buf, &bench);
        assert_str(buf_str(&buf), rows[i].expected);
        buf_finish(&buf);
        bench_close(&bench);
    }
}

static void
each_byte_of_a_string_has_its_place(void **state)
{
    (void)state;
    struct bench bench;
    const struct value *value =
        bench_read(&bench, STR("{\"k\": \"a\\n\\u00e9z\\ud83d\\ude00\"}"));
    struct span span = value_find(value, "k")->value->span;
    static const char *const raws[] = { "a", "\\n", "\\u00e9", "\\u00e9", "z", "\\ud83d\\ude00",
        "\\ud83d\\ude00" };
    for (size_t i = 0; i < sizeof raws / sizeof raws[0]; i++) {
        struct span byte = sources_to_file(&bench.sources, span_slice(span, i, i + 1));
        assert_str(sources_text(&bench.sources, byte), raws[i]);
    }
    struct span all = sources_to_file(&bench.sources, span);
    assert_str(sources_text(&bench.sources, all), "a\\n\\u00e9z\\ud83d\\ude00");
    bench_close(&bench);
}

static void
depth_is_limited(void **state)
{
    (void)state;
    for (int extra = 0; extra < 2; extra++) {
        struct buf buf;
        buf_init(&buf);
        buf_add_repeated(&buf, '[', (size_t)(READ_JSON_DEEPEST + extra));
        buf_add_repeated(&buf, ']', (size_t)(READ_JSON_DEEPEST + extra));
        struct bench bench;
        const struct value *value = bench_read(&bench, buf_str(&buf));
        assert_int_equal(value == NULL, extra);
        bench_close(&bench);
        buf_finish(&buf);
    }
}

/* Whatever is accepted here, cJSON accepts too: random edits of a valid text. */
static void
what_is_accepted_is_json_to_cjson(void **state)
{
    (void)state;
    static const char seed_text[] =
        "{\"a\": [1, -2.5e3, true, null, \"x\\n\\u0041\"], \"b\": {}}";
    uint32_t seed = 42;
    size_t accepted = 0;
    for (int i = 0; i < 20000; i++) {
        char text[sizeof seed_text];
        memcpy(text, seed_text, sizeof seed_text);
        seed = seed * 1664525 + 1013904223;
        text[(seed >> 16) % (sizeof seed_text - 1)] = "\"[]{},:0-1.eE\\tn "[(seed >> 8) % 17];
        struct bench bench;
        const struct value *value = bench_read(&bench, str_from(text));
        if (value) {
            cJSON *json = cJSON_Parse(text);
            if (!json) {
                fail_msg("%s", text);
            }
            cJSON_Delete(json);
            accepted++;
        } else {
            assert_true(bench.diags.findings.count > 0);
        }
        bench_close(&bench);
    }
    assert_true(accepted > 1000);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_is_read_and_written_back),
        cmocka_unit_test(mistakes_are_explained),
        cmocka_unit_test(each_byte_of_a_string_has_its_place),
        cmocka_unit_test(depth_is_limited),
        cmocka_unit_test(what_is_accepted_is_json_to_cjson),
    };
    return cmocka_run_group_tests_name("read_json", tests, NULL, NULL);
}
