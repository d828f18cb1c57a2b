/*
 * Values to Lua and back.
 *
 * On the way back every node gets a place, see value_place.h. A text that was put together
 * becomes a source of its own which knows the line of the table it stands in.
 */
#include <lauxlib.h>
#include <math.h>
#include <stdlib.h>

#include "schema/quantity.h"
#include "template/library.h"
#include "template/notes.h"
#include "template/place.h"
#include "template/state.h"
#include "template/value_place.h"

enum {
    DEEPEST = 100, /* as deep as YAML may be */
    BYTES_A_STEP = 16,
};

/* Whether Lua would print the integer just so; `05` and `1e3` remember how they were written.
 */
static bool
is_canonical_integer(struct str text, struct ratio number)
{
    bool has_zero = text.len > 1 && text.at[0] == '0';
    for (size_t i = 0; i < text.len; i++) {
        if ((text.at[i] < '0' || text.at[i] > '9') && (i > 0 || text.at[i] != '-')) {
            return false;
        }
    }
    return number.den == 1 && !has_zero && !str_starts_with(text, STR("-0"));
}

/* How Lua sees a plain scalar of YAML: as what it looks like. */
static void
push_plain(lua_State *lua, const struct value *value)
{
    struct str text = value->text;
    struct ratio number;
    if (str_is(text, "true") || str_is(text, "false")) {
        lua_pushboolean(lua, text.at[0] == 't');
    } else if (!ratio_parse(text, &number)) {
        lua_pushlstring(lua, text.len ? text.at : "", text.len);
    } else if (is_canonical_integer(text, number)) {
        lua_pushinteger(lua, number.num);
    } else {
        number_push(lua, number, text, value->span);
    }
}

static void
push_list(lua_State *lua, const struct value *value)
{
    lua_createtable(lua, (int)value->items.count, 0);
    notes_set_value(lua, -1, value);
    for (size_t i = 0; i < value->items.count; i++) {
        value_push(lua, value->items.at[i]);
        lua_rawseti(lua, -2, (lua_Integer)i + 1);
    }
}

static void
push_map(lua_State *lua, const struct value *value)
{
    lua_createtable(lua, 0, (int)value->entries.count);
    notes_set_value(lua, -1, value);
    for (size_t i = 0; i < value->entries.count; i++) {
        const struct value_entry *entry = &value->entries.at[i];
        lua_pushlstring(lua, entry->key.len ? entry->key.at : "", entry->key.len);
        value_push(lua, entry->value);
        lua_rawset(lua, -3);
    }
}

void
value_push(lua_State *lua, const struct value *value)
{
    luaL_checkstack(lua, 8, NULL);
    running_charge(lua, 1);
    switch (value->kind) {
    case VALUE_KIND_NULL:
        lua_pushnil(lua);
        break;
    case VALUE_KIND_BOOL:
        lua_pushboolean(lua, value->truth);
        break;
    case VALUE_KIND_NUMBER:
        push_plain(lua, value);
        break;
    case VALUE_KIND_TEXT:
        if (value->is_plain) {
            push_plain(lua, value);
        } else {
            lua_pushlstring(lua, value->text.len ? value->text.at : "", value->text.len);
        }
        break;
    case VALUE_KIND_LIST:
        push_list(lua, value);
        break;
    case VALUE_KIND_MAP:
        push_map(lua, value);
        break;
    }
}

static const struct value *take(struct taking *taking, int index, const struct site *site);

/* `rows[2].title` */
static void
print_path(struct buf *buf, const struct site *site)
{
    if (!site->parent) {
        return;
    }
    print_path(buf, site->parent);
    if (site->key.at) {
        buf_printf(buf, "%s%.*s", site->parent->parent ? "." : "", STR_ARG(site->key));
    } else {
        buf_printf(buf, "[%lld]", (long long)site->item);
    }
}

/* "`rows[2].title` of what the template returns". */
static struct str
site_title(struct taking *taking, const struct site *site)
{
    struct arena *arena = taking->running->arena;
    struct buf path;
    if (!site->parent) {
        return STR("what the template gives");
    }
    buf_init(&path);
    print_path(&path, site);
    struct str title = arena_copy(arena, str_slice(buf_str(&path), 0, 200));
    buf_finish(&path);
    return arena_printf(arena, "`%.*s` of what the template gives", STR_ARG(title));
}

_Noreturn static void
refuse(struct taking *taking, const struct site *site, const char *what, const char *help)
{
    struct str title = site_title(taking, site);
    struct finding *finding = running_report(
        taking->lua, &kind_lua_error, value_site_span(site), "%.*s %s", STR_ARG(title), what);
    if (help) {
        finding_help(taking->running->templates->diags, finding, "%s", help);
    }
    running_stop(taking->lua);
}

/* A text of its own, whose every byte comes from one line. */
static struct span
make_source(struct taking *taking, struct str text, struct span from)
{
    const struct source *source =
        sources_add_made_at(taking->running->templates->sources, text, from);
    return source ? (struct span){ source->base, (uint32_t)text.len } : from;
}

static bool
is_scalar(const struct value *value)
{
    return value->kind == VALUE_KIND_TEXT || value->kind == VALUE_KIND_NUMBER ||
           value->kind == VALUE_KIND_BOOL;
}

static bool
is_same_text(const struct value *original, struct str text)
{
    return original && original->text.len == text.len &&
           (original->kind == VALUE_KIND_TEXT || original->kind == VALUE_KIND_NUMBER) &&
           str_equal(original->text, text);
}

/* The only scalar of the parameters that reads like this, or NULL. */
static const struct value *
find_parameter(const struct value *with, struct str text)
{
    const struct value *found = NULL;
    for (size_t i = 0; with && with->kind == VALUE_KIND_MAP && i < with->entries.count; i++) {
        const struct value *value = with->entries.at[i].value;
        if (is_same_text(value, text)) {
            if (found) {
                return NULL;
            }
            found = value;
        }
    }
    return found;
}

/* What a use knows of a text is nothing to the next one. */
static void
begin_text(const struct taking *taking, struct known_text *text)
{
    if (text->taking != taking->number) {
        text->taking = taking->number;
        text->parameter = find_parameter(taking->running->use->with, text->key.text);
        text->made = NULL;
    }
}

/* What Lua cuts or escapes need not be text. */
static void
verify_text(struct taking *taking, const struct known_text *text, const struct site *site)
{
    if (!known_is_utf8(text)) {
        refuse(taking, site, "is no text in UTF-8",
            "cut texts between characters only, and write bytes above `\\x7f` as `\\u{…}`");
    }
}

/* The value of a text that stands at a place or was made there: one for all that a line makes,
 * mostly. */
static const struct value *
value_of_text(struct taking *taking, struct known_text *text, struct span place, bool is_made)
{
    bool is_newest = text->made && text->is_made == is_made && text->made_at.at == place.at &&
                     text->made_at.len == place.len;
    if (!is_newest) {
        struct str copy = known_keep(text, taking->arena);
        struct span span = is_made ? make_source(taking, copy, place) : place;
        text->made = value_new_text(taking->arena, copy, span);
        text->made_at = place;
        text->is_made = is_made;
    }
    return text->made;
}

static const struct value *
take_text(struct taking *taking, struct known_text *text, const struct site *site)
{
    running_charge(taking->lua, 1 + text->key.text.len / BYTES_A_STEP);
    if (is_same_text(site->original, text->key.text)) {
        return site->original;
    }
    verify_text(taking, text, site);
    begin_text(taking, text);
    struct literal_spot literal = value_spot_of_text(taking, text, site);
    if (literal.file) {
        return value_of_text(taking, text, value_span_of(&literal), false);
    }
    return text->parameter ? value_of_text(taking, text, text->parameter->span, false)
                           : value_of_text(taking, text, value_site_span(site), true);
}

static const struct value *
take_number(struct taking *taking, int index, const struct site *site)
{
    lua_State *lua = taking->lua;
    bool is_finite = lua_isinteger(lua, index) || isfinite(lua_tonumber(lua, index));
    if (!is_finite) {
        refuse(taking, site, "is no finite number", "look for a division by zero");
    }
    struct str text = library_text(lua, index);
    lua_pop(lua, 1);
    if (is_same_text(site->original, text)) {
        return site->original;
    }
    struct value *number = value_new(taking->arena, VALUE_KIND_NUMBER, value_site_span(site));
    number->text = arena_copy(taking->arena, text);
    return number;
}

static const struct value *
take_boolean(struct taking *taking, int index, const struct site *site)
{
    bool truth = lua_toboolean(taking->lua, index);
    const struct value *original = site->original;
    if (original && is_scalar(original) &&
        (is_same_text(original, truth ? STR("true") : STR("false")) ||
            (original->kind == VALUE_KIND_BOOL && original->truth == truth))) {
        return original;
    }
    struct value *value = value_new(taking->arena, VALUE_KIND_BOOL, value_site_span(site));
    value->truth = truth;
    return value;
}

/* The form of a table: the keys 1 to n are a list, anything else a map. */
static bool
is_list(struct taking *taking, const struct table_entry_vec *table, const struct site *site)
{
    bool has_first = false;
    bool is_sequence = true;
    for (size_t i = 0; i < table->count; i++) {
        const struct library_key *key = table->at[i].key;
        bool is_next = key->is_integer && key->integer == (lua_Integer)i + 1;
        has_first = has_first || (i == 0 && is_next);
        is_sequence = is_sequence && is_next;
        if (has_first && key->is_text) {
            refuse(taking, site, "has both items and named keys",
                "give the items a table of their own, or write a number that is a name as "
                "text: `[\"1\"] = …`");
        }
    }
    if (has_first && !is_sequence) {
        refuse(taking, site, "has a hole: an item before the last is nil",
            "build the list with `table.insert`, and only from what is there");
    }
    return is_sequence && table->count > 0;
}

static const struct value *
original_item(const struct value *original, size_t index)
{
    bool is_there =
        original && original->kind == VALUE_KIND_LIST && index < original->items.count;
    return is_there ? original->items.at[index] : NULL;
}

/* What stands under a key. */
static const struct value *
take_member(
    struct taking *taking, int index, const struct table_entry *entry, const struct site *site)
{
    lua_State *lua = taking->lua;
    taking->count++;
    if (entry->text) {
        return take_text(taking, entry->text, site);
    }
    if (entry->index) {
        return take(taking, entry->index, site);
    }
    library_push_key(lua, entry->key);
    lua_rawget(lua, index);
    const struct value *value = take(taking, lua_absindex(lua, -1), site);
    lua_pop(lua, 1);
    return value;
}

static const struct value *
take_list(struct taking *taking, int index, const struct table_entry_vec *table,
    const struct site *around)
{
    struct value *list = value_new_list(taking->arena, around->span);
    VEC_RESERVE(taking->arena, &list->items, table->count);
    size_t tables = 0;
    for (size_t i = 0; i < table->count; i++) {
        tables += table->at[i].type == LUA_TTABLE;
    }
    size_t number = 0;
    for (size_t i = 0; i < table->count; i++) {
        const struct table_entry *entry = &table->at[i];
        struct site site = { .parent = around,
            .item = entry->key->integer,
            .item_tables = tables,
            .table_number = number,
            .span = around->span,
            .file = around->file,
            .braces = around->braces,
            .original = original_item(around->original, i),
            .depth = around->depth + 1 };
        number += entry->type == LUA_TTABLE;
        value_add_item(taking->arena, list, take_member(taking, index, entry, &site));
    }
    return list;
}

/* A key as text; whole numbers too, as in `[200] = "OK"`. */
static struct known_text *
take_key(struct taking *taking, const struct table_entry *entry, const struct site *around)
{
    lua_State *lua = taking->lua;
    struct known_text *name = entry->name;
    if (!name) {
        int top = lua_gettop(lua);
        library_push_key(lua, entry->key);
        name = known_name_of(taking->running, library_text(lua, -1));
        lua_settop(lua, top);
    }
    running_charge(lua, 1 + name->key.text.len / BYTES_A_STEP);
    if (!known_is_utf8(name)) {
        refuse(taking, around, "has a key that is no text in UTF-8", NULL);
    }
    return name;
}

/* Gives the spot of the key. */
static struct literal_spot
take_entry(struct taking *taking, struct value *map, int index, const struct table_entry *entry,
    const struct site *around)
{
    struct known_text *key = take_key(taking, entry, around);
    const struct value_entry *original =
        around->original ? value_find_str(around->original, key->key.text) : NULL;
    struct literal_spot name = { 0 };
    if (!original) {
        name = value_spot_of_name(taking, key, around);
    }
    struct site site = { .parent = around,
        .key = known_keep(key, taking->arena),
        .name = name,
        .file = around->file,
        .span = original ? original->key_span : around->span,
        .braces = around->braces,
        .original = original ? original->value : NULL,
        .depth = around->depth + 1 };
    const struct value *value = take_member(taking, index, entry, &site);
    value_add_entry(taking->arena, map, site.key, value_site_span(&site), value);
    return name;
}

static const struct value *
take_map(struct taking *taking, int index, const struct table_entry_vec *table,
    const struct site *around)
{
    size_t count = table->count;
    struct value *map = value_new_map(taking->arena, around->span);
    struct literal_spot *names =
        ARENA_ARRAY(taking->running->arena, struct literal_spot, count);
    VEC_RESERVE(taking->arena, &map->entries, count);
    for (size_t i = 0; i < count; i++) {
        names[i] = take_entry(taking, map, index, &table->at[i], around);
    }
    value_order_as_written(map, names, around);
    return map;
}

static const struct value *
take_table(struct taking *taking, int index, const struct site *outer)
{
    struct site site = *outer;
    if (outer->depth > DEEPEST) {
        struct site root = { .span = outer->span };
        refuse(taking, &root, "holds tables more than 100 deep inside each other",
            "look for a table that holds itself");
    }
    int top = lua_gettop(taking->lua);
    struct table_entry_vec table = value_read_table(taking, index);
    value_locate_table(taking, index, &table, &site);
    const struct value *value = is_list(taking, &table, &site)
                                    ? take_list(taking, index, &table, &site)
                                    : take_map(taking, index, &table, &site);
    lua_settop(taking->lua, top);
    return value;
}

static const struct value *
take_userdata(struct taking *taking, int index, const struct site *site)
{
    lua_State *lua = taking->lua;
    if (expression_is(lua, index) || metric_is(lua, index)) {
        return expression_take(lua, index);
    }
    if (!number_is(lua, index)) {
        refuse(taking, site, "is an object of the catalog",
            "return a text or table made of it, such as its `name`");
    }
    const struct value *number = number_take(lua, index);
    return span_is_set(number->span) ? number : take_number(taking, index, site);
}

static const struct value *
take(struct taking *taking, int index, const struct site *site)
{
    lua_State *lua = taking->lua;
    int type = lua_type(lua, index);
    luaL_checkstack(lua, 10 + VALUE_TABLE_SLOTS, NULL);
    if (type == LUA_TSTRING) {
        return take_text(taking, known_text_of(taking->running, text_at(lua, index)), site);
    }
    running_charge(lua, 1);
    switch (type) {
    case LUA_TBOOLEAN:
        return take_boolean(taking, index, site);
    case LUA_TNUMBER:
        return take_number(taking, index, site);
    case LUA_TTABLE:
        return take_table(taking, index, site);
    case LUA_TUSERDATA:
        return take_userdata(taking, index, site);
    case LUA_TFUNCTION:
        refuse(taking, site, "is a function", "call it, and return what it gives");
    default:
        break;
    }
    refuse(taking, site, "is nothing", NULL);
}

const struct value *
value_take_counted(lua_State *lua, int index, size_t *count)
{
    index = lua_absindex(lua, index);
    struct taking taking = value_taking_begin(lua);
    struct site site = {
        .span = taking.running->span, .file = taking.answer, .braces = LITERALS_NO_BRACES
    };
    const struct value *value = take(&taking, index, &site);
    lua_pop(lua, 1);
    *count = 1 + taking.count;
    return value;
}

const struct value *
value_take(lua_State *lua, int index)
{
    size_t ignored;
    return value_take_counted(lua, index, &ignored);
}
