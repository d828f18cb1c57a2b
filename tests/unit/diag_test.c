/*
 * The diag room: findings in order, told once, and rendered byte for byte.
 */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "diag/render.h"

struct world {
    struct arena arena;
    struct sources sources;
    struct diags diags;
    struct buf out;
    struct render_options options;
};

static const struct diag_kind kind_sample = {
    .name = "sample",
    .severity = SEVERITY_WARNING,
    .is_check = true,
    .summary = "a sample",
};

static int
set_up(void **state)
{
    struct world *world = calloc(1, sizeof *world);
    arena_init(&world->arena);
    sources_init(&world->sources, &world->arena);
    diags_init(&world->diags, &world->arena);
    buf_init(&world->out);
    *state = world;
    return 0;
}

static int
tear_down(void **state)
{
    struct world *world = *state;
    buf_finish(&world->out);
    arena_finish(&world->arena);
    free(world);
    return 0;
}

static struct str
file_of(struct world *world, const char *name, const char *text)
{
    const struct source *file =
        sources_add_file(&world->sources, str_from(name), str_from(text));
    return file->text;
}

/* The span of the first `needle` in the newest source whose text has it. */
static struct span
span_of(const struct world *world, const char *needle)
{
    for (size_t i = world->sources.all.count; i-- > 0;) {
        const struct source *source = world->sources.all.at[i];
        size_t at = str_find(source->text, str_from(needle));
        if (at != SIZE_MAX) {
            return (struct span){ source->base + (uint32_t)at, (uint32_t)strlen(needle) };
        }
    }
    fail_msg("no source holds `%s`", needle);
    return span_none();
}

static struct finding *
report_at(struct world *world, const char *needle, const char *message)
{
    return diag_report(&world->diags, &kind_unknown_key, span_of(world, needle), "%s", message);
}

static void
assert_rendered(struct world *world, const char *expected)
{
    buf_clear(&world->out);
    for (size_t i = 0; i < world->diags.findings.count; i++) {
        render_text_finding(
            &world->out, &world->sources, world->diags.findings.at[i], &world->options);
    }
    struct str got = buf_str(&world->out);
    if (!str_is(got, expected)) {
        fail_msg("got\n%.*s\nexpected\n%s", STR_ARG(got), expected);
    }
}

static void
one_caret_with_caption_and_help(void **state)
{
    struct world *world = *state;
    file_of(world, "alerts.yaml", "alerts:\n  a:\n    sevrity: critical\n");
    struct finding *f = report_at(world, "sevrity", "unknown key `sevrity`");
    finding_caption(&world->diags, f, "not a key of an alert");
    finding_note(&world->diags, f, "an alert takes many keys\nand this is not one of them");
    finding_help(&world->diags, f, "did you mean `severity`?");
    finding_fix(&world->diags, f, f->span, STR("severity"));
    assert_rendered(world, "error[unknown-key]: unknown key `sevrity`\n"
                           " --> alerts.yaml:3:5\n"
                           "  |\n"
                           "3 |     sevrity: critical\n"
                           "  |     ^^^^^^^ not a key of an alert\n"
                           "  |\n"
                           "  = note: an alert takes many keys\n"
                           "          and this is not one of them\n"
                           "  = help: did you mean `severity`?\n"
                           "help: write this instead\n"
                           "  |\n"
                           "3 -     sevrity: critical\n"
                           "3 +     severity: critical\n");
}

static void
labels_hang_and_gaps_are_elided(void **state)
{
    struct world *world = *state;
    file_of(world, "b.yaml", "one: x\n\n\n\n\n\n\n\ntwo: [ab, cd, ef]\nthree: y\nfour: z\n");
    file_of(world, "org.yaml", "here: z9\n");
    struct finding *f = report_at(world, "ef", "too much");
    finding_caption(&world->diags, f, "the third");
    finding_label(&world->diags, f, span_of(world, "ab"), "the first");
    finding_label(&world->diags, f, span_of(world, "cd"), "the second");
    finding_label(&world->diags, f, span_of(world, "one"), "far away");
    finding_label(&world->diags, f, span_of(world, "four"), "near");
    finding_label(&world->diags, f, span_of(world, "z9"), "elsewhere");
    assert_rendered(world, "error[unknown-key]: too much\n"
                           "  --> b.yaml:9:15\n"
                           "   |\n"
                           " 1 | one: x\n"
                           "   | --- far away\n"
                           "...\n"
                           " 9 | two: [ab, cd, ef]\n"
                           "   |       --  --  ^^ the third\n"
                           "   |       |   |\n"
                           "   |       |   the second\n"
                           "   |       the first\n"
                           "10 | three: y\n"
                           "11 | four: z\n"
                           "   | ---- near\n"
                           "   |\n"
                           "  ::: org.yaml:1:7\n"
                           "   |\n"
                           " 1 | here: z9\n"
                           "   |       -- elsewhere\n");
}

static void
spans_over_lines_get_bars(void **state)
{
    struct world *world = *state;
    file_of(world, "c.yaml",
        "a:\n  b: one\n  c: two\nd: |\n  1\n  2\n  3\n  4\n  5\n  6\n  7\n\ne: x\n");
    struct finding *f = report_at(world, "b: one\n  c: two\n", "a block");
    finding_caption(&world->diags, f, "all of it");
    struct finding *g = report_at(world, "|\n  1\n  2\n  3\n  4\n  5\n  6\n  7\n", "a text");
    finding_caption(&world->diags, g, "this text");
    finding_label(&world->diags, g, span_of(world, "6"), "a six");
    assert_rendered(world, "error[unknown-key]: a block\n"
                           " --> c.yaml:2:3\n"
                           "  |\n"
                           "2 | /   b: one\n"
                           "3 | |   c: two\n"
                           "  | |________^ all of it\n"
                           "error[unknown-key]: a text\n"
                           "  --> c.yaml:4:4\n"
                           "   |\n"
                           " 4 |   d: |\n"
                           "   |  ____^\n"
                           " 5 | |   1\n"
                           " 6 | |   2\n"
                           "...  |\n"
                           "10 | |   6\n"
                           "   | |   - a six\n"
                           "11 | |   7\n"
                           "   | |___^ this text\n");
}

static void
tabs_wide_characters_and_controls_keep_their_columns(void **state)
{
    struct world *world = *state;
    file_of(world, "d.yaml", "\tx: 漢字 \x1b[31m\xff here\n");
    struct finding *f = report_at(world, "here", "a message with \x1b and\nmore");
    finding_label(&world->diags, f, span_of(world, "漢字"), "wide");
    assert_rendered(world, "error[unknown-key]: a message with ␛ and␊more\n"
                           " --> d.yaml:1:19\n"
                           "  |\n"
                           "1 |     x: 漢字 ␛[31m\xef\xbf\xbd here\n"
                           "  |        ----        ^^^^\n"
                           "  |        |\n"
                           "  |        wide\n");
}

static void
long_lines_are_cut_around_the_span(void **state)
{
    struct world *world = *state;
    file_of(world, "e.yaml",
        "k: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa HERE bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\n");
    struct finding *f = report_at(world, "HERE", "long");
    finding_caption(&world->diags, f, "look");
    report_at(world, "k: aa", "at the start");
    report_at(world, "bbb\n", "at the end");
    world->options.width = 20;
    assert_rendered(world, "error[unknown-key]: long\n"
                           " --> e.yaml:1:44\n"
                           "  |\n"
                           "1 | …aaaaaaa HERE bbbbbbb…\n"
                           "  |          ^^^^ look\n"
                           "error[unknown-key]: at the start\n"
                           " --> e.yaml:1:1\n"
                           "  |\n"
                           "1 | k: aaaaaaaaaaaaaaaaa…\n"
                           "  | ^^^^^\n"
                           "error[unknown-key]: at the end\n"
                           " --> e.yaml:1:77\n"
                           "  |\n"
                           "1 | …bbbbbbbbbbbbbbbbbbbb\n"
                           "  |                   ^^^\n");
}

/* Stands for a reader's map of a quoted scalar without escapes. */
static bool
skip_quote(const struct source *scalar, struct str raw, uint32_t from, uint32_t to,
    uint32_t *raw_from, uint32_t *raw_to)
{
    (void)scalar;
    (void)raw;
    *raw_from = from + 1;
    *raw_to = to + 1;
    return true;
}

static void
generated_text_shows_where_it_came_from(void **state)
{
    struct world *world = *state;
    file_of(world, "slos.yaml", "slos:\n  - use: availability\n");
    sources_add_use(&world->sources, STR("templates/slo.lua"),
        STR("local t = 1\n\nreturn t.panel{}\n"), span_of(world, "use: availability"));
    struct span line = span_of(world, "return t.panel{}");
    struct source_origin origins[] = { { 0, { line.at, 0 } } };
    sources_add_made(&world->sources, STR("sum(rate(x))"), origins, 1);
    struct finding *f = report_at(world, "x))", "`x` is no range");
    f->span.len = 1;
    finding_caption(&world->diags, f, "an instant vector");
    finding_label(&world->diags, f, span_of(world, "rate"), "takes a range");
    f->more_uses = 2;
    f->environments = STR("in `staging` only");
    assert_rendered(world, "error[unknown-key]: `x` is no range\n"
                           " --> templates/slo.lua:3:1\n"
                           "  |\n"
                           "  | sum(rate(x))\n"
                           "  |     ---- ^ an instant vector\n"
                           "  |     |\n"
                           "  |     takes a range\n"
                           "  |\n"
                           "3 | return t.panel{}\n"
                           "  | ---------------- the text above is made here\n"
                           "  |\n"
                           " ::: slos.yaml:2:5\n"
                           "  |\n"
                           "2 |   - use: availability\n"
                           "  |     ----------------- used here\n"
                           "  |\n"
                           "  = note: in `staging` only\n"
                           "  = note: and in 2 more uses of this template\n");
}

static void
fixes_only_where_the_text_is_raw(void **state)
{
    struct world *world = *state;
    file_of(world, "f.yaml", "a: \"one\"\nb: \"t\\x77o\"\nc: x\n");
    struct span one = span_of(world, "\"one\"");
    struct span two = span_of(world, "\"t\\x77o\"");
    sources_add_scalar(&world->sources, STR("one"), one, skip_quote, 0);
    struct finding *f = report_at(world, "ne", "raw");
    sources_add_scalar(&world->sources, STR("two"), two, NULL, 0);
    struct finding *g = report_at(world, "wo", "escaped");
    finding_fix(&world->diags, f, f->span, STR("ther"));
    finding_fix(&world->diags, g, g->span, STR("ea"));
    struct finding *h = report_at(world, "c: x\n", "a whole line");
    finding_fix(&world->diags, h, h->span, STR(""));
    assert_rendered(world, "error[unknown-key]: raw\n"
                           " --> f.yaml:1:6\n"
                           "  |\n"
                           "1 | a: \"one\"\n"
                           "  |      ^^\n"
                           "help: write this instead\n"
                           "  |\n"
                           "1 - a: \"one\"\n"
                           "1 + a: \"other\"\n"
                           "error[unknown-key]: escaped\n"
                           " --> f.yaml:2:4\n"
                           "  |\n"
                           "2 | b: \"t\\x77o\"\n"
                           "  |    ^^^^^^^^\n"
                           "error[unknown-key]: a whole line\n"
                           " --> f.yaml:3:1\n"
                           "  |\n"
                           "3 | c: x\n"
                           "  | ^^^^\n"
                           "help: remove this\n"
                           "  |\n"
                           "3 - c: x\n");
}

static void
ends_of_files_and_no_place(void **state)
{
    struct world *world = *state;
    struct str text = file_of(world, "g.yaml", "a: b");
    struct span end = span_of(world, "b");
    end.at++;
    end.len = 0;
    assert_int_equal(text.len, 4);
    diag_report(&world->diags, &kind_yaml_syntax, end, "ends too early");
    struct finding *f =
        diag_report(&world->diags, &kind_no_system, span_none(), "there is no system");
    finding_help(&world->diags, f, "name a folder");
    file_of(world, "empty.yaml", "");
    diag_report(&world->diags, &kind_yaml_syntax,
        (struct span){ VEC_LAST(&world->sources.all)[0]->base, 0 }, "nothing here");
    assert_rendered(world, "error[yaml-syntax]: ends too early\n"
                           " --> g.yaml:1:5\n"
                           "  |\n"
                           "1 | a: b\n"
                           "  |     ^\n"
                           "error[no-system]: there is no system\n"
                           "  = help: name a folder\n"
                           "error[yaml-syntax]: nothing here\n"
                           " --> empty.yaml:1:1\n"
                           "  |\n"
                           "1 |\n"
                           "  | ^\n");
}

static void
colour_wraps_what_it_should(void **state)
{
    struct world *world = *state;
    file_of(world, "h.yaml", "key: 1\n");
    diag_report(&world->diags, &kind_sample, span_of(world, "key"), "m");
    world->options.color = true;
    assert_rendered(world, "\x1b[1;33mwarning[sample]\x1b[0m: \x1b[1mm\x1b[0m\n"
                           " \x1b[1;34m-->\x1b[0m h.yaml:1:1\n"
                           "\x1b[1;34m  |\x1b[0m\n"
                           "\x1b[1;34m1 |\x1b[0m key: 1\n"
                           "\x1b[1;34m  |\x1b[0m \x1b[1;33m^^^\x1b[0m\n");
}

static void
colour_is_wanted_on_terminals_only(void **state)
{
    (void)state;
    FILE *file = tmpfile();
    assert_non_null(file);
    enum color_mode mode;
    assert_true(render_color_parse(STR("always"), &mode));
    assert_true(render_wants_color(file, mode));
    assert_true(render_color_parse(STR("auto"), &mode));
    assert_false(render_wants_color(file, mode));
    assert_true(render_color_parse(STR("never"), &mode));
    assert_false(render_wants_color(file, mode));
    assert_false(render_color_parse(STR("sometimes"), &mode));
    fclose(file);
}

static void
findings_are_sorted_merged_and_named(void **state)
{
    struct world *world = *state;
    file_of(world, "z.yaml", "first\nsecond\n");
    file_of(world, "a.yaml", "third\n");
    struct diags *diags = &world->diags;
    diag_set_subject(diags, STR("alerts/a"));
    report_at(world, "second", "two");
    report_at(world, "second", "two");
    report_at(world, "first", "one");
    report_at(world, "third", "three");
    struct finding *off = diag_report(diags, &kind_sample, span_of(world, "first"), "off");
    off->severity = SEVERITY_OFF;
    diag_report(diags, &kind_sample, span_of(world, "first"), "a warning");
    diags_finish(diags, &world->sources);
    static const char *const order[] = { "three", "a warning", "one", "two" };
    assert_int_equal(diags->findings.count, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_str(diags->findings.at[i]->message, order[i]);
        assert_int_equal(diags->findings.at[i]->fingerprint.len, 16);
        assert_int_equal(diags->findings.at[i]->more_uses, 0);
        for (size_t k = 0; k < i; k++) {
            assert_false(str_equal(
                diags->findings.at[i]->fingerprint, diags->findings.at[k]->fingerprint));
        }
    }
    buf_clear(&world->out);
    render_summary(&world->out, diags_count(diags));
    assert_str(buf_str(&world->out), "3 errors, 1 warning");
    buf_clear(&world->out);
    render_summary(&world->out, (struct finding_counts){ 0, 0, 2 });
    assert_str(buf_str(&world->out), "2 info");
    buf_clear(&world->out);
    render_summary(&world->out, (struct finding_counts){ 0 });
    assert_str(buf_str(&world->out), "no findings");
}

static void
uses_of_one_template_are_told_once(void **state)
{
    struct world *world = *state;
    file_of(world, "s.yaml", "one two three\n");
    static const char *const users[] = { "one", "two", "three" };
    struct str lua = STR("return 1\n");
    for (size_t i = 0; i < 3; i++) {
        struct span user = span_of(world, users[i]);
        const struct source *use = sources_add_use(&world->sources, STR("t.lua"), lua, user);
        diag_report(
            &world->diags, &kind_sample, (struct span){ use->base, 0 }, "the same thing");
    }
    diags_finish(&world->diags, &world->sources);
    diags_finish(&world->diags, &world->sources);
    assert_int_equal(world->diags.findings.count, 1);
    assert_int_equal(world->diags.findings.at[0]->more_uses, 2);
}

static void
json_has_places_and_fixes(void **state)
{
    struct world *world = *state;
    file_of(world, "j.yaml", "é: x\nb: \"y\"\n");
    diag_set_subject(&world->diags, STR("alerts/a"));
    struct finding *f = report_at(world, "x\nb", "a \"quoted\" thing");
    finding_topic(&world->diags, f, STR("up"));
    finding_label(&world->diags, f, span_of(world, "y"), "see");
    finding_fix(&world->diags, f, span_of(world, "y"), STR("z"));
    finding_help(&world->diags, f, "do it");
    buf_clear(&world->out);
    render_json(&world->out, &world->sources, &world->diags);
    assert_str(buf_str(&world->out),
        "{\n  \"version\": 1,\n  \"findings\": [\n    {\n"
        "      \"kind\": \"unknown-key\",\n"
        "      \"severity\": \"error\",\n"
        "      \"message\": \"a \\\"quoted\\\" thing\",\n"
        "      \"path\": \"j.yaml\",\n"
        "      \"line\": 1,\n      \"column\": 5,\n"
        "      \"end_line\": 2,\n      \"end_column\": 2,\n"
        "      \"subject\": \"alerts/a\",\n"
        "      \"topic\": \"up\",\n"
        "      \"labels\": [\n        {\n"
        "          \"message\": \"see\",\n"
        "          \"path\": \"j.yaml\",\n"
        "          \"line\": 2,\n          \"column\": 5,\n"
        "          \"end_line\": 2,\n          \"end_column\": 6\n        }\n      ],\n"
        "      \"notes\": [],\n"
        "      \"helps\": [\n        \"do it\"\n      ],\n"
        "      \"fixes\": [\n        {\n"
        "          \"path\": \"j.yaml\",\n"
        "          \"line\": 2,\n          \"column\": 5,\n"
        "          \"end_line\": 2,\n          \"end_column\": 6,\n"
        "          \"replacement\": \"z\"\n        }\n      ]\n"
        "    }\n  ]\n}\n");
}

/* The chain of uses, innermost first. */
static void
json_tells_who_used_a_template(void **state)
{
    struct world *world = *state;
    file_of(world, "u.yaml", "rows:\n  - template: outer\n");
    const struct source *outer = sources_add_use(
        &world->sources, STR("outer.lua"), STR("a\nb\n"), span_of(world, "outer"));
    const struct source *inner = sources_add_use(
        &world->sources, STR("inner.lua"), STR("c\n"), (struct span){ outer->base + 2, 0 });
    diag_report(&world->diags, &kind_lua_error, (struct span){ inner->base, 0 }, "no");
    buf_clear(&world->out);
    render_json(&world->out, &world->sources, &world->diags);
    assert_true(str_contains(buf_str(&world->out),
        STR("      \"uses\": [\n        {\n"
            "          \"path\": \"outer.lua\",\n"
            "          \"line\": 2,\n          \"column\": 1,\n"
            "          \"end_line\": 2,\n          \"end_column\": 1\n        },\n        {\n"
            "          \"path\": \"u.yaml\",\n"
            "          \"line\": 2,\n          \"column\": 15,\n"
            "          \"end_line\": 2,\n          \"end_column\": 20\n        }\n      "
            "],\n")));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(one_caret_with_caption_and_help),
        CASE(labels_hang_and_gaps_are_elided),
        CASE(spans_over_lines_get_bars),
        CASE(tabs_wide_characters_and_controls_keep_their_columns),
        CASE(long_lines_are_cut_around_the_span),
        CASE(generated_text_shows_where_it_came_from),
        CASE(fixes_only_where_the_text_is_raw),
        CASE(ends_of_files_and_no_place),
        CASE(colour_wraps_what_it_should),
        CASE(colour_is_wanted_on_terminals_only),
        CASE(findings_are_sorted_merged_and_named),
        CASE(uses_of_one_template_are_told_once),
        CASE(json_has_places_and_fixes),
        CASE(json_tells_who_used_a_template),
    };
    return cmocka_run_group_tests_name("diag", tests, NULL, NULL);
}
