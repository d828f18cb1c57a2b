/*
 * The functions of PromQL: one const table, read from functions.def, that drives parsing, type
 * checks, suggestions and the reference page.
 */
#ifndef TOCSIN_PROMQL_FUNCTIONS_H
#define TOCSIN_PROMQL_FUNCTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "base/version.h"

enum promql_type {
    PROMQL_TYPE_NONE,
    PROMQL_TYPE_SCALAR,
    PROMQL_TYPE_VECTOR, /* an instant vector */
    PROMQL_TYPE_MATRIX, /* a range vector */
    PROMQL_TYPE_STRING,
    PROMQL_TYPE_ANY, /* whatever a Grafana variable stands for */
};

enum { PROMQL_MOST_PARAMETERS = 5 };

struct promql_function {
    struct str name;
    uint8_t parameter_count;                    /* declared parameters */
    uint8_t parameters[PROMQL_MOST_PARAMETERS]; /* enum promql_type */
    int8_t variadic;     /* 0: exactly; n > 0: count-1 to count-1+n; -1: count-1 or more */
    uint8_t return_type; /* enum promql_type */
    bool is_experimental;
    struct version
        stable_since;       /* experimental before that version; 0.0.0: as is_experimental */
    struct version removed; /* unknown from that version on; 0.0.0: never */
    struct version since;
    const char *doc; /* one line */
};

/* Sorted by name. */
extern const struct promql_function promql_functions[];
extern const size_t promql_function_count;

/* NULL when there is no such function in any version. Names are case-sensitive. */
const struct promql_function *promql_function_find(struct str name);

/* Whether this version knows the function, experimental ones included. */
bool promql_function_is_known(const struct promql_function *function, struct version version);

/* Whether this version needs the flag promql-experimental-functions for it. */
bool promql_function_needs_flag(const struct promql_function *function, struct version version);

/* The fewest and the most arguments; SIZE_MAX when there is no upper bound. */
size_t promql_function_least(const struct promql_function *function);
size_t promql_function_most(const struct promql_function *function);

/* `scalar`, `instant vector`, `range vector`, `string`: the words of the reference. */
const char *promql_type_text(enum promql_type type);

/* `scalar`, `vector`, `matrix`, `string`: the API's words. */
const char *promql_type_name(enum promql_type type);

#endif
