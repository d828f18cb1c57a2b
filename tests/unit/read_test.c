/*
 * The read room: what YAML becomes, where each character of it came from, and what is said
 * about the mistakes people make.
 */
#include "unit.h"

#include <stdlib.h>

#include "base/buf.h"
#include "read/yaml.h"

struct bench {
    struct arena arena;
    struct sources sources;
    struct diags diags;
    const struct source *file;
    const struct value *value;
};

static void
bench_read(struct bench *bench, struct str text)
{
    arena_init(&bench->arena);
    sources_init(&bench->sources, &bench->arena);
    diags_init(&bench->diags, &bench->arena);
    bench->file = sources_add_file(&bench->sources, STR("t.yaml"), text);
    bench->value = read_yaml(&bench->arena, &bench->sources, bench->file, &bench->diags);
}

static void
bench_finish(struct bench *bench)
{
    arena_finish(&bench->arena);
}

static void
show_text(struct buf *buf, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] == '\n') {
            buf_add_text(buf, "\\n");
        } else {
            buf_add_char(buf, text.at[i]);
        }
    }
}

/* `{a: 'quoted', b: [plain, ()]}`: kinds in one line, to compare with. */
static void
show(struct buf *buf, const struct value *value)
{
    if (value->kind == VALUE_KIND_NULL) {
        buf_add_text(buf, "()");
    } else if (value->kind == VALUE_KIND_LIST) {
        buf_add_char(buf, '[');
        for (size_t i = 0; i < value->items.count; i++) {
            buf_add_text(buf, i > 0 ? ", " : "");
            show(buf, value->items.at[i]);
        }
        buf_add_char(buf, ']');
    } else if (value->kind == VALUE_KIND_MAP) {
        buf_add_char(buf, '{');
        for (size_t i = 0; i < value->entries.count; i++) {
            buf_add_text(buf, i > 0 ? ", " : "");
            show_text(buf, value->entries.at[i].key);
            buf_add_text(buf, ": ");
            show(buf, value->entries.at[i].value);
        }
        buf_add_char(buf, '}');
    } else {
        buf_add_text(buf, value->is_plain ? "" : value->is_block ? "|" : "'");
        show_text(buf, value->text);
        buf_add_text(buf, value->is_plain ? "" : value->is_block ? "|" : "'");
    }
}

/* All findings in one text: `kind line:column message / help`. */
static void
show_findings(struct buf *buf, const struct bench *bench)
{
    for (size_t i = 0; i < bench->diags.findings.count; i++) {
        const struct finding *finding = bench->diags.findings.at[i];
        struct place place = { .line = 0 };
        sources_locate(&bench->sources, finding->span, &place);
        buf_printf(buf, "%s%s %u:%u %.*s", i > 0 ? "\n" : "", finding->kind->name, place.line,
            place.column, STR_ARG(finding->message));
        for (size_t j = 0; j < finding->helps.count; j++) {
            buf_printf(buf, " / %.*s", STR_ARG(finding->helps.at[j]));
        }
    }
}

static void
yaml_becomes_values(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *expected;
    } rows[] = {
        { "", "()" },
        { "# only a comment\n", "()" },
        { "---\n", "()" },
        { "a: 1\nb: no\nc: 2.40\nd: 05\n", "{a: 1, b: no, c: 2.40, d: 05}" },
        { "a:\nb: ~\nc: null\nd: 'null'\ne: Null\nf: \"\"\n",
            "{a: (), b: (), c: (), d: 'null', e: Null, f: ''}" },
        { "- a\n- - b\n  - c\n-\n- {x: [1, 2], y: }\n", "[a, [b, c], (), {x: [1, 2], y: ()}]" },
        { "a: |\n  x\n   y\n\n  z\n\n\nb: >-\n  p\n  q\n\n  r\n",
            "{a: |x\\n y\\n\\nz\\n|, b: |p q\\nr|}" },
        { "a: \"x\\ty\\\n   z\"\nb: 'it''s'\nc: long\n   plain\n\n   text # end\n",
            "{a: 'x\ty"
            "z', b: 'it's', c: long plain\\ntext}" },
        { "\xEF\xBB\xBF"
          "a: 1\r\nb: |\r\n  x\r\n  y\r\n",
            "{a: 1, b: |x\\ny\\n|}" },
        { "x-a: &a {p: 1, q: 2}\nb:\n  <<: *a\n  q: 3\nc: *a\n",
            "{x-a: {p: 1, q: 2}, b: {q: 3, p: 1}, c: {p: 1, q: 2}}" },
        { "a: &a {p: 1}\nb: &b {p: 2, q: 2}\nc: {<<: [*a, *b], r: 3}\n",
            "{a: {p: 1}, b: {p: 2, q: 2}, c: {r: 3, p: 1, q: 2}}" },
        { "a: !!str 5\nb: ! 6\nc: !!int 7\nd: !!map {}\n", "{a: '5', b: '6', c: 7, d: {}}" },
        { "? a\n: b\n? c\n", "{a: b, c: ()}" },
        { "a: # real comment\n  b: 1\n", "{a: {b: 1}}" },
        { "a: # just nothing\nb: x #y\nc: #\n", "{a: (), b: x, c: ()}" },
        { "{a: f(x), b: (y, c: 1}", "{a: f(x), b: (y, c: 1}" },
        { "[(a, b, c]", "[(a, b, c]" },
        { "just text", "just text" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct bench bench;
        bench_read(&bench, str_from(rows[i].text));
        struct buf buf;
        buf_init(&buf);
        if (bench.value) {
            show(&buf, bench.value);
        }
        show_findings(&buf, &bench);
        assert_str(buf_str(&buf), rows[i].expected);
        buf_finish(&buf);
        bench_finish(&bench);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(yaml_becomes_values),
    };
    return cmocka_run_group_tests_name("read", tests, NULL, NULL);
}
