/*
 * Metrics, labels and severities as parameters: held against the catalog.
 */
#include "template/parameter_names.h"

#include <lauxlib.h>
#include <stdarg.h>
#include <stdlib.h>

#include "base/nearest.h"
#include "schema/complain.h"
#include "schema/name_check.h"
#include "template/catalog.h"
#include "template/library.h"
#include "template/module.h"
#include "template/state.h"

enum { MOST_NAMES = 20 }; /* in a note */

struct str
decoding_title(const struct decoding *decoding)
{
    return complain_quote(decoding->diags->arena, decoding->path);
}

struct finding *
decoding_report(struct decoding *decoding, const struct diag_kind *kind, struct span span,
    const char *format, ...)
{
    const struct template_use *use = running_of(decoding->lua)->use;
    struct span fallback = span_is_set(use->name_span) ? use->name_span : use->span;
    va_list arguments;
    va_start(arguments, format);
    struct str message = arena_vprintf(decoding->diags->arena, format, arguments);
    va_end(arguments);
    return running_report(
        decoding->lua, kind, span_is_set(span) ? span : fallback, "%.*s", STR_ARG(message));
}

void
decoding_note_doc(struct decoding *decoding, int type, struct finding *finding)
{
    lua_State *lua = decoding->lua;
    if (parameter_option(lua, type, "doc") == LUA_TSTRING) {
        struct str doc = text_at(lua, -1);
        finding_note(decoding->diags, finding, "%.*s: %.*s", STR_ARG(decoding_title(decoding)),
            STR_ARG(doc));
    }
    lua_pop(lua, 1);
}

void
decoding_suggest(struct decoding *decoding, struct finding *finding, const struct value *value,
    struct str better)
{
    if (better.len) {
        struct str copy = arena_copy(decoding->diags->arena, better);
        finding_help(decoding->diags, finding, "did you mean `%.*s`?", STR_ARG(copy));
        finding_fix(decoding->diags, finding, value->span, copy);
    }
}

void
decoding_missing(struct decoding *decoding, int type, struct str step)
{
    const struct running *running = running_of(decoding->lua);
    struct diags *diags = decoding->diags;
    struct str path = decoding->path;
    struct span span = module_parameter_span(running->use, path);
    decoding->path = arena_printf(running->arena, "%.*s%.*s", STR_ARG(path), STR_ARG(step));
    struct str noun = parameter_noun(decoding->lua, type);
    struct finding *finding =
        decoding_report(decoding, &kind_missing_key, span, "template `%.*s` needs %.*s",
            STR_ARG(running->use->name), STR_ARG(decoding_title(decoding)));
    finding_topic(diags, finding, decoding->path);
    finding_caption(diags, finding, "%.*s is missing", STR_ARG(decoding_title(decoding)));
    decoding_note_doc(decoding, type, finding);
    finding_help(diags, finding, "add `%.*s:` with %.*s%s", STR_ARG(decoding->path),
        STR_ARG(noun), path.len ? "" : ", under `with:`");
    decoding->path = path;
}

static struct str
list_names(struct arena *arena, const struct str_vec *names)
{
    struct str list = STR("");
    for (size_t i = 0; i < names->count && i < MOST_NAMES; i++) {
        list = arena_printf(
            arena, "%.*s%s`%.*s`", STR_ARG(list), list.len ? ", " : "", STR_ARG(names->at[i]));
    }
    return names->count > MOST_NAMES ? arena_printf(arena, "%.*s and %zu more", STR_ARG(list),
                                           names->count - MOST_NAMES)
                                     : list;
}

/* Which of them comes nearest is asked only when it is none of them: to compare spellings costs
 * much more. */
static bool
is_among(const struct str_vec *names, struct str name, struct nearest *nearest)
{
    for (size_t i = 0; i < names->count; i++) {
        if (str_equal(names->at[i], name)) {
            return true;
        }
    }
    for (size_t i = 0; i < names->count; i++) {
        nearest_offer(nearest, names->at[i]);
    }
    return false;
}

static void
complain_key(struct decoding *decoding, const struct str_vec *names,
    const struct value_entry *entry, struct str better)
{
    struct diags *diags = decoding->diags;
    const struct template_use *use = running_of(decoding->lua)->use;
    bool is_root = decoding->path.len == 0;
    struct str owner = is_root
                           ? arena_printf(diags->arena, "template `%.*s`", STR_ARG(use->name))
                           : decoding_title(decoding);
    struct finding *finding = decoding_report(decoding, &kind_unknown_key, entry->key_span,
        "%.*s has no %s %.*s", STR_ARG(owner), is_root ? "parameter" : "key",
        STR_ARG(complain_quote(diags->arena, entry->key)));
    finding_topic(diags, finding, entry->key);
    finding_caption(diags, finding, "not a %s of it", is_root ? "parameter" : "key");
    if (names->count > 0) {
        finding_note(diags, finding, "it takes %.*s", STR_ARG(list_names(diags->arena, names)));
    }
    if (better.len) {
        finding_help(diags, finding, "did you mean `%.*s`?", STR_ARG(better));
        finding_fix(diags, finding, entry->key_span, better);
    }
}

bool
decoding_is_misspelt(const struct str_vec *names, const struct value *map, struct str name)
{
    for (size_t i = 0; map && i < map->entries.count; i++) {
        struct nearest nearest;
        nearest_begin(&nearest, map->entries.at[i].key);
        if (!is_among(names, map->entries.at[i].key, &nearest) &&
            str_equal(nearest.best, name)) {
            return true;
        }
    }
    return false;
}

bool
decoding_check_keys(
    struct decoding *decoding, const struct str_vec *names, const struct value *map)
{
    bool is_good = true;
    for (size_t i = 0; map && i < map->entries.count; i++) {
        const struct value_entry *entry = &map->entries.at[i];
        struct nearest nearest;
        nearest_begin(&nearest, entry->key);
        if (!is_among(names, entry->key, &nearest)) {
            complain_key(decoding, names, entry, nearest.best);
            is_good = false;
        }
    }
    return is_good;
}

static void
complain_unknown_metric(struct decoding *decoding, int type, const struct value *value)
{
    const struct model *facts = running_of(decoding->lua)->templates->facts;
    struct nearest nearest;
    nearest_begin(&nearest, value->text);
    for (size_t i = 0; i < facts->catalogs.count; i++) {
        const struct catalog *catalog = facts->catalogs.at[i];
        for (size_t k = 0; k < catalog->metrics.count; k++) {
            nearest_offer(&nearest, catalog->metrics.at[k].key.str);
        }
    }
    struct finding *finding = decoding_report(decoding, &kind_unknown_name, value->span,
        "the catalog has no metric %.*s",
        STR_ARG(complain_quote(decoding->diags->arena, value->text)));
    finding_topic(decoding->diags, finding, value->text);
    finding_caption(decoding->diags, finding, "%.*s must be %.*s",
        STR_ARG(decoding_title(decoding)), STR_ARG(parameter_noun(decoding->lua, type)));
    if (nearest.best.len) {
        decoding_suggest(decoding, finding, value, nearest.best);
    } else {
        finding_help(decoding->diags, finding,
            "declare it under `metrics:`, or write the metric it was meant to be");
    }
}

static bool
takes_kind(struct decoding *decoding, int type, struct str kind)
{
    lua_State *lua = decoding->lua;
    int option = parameter_option(lua, type, "type");
    bool is_taken = option == LUA_TNIL;
    if (option == LUA_TSTRING) {
        is_taken = str_equal(text_at(lua, -1), kind);
    }
    for (lua_Integer i = 1; option == LUA_TTABLE && i <= (lua_Integer)lua_rawlen(lua, -1);
         i++) {
        bool is_text = lua_rawgeti(lua, -1, i) == LUA_TSTRING;
        is_taken = is_taken || (is_text && str_equal(text_at(lua, -1), kind));
        lua_pop(lua, 1);
    }
    lua_pop(lua, 1);
    return is_taken;
}

bool
names_push_metric(struct decoding *decoding, int type, const struct value *value)
{
    lua_State *lua = decoding->lua;
    if (value->kind == VALUE_KIND_BOOL || !metric_push(lua, value->text, value->span)) {
        complain_unknown_metric(decoding, type, value);
        return false;
    }
    const struct metric *metric = metric_take(lua, -1);
    if (metric->is_broken || takes_kind(decoding, type, str_from(catalog_type_word(metric)))) {
        return true;
    }
    lua_pop(lua, 1);
    struct finding *finding = decoding_report(decoding, &kind_wrong_type, value->span,
        "%.*s must be %.*s, but `%.*s` is %s", STR_ARG(decoding_title(decoding)),
        STR_ARG(parameter_noun(lua, type)), STR_ARG(value->text),
        metric_kind_text((enum metric_kind)metric->kind));
    finding_topic(decoding->diags, finding, value->text);
    finding_caption(
        decoding->diags, finding, "expected %.*s", STR_ARG(parameter_noun(lua, type)));
    finding_label(decoding->diags, finding, metric->key.span, "declared as %s here",
        metric_kind_text((enum metric_kind)metric->kind));
    decoding_note_doc(decoding, type, finding);
    return false;
}

/* The metric that the parameter of this name has, given or by default; NULL when there is none
 * or it is wrong itself. */
static const struct metric *
metric_of_parameter(struct decoding *decoding, const char *name)
{
    lua_State *lua = decoding->lua;
    const struct value_entry *entry = value_find(running_of(lua)->use->with, name);
    const struct value *value = entry ? entry->value : NULL;
    const struct metric *metric = NULL;
    int top = lua_gettop(lua);
    lua_getfield(lua, decoding->types, name);
    int type = lua_gettop(lua);
    bool is_typed = parameter_type_at(lua, type);
    if (!value && is_typed && parameter_option(lua, type, "default") != LUA_TNIL) {
        value = value_take(lua, -1);
    }
    if (value && value->kind == VALUE_KIND_TEXT && metric_push(lua, value->text, value->span)) {
        metric = metric_take(lua, -1);
        bool is_wrong = is_typed && !metric->is_broken &&
                        !takes_kind(decoding, type, str_from(catalog_type_word(metric)));
        metric = is_wrong ? NULL : metric;
    }
    lua_settop(lua, top);
    return metric;
}

static int
compare_names(const void *left, const void *right)
{
    return str_compare(*(const struct str *)left, *(const struct str *)right);
}

/* The labels of a metric and of the jobs that expose it, in byte order. */
static struct str_vec
labels_of(struct decoding *decoding, const struct metric *metric)
{
    const struct running *running = running_of(decoding->lua);
    const struct model *facts = running->templates->facts;
    struct str_vec names = { 0 };
    for (size_t i = 0; i < metric->labels.count; i++) {
        VEC_PUSH(running->arena, &names, metric->labels.at[i].name->text);
    }
    for (size_t i = 0; i < facts->jobs.count; i++) {
        const struct job *job = &facts->jobs.at[i];
        for (size_t k = 0; k < job->catalog_count; k++) {
            for (size_t n = 0; job->catalogs[k] == metric->catalog && n < job->labels.count;
                 n++) {
                VEC_PUSH(running->arena, &names, job->labels.at[n].name->text);
            }
        }
    }
    if (names.count) {
        qsort(names.at, names.count, sizeof *names.at, compare_names);
    }
    size_t count = 0;
    for (size_t i = 0; i < names.count; i++) {
        if (count == 0 || !str_equal(names.at[count - 1], names.at[i])) {
            names.at[count++] = names.at[i];
        }
    }
    names.count = count;
    return names;
}

static void
complain_label(struct decoding *decoding, const struct value *value,
    const struct metric *metric, const struct str_vec *names, struct str better)
{
    struct diags *diags = decoding->diags;
    struct finding *finding = decoding_report(decoding, &kind_unknown_name, value->span,
        "`%.*s` is no label of `%.*s`", STR_ARG(value->text), STR_ARG(metric->key.str));
    finding_topic(diags, finding, value->text);
    finding_caption(
        diags, finding, "%.*s must be one of its labels", STR_ARG(decoding_title(decoding)));
    finding_label(diags, finding, metric->key.span, "the metric is declared here");
    finding_note(diags, finding, "`%.*s` has the labels %.*s", STR_ARG(metric->key.str),
        STR_ARG(list_names(diags->arena, names)));
    decoding_suggest(decoding, finding, value, better);
}

bool
names_check_label(struct decoding *decoding, int type, const struct value *value)
{
    lua_State *lua = decoding->lua;
    struct str bad = value->text;
    const char *caption = value->kind == VALUE_KIND_BOOL
                              ? "expected a label"
                              : name_check(FIELD_TYPE_LABEL, value->text, &bad);
    if (caption || value->text.len == 0) {
        struct finding *finding = decoding_report(decoding, &kind_invalid_value, value->span,
            "%.*s must be a label, found %.*s", STR_ARG(decoding_title(decoding)),
            STR_ARG(complain_quote(decoding->diags->arena, value->text)));
        finding_caption(decoding->diags, finding, "%s", caption ? caption : "expected a label");
        return false;
    }
    bool has_of = parameter_option(lua, type, "of") == LUA_TSTRING;
    const struct metric *metric =
        has_of ? metric_of_parameter(decoding, text_at(lua, -1).at) : NULL;
    lua_pop(lua, 1);
    if (!metric || metric->is_broken) {
        return true;
    }
    struct str_vec names = labels_of(decoding, metric);
    struct nearest nearest;
    nearest_begin(&nearest, value->text);
    if (is_among(&names, value->text, &nearest)) {
        return true;
    }
    complain_label(decoding, value, metric, &names, nearest.best);
    return false;
}

bool
names_check_severity(struct decoding *decoding, const struct value *value)
{
    const struct model *facts = running_of(decoding->lua)->templates->facts;
    struct str_vec names = { 0 };
    struct nearest nearest;
    struct str text = value->kind == VALUE_KIND_BOOL ? STR("") : value->text;
    nearest_begin(&nearest, text);
    for (size_t i = 0; i < facts->severities.count; i++) {
        VEC_PUSH(decoding->diags->arena, &names, facts->severities.at[i].key.str);
    }
    if (is_among(&names, text, &nearest)) {
        return true;
    }
    struct finding *finding = decoding_report(decoding, &kind_unknown_name, value->span,
        "there is no severity %.*s", STR_ARG(complain_quote(decoding->diags->arena, text)));
    finding_caption(
        decoding->diags, finding, "%.*s must be a severity", STR_ARG(decoding_title(decoding)));
    if (names.count > 0) {
        finding_note(decoding->diags, finding, "the severities are %.*s",
            STR_ARG(list_names(decoding->diags->arena, &names)));
    }
    decoding_suggest(decoding, finding, value, nearest.best);
    return false;
}
