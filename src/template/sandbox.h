/*
 * Inside the template room: the Lua state, its limits, and what C functions of Lua may do.
 *
 * Everything that touches the state runs in one protected call per use. Lua errors are longjmps
 * over C frames: C functions hold nothing but memory of the use's arena or of the state.
 *
 * The limits are the same on every machine: 500,000 steps, 32 MiB live in the state, 512 MiB
 * allocated in all, 256 KiB a block, and what C functions allocate or loop over is charged. For
 * kept templates, which are of the binary, instructions of Lua are no steps.
 */
#ifndef TOCSIN_TEMPLATE_SANDBOX_H
#define TOCSIN_TEMPLATE_SANDBOX_H

#include <assert.h>
#include <lua.h>
#include <string.h>

#include "base/map.h"
#include "template/literals.h"
#include "template/use.h"

enum {
    SANDBOX_STEPS = 500000,
    SANDBOX_LIVE_BYTES = 32 * 1024 * 1024,
    SANDBOX_ALL_BYTES = 512 * 1024 * 1024,
    SANDBOX_LARGEST_BLOCK = 256 * 1024,
    SANDBOX_ARENA_BYTES = 64 * 1024 * 1024,
};

struct chunk;
struct place_spot;

/* A Lua file of the use that is running: its template's first, then each module's. */
struct running_file {
    const struct source *source; /* a USE source: a position per line */
    const struct literals *literals;
    struct place_spot *spots; /* of its chunk, one for each line */
    size_t number;            /* of the chunk it was compiled to */
    bool is_bundled;          /* in the binary: nobody mends its lines */
};

VEC_DECLARE(running_file_vec, const struct running_file *);

/* The use that is running; never NULL inside a C function of a template. */
struct running {
    struct templates *templates;
    const struct template_use *use;
    struct arena *arena; /* of this use; charged, freed after it */
    struct running_file_vec files;
    const char *last_name; /* as Lua has it, of a chunk that was asked for, and */
    const struct running_file *last_file; /* the file that it leads to, or NULL */
    const struct requiring *requiring;    /* the module that is being run; see require.c */
    struct chunk *keeping; /* the template that is run to be kept, or NULL: a use is */
    bool is_kept;          /* the template's files have been run before */
    struct span span;      /* the function that answers, or its file's first line */
    struct map patterns;   /* the regular expressions that this use has paid for */
    size_t warning_count;  /* t.warn was called that often */
};

static inline struct running *
running_of(lua_State *lua)
{
    struct running *running;
    memcpy(&running, lua_getextraspace(lua), sizeof(void *));
    assert(running);
    return running;
}

/* Work and memory of C functions count as steps and bytes; ends the use when spent. */
void running_charge(lua_State *lua, size_t steps);
void *running_alloc(lua_State *lua, size_t size);

/* The place of the Lua line that called the running C function. */
struct span running_line(lua_State *lua);

/* Ends the use with a finding: the message of everything else, at the Lua line. Never returns.
 * Lower case, no full stop, the thing in backticks. */
_Noreturn void running_error(lua_State *lua, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The same with a help. */
_Noreturn void running_error_help(lua_State *lua, const char *help, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Ends the use without a word: its finding has been made. */
_Noreturn void running_stop(lua_State *lua);

/* What each file of the room adds to the module `tocsin`, whose table is on top of the stack.
 * Called by module.c; the types of parameters come last and take over `t.number {…}` and its
 * kin, leaving what is no table to the functions that were there. */
void sandbox_open_expression(lua_State *lua); /* t.expr, t.sum, t.rate, operators */
void sandbox_open_number(lua_State *lua);     /* exact numbers, t.number, t.duration */
void sandbox_open_catalog(lua_State *lua);    /* t.catalog: metrics, labels, jobs, … */
void sandbox_open_findings(lua_State *lua);   /* t.error, t.warn */
void sandbox_open_template(lua_State *lua);   /* t.template, parameter types, t.row, … */

/* Values to Lua and back. `value_push` gives tables whose nodes remember their places;
 * `value_take` makes a value of what is at `index`, in the arena of the results; `count` is of
 * the values in that tree, itself among them. */
void value_push(lua_State *lua, const struct value *value);
const struct value *value_take(lua_State *lua, int index);
const struct value *value_take_counted(lua_State *lua, int index, size_t *count);

/* Userdata of C, known by kind: metatables are not reachable from Lua. Collections of the
 * catalog are userdata too: `pairs` calls their `__pairs`, `#` and `ipairs` work by themselves.
 */
bool expression_is(lua_State *lua, int index);
bool number_is(lua_State *lua, int index);
bool metric_is(lua_State *lua, int index);

/* The expression at `index` printed as a MADE source: a text value. Also a metric's selector.
 */
const struct value *expression_take(lua_State *lua, int index);

/* The exact number at `index` as a text value, as written when it came from the spec. */
const struct value *number_take(lua_State *lua, int index);

/* Pushes PromQL text as an expression; its tokens keep their places. */
void expression_push(lua_State *lua, struct text text);

/* Pushes an exact number; `text` is how it was written, or empty. */
void number_push(lua_State *lua, struct ratio number, struct str text, struct span span);

/* The same for a duration: a number of seconds that prints as `5m`. */
void duration_push(lua_State *lua, int64_t milliseconds, struct str text, struct span span);

/* Pushes the metric of that name as an object of the catalog; false, and nothing pushed, when
 * there is none. As an expression it stands at `span`; unset: at the Lua line that uses it. */
bool metric_push(lua_State *lua, struct str name, struct span span);

/* The metric at `index`, or NULL. */
const struct metric *metric_take(lua_State *lua, int index);

#endif
