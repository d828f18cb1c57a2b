/*
 * Inside the template room: what of Lua's own library a template has.
 *
 * A whitelist, written anew: nothing of it reaches the system, depends on the order of a hash,
 * prints an address or does more work than it is charged for. All tables are made afresh for
 * each use, so that a template may change them and nobody else sees it.
 */
#ifndef TOCSIN_TEMPLATE_LIBRARY_H
#define TOCSIN_TEMPLATE_LIBRARY_H

#include "base/vec.h"
#include "template/sandbox.h"

/* A key of a table of Lua. */
struct library_key {
    bool is_text;
    bool is_integer;
    double number; /* by which keys that are no texts are ordered */
    lua_Integer integer;
    struct str text; /* a view of a text that the table holds */
    struct str stem; /* the text without a duration at its end */
    int64_t ending;  /* that duration in milliseconds, -1: none */
};

VEC_DECLARE(library_key_vec, struct library_key);

/* Pushes the environment of one use: the base functions, `string`, `table`, `math` and
 * `require`. The module `tocsin` is made with it. */
void environment_push(lua_State *lua);

/* Pushes another one with the same functions, for another file of the same use: what a file
 * defines is its own. */
void environment_push_copy(lua_State *lua, int index);

/* The parts of it; the environment is on top of the stack. */
void library_open_base(lua_State *lua);
void library_open_string(lua_State *lua);
void library_open_table(lua_State *lua);
void library_open_math(lua_State *lua);

/* `t.match` and its kin; the module is on top of the stack. */
void library_open_text(lua_State *lua);

/* Pushes the table of methods that texts have: `("x"):upper()`. */
void library_push_methods(lua_State *lua);

/* Pushes the text of any value, as `tostring` gives it, and returns a view of it. */
struct str library_text(lua_State *lua, int index);

/* The keys of the table at `index`, numbers first, then texts, in the arena of the use; as long
 * as the table is there. */
struct library_key_vec library_keys(lua_State *lua, int index);

/* The order of keys, and single ones: of a text, or of what is on top of the stack, which stays
 * there and must be a text or a number of Lua, else the use ends. */
int library_compare_keys(const struct library_key *a, const struct library_key *b);
struct library_key library_key_of_text(struct str text);
struct library_key library_key_at_top(lua_State *lua);

void library_push_key(lua_State *lua, const struct library_key *key);

/* The text keys of the table at `index` in byte order, in the arena of the use; views. */
struct str_vec library_names(lua_State *lua, int index);

/* Makes reading a name that the table on top of the stack lacks an error which begins with
 * `message` (in it `%s` is the name) and offers the nearest name. */
void library_make_strict(lua_State *lua, const char *message);

/* Ends the use when a text of this length may not be made; charges for making it. */
void library_charge_text(lua_State *lua, size_t length);

/* The exact number at `index`: an integer of Lua or a number of t.number; else false. */
bool library_exact(lua_State *lua, int index, struct ratio *out);

/* The number at `index` as a double, rounded when it is exact; ends the use when it is none. */
double library_double(lua_State *lua, int index);

#endif
