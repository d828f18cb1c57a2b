/*
 * Inside the template room: what stands behind the Lua state.
 *
 * The state has an allocator and a hook of its own. Both count for the use that is running and
 * end it when a limit is passed; what was passed, and on which line, is noted here, because
 * Lua's own "not enough memory" tells neither.
 */
#ifndef TOCSIN_TEMPLATE_STATE_H
#define TOCSIN_TEMPLATE_STATE_H

#include "template/blocks.h"
#include "template/known.h"
#include "template/sandbox.h"
#include "template/watch.h"

enum limit {
    LIMIT_NONE,
    LIMIT_STEPS,
    LIMIT_LIVE,
    LIMIT_ALL,
    LIMIT_BLOCK,
    LIMIT_DEPTH,
    LIMIT_ARENA,
    LIMIT_TIME,
};

struct limits {
    bool is_on;
    size_t live;       /* bytes of the whole state */
    size_t all;        /* bytes given out since the use began */
    size_t steps;      /* done since the use began */
    unsigned refusals; /* each makes Lua collect garbage and ask again */
    enum limit passed;
    struct span span; /* the Lua line that passed it, or no place */
};

struct sandbox {
    lua_State *lua;
    struct templates *templates;
    struct limits limits;
    struct blocks blocks;
    struct watch watch;
    const void *string_table; /* Lua's, which may be larger than any other block */
    bool is_compiling;        /* errors are of the text, and kept for the compiler's caller */
    struct arena arena;       /* of the use that runs; emptied behind it */
    struct arena kept_arena;  /* of templates that are run to be kept; grows */
    struct map chunks;        /* path → struct chunk *; see chunk.h */
    struct literal_index literals; /* of all chunks */
    struct known_texts known;
    size_t chunk_count; /* made so far */
};

/* Opens the state without its watch. */
void sandbox_open(struct templates *templates);

/* Lua's memory; `user` is the sandbox. NULL when a limit is passed. */
void *limits_allocate(void *user, void *old, size_t old_size, size_t size);

void limits_begin(struct sandbox *sandbox);
void limits_end(struct sandbox *sandbox);

/* Counts no instructions of Lua for the rest of the use: all that runs is of the binary, and
 * its loops end. All other limits stay. */
void limits_trust(struct sandbox *sandbox);

/* Notes that a limit is passed, on the line that is running. */
void limits_pass(struct sandbox *sandbox, enum limit passed);

/* Reports the limit that was passed. */
void limits_report(struct sandbox *sandbox, const struct running *running);

/* Runs `body` with one argument, a light userdata, in a protected call with all limits on.
 * False when it failed: then a finding has been made. */
bool sandbox_call(
    struct sandbox *sandbox, struct running *running, lua_CFunction body, void *argument);

/* Reports as `running_error` does and returns the finding, so that it can be completed;
 * `running_stop` must follow. */
struct finding *running_report(lua_State *lua, const struct diag_kind *kind, struct span span,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Reports what Lua says of a file that does not parse. */
void sandbox_report_syntax(lua_State *lua, const struct running_file *file, struct str message);

/* User text as it may stand in a message: one line, not too long, in backticks. */
struct str running_quote(lua_State *lua, struct str text);

/* The text at `index`, which must be one; a view that lives as long as the Lua value. */
struct str text_at(lua_State *lua, int index);

#endif
