/*
 * Inside the template room: the types of parameters, and parameters from the spec to Lua.
 *
 * A type is a userdata that nothing can change: its kind and place, and the options it was made
 * with as a table. `t.metric { type = "counter" }` makes one. Where the module has a function
 * of the same name for values (`t.number "99.9%"`), the argument tells which is meant: a table
 * makes a type.
 */
#ifndef TOCSIN_TEMPLATE_PARAMETER_H
#define TOCSIN_TEMPLATE_PARAMETER_H

#include "template/sandbox.h"

enum parameter_kind {
    PARAMETER_KIND_METRIC,
    PARAMETER_KIND_LABEL,
    PARAMETER_KIND_LABELS,
    PARAMETER_KIND_EXPR,
    PARAMETER_KIND_NUMBER,
    PARAMETER_KIND_INTEGER,
    PARAMETER_KIND_PERCENT,
    PARAMETER_KIND_DURATION,
    PARAMETER_KIND_TEXT,
    PARAMETER_KIND_BOOLEAN,
    PARAMETER_KIND_CHOICE,
    PARAMETER_KIND_LIST,
    PARAMETER_KIND_MAP,
    PARAMETER_KIND_RECORD,
    PARAMETER_KIND_SEVERITY,
    PARAMETER_KIND_ANY,
};

struct parameter_type {
    enum parameter_kind kind;
    uint32_t at; /* the line that made it, in the run that did: for a template's page only */
};

/* Adds the functions that make types to the module on top of the stack; those that are there
 * already take what is no table. */
void parameter_open(lua_State *lua);

/* The type at `index`, or NULL. */
const struct parameter_type *parameter_type_at(lua_State *lua, int index);

/* Pushes an option of the type at `index` and returns its Lua type. */
int parameter_option(lua_State *lua, int index, const char *name);

/* The default on top of the stack as a value; an empty table is an empty list where the type
 * wants one. */
const struct value *parameter_take_default(lua_State *lua, int type);

/* What the type takes, with article: "a counter", "a list of durations", "`a` or `b`"; in the
 * arena of the use. */
struct str parameter_noun(lua_State *lua, int index);

/* Without article, for the page: `metric (counter)`, `list of duration`. */
struct str parameter_words(lua_State *lua, int index);

/* Pushes the parameters of the running use, read by the table of types at `index`, as the table
 * that the template's function takes. Ends the use after findings. */
void parameters_push(lua_State *lua, int index);

#endif
