/*
 * Texts and regular expressions: t.match, t.replace, t.split, t.trim, t.contains,
 * t.starts_with, t.ends_with, t.camel, t.nearest.
 *
 * Regular expressions are RE2's, as everywhere in a spec, and take time that is linear in the
 * text. A pattern is compiled once and kept, so each new one is charged for what that costs.
 */
#include <lauxlib.h>

#include "base/nearest.h"
#include "model/names.h"
#include "template/expression.h"
#include "template/library.h"
#include "template/state.h"

enum {
    PATTERN_STEPS = 1000,
    LETTER_STEPS = 20, /* of a pattern */
    BYTES_A_STEP = 4,
    REST_BYTES_A_STEP = 64, /* a search may look at all the rest before it finds a short part */
    LONGEST_PATTERN = 4096,
};

static struct str
check_text(lua_State *lua, int index, const char *function)
{
    if (lua_type(lua, index) != LUA_TSTRING) {
        running_error(lua, "argument %d of `t.%s` must be a text, found %s", index, function,
            expression_found(lua, index));
    }
    return text_at(lua, index);
}

/* A pattern costs its compilation once a use, whoever compiled it before: what a use costs must
 * not depend on others. */
static void
charge_pattern(lua_State *lua, struct str pattern)
{
    struct running *running = running_of(lua);
    running_charge(lua, 1 + pattern.len / BYTES_A_STEP);
    if (!map_find(&running->patterns, pattern, &(void *){ NULL })) {
        running_charge(lua, PATTERN_STEPS / 10 + pattern.len * (1 + LETTER_STEPS));
        map_put(&running->patterns, arena_copy(running->arena, pattern), NULL);
    }
}

/* Where a parameter of the use has this text, or else the line of Lua that runs. */
static struct span
span_of_text(lua_State *lua, struct str text)
{
    const struct value *with = running_of(lua)->use->with;
    size_t count = with && with->kind == VALUE_KIND_MAP ? with->entries.count : 0;
    for (size_t i = 0; i < count; i++) {
        const struct value *value = with->entries.at[i].value;
        if (value->kind == VALUE_KIND_TEXT && str_equal(value->text, text)) {
            return value->span;
        }
    }
    return running_line(lua);
}

/* Points at the parameter that the pattern came from, with the line that uses it below. */
_Noreturn static void
refuse_pattern(lua_State *lua, struct str pattern, struct str error)
{
    struct diags *diags = running_of(lua)->templates->diags;
    struct str quoted = running_quote(lua, pattern);
    struct span span = span_of_text(lua, pattern), line = running_line(lua);
    struct finding *finding = running_report(lua, &kind_regex_syntax, span,
        "the regular expression %.*s is invalid", STR_ARG(quoted));
    finding_caption(diags, finding, "%.*s", STR_ARG(error));
    if (span.at != line.at) {
        finding_label(diags, finding, line, "used as a pattern here");
    }
    running_stop(lua);
}

static const struct regex *
check_pattern(lua_State *lua, int index, const char *function)
{
    const struct templates *templates = running_of(lua)->templates;
    struct str pattern = check_text(lua, index, function);
    struct str error;
    if (pattern.len > LONGEST_PATTERN) {
        running_error(lua, "a pattern may have %d bytes, this has %zu", (int)LONGEST_PATTERN,
            pattern.len);
    }
    charge_pattern(lua, pattern);
    const struct regex *regex = regex_compile(templates->facts->regexes, pattern, &error);
    if (!regex) {
        refuse_pattern(lua, pattern, error);
    }
    return regex;
}

static struct str *
new_groups(lua_State *lua, const struct regex *regex)
{
    size_t count = (size_t)regex_group_count(regex) + 1;
    return running_alloc(lua, count * sizeof(struct str));
}

/* match(text, pattern): the groups, or the text when there are none; nil without a match. */
static int
text_match(lua_State *lua)
{
    struct str text = check_text(lua, 1, "match");
    const struct regex *regex = check_pattern(lua, 2, "match");
    struct str *groups = new_groups(lua, regex);
    int count = regex_group_count(regex);
    running_charge(lua, text.len / BYTES_A_STEP);
    if (!regex_groups(regex, text, groups)) {
        lua_pushnil(lua);
        return 1;
    }
    int first = count > 0 ? 1 : 0;
    luaL_checkstack(lua, count + 1, NULL);
    for (int i = first; i <= count; i++) {
        lua_pushlstring(lua, groups[i].at, groups[i].len);
    }
    return count - first + 1;
}

/* `$1`, `${1}` and `$$`, as in a relabelling's replacement. */
static size_t
add_reference(
    luaL_Buffer *buffer, struct str words, size_t at, const struct str *groups, int count)
{
    bool has_braces = at + 1 < words.len && words.at[at + 1] == '{';
    size_t i = at + 1 + has_braces;
    if (i < words.len && words.at[i] == '$') {
        luaL_addchar(buffer, '$');
        return i + 1;
    }
    size_t first = i;
    int group = 0;
    while (i < words.len && words.at[i] >= '0' && words.at[i] <= '9' && i - first < 3) {
        group = group * 10 + (words.at[i++] - '0');
    }
    if (i == first || (has_braces && (i >= words.len || words.at[i] != '}'))) {
        luaL_addchar(buffer, '$');
        return at + 1;
    }
    if (group <= count) {
        luaL_addlstring(buffer, groups[group].at, groups[group].len);
    }
    return i + has_braces;
}

static size_t
add_replacement(
    lua_State *lua, luaL_Buffer *buffer, struct str words, const struct str *groups, int count)
{
    size_t length = 0;
    for (size_t i = 0; i < words.len;) {
        if (words.at[i] == '$') {
            i = add_reference(buffer, words, i, groups, count);
            length += groups[0].len;
        } else {
            luaL_addchar(buffer, words.at[i++]);
            length++;
        }
    }
    running_charge(lua, length / BYTES_A_STEP);
    return length;
}

/* The offset behind the character at `at`; one behind the end at the end. */
static size_t
next_character(struct str text, size_t at)
{
    at++;
    while (at < text.len && ((unsigned char)text.at[at] & 0xc0) == 0x80) {
        at++;
    }
    return at;
}

/* replace(text, pattern, replacement): every part that matches. */
static int
text_replace(lua_State *lua)
{
    struct str text = check_text(lua, 1, "replace");
    const struct regex *regex = check_pattern(lua, 2, "replace");
    struct str words = check_text(lua, 3, "replace");
    struct str *groups = new_groups(lua, regex);
    luaL_Buffer buffer;
    size_t at = 0;
    size_t length = 0;
    luaL_buffinit(lua, &buffer);
    while (at <= text.len && regex_search(regex, text, at, groups)) {
        size_t from = text.len > 0 ? (size_t)(groups[0].at - text.at) : 0;
        size_t to = from + groups[0].len;
        running_charge(lua, 10 + (text.len - at) / REST_BYTES_A_STEP);
        luaL_addlstring(&buffer, text.at + at, from - at);
        length += from - at;
        length += add_replacement(lua, &buffer, words, groups, regex_group_count(regex));
        at = to;
        if (to == from) {
            at = next_character(text, from);
            luaL_addlstring(&buffer, text.at + from, (at < text.len ? at : text.len) - from);
            length += at - from;
        }
        library_charge_text(lua, length > SANDBOX_LARGEST_BLOCK ? length : 0);
    }
    if (at < text.len) {
        luaL_addlstring(&buffer, text.at + at, text.len - at);
    }
    running_charge(lua, text.len / BYTES_A_STEP);
    luaL_pushresult(&buffer);
    return 1;
}

/* split(text, separator): a list; an empty text gives an empty list. */
static int
text_split(lua_State *lua)
{
    struct str rest = check_text(lua, 1, "split");
    struct str separator = check_text(lua, 2, "split");
    lua_Integer count = 0;
    running_charge(lua, rest.len / BYTES_A_STEP);
    if (separator.len == 0) {
        running_error(lua, "the separator of `t.split` is empty");
    }
    lua_newtable(lua);
    while (rest.len > 0 || count > 0) {
        size_t end = str_find(rest, separator);
        struct str part = str_slice(rest, 0, end);
        lua_pushlstring(lua, part.len ? part.at : "", part.len);
        lua_rawseti(lua, -2, ++count);
        running_charge(lua, 1);
        if (end == SIZE_MAX) {
            break;
        }
        rest = str_slice(rest, end + separator.len, rest.len);
    }
    return 1;
}

/* camel(text): `portal-api` as `PortalApi`, for the names of alerts. */
static int
text_camel(lua_State *lua)
{
    struct str text = check_text(lua, 1, "camel");
    running_charge(lua, text.len / BYTES_A_STEP);
    struct str camel = names_camel(running_of(lua)->templates->arena, text);
    lua_pushlstring(lua, camel.len ? camel.at : "", camel.len);
    return 1;
}

/* nearest(text, names): the one of the list that the text is most likely a misspelling of, or
 * nil when none is near. */
static int
text_nearest(lua_State *lua)
{
    enum { STEPS_A_NAME = 16 };
    struct nearest nearest;
    struct str text = check_text(lua, 1, "nearest");
    if (lua_type(lua, 2) != LUA_TTABLE) {
        running_error(lua, "`t.nearest` takes a list of names as argument 2, found %s",
            expression_found(lua, 2));
    }
    lua_Integer count = (lua_Integer)lua_rawlen(lua, 2);
    running_charge(lua, (size_t)count * STEPS_A_NAME);
    nearest_begin(&nearest, text);
    for (lua_Integer i = 1; i <= count; i++) {
        if (lua_rawgeti(lua, 2, i) != LUA_TSTRING) {
            running_error(lua, "a name for `t.nearest` must be a text, found %s",
                expression_found(lua, -1));
        }
        nearest_offer(&nearest, text_at(lua, -1)); /* the list keeps the text alive */
        lua_pop(lua, 1);
    }
    if (nearest.best.len == 0) {
        lua_pushnil(lua);
    } else {
        lua_pushlstring(lua, nearest.best.at, nearest.best.len);
    }
    return 1;
}

static int
text_trim(lua_State *lua)
{
    struct str text = str_trim(check_text(lua, 1, "trim"));
    lua_pushlstring(lua, text.len ? text.at : "", text.len);
    return 1;
}

static int
text_contains(lua_State *lua)
{
    struct str text = check_text(lua, 1, "contains");
    running_charge(lua, text.len / BYTES_A_STEP);
    lua_pushboolean(lua, str_contains(text, check_text(lua, 2, "contains")));
    return 1;
}

static int
text_starts_with(lua_State *lua)
{
    struct str text = check_text(lua, 1, "starts_with");
    lua_pushboolean(lua, str_starts_with(text, check_text(lua, 2, "starts_with")));
    return 1;
}

static int
text_ends_with(lua_State *lua)
{
    struct str text = check_text(lua, 1, "ends_with");
    lua_pushboolean(lua, str_ends_with(text, check_text(lua, 2, "ends_with")));
    return 1;
}

void
library_open_text(lua_State *lua)
{
    static const luaL_Reg functions[] = {
        { "contains", text_contains },
        { "ends_with", text_ends_with },
        { "match", text_match },
        { "nearest", text_nearest },
        { "replace", text_replace },
        { "split", text_split },
        { "starts_with", text_starts_with },
        { "camel", text_camel },
        { "trim", text_trim },
        { NULL, NULL },
    };
    luaL_setfuncs(lua, functions, 0);
}
