/*
 * The base room: tables of cases for ratios, durations, numbers, UTF-8, maps, suggestions and
 * threads.
 */
#include "unit.h"

#include <locale.h>
#include <math.h>

#include "base/ascii.h"
#include "base/escape.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/duration.h"
#include "base/intern.h"
#include "base/map.h"
#include "base/nearest.h"
#include "base/ratio.h"
#include "base/utf8.h"
#include "base/work.h"

static void
ratio_reads_and_prints_exactly(void **state)
{
    (void)state;
    static const struct {
        const char *in;
        const char *out;
    } cases[] = {
        { "0", "0" },
        { "-0", "0" },
        { "99.9", "99.9" },
        { "0.001", "0.001" },
        { ".5", "0.5" },
        { "1e3", "1000" },
        { "-1.25e-2", "-0.0125" },
        { "1_000", "1000" },
        { "5.", "5" },
        { "9223372036854775807", "9223372036854775807" },
        { "100.000", "100" },
    };
    struct buf buf;
    buf_init(&buf);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ratio ratio;
        assert_true(ratio_parse(str_from(cases[i].in), &ratio));
        buf_clear(&buf);
        ratio_print(&buf, ratio);
        assert_str(buf_str(&buf), cases[i].out);
    }
    buf_finish(&buf);
}

static void
ratio_tells_its_digits(void **state)
{
    (void)state;
    static const struct {
        const char *in;
        int64_t digits;
        int exponent;
    } cases[] = {
        { "0", 0, 0 },
        { "4000", 4, 3 },
        { "-0.016", -16, -3 },
        { "1.10", 11, -1 },
        { "1234567", 1234567, 0 },
        { "9223372036854775807", INT64_MAX, 0 },
        { "1e-18", 1, -18 },
    };
    int64_t digits;
    int exponent;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ratio ratio;
        assert_true(ratio_parse(str_from(cases[i].in), &ratio));
        assert_true(ratio_decimal(ratio, &digits, &exponent));
        assert_int_equal(digits, cases[i].digits);
        assert_int_equal(exponent, cases[i].exponent);
    }
    assert_false(ratio_decimal((struct ratio){ 1, 3 }, &digits, &exponent));
    assert_false(ratio_decimal((struct ratio){ 1, INT64_C(1) << 62 }, &digits, &exponent));
}

static void
ratio_refuses_what_is_no_exact_number(void **state)
{
    (void)state;
    static const char *const cases[] = { "", "-", ".", "1e", "1.2.3", "0x10",
        "9223372036854775808", "1e400", "1 ", "_1", "1_", "1__0", "NaN" };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ratio ratio;
        if (ratio_parse(str_from(cases[i]), &ratio)) {
            fail_msg("`%s` was read", cases[i]);
        }
    }
}

static void
ratio_arithmetic_is_exact_or_refused(void **state)
{
    (void)state;
    struct ratio objective;
    struct ratio budget;
    struct ratio threshold;
    assert_true(ratio_make(999, 1000, &objective));
    assert_true(ratio_subtract(ratio_from(1), objective, &budget));
    assert_true(ratio_multiply((struct ratio){ 144, 10 }, budget, &threshold));
    struct buf buf;
    buf_init(&buf);
    ratio_print(&buf, threshold);
    assert_str(buf_str(&buf), "0.0144");
    buf_clear(&buf);
    ratio_print(&buf, (struct ratio){ 1, 3 });
    assert_str(buf_str(&buf), "0.3333333333333333");
    buf_finish(&buf);
    struct ratio ignored;
    assert_false(ratio_multiply(ratio_from(INT64_MAX), ratio_from(2), &ignored));
    assert_false(ratio_divide(ratio_from(1), ratio_from(0), &ignored));
    assert_true(ratio_compare((struct ratio){ 1, 3 }, (struct ratio){ 333333, 1000000 }) > 0);
    assert_true(ratio_compare((struct ratio){ -1, 3 }, (struct ratio){ 1, INT64_MAX }) < 0);
    assert_int_equal(ratio_compare((struct ratio){ 2, 4 }, (struct ratio){ 1, 2 }), 0);
}

static void
numbers_print_as_go_prints_them(void **state)
{
    (void)state;
    static const struct {
        double in;
        const char *out;
    } cases[] = {
        { 0.1, "0.1" },
        { 1e21, "1e+21" },
        { 123456789, "123456789" },
        { 5e-324, "5e-324" },
        { 1e-7, "1e-07" },
        { 0.000001, "0.000001" },
        { -2.5, "-2.5" },
        { 1e20, "100000000000000000000" },
        { 1.7976931348623157e308, "1.7976931348623157e+308" },
    };
    struct buf buf;
    buf_init(&buf);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        buf_clear(&buf);
        number_print(&buf, cases[i].in);
        assert_str(buf_str(&buf), cases[i].out);
        double back;
        assert_true(number_parse(buf_str(&buf), &back));
        assert_true(back == cases[i].in);
    }
    buf_finish(&buf);
    double value;
    assert_true(number_parse(STR("-Inf"), &value) && isinf(value) && value < 0);
    assert_true(number_parse(STR("nan"), &value) && isnan(value));
    assert_false(number_parse(STR("0x10"), &value));
    assert_false(number_parse(STR("infinity"), &value));
}

static void
durations_read_and_print(void **state)
{
    (void)state;
    static const struct {
        const char *in;
        int64_t milliseconds;
        const char *out;
        const char *short_out;
    } cases[] = {
        { "5m", 300000, "5m", "5m" },
        { "1h30m", 5400000, "1h30m", "90m" },
        { "90m", 5400000, "1h30m", "90m" },
        { "7d", 604800000, "1w", "7d" },
        { "30d", 2592000000, "30d", "30d" },
        { "1y", 31536000000, "1y", "365d" },
        { "0", 0, "0s", "0s" },
        { "1500ms", 1500, "1s500ms", "1500ms" },
        { "01h", 3600000, "1h", "1h" },
    };
    struct buf buf;
    buf_init(&buf);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t milliseconds = -1;
        assert_true(duration_parse(str_from(cases[i].in), &milliseconds));
        assert_int_equal(milliseconds, cases[i].milliseconds);
        buf_clear(&buf);
        duration_print(&buf, milliseconds);
        assert_str(buf_str(&buf), cases[i].out);
        buf_clear(&buf);
        duration_print_short(&buf, milliseconds);
        assert_str(buf_str(&buf), cases[i].short_out);
    }
    buf_finish(&buf);
    static const char *const wrong[] = { "", "5", "m5", "5M", "1m1h", "1m1m", "1.5h", "300y",
        "5us" };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        int64_t milliseconds;
        if (duration_parse(str_from(wrong[i]), &milliseconds)) {
            fail_msg("`%s` was read", wrong[i]);
        }
    }
}

static void
utf8_follows_the_standard(void **state)
{
    (void)state;
    assert_true(utf8_is_valid(STR("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x94\x94")));
    static const char *const wrong[] = { "\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80",
        "\xE2\x82", "\xFF", "\x80" };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_false(utf8_is_valid(str_from(wrong[i])));
    }
    assert_int_equal(utf8_width(STR("a\xF0\x9F\x94\x94")), 3);
}

static void
maps_remember_insertion_order(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    struct map map;
    map_init(&map, &arena);
    for (int i = 999; i >= 0; i--) {
        map_put(&map, arena_printf(&arena, "key%03d", i), &map);
    }
    assert_int_equal(map.count, 1000);
    assert_str(map.entries[0].key, "key999");
    assert_str(map_sorted(&map, &arena)[0]->key, "key000");
    assert_ptr_equal(map_get(&map, STR("key500")), &map);
    assert_null(map_get(&map, STR("absent")));
    struct interner interner;
    interner_init(&interner, &arena);
    assert_ptr_equal(intern(&interner, STR("job")), intern(&interner, STR("job")));
    assert_ptr_not_equal(intern(&interner, STR("job")), intern(&interner, STR("jobs")));
    arena_finish(&arena);
}

/* Past the size from which on blocks are wide, back to none, and again. */
static void
arena_grows_large(void **state)
{
    (void)state;
    enum { PIECES = 100 };
    const size_t size = 123457;
    struct arena arena;
    arena_init(&arena);
    for (int turn = 0; turn < 2; turn++) {
        unsigned char *pieces[PIECES];
        for (int i = 0; i < PIECES; i++) {
            pieces[i] = arena_alloc(&arena, size, 16);
            assert_int_equal((uintptr_t)pieces[i] % 16, 0);
            assert_int_equal(pieces[i][0] | pieces[i][size / 2] | pieces[i][size - 1], 0);
            memset(pieces[i], i + 1, size);
        }
        for (int i = 0; i < PIECES; i++) {
            assert_int_equal(pieces[i][0], i + 1);
            assert_int_equal(pieces[i][size - 1], i + 1);
        }
        unsigned char *alone = arena_alloc(&arena, (size_t)80 * 1024 * 1024, 1);
        assert_int_equal(alone[(size_t)80 * 1024 * 1024 - 1], 0);
        arena_clear(&arena);
    }
    arena_finish(&arena);
}

enum { POOLED = 30, POOLED_TEXTS = 500 };

struct pooled {
    struct arena arenas[POOLED];
    struct str texts[POOLED][POOLED_TEXTS];
    unsigned char *large[POOLED];
};

static void
fill_pooled(void *work, size_t job)
{
    struct pooled *pooled = work;
    struct arena *arena = &pooled->arenas[job];
    for (size_t i = 0; i < POOLED_TEXTS; i++) {
        pooled->texts[job][i] = arena_printf(arena, "%zu of %0*zu", i, (int)i, job);
    }
    pooled->large[job] = arena_alloc(arena, 100000, 16);
}

/* Each has zeroed room of its own, pieces as large as wanted, and all ends with the one arena.
 */
static void
arenas_of_threads_share_one(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    struct pooled *pooled = ARENA_NEW(&arena, struct pooled);
    struct arena_pool pool;
    arena_pool_open(&pool, &arena);
    for (size_t i = 0; i < POOLED; i++) {
        arena_init_in(&pooled->arenas[i], &pool);
    }
    work_run(fill_pooled, pooled, POOLED, 4);
    arena_pool_close(&pool);
    for (size_t job = 0; job < POOLED; job++) {
        for (size_t i = 0; i < POOLED_TEXTS; i++) {
            struct str text = arena_printf(&arena, "%zu of %0*zu", i, (int)i, job);
            assert_true(str_equal(pooled->texts[job][i], text));
        }
        assert_int_equal(pooled->large[job][0] | pooled->large[job][99999], 0);
    }
    arena_finish(&arena);
}

static void
suggestions_are_near_or_nothing(void **state)
{
    (void)state;
    static const struct {
        const char *wanted;
        const char *candidate;
        const char *best;
    } cases[] = {
        { "sevrity", "severity", "severity" },
        { "summray", "summary", "summary" },
        { "for", "expr", "" },
        { "SUMMARY", "summary", "summary" },
        { "x", "y", "" },
        { "method", "methods", "methods" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct nearest nearest;
        nearest_begin(&nearest, str_from(cases[i].wanted));
        nearest_offer(&nearest, str_from(cases[i].candidate));
        assert_str(nearest.best, cases[i].best);
    }
}

static void
escapes_of_go_are_decoded(void **state)
{
    (void)state;
    static const struct {
        const char *in;
        const char *out; /* NULL: no such escape */
    } cases[] = {
        { "\\n", "\n" },
        { "\\\"", "\"" },
        { "\\'", NULL },
        { "\\x41rest", "A" },
        { "\\101", "A" },
        { "\\400", NULL },
        { "\\u00e9", "\xc3\xa9" },
        { "\\ud800", NULL },
        { "\\U0001F600", "\xf0\x9f\x98\x80" },
        { "\\U00110000", NULL },
        { "\\x4", NULL },
        { "\\q", NULL },
        { "\\", NULL },
    };
    struct buf buf;
    buf_init(&buf);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        buf_clear(&buf);
        size_t len = escape_decode(str_from(cases[i].in), '"', &buf);
        assert_int_equal(len > 0, cases[i].out != NULL);
        assert_str(buf_str(&buf), cases[i].out ? cases[i].out : "");
    }
    buf_finish(&buf);
}

/* Each byte at each place of texts that are shorter and longer than what is looked at at once.
 */
static void
ordinary_text_is_passed_over(void **state)
{
    (void)state;
    for (int c = 0; c < 256; c++) {
        for (size_t place = 0; place < 20; place++) {
            char bytes[20];
            memset(bytes, 'x', sizeof bytes);
            bytes[place] = (char)c;
            bool is_printable = c >= ' ' && c <= '~';
            bool is_plain = is_printable && c != '"' && c != '\\';
            for (size_t len = place + 1; len <= sizeof bytes; len++) {
                struct str text = str_make(bytes, len);
                for (size_t from = 0; from <= len; from++) {
                    size_t stop = from <= place ? place : len;
                    assert_int_equal(
                        ascii_skip_printable(text, from), is_printable ? len : stop);
                    assert_int_equal(ascii_skip_plain(text, from), is_plain ? len : stop);
                }
            }
        }
    }
}

static void
branches_of_an_interner_know_its_names(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    struct interner interner;
    struct interner branch;
    interner_init(&interner, &arena);
    const struct name *job = intern(&interner, STR("job"));
    interner_branch(&branch, &interner, &arena);
    assert_ptr_equal(intern(&branch, STR("job")), job);
    assert_ptr_equal(intern_find(&branch, STR("job")), job);
    const struct name *own = intern(&branch, STR("instance"));
    assert_ptr_equal(intern(&branch, STR("instance")), own);
    assert_int_equal(own->id, 1);
    assert_null(intern_find(&interner, STR("instance")));
    arena_finish(&arena);
}

struct squares {
    size_t at[500];
    size_t runs[500];
};

static void
square(void *work, size_t job)
{
    struct squares *squares = work;
    squares->at[job] = job * job;
    squares->runs[job]++;
}

static void
work_is_done_once_on_any_number_of_threads(void **state)
{
    (void)state;
    for (size_t threads = 0; threads < 12; threads++) {
        struct squares squares;
        for (size_t jobs = 0; jobs <= 500; jobs += 50) {
            memset(&squares, 0, sizeof squares);
            work_run(square, &squares, jobs, threads);
            for (size_t i = 0; i < 500; i++) {
                assert_int_equal(squares.runs[i], i < jobs);
                assert_int_equal(squares.at[i], i < jobs ? i * i : 0);
            }
        }
    }
    assert_in_range(work_default_threads(), 1, 8);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(escapes_of_go_are_decoded),
        cmocka_unit_test(ordinary_text_is_passed_over),
        cmocka_unit_test(ratio_reads_and_prints_exactly),
        cmocka_unit_test(ratio_tells_its_digits),
        cmocka_unit_test(ratio_refuses_what_is_no_exact_number),
        cmocka_unit_test(ratio_arithmetic_is_exact_or_refused),
        cmocka_unit_test(numbers_print_as_go_prints_them),
        cmocka_unit_test(durations_read_and_print),
        cmocka_unit_test(utf8_follows_the_standard),
        cmocka_unit_test(maps_remember_insertion_order),
        cmocka_unit_test(arena_grows_large),
        cmocka_unit_test(arenas_of_threads_share_one),
        cmocka_unit_test(suggestions_are_near_or_nothing),
        cmocka_unit_test(branches_of_an_interner_know_its_names),
        cmocka_unit_test(work_is_done_once_on_any_number_of_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
