/*
 * One use: the file is run or has been kept, the function that answers is called with the
 * parameters, and what it returns is taken as a value.
 */
#include <lauxlib.h>
#include <stdlib.h>

#include "template/chunk.h"
#include "template/library.h"
#include "template/module.h"
#include "template/parameter.h"
#include "template/place.h"
#include "template/state.h"

/* What the body of the protected call works with. */
struct run {
    struct chunk *chunk;
    struct template_about *about; /* only to be described, or NULL */
    bool is_keeping;              /* only to be kept */
    struct template_result result;
};

static const char *const kind_nouns[] = {
    [TEMPLATE_KIND_ROW] = "row",
    [TEMPLATE_KIND_PANEL] = "panel",
    [TEMPLATE_KIND_RULES] = "rules",
    [TEMPLATE_KIND_SPEC] = "sections",
};

static const char *const kind_sites[] = {
    [TEMPLATE_KIND_ROW] = "where a row of a dashboard stands",
    [TEMPLATE_KIND_PANEL] = "where a panel stands",
    [TEMPLATE_KIND_RULES] = "where the rules of a group stand",
    [TEMPLATE_KIND_SPEC] = "under `use:`",
};

/* Writes "rows and panels" for the functions that the template on top of the stack has. */
static void
report_kind(lua_State *lua, const char *path)
{
    const struct running *running = running_of(lua);
    struct diags *diags = running->templates->diags;
    const struct template_use *use = running->use;
    struct finding *finding = running_report(lua, &kind_wrong_type, use->name_span,
        "template `%.*s` makes no %s", STR_ARG(use->name), kind_nouns[use->kind]);
    finding_caption(diags, finding, "it is used %s", kind_sites[use->kind]);
    for (int i = TEMPLATE_KIND_ROW; i <= TEMPLATE_KIND_SPEC; i++) {
        if (lua_getfield(lua, -1, module_answers[i]) == LUA_TFUNCTION) {
            finding_help(diags, finding, "it makes %s%s: use it %s",
                i == TEMPLATE_KIND_ROW || i == TEMPLATE_KIND_PANEL ? "a " : "", kind_nouns[i],
                kind_sites[i]);
        }
        lua_pop(lua, 1);
    }
    finding_note(diags, finding, "it is read from `%s`", path);
    running_stop(lua);
}

static void
answer(lua_State *lua, struct run *run)
{
    struct running *running = running_of(lua);
    const char *name = module_answers[running->use->kind];
    int template = lua_absindex(lua, -1);
    if (lua_getfield(lua, template, name) != LUA_TFUNCTION) {
        lua_pop(lua, 1);
        report_kind(lua, run->chunk->file->path.at);
    }
    int line;
    const struct running_file *file = place_of_function(lua, &line);
    running->span = place_of_line(file, line);
    lua_getfield(lua, template, "params");
    parameters_push(lua, lua_absindex(lua, -1));
    lua_remove(lua, -2);
    lua_call(lua, 1, 1);
    if (lua_isnil(lua, -1)) {
        struct finding *finding = running_report(lua, &kind_lua_error, running->span,
            "`%s` of template `%.*s` returns nothing", name, STR_ARG(running->use->name));
        finding_help(running->templates->diags, finding,
            "end the function with `return { … }`, or `return {}` for nothing at all");
        running_stop(lua);
    }
    run->result.value = value_take_counted(lua, -1, &run->result.count);
}

/* A default as it would be written in YAML, on one line. */
static void
print_default(struct buf *buf, const struct value *value)
{
    switch (value->kind) {
    case VALUE_KIND_NULL:
        break;
    case VALUE_KIND_BOOL:
        buf_add_text(buf, value->truth ? "true" : "false");
        break;
    case VALUE_KIND_NUMBER:
    case VALUE_KIND_TEXT:
        buf_add(buf, value->text.len ? value->text : STR("''"));
        break;
    case VALUE_KIND_LIST:
        buf_add_char(buf, '[');
        for (size_t i = 0; i < value->items.count; i++) {
            buf_add_text(buf, i ? ", " : "");
            print_default(buf, value->items.at[i]);
        }
        buf_add_char(buf, ']');
        break;
    case VALUE_KIND_MAP:
        buf_add_char(buf, '{');
        for (size_t i = 0; i < value->entries.count; i++) {
            buf_printf(buf, "%s%.*s: ", i ? ", " : "", STR_ARG(value->entries.at[i].key));
            print_default(buf, value->entries.at[i].value);
        }
        buf_add_char(buf, '}');
        break;
    }
}

static void
describe_parameter(lua_State *lua, int type, struct template_parameter *parameter)
{
    struct arena *arena = running_of(lua)->templates->arena;
    parameter->type = arena_copy(arena, parameter_words(lua, type));
    if (parameter_option(lua, type, "doc") == LUA_TSTRING) {
        parameter->doc = arena_copy(arena, text_at(lua, -1));
    }
    bool is_optional =
        parameter_option(lua, type, "optional") != LUA_TNIL && lua_toboolean(lua, -1);
    parameter->is_required = !is_optional;
    if (parameter_option(lua, type, "default") != LUA_TNIL) {
        const struct value *value = parameter_take_default(lua, type);
        struct buf buf;
        buf_init(&buf);
        print_default(&buf, value);
        parameter->fallback = arena_copy(arena, buf_str(&buf));
        buf_finish(&buf);
        parameter->is_required = false;
    }
    parameter->at = parameter_type_at(lua, type)->at;
    lua_pop(lua, 3);
}

static int
compare_parameters(const void *left, const void *right)
{
    const struct template_parameter *a = left;
    const struct template_parameter *b = right;
    int by_place = (a->at > b->at) - (a->at < b->at);
    return by_place ? by_place : str_compare(a->name, b->name);
}

/* As the file declares them. Where all names stand in the braces of `params` their places
 * decide, else the lines that made the types. */
static void
order_as_declared(lua_State *lua, struct template_parameter_vec *all)
{
    const struct literals *literals = running_of(lua)->files.at[0]->literals;
    const struct literal *params = literals_name(literals, STR("params"), LITERALS_NO_BRACES);
    int braces = params ? literals_braces_of(literals, params) : LITERALS_NO_BRACES;
    size_t written = 0;
    while (written < all->count && braces != LITERALS_NO_BRACES &&
           literals_name(literals, all->at[written].name, braces)) {
        written++;
    }
    for (size_t i = 0; i < all->count && written == all->count; i++) {
        all->at[i].at = literals_name(literals, all->at[i].name, braces)->offset;
    }
    if (all->count > 1) {
        qsort(all->at, all->count, sizeof *all->at, compare_parameters);
    }
}

static void
describe(lua_State *lua, struct template_about *about)
{
    struct arena *arena = running_of(lua)->templates->arena;
    int template = lua_absindex(lua, -1);
    lua_getfield(lua, template, "doc");
    about->doc = arena_copy(arena, text_at(lua, -1));
    for (int i = TEMPLATE_KIND_ROW; i <= TEMPLATE_KIND_SPEC; i++) {
        about->answers[i] = lua_getfield(lua, template, module_answers[i]) == LUA_TFUNCTION;
    }
    lua_getfield(lua, template, "params");
    int params = lua_absindex(lua, -1);
    struct str_vec names = library_names(lua, params);
    for (size_t i = 0; i < names.count; i++) {
        struct template_parameter *parameter = VEC_ADD(arena, &about->parameters);
        parameter->name = arena_copy(arena, names.at[i]);
        lua_pushlstring(lua, names.at[i].at, names.at[i].len);
        lua_rawget(lua, params);
        describe_parameter(lua, lua_absindex(lua, -1), parameter);
        lua_pop(lua, 1);
    }
    order_as_declared(lua, &about->parameters);
}

static int
body(lua_State *lua)
{
    struct run *run = lua_touserdata(lua, 1);
    if (run->about) {
        chunk_run(lua, run->chunk);
        describe(lua, run->about);
    } else if (run->is_keeping) {
        chunk_run(lua, run->chunk);
        kept_end(lua, run->chunk);
    } else {
        if (!kept_push(lua, run->chunk)) {
            chunk_run(lua, run->chunk);
        }
        answer(lua, run);
    }
    return 0;
}

/* What the process says when a use must be stopped from outside. */
static struct str
watch_message(struct templates *templates, const struct template_use *use, struct arena *arena)
{
    struct place place;
    struct str where = STR("");
    if (sources_locate(templates->sources, use->name_span, &place)) {
        where = arena_printf(arena, ", used at %.*s:%u:%u", STR_ARG(place.source->name),
            (unsigned)place.line, (unsigned)place.column);
    }
    return arena_printf(arena,
        "tocsin: template `%.*s`%.*s runs without an end; nothing has been written\n",
        STR_ARG(use->name), STR_ARG(where));
}

static bool
run_in(struct templates *templates, const struct template_use *use, struct arena *arena,
    struct run *run)
{
    struct sandbox *sandbox = templates->sandbox;
    struct running running = { .templates = templates,
        .use = use,
        .arena = arena,
        .keeping = run->is_keeping ? run->chunk : NULL };
    map_init(&running.patterns, arena);
    const struct running_file *file = place_add_file(&running, run->chunk);
    if (!file) {
        struct span user = span_is_set(use->name_span) ? use->name_span : use->span;
        diag_report(templates->diags, &kind_too_large, user, "%s", place_no_room);
        return false;
    }
    running.span = place_of_line(file, 0);
    watch_start(&sandbox->watch, watch_message(templates, use, arena));
    bool is_good = sandbox_call(sandbox, &running, body, run);
    watch_stop(&sandbox->watch);
    return is_good;
}

/* Runs a template of the binary to keep it, unless that has been tried. False after a finding.
 * It has no facts: to ask for some outside of a function is a mistake of ours. */
static bool
keep(struct templates *templates, const struct template_use *use, struct chunk *chunk)
{
    if (!chunk->file->is_bundled || kept_is_tried(templates, chunk)) {
        return true;
    }
    struct run run = { .chunk = chunk, .is_keeping = true };
    const struct model *facts = templates->facts;
    const struct slo_list *slos = templates->slos;
    templates->facts = NULL;
    templates->slos = NULL;
    kept_begin(templates, chunk);
    run_in(templates, use, &templates->sandbox->kept_arena, &run);
    templates->facts = facts;
    templates->slos = slos;
    return chunk->kept.is_tried;
}

static bool
run_file(struct templates *templates, const struct template_use *use,
    const struct template_file *file, struct run *run)
{
    struct str subject = templates->diags->subject;
    templates_open(templates);
    diag_set_subject(templates->diags, use->subject);
    run->chunk = chunk_of(templates, file);
    bool is_good = (run->about || keep(templates, use, run->chunk)) &&
                   run_in(templates, use, &templates->sandbox->arena, run);
    diag_set_subject(templates->diags, subject);
    arena_clear(&templates->sandbox->arena);
    return is_good;
}

struct template_result
template_run(struct templates *templates, const struct template_use *use)
{
    if (use->ran) {
        diags_append(templates->diags, &use->ran->diags);
        return use->ran->result;
    }
    struct run run = { 0 };
    const struct template_file *file = template_find(templates, use);
    if (!file || !run_file(templates, use, file, &run)) {
        return (struct template_result){ .value = NULL };
    }
    return run.result;
}

bool
template_read_about(
    struct templates *templates, const struct template_file *file, struct template_about *about)
{
    struct template_use use = { .name = file->name };
    struct run run = { .about = about };
    return run_file(templates, &use, file, &run);
}
