/*
 * The Lua state of a compile and the protected call in which a use runs.
 *
 * An error of Lua is turned into a finding where it happens, in the message handler, while the
 * lines of the running functions are still known. C functions report by themselves and stop the
 * use with a mark instead of a message, so that nothing is reported twice.
 */
#include "template/sandbox.h"

#include <assert.h>
#include <lauxlib.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "schema/complain.h"
#include "template/crew.h"
#include "template/place.h"
#include "template/state.h"

/* The address stands for "its finding has been made". */
static const char stopped = 0;

enum { LONGEST_MESSAGE = 400 };

static void
set_running(lua_State *lua, struct running *running)
{
    memcpy(lua_getextraspace(lua), &running, sizeof(void *));
}

struct str
text_at(lua_State *lua, int index)
{
    struct str text;
    assert(lua_type(lua, index) == LUA_TSTRING);
    text.at = lua_tolstring(lua, index, &text.len);
    return text;
}

struct str
running_quote(lua_State *lua, struct str text)
{
    return complain_quote(running_of(lua)->templates->diags->arena, text);
}

void
running_stop(lua_State *lua)
{
    lua_pushlightuserdata(lua, (void *)(uintptr_t)&stopped);
    lua_error(lua);
    abort();
}

static struct finding *
report(lua_State *lua, const struct diag_kind *kind, struct span span, const char *format,
    va_list arguments)
{
    struct diags *diags = running_of(lua)->templates->diags;
    struct str message = arena_vprintf(diags->arena, format, arguments);
    return diag_report(diags, kind, span, "%.*s", STR_ARG(message));
}

struct finding *
running_report(
    lua_State *lua, const struct diag_kind *kind, struct span span, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct finding *finding = report(lua, kind, span, format, arguments);
    va_end(arguments);
    return finding;
}

void
running_error(lua_State *lua, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    report(lua, &kind_lua_error, running_line(lua), format, arguments);
    va_end(arguments);
    running_stop(lua);
}

void
running_error_help(lua_State *lua, const char *help, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct finding *finding =
        report(lua, &kind_lua_error, running_line(lua), format, arguments);
    va_end(arguments);
    finding_help(running_of(lua)->templates->diags, finding, "%s", help);
    running_stop(lua);
}

/* Lua puts names into single quotes. */
static struct str
in_our_words(struct arena *arena, struct str message)
{
    struct str words = arena_copy(arena, str_slice(message, 0, LONGEST_MESSAGE));
    char *at = ARENA_ARRAY(arena, char, words.len);
    for (size_t i = 0; i < words.len; i++) {
        char c = words.at[i];
        at[i] = c == '\'' ? '`' : c == '\n' || c == '\r' ? ' ' : c;
    }
    return str_make(at, words.len);
}

/* The last part of a message in backticks: Lua names there what it stumbled over. */
static struct str
last_quoted(struct str message)
{
    size_t end = message.len;
    while (end > 0 && message.at[end - 1] != '`') {
        end--;
    }
    size_t from = end > 0 ? end - 1 : 0;
    while (from > 0 && message.at[from - 1] != '`') {
        from--;
    }
    return from > 0 ? str_slice(message, from, end - 1) : STR("");
}

static bool
is_overflow(struct str message)
{
    return str_contains(message, STR("stack overflow"));
}

void
sandbox_report_syntax(lua_State *lua, const struct running_file *file, struct str message)
{
    const struct running *running = running_of(lua);
    struct diags *diags = running->templates->diags;
    struct span span = place_of_line(file, place_cut_line(&message));
    struct str words = is_overflow(message) ? STR("too many levels of brackets or blocks")
                                            : in_our_words(diags->arena, message);
    diag_report(diags, &kind_lua_syntax, place_of_word(running, span, last_quoted(words)),
        "%.*s", STR_ARG(words));
}

/* Called where the error happened. Its text is copied at once: nothing here asks Lua for
 * memory. */
static int
handle_error(lua_State *lua)
{
    struct running *running = running_of(lua);
    struct sandbox *sandbox = running->templates->sandbox;
    if (sandbox->is_compiling || lua_touserdata(lua, 1) == (const void *)&stopped) {
        return 1;
    }
    struct str message = lua_type(lua, 1) == LUA_TSTRING ? text_at(lua, 1) : STR("it failed");
    place_cut_line(&message);
    bool is_memory = str_is(message, "not enough memory");
    if (is_overflow(message) || is_memory) {
        if (!is_memory) {
            limits_pass(sandbox, LIMIT_DEPTH);
        }
        limits_report(sandbox, running);
    } else {
        struct str words = in_our_words(running->templates->diags->arena, message);
        struct span span = place_of_word(running, running_line(lua), last_quoted(words));
        running_report(lua, &kind_lua_error, span, "%.*s", STR_ARG(words));
    }
    lua_pushlightuserdata(lua, (void *)(uintptr_t)&stopped);
    return 1;
}

bool
sandbox_call(
    struct sandbox *sandbox, struct running *running, lua_CFunction body, void *argument)
{
    lua_State *lua = sandbox->lua;
    set_running(lua, running);
    limits_begin(sandbox);
    lua_pushcfunction(lua, handle_error);
    lua_pushcfunction(lua, body);
    lua_pushlightuserdata(lua, argument);
    int status = lua_pcall(lua, 1, 0, 1);
    lua_settop(lua, 0);
    limits_end(sandbox);
    if (status == LUA_ERRMEM || status == LUA_ERRERR) {
        limits_report(sandbox, running);
    }
    set_running(lua, NULL);
    return status == LUA_OK;
}

/* Lua 5.4.4 loses the top of its stack when the stack grows while `..` calls a metamethod, and
 * Debian 12 has that one. So the stack gets its full size at once: to grow is to double it, and
 * a block of twice this size is refused. What the base of the state holds is never taken back.
 */
static void
reserve_stack(lua_State *lua)
{
    enum { SLOT_BYTES = 16, HALF = SANDBOX_LARGEST_BLOCK / SLOT_BYTES / 2, SPARE = 128 };
    bool is_reserved = lua_checkstack(lua, HALF + SPARE);
    assert(is_reserved);
    (void)is_reserved;
}

void
sandbox_open(struct templates *templates)
{
    struct sandbox *sandbox = ARENA_NEW(templates->arena, struct sandbox);
    sandbox->templates = templates;
    map_init(&sandbox->chunks, templates->arena);
    literal_index_init(&sandbox->literals, templates->arena);
    known_texts_init(&sandbox->known, templates->arena);
    sandbox->lua = lua_newstate(limits_allocate, sandbox);
    assert(sandbox->lua);
    reserve_stack(sandbox->lua);
    set_running(sandbox->lua, NULL);
    templates->sandbox = sandbox;
}

void
templates_open(struct templates *templates)
{
    if (!templates->sandbox) {
        sandbox_open(templates);
        watch_open(&templates->sandbox->watch);
    }
}

/* Lua would free the objects of the state one by one, some ten thousands. None owns anything
 * but its memory: templates set no metatables, and ours have no `__gc`. So the memory goes as a
 * whole. */
static void
drop_state(struct sandbox *sandbox)
{
    sandbox->lua = NULL;
    blocks_finish(&sandbox->blocks);
}

void
templates_close(struct templates *templates)
{
    crew_close(templates);
    if (templates->sandbox) {
        watch_close(&templates->sandbox->watch);
        drop_state(templates->sandbox);
        arena_finish(&templates->sandbox->arena);
        arena_finish(&templates->sandbox->kept_arena);
        templates->sandbox = NULL;
    }
}
