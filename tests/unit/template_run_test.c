/*
 * One use of a template: every case of tests/template/run is a use as a spec has it, the Lua
 * file and what comes of both, a value as JSON or findings as they are shown. A head may name
 * what is asked for: `==== title | panel`; a row else. Modules follow the file, each below a
 * line with its name. With BLESS=1 the files get what came.
 *
 *     ==== title | panel
 *     with: {by: endpoint}
 *     --
 *     the Lua file
 *     --> shop.names
 *     the file of a module
 *     ----
 *     what comes
 */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "compile/compile.h"
#include "data/json_write.h"
#include "diag/render.h"
#include "read/yaml.h"
#include "template/lookup.h"

struct fixture {
    struct compile compile;
    struct templates templates;
    struct buf got;
    size_t cases;
    size_t failures;
};

static const struct str folder = STR_INIT("tests/template/run"); /* from the root */

static enum template_kind
kind_of(struct str head)
{
    return str_ends_with(head, STR("| panel"))   ? TEMPLATE_KIND_PANEL
           : str_ends_with(head, STR("| rules")) ? TEMPLATE_KIND_RULES
           : str_ends_with(head, STR("| spec"))  ? TEMPLATE_KIND_SPEC
                                                 : TEMPLATE_KIND_ROW;
}

static void
give_file(
    struct fixture *fixture, struct map *map, struct str name, struct str path, struct str lua)
{
    struct template_file *file = ARENA_NEW(fixture->templates.arena, struct template_file);
    *file = (struct template_file){ name, path, lua, false };
    map_put(map, name, file);
}

/* As if `templates/case.lua` had been found, and the modules after it. */
static void
give_files(struct fixture *fixture, struct str lua)
{
    struct template_lookup *lookup = &fixture->templates.lookup;
    struct arena *arena = fixture->templates.arena;
    struct str mark = STR("\n--> ");
    map_init(&lookup->files, arena);
    map_init(&lookup->names, arena);
    map_init(&lookup->modules, arena);
    lookup->is_open = true;
    size_t end = str_find(lua, mark);
    give_file(fixture, &lookup->names, STR("case"), STR("case.lua"),
        str_slice(lua, 0, end == SIZE_MAX ? lua.len : end + 1));
    while (end != SIZE_MAX) {
        lua = str_slice(lua, end + mark.len, lua.len);
        struct str name = str_cut(&lua, '\n');
        end = str_find(lua, mark);
        give_file(fixture, &lookup->modules, name, template_module_path(arena, name),
            str_slice(lua, 0, end == SIZE_MAX ? lua.len : end + 1));
    }
}

static const struct value *
run_use(struct fixture *fixture, enum template_kind kind, struct str spec, struct str lua)
{
    struct compile *compile = &fixture->compile;
    struct str copy = arena_printf(&compile->arena, "template: case\n%.*s", STR_ARG(spec));
    const struct source *source = sources_add_file(&compile->sources, STR("spec.yaml"), copy);
    const struct value *root =
        read_yaml(&compile->arena, &compile->sources, source, &compile->diags);
    assert_non_null(root);
    const struct value_entry *with = value_find(root, "with");
    struct template_use use = { .kind = kind,
        .name = STR("case"),
        .name_span = value_find(root, "template")->value->span,
        .with = with ? with->value : NULL,
        .span = root->span,
        .subject = STR("dashboards/x") };
    give_files(fixture, arena_copy(&compile->arena, lua));
    return template_run(&fixture->templates, &use).value;
}

static void
answer(struct fixture *fixture, struct str head, struct str spec, struct str lua)
{
    struct diags *diags = &fixture->compile.diags;
    struct render_options options = { 0 };
    buf_clear(&fixture->got);
    diags->findings.count = 0;
    const struct value *value = run_use(fixture, kind_of(head), spec, lua);
    if (value) {
        json_write_value(&fixture->got, value, JSON_LAYOUT_COMPACT);
    }
    assert_true(value || diags->findings.count > 0);
    for (size_t i = 0; i < diags->findings.count; i++) {
        render_text_finding(
            &fixture->got, &fixture->compile.sources, diags->findings.at[i], &options);
    }
    diags->findings.count = 0;
}

/* A machine that is slow, or made slow by a sanitizer, passes the limit of time first. */
static bool
is_as_expected(struct str expected, struct str got)
{
    struct str too_long = STR("error[lua-limit]: template `case` runs too long");
    return str_equal(expected, got) || (str_starts_with(expected, STR("error[lua-limit]")) &&
                                           str_starts_with(got, too_long));
}

static void
run_case(struct fixture *fixture, struct str head, struct str body, struct buf *blessed)
{
    size_t split = str_starts_with(body, STR("--\n")) ? 0 : str_find(body, STR("\n--\n")) + 1;
    size_t line = str_find(body, STR("\n----\n"));
    assert_true(line != SIZE_MAX && split < line);
    struct str spec = str_slice(body, 0, split);
    struct str lua = str_slice(body, split + 3, line + 1);
    struct str expected = str_trim(str_slice(body, line + 6, body.len));
    answer(fixture, head, spec, lua);
    struct str got = str_trim(buf_str(&fixture->got));
    fixture->cases++;
    if (!is_as_expected(expected, got)) {
        fixture->failures++;
        print_message("%.*s\nexpected:\n%.*s\ngot:\n%.*s\n", STR_ARG(head), STR_ARG(expected),
            STR_ARG(got));
    }
    buf_printf(blessed, "==== %.*s\n%.*s--\n%.*s----\n%.*s\n\n", STR_ARG(head), STR_ARG(spec),
        STR_ARG(lua), STR_ARG(got));
}

static void
run_file(struct fixture *fixture, struct str path)
{
    struct str text;
    struct buf blessed;
    buf_init(&blessed);
    assert_int_equal(load_file(&fixture->compile.arena, path, &text), 0);
    for (size_t at = 0; at < text.len;) {
        struct str rest = str_slice(text, at + 5, text.len);
        size_t next = str_find(rest, STR("\n==== "));
        size_t end = next == SIZE_MAX ? rest.len : next + 1;
        struct str body = str_slice(rest, 0, end);
        struct str head = str_cut(&body, '\n');
        run_case(fixture, head, body, &blessed);
        at += 5 + end;
    }
    if (getenv("BLESS")) {
        FILE *file = fopen(arena_copy(&fixture->compile.arena, path).at, "w");
        assert_non_null(file);
        fwrite(blessed.at, 1, blessed.len - 1, file);
        fclose(file);
        fixture->failures = 0;
    }
    buf_finish(&blessed);
}

static int
set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    const char *root = getenv("TOCSIN_ROOT");
    if (!root || chdir(root)) {
        return 1;
    }
    compile_open(&fixture->compile);
    buf_init(&fixture->got);
    struct str facts = load_join(&fixture->compile.arena, folder, STR("facts.yaml"));
    compile_run(&fixture->compile, &facts, 1);
    if (fixture->compile.systems.count == 0) {
        return 1;
    }
    fixture->templates = (struct templates){ .arena = &fixture->compile.arena,
        .sources = &fixture->compile.sources,
        .diags = &fixture->compile.diags,
        .facts = &fixture->compile.systems.at[0]->environments.at[0]->model };
    *state = fixture;
    return 0;
}

static int
tear_down(void **state)
{
    struct fixture *fixture = *state;
    templates_close(&fixture->templates);
    buf_finish(&fixture->got);
    compile_close(&fixture->compile);
    free(fixture);
    return 0;
}

static void
run_folder(struct fixture *fixture)
{
    struct str_vec names = { 0 };
    assert_int_equal(load_folder(&fixture->compile.arena, folder, &names), 0);
    for (size_t i = 0; i < names.count; i++) {
        if (str_ends_with(names.at[i], STR(".txt"))) {
            run_file(fixture, load_join(&fixture->compile.arena, folder, names.at[i]));
        }
    }
}

static void
every_case_holds(void **state)
{
    struct fixture *fixture = *state;
    run_folder(fixture);
    assert_true(fixture->cases > 100);
    assert_int_equal(fixture->failures, 0);
}

/* Nothing of the runs before, the hostile ones included, is left in the state. */
static void
every_case_holds_again(void **state)
{
    every_case_holds(state);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case_holds),
        cmocka_unit_test(every_case_holds_again),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
