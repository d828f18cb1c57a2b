/*
 * What Lua makes of expressions, numbers and the facts: every case of tests/template is a
 * piece of Lua and what comes of it. A head may name the kind of template: `==== title |
 * rules`; a row else. With BLESS=1 the files get what came.
 */
#include "unit.h"

#include <lauxlib.h>
#include <lualib.h>
#include <stdio.h>
#include <stdlib.h>

#include "compile/compile.h"
#include "promql/builder.h"
#include "template/number.h"
#include "template/place.h"
#include "template/state.h"

struct run {
    struct compile compile;
    struct templates templates;
    struct template_use use;
    struct buf got;
    struct str code;
    const struct source *yaml; /* where the parameters stand */
    bool with_places;
    size_t cases;
    size_t failures;
};

/* A made text is read as the same tree, and printed the same. */
static void
check_expression(struct run *run, const struct value *value)
{
    struct promql_options options = { .regexes = run->compile.regexes,
        .version = run->templates.facts->versions.prometheus.version,
        .grafana = true };
    struct promql_error error;
    const struct promql_tree *tree =
        promql_parse(&run->compile.arena, &options, value->text, value->span, &error);
    if (!tree) {
        fail_msg("`%.*s` cannot be read: %.*s", STR_ARG(value->text), STR_ARG(error.message));
    }
    struct str again = promql_text(&run->compile.arena, tree, promql_root(tree));
    assert_true(str_equal(again, value->text));
}

/* The text cut where the origin changes: `sum by (` case.lua:2:1. */
static void
add_places(struct run *run, const struct value *value)
{
    const struct source *made = sources_find(&run->compile.sources, value->span.at);
    assert_int_equal(made->kind, SOURCE_KIND_MADE);
    for (size_t i = 0; i < made->origin_count; i++) {
        size_t from = made->origins[i].offset;
        bool is_last = i + 1 == made->origin_count;
        size_t to = is_last ? made->text.len : made->origins[i + 1].offset;
        struct place place;
        if (from == to) {
            continue;
        }
        buf_printf(&run->got, "`%.*s` ", STR_ARG(str_slice(made->text, from, to)));
        if (sources_locate(&run->compile.sources, made->origins[i].from, &place)) {
            buf_printf(&run->got, "%.*s:%u:%u\n", STR_ARG(place.source->name), place.line,
                place.column);
        } else {
            buf_add_text(&run->got, "nowhere\n");
        }
    }
}

static void
add_result(lua_State *lua, struct run *run)
{
    if (expression_is(lua, -1) || metric_is(lua, -1)) {
        const struct value *value = expression_take(lua, -1);
        check_expression(run, value);
        if (run->with_places) {
            add_places(run, value);
            return;
        }
        buf_add(&run->got, value->text);
    } else if (number_is(lua, -1)) {
        buf_add(&run->got, number_take(lua, -1)->text);
    } else {
        buf_add_text(&run->got, luaL_tolstring(lua, -1, NULL));
    }
    buf_add_char(&run->got, '\n');
}

/* These words of the YAML. */
static struct text
parameter(const struct run *run, const char *word)
{
    size_t at = str_find(run->yaml->text, str_from(word));
    size_t len = strlen(word);
    struct span span = { run->yaml->base + (uint32_t)at, (uint32_t)len };
    return (struct text){ str_slice(run->yaml->text, at, at + len), span };
}

static int
run_code(lua_State *lua)
{
    struct run *run = lua_touserdata(lua, 1);
    luaL_requiref(lua, "_G", luaopen_base, 1);
    luaL_requiref(lua, LUA_TABLIBNAME, luaopen_table, 1);
    lua_newtable(lua);
    sandbox_open_number(lua);
    sandbox_open_catalog(lua);
    sandbox_open_expression(lua);
    lua_setglobal(lua, "t");
    expression_push(lua, parameter(run, "rate(a[5m])"));
    lua_setglobal(lua, "spec");
    struct text metric = parameter(run, "http_requests_total");
    assert_true(metric_push(lua, metric.str, metric.span));
    lua_setglobal(lua, "metric");
    if (luaL_loadbuffer(lua, run->code.at, run->code.len, "=file1") != LUA_OK) {
        running_error(lua, "%s", lua_tostring(lua, -1));
    }
    lua_call(lua, 0, 1);
    add_result(lua, run);
    return 0;
}

static void
add_findings(struct run *run, size_t first)
{
    const struct diags *diags = &run->compile.diags;
    for (size_t i = first; i < diags->findings.count; i++) {
        const struct finding *finding = diags->findings.at[i];
        struct place place;
        buf_printf(&run->got, "%s: %.*s\n", finding->kind->name, STR_ARG(finding->message));
        if (sources_locate(&run->compile.sources, finding->span, &place)) {
            buf_printf(&run->got, "line %u, column %u\n", place.line, place.column);
        }
        struct str made = sources_text(&run->compile.sources, finding->span);
        const struct source *source = sources_find(&run->compile.sources, finding->span.at);
        if (source && source->kind == SOURCE_KIND_MADE) {
            buf_printf(
                &run->got, "at `%.*s` in `%.*s`\n", STR_ARG(made), STR_ARG(source->text));
        }
        for (size_t j = 0; j < finding->helps.count; j++) {
            buf_printf(&run->got, "help: %.*s\n", STR_ARG(finding->helps.at[j]));
        }
    }
}

static void
answer(struct run *run, struct str head, struct str code)
{
    struct arena arena;
    arena_init(&arena);
    run->use = (struct template_use){ .kind = TEMPLATE_KIND_ROW, .name = STR("case") };
    if (str_contains(head, STR("| rules"))) {
        run->use.kind = TEMPLATE_KIND_RULES;
    }
    run->with_places = str_contains(head, STR("| places"));
    run->code = code;
    buf_clear(&run->got);
    size_t first = run->compile.diags.findings.count;
    struct running running = {
        .templates = &run->templates, .use = &run->use, .arena = &arena
    };
    struct template_file file = { STR("case"), STR("case.lua"), code, false };
    struct chunk chunk = { .file = &file, .number = 1 };
    assert_non_null(place_add_file(&running, &chunk));
    map_init(&running.patterns, &arena);
    if (!sandbox_call(run->templates.sandbox, &running, run_code, run)) {
        add_findings(run, first);
    }
    arena_finish(&arena);
}

static void
run_case(struct run *run, struct str head, struct str body, struct buf *blessed)
{
    size_t line = str_find(body, STR("\n----\n"));
    assert_true(line != SIZE_MAX);
    struct str code = str_slice(body, 0, line);
    struct str expected = str_trim(str_slice(body, line + 6, body.len));
    answer(run, head, code);
    struct str got = str_trim(buf_str(&run->got));
    run->cases++;
    if (!str_equal(expected, got)) {
        run->failures++;
        print_message("%.*s\nexpected:\n%.*s\ngot:\n%.*s\n", STR_ARG(head), STR_ARG(expected),
            STR_ARG(got));
    }
    buf_printf(
        blessed, "==== %.*s\n%.*s\n----\n%.*s\n\n", STR_ARG(head), STR_ARG(code), STR_ARG(got));
}

static void
run_file(struct run *run, struct str path)
{
    struct str text;
    struct buf blessed;
    buf_init(&blessed);
    assert_int_equal(load_file(&run->compile.arena, path, &text), 0);
    for (size_t at = 0; at < text.len;) {
        struct str rest = str_slice(text, at + 5, text.len);
        size_t next = str_find(rest, STR("\n==== "));
        size_t end = next == SIZE_MAX ? rest.len : next + 1;
        struct str body = str_slice(rest, 0, end);
        struct str head = str_cut(&body, '\n');
        run_case(run, head, body, &blessed);
        at += 5 + end;
    }
    if (getenv("BLESS")) {
        FILE *file = fopen(arena_copy(&run->compile.arena, path).at, "w");
        assert_non_null(file);
        fwrite(blessed.at, 1, blessed.len - 1, file);
        fclose(file);
        run->failures = 0;
    }
    buf_finish(&blessed);
}

static struct str
folder_of(struct run *run)
{
    const char *root = getenv("TOCSIN_ROOT");
    assert_non_null(root);
    return arena_printf(&run->compile.arena, "%s/tests/template", root);
}

static int
set_up(void **state)
{
    struct run *run = calloc(1, sizeof *run);
    compile_open(&run->compile);
    buf_init(&run->got);
    struct str facts = load_join(&run->compile.arena, folder_of(run), STR("facts.yaml"));
    compile_run(&run->compile, &facts, 1);
    if (run->compile.systems.count == 0) {
        return 1;
    }
    run->templates = (struct templates){ .arena = &run->compile.arena,
        .sources = &run->compile.sources,
        .diags = &run->compile.diags,
        .facts = &run->compile.systems.at[0]->environments.at[0]->model };
    run->yaml = sources_add_file(&run->compile.sources, STR("with.yaml"),
        STR("metric: http_requests_total\nexpr: rate(a[5m])\n"));
    templates_open(&run->templates);
    *state = run;
    return 0;
}

static int
tear_down(void **state)
{
    struct run *run = *state;
    templates_close(&run->templates);
    buf_finish(&run->got);
    compile_close(&run->compile);
    free(run);
    return 0;
}

static void
every_case_holds(void **state)
{
    struct run *run = *state;
    struct str_vec names = { 0 };
    assert_int_equal(load_folder(&run->compile.arena, folder_of(run), &names), 0);
    for (size_t i = 0; i < names.count; i++) {
        if (str_ends_with(names.at[i], STR(".txt"))) {
            run_file(run, load_join(&run->compile.arena, folder_of(run), names.at[i]));
        }
    }
    assert_true(run->cases > 100);
    assert_int_equal(run->failures, 0);
}

/* Every function of the parser's table can be called by its name, and prints so. */
static void
every_function_is_there(void **state)
{
    struct run *run = *state;
    for (size_t i = 0; i < promql_function_count; i++) {
        const struct promql_function *function = &promql_functions[i];
        struct buf code;
        buf_init(&code);
        bool is_shadowed = str_is(function->name, "range");
        if (is_shadowed) {
            buf_printf(&code, "return t.call(\"%.*s\"", STR_ARG(function->name));
        } else {
            buf_printf(&code, "return t[\"%.*s\"](", STR_ARG(function->name));
        }
        for (uint8_t j = 0; j < function->parameter_count; j++) {
            bool is_string = function->parameters[j] == PROMQL_TYPE_STRING;
            bool is_scalar = function->parameters[j] == PROMQL_TYPE_SCALAR;
            bool is_labels = str_is(function->name, "info") && j == 1;
            buf_printf(&code, "%s%s", j || is_shadowed ? ", " : "",
                is_labels   ? "'{job=\"x\"}'"
                : is_string ? "'a'"
                : is_scalar ? "1"
                            : "'up'");
        }
        buf_add_char(&code, ')');
        answer(run, STR(""), arena_copy(&run->compile.arena, buf_str(&code)));
        struct str start = arena_printf(&run->compile.arena, "%.*s(", STR_ARG(function->name));
        bool is_known = promql_function_is_known(function, (struct version){ 2, 45, 0 }) &&
                        !promql_function_needs_flag(function, (struct version){ 2, 45, 0 });
        if (is_known && !str_starts_with(buf_str(&run->got), start)) {
            fail_msg("`%.*s` gives %.*s", STR_ARG(buf_str(&code)), STR_ARG(buf_str(&run->got)));
        }
        if (!is_known && !str_starts_with(buf_str(&run->got), STR("promql-"))) {
            fail_msg("`%.*s` gives %.*s", STR_ARG(buf_str(&code)), STR_ARG(buf_str(&run->got)));
        }
        buf_finish(&code);
    }
}

static struct str
load_page(struct run *run)
{
    struct str page;
    struct str path =
        arena_printf(&run->compile.arena, "%s/docs/lua.md", getenv("TOCSIN_ROOT"));
    assert_int_equal(load_file(&run->compile.arena, path, &page), 0);
    return page;
}

/* The next cell in backticks of a row of a table; `\|` stands for a bar. */
static struct str
cut_cell(struct run *run, struct str *row)
{
    size_t from = str_find(*row, STR("| `"));
    struct str rest = str_slice(*row, from == SIZE_MAX ? row->len : from + 3, row->len);
    size_t to = str_find(rest, STR("` |"));
    if (to == SIZE_MAX) {
        return STR("");
    }
    *row = str_slice(rest, to + 1, rest.len);
    struct buf cell;
    buf_init(&cell);
    for (size_t i = 0; i < to; i++) {
        bool is_escape = rest.at[i] == '\\' && i + 1 < to && rest.at[i + 1] == '|';
        i += is_escape;
        buf_add_char(&cell, rest.at[i]);
    }
    struct str text = arena_copy(&run->compile.arena, buf_str(&cell));
    buf_finish(&cell);
    return text;
}

/* The tables of the page: Lua on the left, on the right what comes of it. */
static void
the_page_is_right(void **state)
{
    struct run *run = *state;
    struct str page = load_page(run);
    bool is_example = false;
    size_t count = 0;
    while (page.at) {
        struct str row = str_cut(&page, '\n');
        is_example = (is_example && str_starts_with(row, STR("|"))) ||
                     str_starts_with(row, STR("| Lua |"));
        struct str lua = cut_cell(run, &row);
        struct str expected = cut_cell(run, &row);
        if (!is_example || !lua.len) {
            continue;
        }
        answer(run, STR(""),
            arena_printf(&run->compile.arena,
                "local m = t.catalog.metrics local requests, latency, used = "
                "m.http_requests_total, m.http_request_duration_seconds, m.pool_used return "
                "%.*s",
                STR_ARG(lua)));
        struct str got = str_trim(buf_str(&run->got));
        count++;
        if (!str_equal(got, expected)) {
            fail_msg("`%.*s` gives `%.*s`, the page says `%.*s`", STR_ARG(lua), STR_ARG(got),
                STR_ARG(expected));
        }
    }
    assert_true(count > 50);
}

/* Every function and every key of an object is named there. */
static void
the_page_is_complete(void **state)
{
    struct run *run = *state;
    struct str page = load_page(run);
    for (size_t i = 0; i < promql_function_count; i++) {
        struct str name = promql_functions[i].name;
        const char *form = str_is(name, "range") ? "`t.call(\"%.*s\")`"
                           : str_is(name, "end") ? "`t[\"%.*s\"]`"
                                                 : "`t.%.*s`";
        struct str shown = arena_printf(&run->compile.arena, form, STR_ARG(name));
        if (!str_contains(page, shown)) {
            fail_msg("docs/lua.md lacks %.*s", STR_ARG(shown));
        }
    }
    answer(run, STR(""),
        STR("local keys = {}\n"
            "local m = t.catalog.metrics.http_requests_total\n"
            "for _, object in ipairs { m, m.labels.path, t.jobs.shop, t.system, t.policy,\n"
            "  t.severities.critical, t.versions, t.urls, t.catalog.labels.path } do\n"
            "  for key in pairs(object) do keys[#keys + 1] = key end\n"
            "end\n"
            "return table.concat(keys, ' ')"));
    struct str keys = str_trim(buf_str(&run->got));
    assert_true(str_starts_with(keys, STR("name ")));
    while (keys.at) {
        struct str key = str_cut(&keys, ' ');
        struct str shown = arena_printf(&run->compile.arena, "`%.*s`", STR_ARG(key));
        if (!str_contains(page, shown)) {
            fail_msg("docs/lua.md lacks the key %.*s", STR_ARG(shown));
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case_holds),
        cmocka_unit_test(every_function_is_there),
        cmocka_unit_test(the_page_is_right),
        cmocka_unit_test(the_page_is_complete),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
