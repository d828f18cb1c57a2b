/*
 * `string`, also the methods of every text: sub, upper, lower, rep, reverse, byte, char, len
 * and format. Texts are bytes, letters are ASCII's. There are no patterns: see library_text.c.
 */
#include <lauxlib.h>
#include <math.h>

#include "template/library.h"
#include "template/state.h"

enum { BYTES_A_STEP = 32 };

void
library_charge_text(lua_State *lua, size_t length)
{
    if (length > SANDBOX_LARGEST_BLOCK) {
        running_error_help(
            lua, "a text can have 256 KiB", "this makes a text of %zu bytes", length);
    }
    running_charge(lua, length / BYTES_A_STEP);
}

static struct str
check_text(lua_State *lua, int index)
{
    struct str text;
    text.at = luaL_checklstring(lua, index, &text.len);
    return text;
}

static int
string_len(lua_State *lua)
{
    lua_pushinteger(lua, (lua_Integer)check_text(lua, 1).len);
    return 1;
}

/* A position as users count, from 1 or from the end with -1, as an offset within the text. */
static size_t
offset_of(lua_Integer position, size_t length)
{
    if (position < 0) {
        lua_Integer from_start = (lua_Integer)length + position;
        return from_start < 0 ? 0 : (size_t)from_start;
    }
    size_t offset = position > 0 ? (size_t)position - 1 : 0;
    return offset < length ? offset : length;
}

/* The bytes between the positions at `index` and behind it. */
static struct str
check_part(lua_State *lua, int index, lua_Integer last)
{
    struct str text = check_text(lua, 1);
    size_t from = offset_of(luaL_optinteger(lua, index, 1), text.len);
    lua_Integer end = luaL_optinteger(lua, index + 1, last);
    if (end == 0 || (end < 0 && (lua_Integer)text.len + end < 0)) {
        return str_make(text.at, 0);
    }
    size_t to = offset_of(end, text.len);
    return str_slice(text, from, to < text.len ? to + 1 : text.len);
}

static int
string_sub(lua_State *lua)
{
    luaL_checkinteger(lua, 2);
    struct str part = check_part(lua, 2, -1);
    library_charge_text(lua, part.len);
    lua_pushlstring(lua, part.at, part.len);
    return 1;
}

static int
string_byte(lua_State *lua)
{
    enum { MOST_RESULTS = 1000 };
    lua_Integer first = luaL_optinteger(lua, 2, 1);
    struct str part = check_part(lua, 2, first);
    if (part.len > MOST_RESULTS) {
        running_error(lua, "`string.byte` gives at most %d bytes", (int)MOST_RESULTS);
    }
    luaL_checkstack(lua, (int)part.len, NULL);
    for (size_t i = 0; i < part.len; i++) {
        lua_pushinteger(lua, (unsigned char)part.at[i]);
    }
    return (int)part.len;
}

static int
string_char(lua_State *lua)
{
    luaL_Buffer buffer;
    int count = lua_gettop(lua);
    char *at = luaL_buffinitsize(lua, &buffer, (size_t)count);
    for (int i = 1; i <= count; i++) {
        lua_Integer byte = luaL_checkinteger(lua, i);
        luaL_argcheck(lua, byte >= 0 && byte <= 255, i, "a byte is 0 to 255");
        at[i - 1] = (char)byte;
    }
    luaL_pushresultsize(&buffer, (size_t)count);
    return 1;
}

static char
upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static char
lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static int
change_bytes(lua_State *lua, char (*change)(char))
{
    struct str text = check_text(lua, 1);
    luaL_Buffer buffer;
    library_charge_text(lua, text.len);
    char *at = luaL_buffinitsize(lua, &buffer, text.len);
    for (size_t i = 0; i < text.len; i++) {
        at[i] = change(text.at[i]);
    }
    luaL_pushresultsize(&buffer, text.len);
    return 1;
}

static int
string_upper(lua_State *lua)
{
    return change_bytes(lua, upper);
}

static int
string_lower(lua_State *lua)
{
    return change_bytes(lua, lower);
}

static int
string_reverse(lua_State *lua)
{
    struct str text = check_text(lua, 1);
    luaL_Buffer buffer;
    library_charge_text(lua, text.len);
    char *at = luaL_buffinitsize(lua, &buffer, text.len);
    for (size_t i = 0; i < text.len; i++) {
        at[i] = text.at[text.len - 1 - i];
    }
    luaL_pushresultsize(&buffer, text.len);
    return 1;
}

static int
string_rep(lua_State *lua)
{
    struct str text = check_text(lua, 1);
    lua_Integer count = luaL_checkinteger(lua, 2);
    struct str separator = STR("");
    luaL_Buffer buffer;
    if (!lua_isnoneornil(lua, 3)) {
        separator = check_text(lua, 3);
    }
    if (count <= 0 || text.len + separator.len == 0) {
        lua_pushliteral(lua, "");
        return 1;
    }
    size_t unit = text.len + separator.len;
    bool fits = (uint64_t)count <= SANDBOX_LARGEST_BLOCK / unit + 1;
    size_t length = fits ? unit * (size_t)count - separator.len : SIZE_MAX;
    if (!fits) {
        running_error_help(lua, "a text can have 256 KiB",
            "this repeats a text of %zu bytes %lld times", text.len, (long long)count);
    }
    library_charge_text(lua, length);
    char *at = luaL_buffinitsize(lua, &buffer, length);
    for (size_t i = 0; i < length; i++) {
        size_t k = i % unit;
        at[i] = k < text.len ? text.at[k] : separator.at[k - text.len];
    }
    luaL_pushresultsize(&buffer, length);
    return 1;
}

/* One conversion of a format: `%-5.2f`. */
struct conversion {
    char flags[24]; /* `%`, at most 5 flags, 2 digits, a dot, 2 digits, `ll`, the letter */
    char letter;
};

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Reads a conversion behind its `%` and returns the offset behind it. */
static size_t
read_conversion(lua_State *lua, struct str format, size_t at, struct conversion *out)
{
    size_t from = at;
    while (at < format.len && at - from < 5 && memchr("-+ #0", format.at[at], 5)) {
        at++;
    }
    for (int i = 0; i < 2 && at < format.len && is_digit(format.at[at]); i++) {
        at++;
    }
    if (at < format.len && format.at[at] == '.') {
        at++;
        for (int i = 0; i < 2 && at < format.len && is_digit(format.at[at]); i++) {
            at++;
        }
    }
    char letter = at < format.len ? format.at[at] : '\0';
    if (letter == '\0' || !memchr("dicxXeEfgGs", letter, 11)) {
        running_error_help(lua, "a format knows %d %s %f %g %e %x %c and %%, as in `%5.2f`",
            "%.*s is no conversion of a format",
            STR_ARG(running_quote(lua, str_slice(format, from - 1, at + 1))));
    }
    out->letter = letter;
    const char *size = memchr("dixX", letter, 4) ? "ll" : "";
    snprintf(out->flags, sizeof out->flags, "%%%.*s%s%c", (int)(at - from), format.at + from,
        size, letter);
    return at + 1;
}

static lua_Integer
check_integer(lua_State *lua, int index)
{
    struct ratio exact;
    if (lua_type(lua, index) == LUA_TUSERDATA && library_exact(lua, index, &exact)) {
        luaL_argcheck(lua, exact.den == 1, index, "number has no integer representation");
        return exact.num;
    }
    return luaL_checkinteger(lua, index);
}

/* Pushes the argument as the conversion shows it. */
static void
push_converted(lua_State *lua, const struct conversion *conversion, int index)
{
    enum { LONGEST_NUMBER = 512 }; /* 309 digits of a double, 99 behind its dot */
    struct str text;
    char *at;
    switch (conversion->letter) {
    case 's':
        text = library_text(lua, index);
        if (str_is(str_from(conversion->flags), "%s")) {
            return;
        }
        luaL_argcheck(lua, strlen(text.at) == text.len, index, "text with a byte of 0");
        library_charge_text(lua, text.len);
        at = running_alloc(lua, text.len + 100);
        snprintf(at, text.len + 100, conversion->flags, text.at);
        break;
    case 'd':
    case 'i':
    case 'x':
    case 'X':
        at = running_alloc(lua, LONGEST_NUMBER);
        snprintf(at, LONGEST_NUMBER, conversion->flags, (long long)check_integer(lua, index));
        break;
    case 'c':
        at = running_alloc(lua, LONGEST_NUMBER);
        at[0] = (char)check_integer(lua, index);
        lua_pushlstring(lua, at, 1);
        return;
    default:
        at = running_alloc(lua, LONGEST_NUMBER);
        snprintf(at, LONGEST_NUMBER, conversion->flags, library_double(lua, index));
        break;
    }
    lua_pushstring(lua, at);
}

static int
string_format(lua_State *lua)
{
    struct str format = check_text(lua, 1);
    int argument = 1;
    int count = lua_gettop(lua);
    size_t length = 0;
    luaL_Buffer buffer;
    luaL_buffinit(lua, &buffer);
    for (size_t i = 0; i < format.len;) {
        struct conversion conversion;
        if (format.at[i] != '%') {
            luaL_addchar(&buffer, format.at[i++]);
            length++;
            continue;
        }
        if (i + 1 < format.len && format.at[i + 1] == '%') {
            luaL_addchar(&buffer, '%');
            i += 2;
            length++;
            continue;
        }
        i = read_conversion(lua, format, i + 1, &conversion);
        luaL_argcheck(lua, ++argument <= count, argument, "no value");
        push_converted(lua, &conversion, argument);
        length += text_at(lua, -1).len;
        if (length > SANDBOX_LARGEST_BLOCK) {
            library_charge_text(lua, length);
        }
        luaL_addvalue(&buffer);
    }
    luaL_pushresult(&buffer);
    library_charge_text(lua, length);
    return 1;
}

static const luaL_Reg functions[] = {
    { "byte", string_byte },
    { "char", string_char },
    { "format", string_format },
    { "len", string_len },
    { "lower", string_lower },
    { "rep", string_rep },
    { "reverse", string_reverse },
    { "sub", string_sub },
    { "upper", string_upper },
    { NULL, NULL },
};

void
library_push_methods(lua_State *lua)
{
    luaL_newlib(lua, functions);
}

void
library_open_string(lua_State *lua)
{
    luaL_newlib(lua, functions);
    library_make_strict(lua, "`string` has no function %s");
    lua_setfield(lua, -2, "string");
}
