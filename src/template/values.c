/*
 * Values to Lua and back.
 *
 * On the way back every node gets a place: that of the spec when it came from there, else that
 * of the literal in the Lua file (see literals.h), else the line of the table it stands in.
 * A text that was put together becomes a source of its own which knows that line.
 */
#include <lauxlib.h>
#include <math.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "schema/quantity.h"
#include "template/library.h"
#include "template/notes.h"
#include "template/state.h"

enum {
    DEEPEST = 100, /* as deep as YAML may be */
    TABLE_STEPS = 4,
    BYTES_A_STEP = 16,
    BRACES_A_STEP = 16,
    MOST_LOOKED_AT = 16, /* entries of a table, for the braces that made it */
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

/* Where a value stands that is being taken: the table around it, and the way to it. */
struct site {
    const struct site *parent;
    struct str key;               /* of a map's entry; else `at` is NULL */
    lua_Integer item;             /* of a list, from 1 */
    size_t item_tables;           /* how many items of that list are tables */
    size_t table_number;          /* and which of them this is, from 0 */
    const struct literal *name;   /* the key in the Lua file, or NULL */
    struct span span;             /* the line of the nearest table that is known */
    int braces;                   /* of the table around it */
    const struct value *original; /* what stood here in the spec, or NULL */
    int depth;
};

struct taking {
    lua_State *lua;
    struct running *running;
    struct arena *arena;
};

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

static struct span
span_of_literal(const struct taking *taking, const struct literal *literal)
{
    return (struct span){ taking->running->source->base + literal->offset,
        (uint32_t)literal->text.len };
}

/* The key when the file shows it, else the line of the table. */
static struct span
site_span(const struct taking *taking, const struct site *site)
{
    return site->name ? span_of_literal(taking, site->name) : site->span;
}

_Noreturn static void
refuse(struct taking *taking, const struct site *site, const char *what, const char *help)
{
    struct str title = site_title(taking, site);
    struct finding *finding = running_report(
        taking->lua, &kind_lua_error, site_span(taking, site), "%.*s %s", STR_ARG(title), what);
    if (help) {
        finding_help(taking->running->templates->diags, finding, "%s", help);
    }
    running_stop(taking->lua);
}

/* A text of its own, whose every byte comes from one line. */
static struct span
make_source(struct taking *taking, struct str text, struct span from)
{
    struct source_origin *origin = ARENA_NEW(taking->arena, struct source_origin);
    *origin = (struct source_origin){ 0, from };
    const struct source *source =
        sources_add_made(taking->running->templates->sources, text, origin, 1);
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
    return original &&
           (original->kind == VALUE_KIND_TEXT || original->kind == VALUE_KIND_NUMBER) &&
           str_equal(original->text, text);
}

/* The only scalar of the parameters that reads like this, or NULL. */
static const struct value *
find_parameter(const struct taking *taking, struct str text)
{
    const struct value *with = taking->running->use->with;
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

/* What Lua cuts or escapes need not be text. */
static void
verify_text(struct taking *taking, struct str text, const struct site *site)
{
    if (!utf8_is_valid(text)) {
        refuse(taking, site, "is no text in UTF-8",
            "cut texts between characters only, and write bytes above `\\x7f` as `\\u{…}`");
    }
}

static const struct value *
take_text(struct taking *taking, int index, const struct site *site)
{
    struct str text = text_at(taking->lua, index);
    running_charge(taking->lua, text.len / BYTES_A_STEP);
    if (is_same_text(site->original, text)) {
        return site->original;
    }
    verify_text(taking, text, site);
    const struct literal *literal =
        literals_text(taking->running->literals, text, site->braces);
    if (literal) {
        return value_new_text(taking->arena, literal->text, span_of_literal(taking, literal));
    }
    const struct value *parameter = find_parameter(taking, text);
    if (parameter) {
        return value_new_text(taking->arena, parameter->text, parameter->span);
    }
    struct str copy = arena_copy(taking->arena, text);
    return value_new_text(
        taking->arena, copy, make_source(taking, copy, site_span(taking, site)));
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
    struct value *number = value_new(taking->arena, VALUE_KIND_NUMBER, site_span(taking, site));
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
    struct value *value = value_new(taking->arena, VALUE_KIND_BOOL, site_span(taking, site));
    value->truth = truth;
    return value;
}

/* The form of a table: the keys 1 to n are a list, anything else a map. */
static bool
is_list(struct taking *taking, int keys, lua_Integer count, const struct site *site)
{
    lua_State *lua = taking->lua;
    bool has_first = false;
    bool is_sequence = true;
    for (lua_Integer i = 1; i <= count; i++) {
        int type = lua_rawgeti(lua, keys, i);
        bool is_next = lua_isinteger(lua, -1) && lua_tointeger(lua, -1) == i;
        has_first = has_first || (i == 1 && is_next);
        is_sequence = is_sequence && is_next;
        bool is_mixed = has_first && type == LUA_TSTRING;
        lua_pop(lua, 1);
        if (is_mixed) {
            refuse(taking, site, "has both items and named keys",
                "give the items a table of their own, or write a number that is a name as "
                "text: `[\"1\"] = …`");
        }
    }
    if (has_first && !is_sequence) {
        refuse(taking, site, "has a hole: an item before the last is nil",
            "build the list with `table.insert`, and only from what is there");
    }
    return is_sequence && count > 0;
}

static const struct value *
original_item(const struct value *original, size_t index)
{
    bool is_there =
        original && original->kind == VALUE_KIND_LIST && index < original->items.count;
    return is_there ? original->items.at[index] : NULL;
}

static const struct value *
take_list(struct taking *taking, int index, lua_Integer count, const struct site *around)
{
    lua_State *lua = taking->lua;
    struct value *list = value_new_list(taking->arena, around->span);
    size_t tables = 0;
    for (lua_Integer i = 1; i <= count; i++) {
        tables += lua_rawgeti(lua, index, i) == LUA_TTABLE;
        lua_pop(lua, 1);
    }
    size_t number = 0;
    for (lua_Integer i = 1; i <= count; i++) {
        bool is_table = lua_rawgeti(lua, index, i) == LUA_TTABLE;
        struct site site = { .parent = around,
            .item = i,
            .item_tables = tables,
            .table_number = number,
            .span = around->span,
            .braces = around->braces,
            .original = original_item(around->original, (size_t)i - 1),
            .depth = around->depth + 1 };
        number += is_table;
        value_add_item(taking->arena, list, take(taking, lua_absindex(lua, -1), &site));
        lua_pop(lua, 1);
    }
    return list;
}

/* A key as text; whole numbers too, as in `[200] = "OK"`. */
static struct str
take_key(struct taking *taking, int index, const struct site *around)
{
    struct str text = library_text(taking->lua, index);
    running_charge(taking->lua, 1 + text.len / BYTES_A_STEP);
    if (!utf8_is_valid(text)) {
        refuse(taking, around, "has a key that is no text in UTF-8", NULL);
    }
    struct str copy = arena_copy(taking->arena, text);
    lua_pop(taking->lua, 1);
    return copy;
}

static void
take_entry(struct taking *taking, struct value *map, int index, int key_index,
    const struct site *around)
{
    lua_State *lua = taking->lua;
    struct str key = take_key(taking, key_index, around);
    const struct value_entry *original = value_find_str(around->original, key);
    struct site site = { .parent = around,
        .key = key,
        .name = original ? NULL : literals_name(taking->running->literals, key, around->braces),
        .span = original ? original->key_span : around->span,
        .braces = around->braces,
        .original = original ? original->value : NULL,
        .depth = around->depth + 1 };
    lua_pushvalue(lua, key_index);
    lua_rawget(lua, index);
    const struct value *value = take(taking, lua_absindex(lua, -1), &site);
    lua_pop(lua, 1);
    value_add_entry(taking->arena, map, key, site_span(taking, &site), value);
}

static int
compare_places(const void *left, const void *right)
{
    const struct value_entry *a = left;
    const struct value_entry *b = right;
    return (a->key_span.at > b->key_span.at) - (a->key_span.at < b->key_span.at);
}

/* Tables have no order, but the file has one: when all keys stand in the braces that made the
 * table, they are taken as written there, else in byte order. */
static void
order_as_written(struct taking *taking, struct value *map, const struct site *site)
{
    const struct literals *literals = taking->running->literals;
    for (size_t i = 0; i < map->entries.count; i++) {
        const struct literal *name =
            site->braces == LITERALS_NO_BRACES
                ? NULL
                : literals_name(literals, map->entries.at[i].key, site->braces);
        if (!name || name->braces != site->braces) {
            return;
        }
    }
    if (map->entries.count > 1) {
        qsort(map->entries.at, map->entries.count, sizeof *map->entries.at, compare_places);
    }
}

static const struct value *
take_map(
    struct taking *taking, int index, int keys, lua_Integer count, const struct site *around)
{
    lua_State *lua = taking->lua;
    struct value *map = value_new_map(taking->arena, around->span);
    for (lua_Integer i = 1; i <= count; i++) {
        lua_rawgeti(lua, keys, i);
        take_entry(taking, map, index, lua_absindex(lua, -1), around);
        lua_pop(lua, 1);
    }
    order_as_written(taking, map, around);
    return map;
}

/* Whether braces of the file can have made a table in this run: those around the function that
 * answers cannot. */
static bool
is_candidate(const struct taking *taking, const struct literal *literal)
{
    const struct running *running = taking->running;
    if (!literal || literal->braces == LITERALS_NO_BRACES) {
        return false;
    }
    uint32_t function = running->span.at - running->source->base;
    const struct literal_braces *braces = &running->literals->braces.at[literal->braces];
    return braces->from >= function || braces->to <= function;
}

/* The braces of a text or a name that stands in this table and nowhere else in the file. */
static int
braces_by_entry(struct taking *taking, int index, int keys, lua_Integer count)
{
    lua_State *lua = taking->lua;
    const struct literals *literals = taking->running->literals;
    const struct literal *found = NULL;
    count = count < MOST_LOOKED_AT ? count : MOST_LOOKED_AT;
    for (int pass = 0; pass < 2; pass++) {
        for (lua_Integer i = 1; i <= count && !is_candidate(taking, found); i++) {
            int type = lua_rawgeti(lua, keys, i);
            if (pass == 1 && type == LUA_TSTRING) {
                found = literals_name(literals, text_at(lua, -1), LITERALS_NO_BRACES);
            } else if (pass == 0 && lua_rawget(lua, index) == LUA_TSTRING) {
                found = literals_text(literals, text_at(lua, -1), LITERALS_NO_BRACES);
            }
            lua_pop(lua, 1);
        }
    }
    return is_candidate(taking, found) ? found->braces : LITERALS_NO_BRACES;
}

/* Finds the braces that made a table. */
static int
infer_braces(
    struct taking *taking, int index, int keys, lua_Integer count, const struct site *site)
{
    const struct literals *literals = taking->running->literals;
    int braces = site->name ? literals_braces_of(literals, site->name) : LITERALS_NO_BRACES;
    if (braces == LITERALS_NO_BRACES) {
        braces = braces_by_entry(taking, index, keys, count);
    }
    if (braces == LITERALS_NO_BRACES && !site->key.at && site->parent) {
        braces = literals_braces_inside(
            literals, site->braces, site->table_number, site->item_tables);
    }
    return braces;
}

/* The line of the file, from 1, on which braces open. */
static int
line_of_braces(const struct taking *taking, int braces)
{
    const struct running *running = taking->running;
    struct span span = { running->source->base + running->literals->braces.at[braces].from, 1 };
    struct place place = { 0 };
    sources_locate(running->templates->sources, span, &place);
    return (int)place.line;
}

/* Sets the place and the braces of a table. */
static void
locate_table(struct taking *taking, int index, int keys, lua_Integer count, struct site *site)
{
    const struct running *running = taking->running;
    const struct literals *literals = running->literals;
    int line = notes_line(taking->lua, index);
    running_charge(taking->lua, TABLE_STEPS + literals->braces.count / BRACES_A_STEP);
    site->original = notes_value(taking->lua, index);
    if (site->original) {
        site->span = site->original->span;
        site->braces = LITERALS_NO_BRACES;
        return;
    }
    site->braces = infer_braces(taking, index, keys, count, site);
    int found = site->braces == LITERALS_NO_BRACES ? 0 : line_of_braces(taking, site->braces);
    if (line > 0 && found != line) {
        struct span span = running_span_of_line(running, line);
        site->braces = literals_braces_on_line(literals, span.at - running->source->base);
        found = line;
    }
    if (found > 0) {
        site->span = running_span_of_line(running, found);
    }
}

static const struct value *
take_table(struct taking *taking, int index, const struct site *outer)
{
    lua_State *lua = taking->lua;
    struct site site = *outer;
    if (outer->depth > DEEPEST) {
        struct site root = { .span = outer->span };
        refuse(taking, &root, "holds tables more than 100 deep inside each other",
            "look for a table that holds itself");
    }
    library_push_keys(lua, index);
    int keys = lua_absindex(lua, -1);
    lua_Integer count = (lua_Integer)lua_rawlen(lua, keys);
    locate_table(taking, index, keys, count, &site);
    bool list = is_list(taking, keys, count, &site);
    const struct value *value = list ? take_list(taking, index, count, &site)
                                     : take_map(taking, index, keys, count, &site);
    lua_pop(lua, 1);
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
    luaL_checkstack(lua, 10, NULL);
    running_charge(lua, 1);
    switch (lua_type(lua, index)) {
    case LUA_TBOOLEAN:
        return take_boolean(taking, index, site);
    case LUA_TNUMBER:
        return take_number(taking, index, site);
    case LUA_TSTRING:
        return take_text(taking, index, site);
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
value_take(lua_State *lua, int index)
{
    struct running *running = running_of(lua);
    struct taking taking = { lua, running, running->templates->arena };
    struct site site = { .span = running->span, .braces = LITERALS_NO_BRACES };
    return take(&taking, lua_absindex(lua, index), &site);
}
