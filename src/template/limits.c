/*
 * The limits of a use: memory in the allocator, steps in the hook.
 *
 * With a hook Lua calls a function before each of its instructions, which takes longer than
 * most of them. Templates of the binary do without; what they call is charged all the same.
 *
 * When memory is refused Lua collects all garbage and asks once more. A template that lives
 * just under the limit could make it collect at every step, so only a few refusals are allowed
 * to be mended that way; after them every wish is refused.
 */
#include "template/state.h"

#include <stdlib.h>

#include "template/place.h"

enum {
    HOOK_STEPS = 200,
    MOST_REFUSALS = 12,
    FIRST_STRING_TABLE = 128 * sizeof(void *),
    DEEP_CALLS = 1000, /* a stack that has grown to its limit is one of calls, not of values */
};

static bool
is_deep(lua_State *lua)
{
    lua_Debug call;
    return lua_getstack(lua, DEEP_CALLS, &call) != 0;
}

static enum limit
limit_passed_by(const struct sandbox *sandbox, const void *old, size_t old_size, size_t size)
{
    const struct limits *limits = &sandbox->limits;
    if (limits->refusals >= MOST_REFUSALS) {
        return limits->passed;
    }
    if (size > SANDBOX_LARGEST_BLOCK && old != sandbox->string_table) {
        return is_deep(sandbox->lua) ? LIMIT_DEPTH : LIMIT_BLOCK;
    }
    if (limits->live - old_size + size > SANDBOX_LIVE_BYTES) {
        return LIMIT_LIVE;
    }
    return limits->all + size > SANDBOX_ALL_BYTES ? LIMIT_ALL : LIMIT_NONE;
}

/* The table of all short texts is the first block of its size in a new state (lstring.c); it
 * grows with their number, which the bytes they take limit well enough. */
static void
follow_string_table(struct sandbox *sandbox, const void *old, const void *memory, size_t size)
{
    bool is_first = !sandbox->string_table && !old && size == FIRST_STRING_TABLE;
    if (is_first || (old && old == sandbox->string_table)) {
        sandbox->string_table = memory;
    }
}

void
limits_pass(struct sandbox *sandbox, enum limit passed)
{
    sandbox->limits.passed = passed;
    sandbox->limits.span = place_now(sandbox->lua);
}

/* What is neither small and new nor given back; `old_size` is 0 without an old block. */
static void *
resize(struct sandbox *sandbox, void *old, size_t old_size, size_t size)
{
    struct limits *limits = &sandbox->limits;
    if (limits->is_on && size > old_size) {
        enum limit passed = limit_passed_by(sandbox, old, old_size, size);
        if (passed != LIMIT_NONE) {
            limits_pass(sandbox, passed);
            limits->refusals++;
            return NULL;
        }
        limits->all += size;
    }
    void *memory = blocks_resize(&sandbox->blocks, old, old_size, size);
    limits->live = limits->live - old_size + size;
    follow_string_table(sandbox, old, memory, size);
    return memory;
}

/* Most objects are small and new, and far from all limits. */
static bool
has_room(const struct limits *limits, size_t size)
{
    return limits->refusals == 0 && limits->live + size <= SANDBOX_LIVE_BYTES &&
           limits->all + size <= SANDBOX_ALL_BYTES;
}

void *
limits_allocate(void *user, void *old, size_t old_size, size_t size)
{
    struct sandbox *sandbox = user;
    struct limits *limits = &sandbox->limits;
    if (old) {
        if (size > 0) {
            return resize(sandbox, old, old_size, size);
        }
        limits->live -= old_size;
        blocks_give(&sandbox->blocks, old, old_size);
        return NULL;
    }
    if (blocks_is_small(size) && has_room(limits, size)) {
        limits->live += size;
        limits->all += size;
        return blocks_take_small(&sandbox->blocks, size);
    }
    /* Without an old block Lua tells the kind of object instead of a size. */
    return size > 0 ? resize(sandbox, NULL, 0, size) : NULL;
}

_Noreturn static void
end_use(lua_State *lua, enum limit passed)
{
    struct sandbox *sandbox = running_of(lua)->templates->sandbox;
    limits_pass(sandbox, passed);
    limits_report(sandbox, running_of(lua));
    running_stop(lua);
}

void
running_charge(lua_State *lua, size_t steps)
{
    const struct running *running = running_of(lua);
    struct sandbox *sandbox = running->templates->sandbox;
    struct limits *limits = &sandbox->limits;
    if (steps > SANDBOX_STEPS - limits->steps) {
        end_use(lua, LIMIT_STEPS);
    }
    limits->steps += steps;
    if (running->arena->used > SANDBOX_ARENA_BYTES) {
        end_use(lua, LIMIT_ARENA);
    }
    if (watch_is_late(&sandbox->watch)) {
        end_use(lua, LIMIT_TIME);
    }
}

void *
running_alloc(lua_State *lua, size_t size)
{
    struct arena *arena = running_of(lua)->arena;
    if (size > SANDBOX_ARENA_BYTES || arena->used + size > SANDBOX_ARENA_BYTES) {
        end_use(lua, LIMIT_ARENA);
    }
    return arena_alloc(arena, size, _Alignof(max_align_t));
}

static void
count_steps(lua_State *lua, lua_Debug *event)
{
    (void)event;
    running_charge(lua, HOOK_STEPS);
}

void
limits_begin(struct sandbox *sandbox)
{
    size_t live = sandbox->limits.live;
    sandbox->limits = (struct limits){ .is_on = true, .live = live };
    lua_sethook(sandbox->lua, count_steps, LUA_MASKCOUNT, HOOK_STEPS);
}

void
limits_trust(struct sandbox *sandbox)
{
    lua_sethook(sandbox->lua, NULL, 0, 0);
}

/* What a large use leaves behind is collected at once: whether the next one passes its limits
 * must not depend on the garbage of this one. */
void
limits_end(struct sandbox *sandbox)
{
    enum { MUCH_GARBAGE = 2 * 1024 * 1024 };
    sandbox->limits.is_on = false;
    lua_sethook(sandbox->lua, NULL, 0, 0);
    if (sandbox->limits.live > MUCH_GARBAGE) {
        lua_gc(sandbox->lua, LUA_GCCOLLECT);
    }
}

static const char *
limit_help(enum limit passed, bool is_kept)
{
    if (is_kept) {
        return "give it less: what a template of the binary makes grows with what it is given";
    }
    switch (passed) {
    case LIMIT_STEPS:
    case LIMIT_TIME:
        return "look for a loop that has no end, or that goes over far more than it needs";
    case LIMIT_DEPTH:
        return "look for a function that calls itself without an end";
    case LIMIT_NONE:
    case LIMIT_LIVE:
    case LIMIT_ALL:
    case LIMIT_BLOCK:
    case LIMIT_ARENA:
        break;
    }
    return "look for a loop that adds to a text, a table or an expression without an end";
}

/* What the template did, behind its name. */
static const char *
limit_words(enum limit passed)
{
    switch (passed) {
    case LIMIT_STEPS:
        return "runs for more than 500,000 steps";
    case LIMIT_LIVE:
        return "holds more than 32 MiB";
    case LIMIT_ALL:
        return "makes more than 512 MiB of texts and tables in all";
    case LIMIT_BLOCK:
        return "makes a text or a table of more than 256 KiB";
    case LIMIT_DEPTH:
        return "calls functions inside each other too deep";
    case LIMIT_ARENA:
        return "makes more than 64 MiB of expressions";
    case LIMIT_TIME:
        return "runs too long";
    case LIMIT_NONE:
        break;
    }
    return "takes too much memory";
}

void
limits_report(struct sandbox *sandbox, const struct running *running)
{
    struct diags *diags = sandbox->templates->diags;
    enum limit passed = sandbox->limits.passed;
    struct span span = sandbox->limits.span;
    span = span_is_set(span) ? span : running->span;
    struct finding *finding = diag_report(diags, &kind_lua_limit, span, "template `%.*s` %s",
        STR_ARG(running->use->name), limit_words(passed));
    finding_caption(diags, finding, "it was stopped here");
    finding_help(diags, finding, "%s", limit_help(passed, running->is_kept));
}
