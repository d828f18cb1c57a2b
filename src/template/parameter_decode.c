/*
 * Parameters from the spec to Lua: each value is read by its type, with the messages of the
 * decoder. All mistakes of a use are reported before it ends.
 *
 * A default is read like a value that was written, so it may be anything that could be.
 */
#include <lauxlib.h>

#include "base/duration.h"
#include "base/nearest.h"
#include "schema/complain.h"
#include "schema/name_check.h"
#include "schema/quantity.h"
#include "template/library.h"
#include "template/module.h"
#include "template/notes.h"
#include "template/parameter.h"
#include "template/parameter_names.h"
#include "template/place.h"
#include "template/state.h"

static bool push_value(struct decoding *decoding, int type, const struct value *value);

static bool
is_scalar(const struct value *value)
{
    return value->kind == VALUE_KIND_TEXT || value->kind == VALUE_KIND_NUMBER ||
           value->kind == VALUE_KIND_BOOL;
}

static struct str
scalar_text(const struct value *value)
{
    if (value->kind == VALUE_KIND_BOOL) {
        return value->truth ? STR("true") : STR("false");
    }
    return value->text;
}

/* "`by` must be a label, found a list". */
static struct finding *
complain(struct decoding *decoding, int type, const struct value *value)
{
    lua_State *lua = decoding->lua;
    struct diags *diags = decoding->diags;
    struct str noun = parameter_noun(lua, type);
    struct str found = str_from(value_kind_text(value));
    const struct diag_kind *kind = &kind_wrong_type;
    if (is_scalar(value)) {
        found = complain_quote(diags->arena, scalar_text(value));
        kind = &kind_invalid_value;
    }
    struct finding *finding =
        decoding_report(decoding, kind, value->span, "%.*s must be %.*s, found %.*s",
            STR_ARG(decoding_title(decoding)), STR_ARG(noun), STR_ARG(found));
    finding_caption(diags, finding, "expected %.*s", STR_ARG(noun));
    decoding_note_doc(decoding, type, finding);
    return finding;
}

static bool
fail(struct decoding *decoding, int type, const struct value *value)
{
    complain(decoding, type, value);
    return false;
}

/* The option as an exact number, or false when it is not given. */
static bool
read_bound(struct decoding *decoding, int type, const char *name, struct ratio *out)
{
    lua_State *lua = decoding->lua;
    bool is_given = parameter_option(lua, type, name) != LUA_TNIL;
    if (is_given) {
        struct str text = library_text(lua, -1);
        is_given = quantity_parse(text, out);
        lua_pop(lua, 1);
    }
    lua_pop(lua, 1);
    return is_given;
}

/* Holds the number against `min` and `max`. */
static bool
check_bounds(
    struct decoding *decoding, int type, const struct value *value, struct ratio number)
{
    struct ratio bound;
    for (int i = 0; i < 2; i++) {
        const char *name = i ? "max" : "min";
        bool is_given = read_bound(decoding, type, name, &bound);
        int order = is_given ? ratio_compare(number, bound) : 0;
        if (i ? order <= 0 : order >= 0) {
            continue;
        }
        parameter_option(decoding->lua, type, name);
        struct str limit = library_text(decoding->lua, -1);
        struct finding *finding = decoding_report(decoding, &kind_invalid_value, value->span,
            "%.*s must be %s %.*s, found `%.*s`", STR_ARG(decoding_title(decoding)),
            i ? "at most" : "at least", STR_ARG(limit), STR_ARG(scalar_text(value)));
        lua_pop(decoding->lua, 2);
        finding_caption(decoding->diags, finding, "out of its range");
        decoding_note_doc(decoding, type, finding);
        return false;
    }
    return true;
}

static bool
push_number(struct decoding *decoding, int type, const struct value *value)
{
    lua_State *lua = decoding->lua;
    enum parameter_kind kind = parameter_type_at(lua, type)->kind;
    struct ratio number;
    struct str text = scalar_text(value);
    struct str better;
    bool is_number =
        quantity_parse(text, &number) && (kind != PARAMETER_KIND_INTEGER || number.den == 1);
    if (!is_number) {
        struct finding *finding = complain(decoding, type, value);
        if (kind != PARAMETER_KIND_INTEGER &&
            quantity_mend(decoding->diags->arena, text, &better)) {
            finding_help(decoding->diags, finding, "did you mean `%.*s`?", STR_ARG(better));
        }
        return false;
    }
    if (kind == PARAMETER_KIND_PERCENT && (ratio_compare(number, ratio_from(0)) < 0 ||
                                              ratio_compare(number, ratio_from(1)) > 0)) {
        struct finding *finding = complain(decoding, type, value);
        bool is_percent = !str_ends_with(text, STR("%")) &&
                          ratio_compare(number, ratio_from(0)) >= 0 &&
                          ratio_compare(number, ratio_from(100)) <= 0;
        if (is_percent) {
            finding_help(decoding->diags, finding, "write `%.*s%%`", STR_ARG(text));
        } else {
            finding_help(decoding->diags, finding, "write one from `0%%` to `100%%`");
        }
        return false;
    }
    if (!check_bounds(decoding, type, value, number)) {
        return false;
    }
    if (kind == PARAMETER_KIND_INTEGER) {
        lua_pushinteger(lua, number.num);
    } else {
        number_push(lua, number, text, value->span);
    }
    return true;
}

static bool
push_duration(struct decoding *decoding, int type, const struct value *value)
{
    int64_t milliseconds;
    struct ratio seconds;
    struct str better;
    struct str text = scalar_text(value);
    if (!duration_parse(text, &milliseconds)) {
        struct finding *finding = complain(decoding, type, value);
        finding_caption(decoding->diags, finding, "expected a duration such as `5m`");
        if (quantity_mend_duration(decoding->diags->arena, text, &better)) {
            finding_help(decoding->diags, finding, "did you mean `%.*s`?", STR_ARG(better));
        }
        return false;
    }
    if (ratio_make(milliseconds, 1000, &seconds) &&
        !check_bounds(decoding, type, value, seconds)) {
        return false;
    }
    duration_push(decoding->lua, milliseconds, text, value->span);
    return true;
}

static bool
push_boolean(struct decoding *decoding, int type, const struct value *value)
{
    struct str text = scalar_text(value);
    bool is_word = str_is(text, "true") || str_is(text, "false");
    if (!is_word || (value->kind == VALUE_KIND_TEXT && !value->is_plain)) {
        struct finding *finding = complain(decoding, type, value);
        if (is_word) {
            finding_help(decoding->diags, finding, "write it without quotes");
        }
        return false;
    }
    lua_pushboolean(decoding->lua, str_is(text, "true"));
    return true;
}

static bool
push_choice(struct decoding *decoding, int type, const struct value *value)
{
    lua_State *lua = decoding->lua;
    struct str text = scalar_text(value);
    struct nearest nearest;
    nearest_begin(&nearest, text);
    lua_getiuservalue(lua, type, 1);
    lua_Integer count = (lua_Integer)lua_rawlen(lua, -1);
    for (lua_Integer i = 1; i <= count; i++) {
        lua_rawgeti(lua, -1, i);
        struct str word = library_text(lua, -1);
        if (str_equal(word, text)) {
            lua_remove(lua, -2);
            lua_remove(lua, -2);
            return true;
        }
        nearest_offer(&nearest, word);
        lua_pop(lua, 2);
    }
    lua_pop(lua, 1);
    decoding_suggest(decoding, complain(decoding, type, value), value, nearest.best);
    return false;
}

static void
push_text(struct decoding *decoding, struct str text)
{
    lua_pushlstring(decoding->lua, text.len ? text.at : "", text.len);
}

static bool
push_scalar(struct decoding *decoding, int type, const struct value *value)
{
    if (!is_scalar(value)) {
        return fail(decoding, type, value);
    }
    struct text text = { scalar_text(value), value->span };
    switch (parameter_type_at(decoding->lua, type)->kind) {
    case PARAMETER_KIND_METRIC:
        return names_push_metric(decoding, type, value);
    case PARAMETER_KIND_LABEL:
    case PARAMETER_KIND_LABELS:
        return names_check_label(decoding, type, value) &&
               (push_text(decoding, text.str), true);
    case PARAMETER_KIND_SEVERITY:
        return names_check_severity(decoding, value) && (push_text(decoding, text.str), true);
    case PARAMETER_KIND_EXPR:
        expression_push(decoding->lua, text);
        return true;
    case PARAMETER_KIND_NUMBER:
    case PARAMETER_KIND_INTEGER:
    case PARAMETER_KIND_PERCENT:
        return push_number(decoding, type, value);
    case PARAMETER_KIND_DURATION:
        return push_duration(decoding, type, value);
    case PARAMETER_KIND_BOOLEAN:
        return push_boolean(decoding, type, value);
    case PARAMETER_KIND_CHOICE:
        return push_choice(decoding, type, value);
    case PARAMETER_KIND_TEXT:
    case PARAMETER_KIND_LIST:
    case PARAMETER_KIND_MAP:
    case PARAMETER_KIND_RECORD:
    case PARAMETER_KIND_ANY:
        break;
    }
    push_text(decoding, text.str);
    return true;
}

/* Reads one part of a value below the parameter that is being read. */
static bool
push_part(struct decoding *decoding, int type, const struct value *value, struct str step)
{
    struct str path = decoding->path;
    decoding->path = path.len ? ARENA_JOIN(running_of(decoding->lua)->arena, path, step) : step;
    bool is_good = push_value(decoding, type, value);
    decoding->path = path;
    return is_good;
}

/* Pushes the type of elements; any value when there is none, told by false. */
static bool
push_of(struct decoding *decoding, int type)
{
    return parameter_option(decoding->lua, type, "of") == LUA_TUSERDATA;
}

static bool
push_list(struct decoding *decoding, int type, const struct value *value)
{
    lua_State *lua = decoding->lua;
    bool is_labels = parameter_type_at(lua, type)->kind == PARAMETER_KIND_LABELS;
    bool is_single = value->kind != VALUE_KIND_LIST;
    bool is_good = true;
    struct value_vec lone = { &value, 1, 1 };
    const struct value_vec *items = is_single ? &lone : &value->items;
    lua_createtable(lua, (int)items->count, 0);
    int list = lua_absindex(lua, -1);
    if (!is_single) {
        notes_set_value(lua, list, value);
    }
    bool is_typed = !is_labels && push_of(decoding, type);
    int of = lua_absindex(lua, -1);
    for (size_t i = 0; i < items->count; i++) {
        struct str step = arena_printf(running_of(lua)->arena, "[%zu]", i + 1);
        bool is_pushed = true;
        if (is_labels) {
            is_pushed = push_scalar(decoding, type, items->at[i]);
        } else if (is_typed) {
            is_pushed = push_part(decoding, of, items->at[i], is_single ? STR("") : step);
        } else {
            value_push(lua, items->at[i]);
        }
        if (is_pushed) {
            lua_rawseti(lua, list, (lua_Integer)i + 1);
        }
        is_good = is_good && is_pushed;
    }
    lua_settop(lua, is_good ? list : list - 1);
    return is_good;
}

static bool
push_map(struct decoding *decoding, int type, const struct value *value)
{
    lua_State *lua = decoding->lua;
    bool is_good = true;
    if (value->kind != VALUE_KIND_MAP) {
        return fail(decoding, type, value);
    }
    lua_createtable(lua, 0, (int)value->entries.count);
    int map = lua_absindex(lua, -1);
    notes_set_value(lua, map, value);
    bool is_typed = push_of(decoding, type);
    int of = lua_absindex(lua, -1);
    for (size_t i = 0; i < value->entries.count; i++) {
        const struct value_entry *entry = &value->entries.at[i];
        struct str step = ARENA_JOIN(running_of(lua)->arena, STR("."), entry->key);
        bool is_pushed = true;
        push_text(decoding, entry->key);
        if (is_typed) {
            is_pushed = push_part(decoding, of, entry->value, step);
        } else {
            value_push(lua, entry->value);
        }
        if (is_pushed) {
            lua_rawset(lua, map);
        } else {
            lua_pop(lua, 1);
        }
        is_good = is_good && is_pushed;
    }
    lua_settop(lua, is_good ? map : map - 1);
    return is_good;
}

/* Reads of a name that no parameter or field has; upvalue: the table of types. */
static int
read_undeclared(lua_State *lua)
{
    lua_pushvalue(lua, 2);
    if (lua_rawget(lua, lua_upvalueindex(1)) != LUA_TNIL || lua_type(lua, 2) != LUA_TSTRING) {
        lua_pushnil(lua);
        return 1;
    }
    struct nearest nearest;
    nearest_begin(&nearest, text_at(lua, 2));
    struct str_vec names = library_names(lua, lua_upvalueindex(1));
    for (size_t i = 0; i < names.count; i++) {
        nearest_offer(&nearest, names.at[i]);
    }
    struct finding *finding = running_report(lua, &kind_lua_error,
        place_of_word(running_of(lua), running_line(lua), text_at(lua, 2)),
        "there is no parameter %.*s", STR_ARG(running_quote(lua, text_at(lua, 2))));
    if (nearest.best.len) {
        finding_help(running_of(lua)->templates->diags, finding, "did you mean `%.*s`?",
            STR_ARG(nearest.best));
    }
    running_stop(lua);
}

/* The table on top of the stack may be asked only for names of the table at `types`. */
static void
make_strict(lua_State *lua, int types)
{
    lua_createtable(lua, 0, 1);
    lua_pushvalue(lua, types);
    lua_pushcclosure(lua, read_undeclared, 1);
    lua_setfield(lua, -2, "__index");
    lua_setmetatable(lua, -2);
}

/* Pushes what stands for an absent value: its default, read like a value, or nil. */
static bool
push_absent(struct decoding *decoding, int type, struct str name)
{
    lua_State *lua = decoding->lua;
    bool is_optional =
        parameter_option(lua, type, "optional") != LUA_TNIL && lua_toboolean(lua, -1);
    lua_pop(lua, 1);
    if (parameter_option(lua, type, "default") != LUA_TNIL) {
        const struct value *fallback = parameter_take_default(lua, type);
        lua_pop(lua, 1);
        return push_part(decoding, type, fallback, name);
    }
    if (!is_optional) {
        lua_pop(lua, 1);
        decoding_missing(decoding, type, name);
        return false;
    }
    return true;
}

/* The types' table at `types` against a map of values, or NULL: pushes a table by names. */
static bool
push_fields(struct decoding *decoding, int types, const struct value *map)
{
    lua_State *lua = decoding->lua;
    struct str_vec names = library_names(lua, types);
    bool has_unknown_key = !decoding_check_keys(decoding, &names, map);
    bool is_good = !has_unknown_key;
    lua_createtable(lua, 0, (int)names.count);
    int fields = lua_absindex(lua, -1);
    bool is_root = decoding->path.len == 0;
    for (size_t i = 0; i < names.count; i++) {
        const struct value_entry *entry = value_find_str(map, names.at[i]);
        if (!entry && has_unknown_key && decoding_is_misspelt(&names, map, names.at[i])) {
            continue;
        }
        struct str step =
            is_root ? names.at[i] : ARENA_JOIN(running_of(lua)->arena, STR("."), names.at[i]);
        push_text(decoding, names.at[i]);
        lua_pushvalue(lua, -1);
        lua_rawget(lua, types);
        int type = lua_absindex(lua, -1);
        bool is_pushed = entry && entry->value->kind != VALUE_KIND_NULL
                             ? push_part(decoding, type, entry->value, step)
                             : push_absent(decoding, type, step);
        if (is_pushed) {
            lua_remove(lua, type);
            lua_rawset(lua, fields);
        }
        lua_settop(lua, fields);
        is_good = is_good && is_pushed;
    }
    make_strict(lua, types);
    return is_good;
}

static bool
push_record(struct decoding *decoding, int type, const struct value *value)
{
    lua_State *lua = decoding->lua;
    if (value->kind != VALUE_KIND_MAP) {
        return fail(decoding, type, value);
    }
    parameter_option(lua, type, "fields");
    int types = lua_absindex(lua, -1);
    bool is_good = push_fields(decoding, types, value);
    notes_set_value(lua, -1, value);
    lua_remove(lua, types);
    if (!is_good) {
        lua_pop(lua, 1);
    }
    return is_good;
}

/* Pushes one value, or nothing after findings. */
static bool
push_value(struct decoding *decoding, int type, const struct value *value)
{
    luaL_checkstack(decoding->lua, 20, NULL);
    running_charge(decoding->lua, 2);
    if (value->kind == VALUE_KIND_NULL) {
        return fail(decoding, type, value);
    }
    switch (parameter_type_at(decoding->lua, type)->kind) {
    case PARAMETER_KIND_LABELS:
    case PARAMETER_KIND_LIST:
        return push_list(decoding, type, value);
    case PARAMETER_KIND_MAP:
        return push_map(decoding, type, value);
    case PARAMETER_KIND_RECORD:
        return push_record(decoding, type, value);
    case PARAMETER_KIND_ANY:
        value_push(decoding->lua, value);
        return true;
    case PARAMETER_KIND_METRIC:
    case PARAMETER_KIND_LABEL:
    case PARAMETER_KIND_EXPR:
    case PARAMETER_KIND_NUMBER:
    case PARAMETER_KIND_INTEGER:
    case PARAMETER_KIND_PERCENT:
    case PARAMETER_KIND_DURATION:
    case PARAMETER_KIND_TEXT:
    case PARAMETER_KIND_BOOLEAN:
    case PARAMETER_KIND_CHOICE:
    case PARAMETER_KIND_SEVERITY:
        break;
    }
    return push_scalar(decoding, type, value);
}

void
parameters_push(lua_State *lua, int index)
{
    struct running *running = running_of(lua);
    const struct template_use *use = running->use;
    struct decoding decoding = {
        .lua = lua, .diags = running->templates->diags, .types = lua_absindex(lua, index)
    };
    if (use->with && use->with->kind != VALUE_KIND_MAP && use->with->kind != VALUE_KIND_NULL) {
        struct finding *finding = running_report(lua, &kind_wrong_type, use->with->span,
            "`with` must be a map of parameters, found %s", value_kind_text(use->with));
        finding_caption(decoding.diags, finding, "expected `NAME: VALUE`");
        running_stop(lua);
    }
    luaL_checkstack(lua, 20, NULL);
    if (!push_fields(&decoding, decoding.types, use->with)) {
        running_stop(lua);
    }
}
