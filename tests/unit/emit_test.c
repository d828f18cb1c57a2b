/*
 * The YAML writer: its layout, its choice of quotes, and that libyaml reads back what it wrote.
 */
#include "unit.h"

#include <cjson/cJSON.h>
#include <stdlib.h>

#include "base/buf.h"
#include "data/json_write.h"
#include "emit/yaml_writer.h"
#include "read/yaml.h"

static void
a_rule_file_looks_like_one(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf);
    struct yaml_writer yaml;
    yaml_writer_init(&yaml, &buf);
    yaml_comment(&yaml, STR("Made by tocsin.\n\nDo not edit."));
    yaml_begin_map(&yaml);
    yaml_key(&yaml, STR("groups"));
    yaml_begin_list(&yaml);
    yaml_begin_map(&yaml);
    yaml_entry(&yaml, "name", STR("database"));
    yaml_entry(&yaml, "interval", STR("30s"));
    yaml_key(&yaml, STR("rules"));
    yaml_begin_list(&yaml);
    yaml_comment(&yaml, STR("the first"));
    yaml_begin_map(&yaml);
    yaml_entry(&yaml, "alert", STR("Down"));
    yaml_key(&yaml, STR("expr"));
    yaml_block(&yaml, STR("up == 0"));
    yaml_entry(&yaml, "text", STR("one\n  two\n"));
    yaml_key(&yaml, STR("labels"));
    yaml_begin_map(&yaml);
    yaml_end_map(&yaml);
    yaml_end_map(&yaml);
    yaml_end_list(&yaml);
    yaml_end_map(&yaml);
    yaml_end_list(&yaml);
    yaml_key(&yaml, STR("matrix"));
    yaml_begin_list(&yaml);
    yaml_begin_list(&yaml);
    yaml_integer(&yaml, 1);
    yaml_ratio(&yaml, (struct ratio){ 1, 4 });
    yaml_end_list(&yaml);
    yaml_begin_list(&yaml);
    yaml_bool(&yaml, true);
    yaml_null(&yaml);
    yaml_double(&yaml, -1.0 / 0.0);
    yaml_end_list(&yaml);
    yaml_begin_list(&yaml);
    yaml_end_list(&yaml);
    yaml_end_list(&yaml);
    yaml_end_map(&yaml);
    yaml_writer_finish(&yaml);
    assert_str(buf_str(&buf), "# Made by tocsin.\n"
                              "#\n"
                              "# Do not edit.\n"
                              "groups:\n"
                              "  - name: database\n"
                              "    interval: 30s\n"
                              "    rules:\n"
                              "      # the first\n"
                              "      - alert: Down\n"
                              "        expr: |-\n"
                              "          up == 0\n"
                              "        text: |\n"
                              "          one\n"
                              "            two\n"
                              "        labels: {}\n"
                              "matrix:\n"
                              "  - - 1\n"
                              "    - 0.25\n"
                              "  - - true\n"
                              "    - null\n"
                              "    - -.inf\n"
                              "  - []\n");
    buf_finish(&buf);
}

static void
text_is_quoted_when_a_reader_would_see_more_in_it(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *expected;
    } rows[] = {
        { "plain text", "plain text" },
        { "5m", "5m" },
        { "1h30m", "1h30m" },
        { "5d", "5d" },
        { "sum(rate(x{a=\"b\"}[5m]))", "sum(rate(x{a=\"b\"}[5m]))" },
        { "http://a:9/#b", "http://a:9/#b" },
        { "it's", "it's" },
        { "h\xC3\xA9llo", "h\xC3\xA9llo" },
        { "", "''" },
        { "true", "'true'" },
        { "No", "'No'" },
        { "y", "'y'" },
        { "~", "'~'" },
        { "null", "'null'" },
        { "1:30", "'1:30'" },
        { "12", "'12'" },
        { "-1.5", "'-1.5'" },
        { "1e3", "'1e3'" },
        { "0x1f", "'0x1f'" },
        { "0o7", "'0o7'" },
        { "1_000", "'1_000'" },
        { ".inf", "'.inf'" },
        { "+Inf", "'+Inf'" },
        { "NaN", "'NaN'" },
        { "2001-12-14", "'2001-12-14'" },
        { "<<", "'<<'" },
        { "=", "'='" },
        { " a", "' a'" },
        { "a ", "'a '" },
        { "a: b", "'a: b'" },
        { "a:", "'a:'" },
        { "a #b", "'a #b'" },
        { "#api", "'#api'" },
        { "- a", "'- a'" },
        { "---", "'---'" },
        { "...", "'...'" },
        { "{{ $labels.x }}'s", "'{{ $labels.x }}''s'" },
        { "[a]", "'[a]'" },
        { "*a", "'*a'" },
        { "%a", "'%a'" },
        { "@a", "'@a'" },
        { "`a`", "'`a`'" },
        { "!a", "'!a'" },
        { "a\tb", "\"a\\tb\"" },
        { "a\\b\rc\"", "\"a\\\\b\\rc\\\"\"" },
        { "\x01\x7F\xC2\x85\xE2\x80\xA8", "\"\\x01\\x7F\\x85\\u2028\"" },
        { "a\n", "|\n    a" },
        { "a\nb", "|-\n    a\n    b" },
        { "a\n\n", "|+\n    a\n" },
        { "  a\nb", "|2-\n      a\n    b" },
        { "\na", "|2-\n\n    a" },
        { "a  \n\n b\n", "|\n    a  \n\n     b" },
        { "\n", "\"\\n\"" },
        { "a\n ", "\"a\\n \"" },
        { "a\r\nb", "\"a\\r\\nb\"" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct buf buf;
        buf_init(&buf);
        struct yaml_writer yaml;
        yaml_writer_init(&yaml, &buf);
        yaml_begin_map(&yaml);
        yaml_key(&yaml, STR("a"));
        yaml_begin_map(&yaml);
        yaml_entry(&yaml, "k", str_from(rows[i].text));
        yaml_end_map(&yaml);
        yaml_end_map(&yaml);
        yaml_writer_finish(&yaml);
        struct buf expected;
        buf_init(&expected);
        buf_printf(&expected, "a:\n  k: %s\n", rows[i].expected);
        buf_add_char(&expected, '\0');
        assert_str(buf_str(&buf), expected.at);
        buf_finish(&expected);
        buf_finish(&buf);
    }
}

static void
plain_text_of_a_spec_stays_plain(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *expected;
    } rows[] = { { "2.40", "2.40\n" }, { "true", "true\n" }, { "05", "05\n" },
        { "a\nb", "\"a\\nb\"\n" }, { "a: b", "'a: b'\n" }, { "-5", "-5\n" } };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct buf buf;
        buf_init(&buf);
        struct value value = {
            .kind = VALUE_KIND_TEXT, .is_plain = true, .text = str_from(rows[i].text)
        };
        yaml_write_value(&buf, &value);
        assert_str(buf_str(&buf), rows[i].expected);
        buf_finish(&buf);
    }
}

/* xorshift: the same values in every run. */
static uint32_t
next_random(uint32_t *seed, uint32_t below)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed % below;
}

static struct str
random_text(struct arena *arena, uint32_t *seed)
{
    static const char *const pieces[] = { "a", "b", "1", "0", ":", " ", "  ", "\n", "\n", "#",
        "-", "'", "\"", "\\", "\t", ",", "[", "]", "{", "}", "&", "*", "!", "|", ">", "%", "@",
        "`", "?", "=", "<<", "true", "null", "~", "0x", "e", ".", "+", "_", "\xC3\xA9",
        "\xE2\x80\xA8", "\xC2\x85", "\xEF\xBB\xBF", "\xF0\x9F\x98\x80", "\r", "\x7F", "\x01",
        "---", "...", "$", "(", ")", "no", "inf", "2001-01-01" };
    struct buf buf;
    buf_init(&buf);
    uint32_t count = next_random(seed, 8);
    for (uint32_t i = 0; i < count; i++) {
        buf_add_text(&buf, pieces[next_random(seed, sizeof pieces / sizeof pieces[0])]);
    }
    if (next_random(seed, 200) == 0) {
        buf_add_repeated(&buf, 'x', 1500);
    }
    struct str text = arena_copy(arena, buf_str(&buf));
    buf_finish(&buf);
    return text;
}

static const struct value *
random_value(struct arena *arena, uint32_t *seed, int depth)
{
    uint32_t kind = next_random(seed, depth > 4 ? 6 : 10);
    if (kind < 6) {
        struct value *text = value_new_text(arena, random_text(arena, seed), span_none());
        text->is_block = kind == 1;
        return kind == 0 ? value_new(arena, VALUE_KIND_NULL, span_none()) : text;
    }
    uint32_t count = next_random(seed, 5);
    struct value *made =
        value_new(arena, kind < 8 ? VALUE_KIND_LIST : VALUE_KIND_MAP, span_none());
    for (uint32_t i = 0; i < count; i++) {
        const struct value *inner = random_value(arena, seed, depth + 1);
        struct str key = random_text(arena, seed);
        if (made->kind == VALUE_KIND_LIST) {
            value_add_item(arena, made, inner);
        } else if (!value_find_str(made, key)) {
            value_add_entry(arena, made, key, span_none(), inner);
        }
    }
    return made;
}

static void
written_yaml_is_read_back_as_the_value(void **state)
{
    (void)state;
    uint32_t seed = 20240229;
    for (int i = 0; i < 4000; i++) {
        struct arena arena;
        arena_init(&arena);
        struct sources sources;
        sources_init(&sources, &arena);
        struct diags diags;
        diags_init(&diags, &arena);
        const struct value *value = random_value(&arena, &seed, 0);
        struct buf buf;
        buf_init(&buf);
        yaml_write_value(&buf, value);
        const struct source *file = sources_add_file(&sources, STR("t"), buf_str(&buf));
        const struct value *read = read_yaml(&arena, &sources, file, &diags);
        if (diags.findings.count > 0) {
            fail_msg("%.*s\n%.*s", STR_ARG(diags.findings.at[0]->message), STR_ARG(file->text));
        }
        if (!value_equal(value, read)) {
            struct buf json;
            buf_init(&json);
            json_write_value(&json, value, JSON_LAYOUT_COMPACT);
            buf_add_char(&json, '\n');
            json_write_value(&json, read, JSON_LAYOUT_COMPACT);
            fail_msg("%.*s\n%.*s", STR_ARG(buf_str(&json)), STR_ARG(file->text));
        }
        buf_finish(&buf);
        arena_finish(&arena);
    }
}

static bool
equals_cjson(const struct value *value, const cJSON *json)
{
    switch (value->kind) {
    case VALUE_KIND_NULL:
        return cJSON_IsNull(json);
    case VALUE_KIND_BOOL:
    case VALUE_KIND_NUMBER:
        return false;
    case VALUE_KIND_TEXT:
        return cJSON_IsString(json) && str_is(value->text, json->valuestring);
    case VALUE_KIND_LIST:
    case VALUE_KIND_MAP:
        break;
    }
    bool is_list = value->kind == VALUE_KIND_LIST;
    size_t count = is_list ? value->items.count : value->entries.count;
    const cJSON *child = json->child;
    for (size_t i = 0; i < count; i++, child = child->next) {
        const struct value *inner = is_list ? value->items.at[i] : value->entries.at[i].value;
        if (!child || !equals_cjson(inner, child) ||
            (!is_list && !str_is(value->entries.at[i].key, child->string))) {
            return false;
        }
    }
    return !child && (is_list ? cJSON_IsArray(json) : cJSON_IsObject(json));
}

static void
written_json_is_read_back_by_cjson(void **state)
{
    (void)state;
    uint32_t seed = 19700101;
    for (int i = 0; i < 2000; i++) {
        struct arena arena;
        arena_init(&arena);
        const struct value *value = random_value(&arena, &seed, 0);
        struct buf buf;
        buf_init(&buf);
        json_write_value(&buf, value, i % 2 ? JSON_LAYOUT_COMPACT : JSON_LAYOUT_INDENTED);
        cJSON *json = cJSON_ParseWithLength(buf.at, buf.len);
        if (!json || !equals_cjson(value, json)) {
            fail_msg("%.*s", STR_ARG(buf_str(&buf)));
        }
        cJSON_Delete(json);
        buf_finish(&buf);
        arena_finish(&arena);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rule_file_looks_like_one),
        cmocka_unit_test(text_is_quoted_when_a_reader_would_see_more_in_it),
        cmocka_unit_test(plain_text_of_a_spec_stays_plain),
        cmocka_unit_test(written_yaml_is_read_back_as_the_value),
        cmocka_unit_test(written_json_is_read_back_by_cjson),
    };
    return cmocka_run_group_tests_name("emit", tests, NULL, NULL);
}
