/*
 * /metrics pages: families, samples, and lines that are wrong.
 */
#include "unit.h"

#include <stdlib.h>

#include "base/buf.h"
#include "bench.h"
#include "read/exposition.h"
#include "text/load.h"

static const struct exposition *
bench_read(struct bench *bench, struct str text)
{
    bench_open(bench, text);
    return read_exposition(&bench->arena, bench->file, &bench->diags);
}

static void
show_labels(struct buf *buf, const struct exposition_label_vec *labels)
{
    buf_add_char(buf, '{');
    for (size_t i = 0; i < labels->count; i++) {
        buf_printf(buf, "%s%.*s=<%.*s>", i > 0 ? "," : "", STR_ARG(labels->at[i].name),
            STR_ARG(labels->at[i].value));
    }
    buf_add_char(buf, '}');
}

static void
show_page(struct buf *buf, const struct exposition *page)
{
    for (size_t i = 0; i < page->families.count; i++) {
        const struct exposition_family *family = page->families.at[i];
        buf_printf(buf, "%.*s %s [%.*s] [%.*s]\n", STR_ARG(family->name),
            exposition_type_text(family->type), STR_ARG(family->help), STR_ARG(family->unit));
        for (size_t j = 0; j < family->samples.count; j++) {
            const struct exposition_sample *sample = &family->samples.at[j];
            buf_printf(buf, "  %.*s", STR_ARG(sample->name));
            show_labels(buf, &sample->labels);
            buf_printf(
                buf, " %.*s @%.*s", STR_ARG(sample->value_text), STR_ARG(sample->timestamp));
            if (sample->has_exemplar) {
                show_labels(buf, &sample->exemplar);
            }
            buf_add_char(buf, '\n');
        }
    }
    buf_add_text(buf, page->is_openmetrics ? "EOF\n" : "");
}

static void
assert_page(const char *text, const char *expected)
{
    struct bench bench;
    const struct exposition *page = bench_read(&bench, str_from(text));
    assert_non_null(page);
    assert_int_equal(bench.diags.findings.count, 0);
    struct buf buf;
    buf_init(&buf);
    show_page(&buf, page);
    assert_str(buf_str(&buf), expected);
    buf_finish(&buf);
    bench_close(&bench);
}

static void
the_text_format_is_read(void **state)
{
    (void)state;
    assert_page("# HELP http_requests_total Requests\\nby \\\\ code.\n"
                "# TYPE http_requests_total counter\n"
                "http_requests_total{method=\"post\",code=\"200\",} 1027 1395066363000\n"
                "http_requests_total { a = \"x\\\"y\\\\z\\n\" }   3e2\r\n"
                "\n"
                "# just a comment\n"
                "#another TYPE\n"
                "  metric_without_type 12.47\n"
                "something{x=\"{,}\"} +Inf -3\n"
                "# TYPE rpc_seconds summary\n"
                "rpc_seconds{quantile=\"0.5\"} NaN\n"
                "rpc_seconds_sum 1.7\n"
                "rpc_seconds_count 2\n"
                "# TYPE d histogram\n"
                "d_bucket{le=\"+Inf\"} 1\n"
                "d_sum 1\n"
                "d_count 1\n"
                "d_max 7\n",
        "http_requests_total counter [Requests\nby \\ code.] []\n"
        "  http_requests_total{method=<post>,code=<200>} 1027 @1395066363000\n"
        "  http_requests_total{a=<x\"y\\z\n>} 3e2 @\n"
        "metric_without_type unknown [] []\n"
        "  metric_without_type{} 12.47 @\n"
        "something unknown [] []\n"
        "  something{x=<{,}>} +Inf @-3\n"
        "rpc_seconds summary [] []\n"
        "  rpc_seconds{quantile=<0.5>} NaN @\n"
        "  rpc_seconds_sum{} 1.7 @\n"
        "  rpc_seconds_count{} 2 @\n"
        "d histogram [] []\n"
        "  d_bucket{le=<+Inf>} 1 @\n"
        "  d_sum{} 1 @\n"
        "  d_count{} 1 @\n"
        "d_max unknown [] []\n"
        "  d_max{} 7 @\n");
}

static void
openmetrics_is_read(void **state)
{
    (void)state;
    assert_page("# TYPE foo_seconds counter\n"
                "# UNIT foo_seconds seconds\n"
                "# HELP foo_seconds Some \\\"text\\\".\n"
                "foo_seconds_total{a=\"b\"} 17.0 1520879607.789 # {trace_id=\"x\"} 0.67 1.5\n"
                "foo_seconds_created 1520430000.123\n"
                "# TYPE h histogram\n"
                "h_bucket{le=\"1.0\"} 3 # {} 0.5\n"
                "# TYPE t info\n"
                "t_info{v=\"1\"} 1\n"
                "# TYPE \"my.metric\" gauge\n"
                "{\"my.metric\",\"a.b\"=\"c\"} 1\n"
                "{\"other metric\"} 2\n"
                "# TYPE s stateset\n"
                "s{s=\"on\"} 1\n"
                "# TYPE g gaugehistogram\n"
                "g_gcount 1\n"
                "g_count 1\n"
                "# EOF\n",
        "foo_seconds counter [Some \"text\".] [seconds]\n"
        "  foo_seconds_total{a=<b>} 17.0 @1520879607.789{trace_id=<x>}\n"
        "  foo_seconds_created{} 1520430000.123 @\n"
        "h histogram [] []\n"
        "  h_bucket{le=<1.0>} 3 @{}\n"
        "t info [] []\n"
        "  t_info{v=<1>} 1 @\n"
        "my.metric gauge [] []\n"
        "  my.metric{a.b=<c>} 1 @\n"
        "other metric unknown [] []\n"
        "  other metric{} 2 @\n"
        "s stateset [] []\n"
        "  s{s=<on>} 1 @\n"
        "g gaugehistogram [] []\n"
        "  g_gcount{} 1 @\n"
        "g_count unknown [] []\n"
        "  g_count{} 1 @\n"
        "EOF\n");
}

static void
wrong_lines_are_explained_and_left_out(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *expected;
    } rows[] = {
        { "a{b=\"c} 1\n", "exposition-syntax 1:5 the quote is never closed / close it on the "
                          "same line; write `\\n` for a break" },
        { "a{b=c} 1\n",
            "exposition-syntax 1:5 expected a label value in double quotes, found `c`" },
        { "a{b \"c\"} 1\n",
            "exposition-syntax 1:5 expected `=` behind the label name, found `\"`" },
        { "a{b=\"c\" d=\"e\"} 1\n", "exposition-syntax 1:9 expected `,` or `}`, found `d`" },
        { "a{b=\"c\"\n", "exposition-syntax 1:2 the `{` is never closed" },
        { "a{\n", "exposition-syntax 1:2 the `{` is never closed" },
        { "a{b=\"1\",b=\"2\"} 1\n", "exposition-syntax 1:9 the label `b` stands twice" },
        { "a{1b=\"1\"} 1\n", "exposition-syntax 1:3 expected a label name or `}`, found `1`" },
        { "a\n", "exposition-syntax 1:2 expected a number, found the end of the line" },
        { "a b\n", "exposition-syntax 1:3 expected a number, found `b`" },
        { "a 1 x\n", "exposition-syntax 1:5 expected a timestamp, found `x`" },
        { "a 1 2 3\n", "exposition-syntax 1:7 expected the end of the line, found `3`" },
        { "a 1 # x\n", "exposition-syntax 1:7 expected the labels of an exemplar, found `x`" },
        { "{a=\"b\"} 1\n", "exposition-syntax 1:1 the metric has no name" },
        { "{\"\"} 1\n", "exposition-syntax 1:2 a name cannot be empty" },
        { "1a 2\n",
            "exposition-syntax 1:1 expected the name of a metric, `{` or `#`, found `1`" },
        { "a-b 2\n", "exposition-syntax 1:2 expected a number, found `-b`" },
        { "# TYPE a countr\n",
            "exposition-syntax 1:10 unknown type `countr` of `a` / did you mean `counter`?" },
        { "# TYPE a counter x\n",
            "exposition-syntax 1:18 expected the end of the line, found `x`" },
        { "# TYPE a gauge\n# TYPE a gauge\n",
            "exposition-syntax 2:1 a second TYPE line for `a`" },
        { "# HELP a x\n# HELP a y\n", "exposition-syntax 2:1 a second HELP line for `a`" },
        { "# TYPE \n",
            "exposition-syntax 1:8 expected the name of a metric, found the end of the line" },
        { "# TYPE a:b-c gauge\n",
            "exposition-syntax 1:11 expected a blank behind the name, found `-`" },
        { "# EOF\na 1\n", "exposition-syntax 2:1 a line after `# EOF`" },
        { "a{b=\"\xFF\"} 1\n", "exposition-syntax 1:6 the byte 0xff is not text" },
        { "<html>\n", "exposition-syntax 1:1 the page is HTML or XML, not the text format / "
                      "fetch the path that Prometheus scrapes: `/metrics`" },
        { "\x1F\x8B\x08\n", "exposition-syntax 1:1 the page is compressed with gzip / unpack "
                            "it first, or fetch it with `curl --compressed`" },
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
a_page_of_nothing_but_mistakes_is_given_up(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf);
    for (int i = 0; i < 1000; i++) {
        buf_add_text(&buf, "no page at all\n");
    }
    struct bench bench;
    const struct exposition *page = bench_read(&bench, buf_str(&buf));
    assert_null(page);
    assert_int_equal(bench.diags.findings.count, READ_EXPOSITION_MOST_FINDINGS);
    bench_close(&bench);
    buf_finish(&buf);
}

/* Real pages of exporters (tests/import/pages/README says of which) hold no mistakes. */
static void
real_pages_are_read(void **state)
{
    (void)state;
    const char *root = getenv("TOCSIN_ROOT");
    if (!root) {
        skip();
    }
    struct arena arena;
    arena_init(&arena);
    struct str folder = load_join(&arena, str_from(root), STR("tests/import/pages"));
    struct str_vec names = { 0 };
    assert_int_equal(load_folder(&arena, folder, &names), 0);
    size_t pages = 0;
    for (size_t i = 0; i < names.count; i++) {
        struct str text;
        if (!str_ends_with(names.at[i], STR(".txt"))) {
            continue;
        }
        assert_int_equal(load_file(&arena, load_join(&arena, folder, names.at[i]), &text), 0);
        struct bench bench;
        const struct exposition *page = bench_read(&bench, text);
        if (!page || bench.diags.findings.count > 0) {
            fail_msg("%.*s", STR_ARG(names.at[i]));
        }
        for (size_t j = 0; j < page->families.count; j++) {
            assert_true(page->families.at[j]->samples.count > 0 ||
                        span_is_set(page->families.at[j]->type_span));
        }
        pages++;
        bench_close(&bench);
    }
    assert_true(pages > 0);
    arena_finish(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_text_format_is_read),
        cmocka_unit_test(openmetrics_is_read),
        cmocka_unit_test(wrong_lines_are_explained_and_left_out),
        cmocka_unit_test(a_page_of_nothing_but_mistakes_is_given_up),
        cmocka_unit_test(real_pages_are_read),
    };
    return cmocka_run_group_tests_name("read_exposition", tests, NULL, NULL);
}
