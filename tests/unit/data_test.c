/*
 * The data room: JSON text of values.
 */
#include "unit.h"

#include <cjson/cJSON.h>

#include "base/buf.h"
#include "data/json_write.h"

static void
objects_are_laid_out_as_grafana_does(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf);
    struct json_writer json;
    json_writer_init(&json, &buf, JSON_LAYOUT_INDENTED);
    json_begin_object(&json);
    json_key(&json, STR("title"));
    json_string(&json, STR("h\xC3\xA9llo \"w\"\n\x01\x0B</script>\x7F"));
    json_key(&json, STR("panels"));
    json_begin_list(&json);
    json_begin_object(&json);
    json_end_object(&json);
    json_begin_list(&json);
    json_end_list(&json);
    json_number_integer(&json, -3);
    json_number_ratio(&json, (struct ratio){ 1, 1000 });
    json_number_double(&json, 0.3);
    json_number_double(&json, 1.0 / 0.0);
    json_end_list(&json);
    json_key(&json, STR("on"));
    json_bool(&json, true);
    json_key(&json, STR("none"));
    json_null(&json);
    json_end_object(&json);
    assert_str(buf_str(&buf),
        "{\n"
        "  \"title\": \"h\xC3\xA9llo \\\"w\\\"\\n\\u0001\\u000b</script>\x7F\",\n"
        "  \"panels\": [\n"
        "    {},\n"
        "    [],\n"
        "    -3,\n"
        "    0.001,\n"
        "    0.3,\n"
        "    null\n"
        "  ],\n"
        "  \"on\": true,\n"
        "  \"none\": null\n"
        "}");
    buf_finish(&buf);
}

static void
values_are_written_in_one_line(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    struct value *map = value_new_map(&arena, span_none());
    static const struct {
        const char *text;
        bool is_plain;
    } texts[] = { { "true", true }, { "true", false }, { "2.40", true }, { "05", true },
        { "no", true }, { "-1e5", true }, { "1e5", false }, { "\xFFx", false } };
    struct value *list = value_new_list(&arena, span_none());
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct value *text = value_new_text(&arena, str_from(texts[i].text), span_none());
        text->is_plain = texts[i].is_plain;
        value_add_item(&arena, list, text);
    }
    struct value *number = value_new(&arena, VALUE_KIND_NUMBER, span_none());
    number->text = STR("1e400");
    value_add_entry(&arena, map, STR("a"), span_none(), list);
    value_add_entry(&arena, map, STR("b"), span_none(), number);
    value_add_entry(
        &arena, map, STR("c"), span_none(), value_new(&arena, VALUE_KIND_NULL, span_none()));
    struct buf buf;
    buf_init(&buf);
    json_write_value(&buf, map, JSON_LAYOUT_COMPACT);
    assert_str(buf_str(&buf),
        "{\"a\":[true,\"true\",2.40,\"05\",\"no\",-1e5,\"1e5\",\"\xEF\xBF\xBDx\"],\"b\":1e400,"
        "\"c\":null}");
    buf_finish(&buf);
    arena_finish(&arena);
}

static void
numbers_follow_the_grammar_of_json(void **state)
{
    (void)state;
    static const char *const good[] = { "0", "-0", "10", "1.5", "-1.5e3", "1E+2", "1e-2" };
    static const char *const bad[] = { "", "-", "+1", "01", ".5", "1.", "1e", "1e+", "0x1",
        "1 ", "Infinity", "1_0", "--1" };
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        assert_true(json_is_number(str_from(good[i])));
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_false(json_is_number(str_from(bad[i])));
    }
}

/* Every byte and some pairs, read back by cJSON. */
static void
strings_are_read_back_by_cjson(void **state)
{
    (void)state;
    for (int c = 1; c < 0x80; c++) {
        char text[] = { 'a', (char)c, (char)c, 'z', '\0' };
        struct buf buf;
        buf_init(&buf);
        json_write_string(&buf, str_from(text));
        cJSON *read = cJSON_ParseWithLength(buf.at, buf.len);
        assert_non_null(read);
        assert_string_equal(read->valuestring, text);
        cJSON_Delete(read);
        buf_finish(&buf);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(objects_are_laid_out_as_grafana_does),
        cmocka_unit_test(values_are_written_in_one_line),
        cmocka_unit_test(numbers_follow_the_grammar_of_json),
        cmocka_unit_test(strings_are_read_back_by_cjson),
    };
    return cmocka_run_group_tests_name("data", tests, NULL, NULL);
}
