/*
 * The read room: what YAML becomes, where each character of it came from, and what is said
 * about the mistakes people make.
 */
#include "unit.h"

#include <stdlib.h>

#include "base/buf.h"
#include "bench.h"
#include "read/yaml.h"

static const struct value *
bench_read(struct bench *bench, struct str text)
{
    bench_open(bench, text);
    return read_yaml(&bench->arena, &bench->sources, bench->file, &bench->diags);
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
        { "\357\273\277a: 1\r\nb: |\r\n  x\r\n  y\r\n", "{a: 1, b: |x\\ny\\n|}" },
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
        const struct value *value = bench_read(&bench, str_from(rows[i].text));
        struct buf buf;
        buf_init(&buf);
        if (value) {
            show(&buf, value);
        }
        bench_show_findings(&buf, &bench);
        assert_str(buf_str(&buf), rows[i].expected);
        buf_finish(&buf);
        bench_close(&bench);
    }
}

/* Each decoded byte comes from the same byte of the file, from an escape, or (blanks and line
 * breaks) from the line break that was folded or kept. */
static void
check_byte(const struct bench *bench, struct span span, size_t offset, uint32_t *last)
{
    struct span byte = span_slice(span, offset, offset + 1);
    char decoded = sources_text(&bench->sources, byte).at[0];
    struct span place = sources_to_file(&bench->sources, byte);
    struct str raw = sources_text(&bench->sources, place);
    bool is_kept = raw.len == 1 && raw.at[0] == decoded;
    bool is_escape = raw.len >= 2 && (raw.at[0] == '\\' || str_is(raw, "''"));
    bool is_break =
        (decoded == ' ' || decoded == '\n') &&
        (raw.len == 0 || raw.at[0] == '\n' || raw.at[0] == '\r' || (raw.at[0] & 0x80));
    bool is_wide_break = str_is(raw, "\xE2\x80\xA8");
    if (place.at < *last || !(is_kept || is_escape || is_break || is_wide_break)) {
        fail_msg("byte %zu (`%c`) of `%.*s` comes from `%.*s`", offset, decoded,
            STR_ARG(sources_text(&bench->sources, span)), STR_ARG(raw));
    }
    *last = place.at;
}

static void
check_text_place(const struct bench *bench, struct str text, struct span span)
{
    assert_true(str_equal(sources_text(&bench->sources, span), text));
    uint32_t last = bench->file->base;
    for (size_t i = 0; i < text.len; i++) {
        check_byte(bench, span, i, &last);
    }
    struct span end = sources_to_file(&bench->sources, span_slice(span, text.len, text.len));
    assert_true(end.len == 0 || text.len == 0);
    assert_true(end.at >= last);
}

static void
check_places(const struct bench *bench, const struct value *value)
{
    if (value->kind == VALUE_KIND_TEXT) {
        check_text_place(bench, value->text, value->span);
        return;
    }
    struct str raw = sources_text(&bench->sources, value->span);
    bool keeps_lines = str_contains(raw, STR("+\n"));
    if (!keeps_lines && (value->kind == VALUE_KIND_LIST || value->kind == VALUE_KIND_MAP)) {
        if (raw.len == 0 || strchr("\n\r", raw.at[raw.len - 1])) {
            fail_msg("a collection covers `%.*s`", STR_ARG(raw));
        }
    }
    for (size_t i = 0; i < value->items.count; i++) {
        check_places(bench, value->items.at[i]);
    }
    for (size_t i = 0; i < value->entries.count; i++) {
        check_text_place(bench, value->entries.at[i].key, value->entries.at[i].key_span);
        check_places(bench, value->entries.at[i].value);
    }
}

static void
every_character_has_its_place(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "a: b\n",
        "a:   b c   # comment\n",
        "a: one\n   two\n\n\n   three\n",
        "a: 'x''y ''\n   z\n\n  w'\nb: ''\n",
        "a: \"\\x41\\u00e9\\U0001F600\\n\\t\\\\\\\"\\/\\_\\N\\L\\P\\e\\0\\a\"\n",
        "a: \"one  \\\n   two \\\n\n\n   \\  three\n  four\n\n  five\"\n",
        "a: |\n  one\n    two\n\n  three\n\n\nb: c\n",
        "a: |-\n  one\n  two\nb: |+\n  one\n\n\nc: d\n",
        "a: |2\n    one\n  two\nb:\n  - |1-\n   x\n    y\n",
        "a: |  # why\n\n\n  one\n \n  two\n     \n",
        "a: >\n  one\n  two\n\n\n  three\n    four\n    five\n\n  six\n  seven\n",
        "a: >-\n\n  one\n\n   two\n\n  three\n",
        "a: >+\n  one\n\n\nb: >+\n  x\n  y\n\n",
        "- >\n one\n two\n- |\n x\n \ty\n",
        "a: |\n  one\n  two",
        "\357\273\277a: |\r\n  one\r\n  two\r\n\r\nb: x\r\n  y\r\n",
        "h\xC3\xA9: \"\xC3\xA9\\u00e9\n  \xF0\x9F\x98\x80\"\n\xC3\xA9: \xC3\xA9 x\n",
        "a: x\xE2\x80\xA8  y\nb: x\xC2\x85  y\n",
        "a: 'x\xE2\x80\xA8  y\n\xE2\x80\xA8 z'\n",
        "{a: b, \"c\": 'd', [e]: f, g: [h, \"i\\tj\"]}\n",
        "? |\n  block key\n  of two\n: - x\n  - y\n",
        "a: &x !!str  text\nb: &y # c\n  k: |\n   z\n\n# end\n",
        "a: *b\nb: {<<: {c: d}}\n\n\n\n# trailing\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct bench bench;
        const struct value *value = bench_read(&bench, str_from(texts[i]));
        if (!value) {
            fail_msg("%s: %.*s", texts[i], STR_ARG(bench.diags.findings.at[0]->message));
        }
        check_places(&bench, value);
        bench_close(&bench);
    }
}

static void
scalars_that_stand_as_they_are_are_views(void **state)
{
    (void)state;
    struct str text = STR("a: 'b c'\nd: |\n  one line\ne: |-\n  x\nf: \"g\"\nh: i j\n");
    struct bench bench;
    const struct value *value = bench_read(&bench, text);
    assert_int_equal(bench.sources.all.count, 1);
    for (size_t i = 0; i < value->entries.count; i++) {
        struct str view = value->entries.at[i].value->text;
        assert_true(view.at >= text.at && view.at + view.len <= text.at + text.len);
    }
    assert_str(value->entries.at[1].value->text, "one line\n");
    bench_close(&bench);
}

static void
blocks_end_at_their_last_line(void **state)
{
    (void)state;
    struct bench bench;
    const struct value *value = bench_read(&bench,
        STR("m:\n  a: |\n    x\n    y\n\n\n  b: &b\n    - c\n\n# end\n\nz: {\n  q: 1 }\n"));
    const struct value *map = value_find(value, "m")->value;
    const struct value *block = value_find(map, "a")->value;
    assert_str(
        sources_text(&bench.sources, sources_find(&bench.sources, block->span.at)->parent),
        "|\n    x\n    y");
    assert_str(
        sources_text(&bench.sources, sources_to_file(&bench.sources, block->span)), "x\n    y");
    assert_str(sources_text(&bench.sources, value_find(map, "b")->value->span), "- c");
    assert_str(
        sources_text(&bench.sources, map->span), "a: |\n    x\n    y\n\n\n  b: &b\n    - c");
    assert_str(
        sources_text(&bench.sources, value_find(value, "z")->value->span), "{\n  q: 1 }");
    bench_close(&bench);
}

static void
mistakes_are_explained(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *expected;
    } rows[] = {
        { "%skip x\na: 1\n",
            "yaml-syntax 1:1 a line that starts with `%` is a directive to YAML / indent the "
            "line if it continues a text, or quote it" },
        { "a: 1\n"
          "\tb: 2\n",
            "yaml-syntax 2:1 a tab cannot indent a line / indent with blanks" },
        { "a:\n"
          "\tb: 2\n",
            "yaml-syntax 2:1 a tab cannot indent a line / indent with blanks" },
        { "a: 1\n"
          "b: 2\n"
          "a: 3\n",
            "duplicate-key 3:1 the key `a` stands twice in one map / remove or rename one of "
            "the two" },
        { "summary: foo: bar\n", "yaml-syntax 1:13 a text without quotes cannot hold `: ` / "
                                 "quote the text: `'foo: bar'`" },
        { "a: b\n"
          "  c: d\n",
            "yaml-syntax 2:3 `c` is indented too far to be a key / indent it like the keys "
            "around it, or remove the value of the line above" },
        { "groups\n"
          "  - name: x\n",
            "yaml-syntax 1:1 expected `:` after the key `groups` / add `:`, or indent it "
            "deeper than its key if it continues the text above" },
        { "a: 1\n"
          "groups\n"
          "b: 2\n",
            "yaml-syntax 2:1 expected `:` after the key `groups` / add `:`, or indent it "
            "deeper than its key if it continues the text above" },
        { "a: \"never closed\n"
          "b: 2\n",
            "yaml-syntax 1:4 the quote `\"` is never closed / close it with `\"` at the end of "
            "the text" },
        { "a: 'it's'\n", "yaml-syntax 1:8 unexpected text after the closing quote `'` / write "
                         "`''` for a quote inside single quotes" },
        { "a: \"\\d+\"\n", "yaml-syntax 1:5 `\\d` is no escape of a double-quoted text / use "
                           "single quotes, which keep `\\` as it is, or write `\\\\d`" },
        { "a: {{ $labels.x }}\n", "yaml-syntax 1:4 a text that starts with `{` is a map to "
                                  "YAML / quote it: `'{{ $labels.x }}'`" },
        { "a: {{ $labels.x }} is down\n",
            "yaml-syntax 1:4 a text that starts with `{` is a map to YAML / quote the text: "
            "`'{{ $labels.x }} is down'`" },
        { "a: {{ printf \"%s\" x }}\n", "yaml-syntax 1:4 a text that starts with `{` is a map "
                                        "to YAML / quote it: `'{{ printf \"%s\" x }}'`" },
        { "a: [x] y\n", "yaml-syntax 1:8 unexpected text after the closing bracket `]` / quote "
                        "the text: `'[x] y'`" },
        { "a: \"x\" y\n", "yaml-syntax 1:8 unexpected text after the closing quote `\"` / "
                          "quote the text: `'\"x\" y'`" },
        { "a: %x\n", "yaml-syntax 1:4 a text without quotes cannot start with `%` / quote the "
                     "text: `'%x'`" },
        { "a: @x\n", "yaml-syntax 1:4 a text without quotes cannot start with `@` / quote the "
                     "text: `'@x'`" },
        { "a: `x`\n", "yaml-syntax 1:4 a text without quotes cannot start with ``` / quote the "
                      "text: `'`x`'`" },
        { "a: > 5\n", "yaml-syntax 1:4 `>` at the start of a value begins a block of text / "
                      "begin the block on the next line, indented / quote the text: `'> 5'`" },
        { "a: |x\n", "yaml-syntax 1:4 `|` at the start of a value begins a block of text / "
                     "begin the block on the next line, indented / quote the text: `'|x'`" },
        { "a: *.example.com\n", "yaml-syntax 1:4 `*` at the start of a value begins an alias / "
                                "quote the text: `'*.example.com'`" },
        { "a: *nothing\n", "unknown-name 1:4 no anchor `&nothing` above / quote the value if "
                           "it is text: `'*nothing'`" },
        { "a: &a [*a]\n",
            "yaml-syntax 1:8 the alias `*a` stands inside the node that it repeats" },
        { "a: - b\n", "yaml-syntax 1:4 a list element cannot begin here / begin the list on "
                      "the next line, or write `[…]` / quote the text: `'- b'`" },
        { "a: 1\n"
          "- b\n",
            "yaml-syntax 2:1 a list element stands among the keys of a map / indent it like "
            "the other elements of its list, or give the list a key" },
        { "- a\n"
          "b: 1\n",
            "yaml-syntax 2:1 the line fits neither the list above nor anything around it / "
            "begin the element with `- `" },
        { "a:\n"
          "    b: 1\n"
          "  c: 2\n",
            "yaml-syntax 3:3 the line fits neither the map above nor anything around it / "
            "indent it exactly like the lines it belongs to" },
        { "a:\n"
          "  - b\n"
          " - c\n",
            "yaml-syntax 3:2 a list element stands among the keys of a map / indent it like "
            "the other elements of its list, or give the list a key" },
        { "a: {b: 1\n"
          "c: 2\n",
            "yaml-syntax 2:2 expected `,` or `}` / close it with `}`; quote the value if it is "
            "a text that starts with `{`" },
        { "a: [1, 2\n", "yaml-syntax 1:4 the bracket `[` is never closed / close it with `]`; "
                        "quote the value if it is a text that starts with `[`" },
        { "{expr: rate(x[5m])}\n", "yaml-syntax 1:14 expected `,` or `}` / quote the text: "
                                   "inside `{…}` and `[…]` brackets and commas end it" },
        { "{expr: up{job=\"x\"}}\n", "yaml-syntax 1:10 expected `,` or `}` / quote the text: "
                                     "inside `{…}` and `[…]` brackets and commas end it" },
        { "{channel: #ops}\n", "yaml-syntax 2:1 expected a value, found the end of the file / "
                               "quote the text with the `#`" },
        { "{timeseries: topk(5, x)}\n",
            "lost-text 1:20 the comma ends the value of `timeseries` after `topk(5` / quote "
            "it: `'topk(5, x)'`" },
        { "{a: f(1, g(2, 3), 4), b: c}\n", "lost-text 1:8 the comma ends the value of `a` "
                                           "after `f(1` / quote it: `'f(1, g(2, 3), 4)'`" },
        { "[topk(5, x), y]\n", "lost-text 1:8 the comma ends the list element after `topk(5` / "
                               "quote it: `'topk(5, x)'`" },
        { "runbook: #api-down\n",
            "lost-text 1:10 `runbook` is empty: `#` after a blank begins a comment / quote it: "
            "`'#api-down'`; or put a blank after the `#` of a comment" },
        { "- #api\n"
          "- x\n",
            "lost-text 1:3 the list element is empty: `#` after a blank begins a comment / "
            "quote it: `'#api'`; or put a blank after the `#` of a comment" },
        { "a: #one\n"
          "b:   #two   \n"
          "c: x\n",
            "lost-text 1:4 `a` is empty: `#` after a blank begins a comment / quote it: "
            "`'#one'`; or put a blank after the `#` of a comment\n"
            "lost-text 2:6 `b` is empty: `#` after a blank begins a comment / quote it: "
            "`'#two'`; or put a blank after the `#` of a comment" },
        { "a: 1\n"
          "---\n"
          "b: 2\n",
            "yaml-syntax 2:1 a second document begins here / put it into a file of its own" },
        { "a: !secret x\n", "yaml-syntax 1:4 unknown YAML tag `!secret` / remove the tag, or "
                            "quote the value if it is text" },
        { "a: !!binary x\n", "yaml-syntax 1:4 unknown YAML tag `!!binary` / remove the tag, or "
                             "quote the value if it is text" },
        { "[a]: b\n",
            "yaml-syntax 1:1 a key must be text, not a list / quote it if it is text" },
        { ": b\n", "yaml-syntax 1:1 a key is missing before `:` / quote the value if the `:` "
                   "belongs to a text" },
        { "<<: 5\n"
          "a: 1\n",
            "wrong-type 1:1 `<<` merges maps, found text / write `<<: *anchor` or `<<: [*one, "
            "*two]`" },
        { "a: b\n"
          "...\n"
          "c\n",
            "yaml-syntax 3:1 unexpected text after the end of the document / indent it like "
            "the lines above, or quote the text" },
        { "a: \xFF\n", "yaml-syntax 1:4 the byte 0xff is not UTF-8 / save the file as UTF-8" },
        { "a: \x01\n", "yaml-syntax 1:4 YAML forbids the control character U+0001 / remove it, "
                       "or write `\"\\u0001\"`" },
        { "a: 'x\n"
          "---\n"
          "b: c'\n",
            "yaml-syntax 1:4 the quote `'` is never closed / close it with `'` at the end of "
            "the text" },
        { "a: }\n", "yaml-syntax 1:4 expected a value, found `}` / quote the text if it "
                    "belongs to one" },
        { "a: ]\n", "yaml-syntax 1:4 expected a value, found `]` / quote the text if it "
                    "belongs to one" },
        { "? a\n"
          "- b\n",
            "yaml-syntax 2:1 a list element stands among the keys of a map / indent it like "
            "the other elements of its list, or give the list a key" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct bench bench;
        bench_read(&bench, str_from(rows[i].text));
        struct buf buf;
        buf_init(&buf);
        bench_show_findings(&buf, &bench);
        if (!str_is(buf_str(&buf), rows[i].expected)) {
            print_message("{ %s }\n-> %.*s\n", rows[i].text, STR_ARG(buf_str(&buf)));
        }
        assert_str(buf_str(&buf), rows[i].expected);
        buf_finish(&buf);
        bench_close(&bench);
    }
}

static void
utf16_is_refused(void **state)
{
    (void)state;
    static const struct str texts[] = { STR_INIT("\xFF\xFE"
                                                 "a\0:\0"),
        STR_INIT("\0a\0:") };
    for (size_t i = 0; i < 2; i++) {
        struct bench bench;
        assert_null(bench_read(&bench, texts[i]));
        struct buf buf;
        buf_init(&buf);
        bench_show_findings(&buf, &bench);
        assert_str(buf_str(&buf),
            "yaml-syntax 1:1 the file is UTF-16, not UTF-8 / save the file as UTF-8");
        buf_finish(&buf);
        bench_close(&bench);
    }
}

static void
a_bomb_of_aliases_is_refused(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf);
    buf_add_text(&buf, "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i <= 12; i++) {
        buf_printf(&buf, "a%d: &a%d [", i, i);
        for (int j = 0; j < 10; j++) {
            buf_printf(&buf, "*a%d, ", i - 1);
        }
        buf_add_text(&buf, "]\n");
    }
    struct bench bench;
    const struct value *value = bench_read(&bench, buf_str(&buf));
    assert_null(value);
    assert_int_equal(bench.diags.findings.count, 1);
    assert_ptr_equal(bench.diags.findings.at[0]->kind, &kind_too_large);
    buf_finish(&buf);
    bench_close(&bench);
}

/* `count` times `piece`, read; true when there is a value. */
static bool
reads_repeated(const char *piece, size_t count)
{
    struct buf buf;
    buf_init(&buf);
    for (size_t i = 0; i < count; i++) {
        buf_add_text(&buf, piece);
    }
    struct bench bench;
    const struct value *value = bench_read(&bench, buf_str(&buf));
    bool is_read = value != NULL;
    assert_true(is_read || bench.diags.findings.count == 1);
    assert_true(is_read || bench.diags.findings.at[0]->kind == &kind_too_large);
    bench_close(&bench);
    buf_finish(&buf);
    return is_read;
}

static void
depth_is_limited(void **state)
{
    (void)state;
    assert_true(reads_repeated("- ", READ_YAML_DEEPEST));
    assert_false(reads_repeated("- ", READ_YAML_DEEPEST + 1));
    assert_false(reads_repeated("[", 5000));
    assert_false(reads_repeated("{a: ", 5000));
    /* A chain of aliases is as deep as what it stands for. */
    struct buf buf;
    buf_init(&buf);
    buf_add_text(&buf, "a0: &a0 [x]\n");
    for (int i = 1; i <= READ_YAML_DEEPEST; i++) {
        buf_printf(&buf, "a%d: &a%d [*a%d]\n", i, i, i - 1);
    }
    struct bench bench;
    const struct value *value = bench_read(&bench, buf_str(&buf));
    assert_null(value);
    assert_ptr_equal(bench.diags.findings.at[0]->kind, &kind_too_large);
    bench_close(&bench);
    buf_finish(&buf);
}

static void
large_maps_know_their_duplicates(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf);
    for (int i = 0; i < 20000; i++) {
        buf_printf(&buf, "key%d: %d\n", i, i);
    }
    buf_add_text(&buf, "key15000: again\nother: 1\n");
    struct bench bench;
    const struct value *value = bench_read(&bench, buf_str(&buf));
    assert_int_equal(value->entries.count, 20001);
    assert_int_equal(bench.diags.findings.count, 1);
    assert_int_equal(bench.diags.findings.at[0]->labels.count, 1);
    struct place place;
    sources_locate(&bench.sources, bench.diags.findings.at[0]->labels.at[0].span, &place);
    assert_int_equal(place.line, 15001);
    buf_finish(&buf);
    bench_close(&bench);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(yaml_becomes_values),
        cmocka_unit_test(every_character_has_its_place),
        cmocka_unit_test(scalars_that_stand_as_they_are_are_views),
        cmocka_unit_test(blocks_end_at_their_last_line),
        cmocka_unit_test(mistakes_are_explained),
        cmocka_unit_test(utf16_is_refused),
        cmocka_unit_test(a_bomb_of_aliases_is_refused),
        cmocka_unit_test(depth_is_limited),
        cmocka_unit_test(large_maps_know_their_duplicates),
    };
    return cmocka_run_group_tests_name("read", tests, NULL, NULL);
}
