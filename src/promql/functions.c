/*
 * The table of functions and the questions asked of it.
 */
#include "promql/functions.h"

#define V(major, minor, patch)                                                                 \
    {                                                                                          \
        major, minor, patch                                                                    \
    }
#define T(type) PROMQL_TYPE_##type
#define P0                                                                                     \
    0,                                                                                         \
    {                                                                                          \
        0                                                                                      \
    }
#define P1(a)                                                                                  \
    1,                                                                                         \
    {                                                                                          \
        T(a)                                                                                   \
    }
#define P2(a, b)                                                                               \
    2,                                                                                         \
    {                                                                                          \
        T(a), T(b)                                                                             \
    }
#define P3(a, b, c)                                                                            \
    3,                                                                                         \
    {                                                                                          \
        T(a), T(b), T(c)                                                                       \
    }
#define P4(a, b, c, d)                                                                         \
    4,                                                                                         \
    {                                                                                          \
        T(a), T(b), T(c), T(d)                                                                 \
    }
#define P5(a, b, c, d, e)                                                                      \
    5,                                                                                         \
    {                                                                                          \
        T(a), T(b), T(c), T(d), T(e)                                                           \
    }

/* is_experimental, stable_since, removed */
#define STABLE false, V(0, 0, 0), V(0, 0, 0)
#define EXPERIMENTAL true, V(0, 0, 0), V(0, 0, 0)
#define STABLE_SINCE(major, minor) false, V(major, minor, 0), V(0, 0, 0)
#define REMOVED_IN(major, minor) false, V(0, 0, 0), V(major, minor, 0)

#define FUNCTION(name, parameters, variadic, result, state, since, doc)                        \
    { STR_INIT(#name), parameters, variadic, T(result), state, since, doc },

const struct promql_function promql_functions[] = {
#include "promql/functions.def"
};

const size_t promql_function_count = sizeof promql_functions / sizeof promql_functions[0];

/* Most names differ in their first letter. */
static int
compare_names(struct str a, struct str b)
{
    return a.at[0] != b.at[0] ? (unsigned char)a.at[0] - (unsigned char)b.at[0]
                              : str_compare(a, b);
}

const struct promql_function *
promql_function_find(struct str name)
{
    size_t low = 0;
    size_t high = name.len ? promql_function_count : 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare_names(name, promql_functions[middle].name);
        if (order == 0) {
            return &promql_functions[middle];
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return NULL;
}

static bool
is_set(struct version version)
{
    return version.major || version.minor || version.patch;
}

bool
promql_function_is_known(const struct promql_function *function, struct version version)
{
    bool is_newest = !is_set(version);
    if (is_set(function->removed) &&
        (is_newest || version_compare(version, function->removed) >= 0)) {
        return false;
    }
    return is_newest || version_compare(version, function->since) >= 0;
}

bool
promql_function_needs_flag(const struct promql_function *function, struct version version)
{
    if (function->is_experimental) {
        return true;
    }
    return is_set(version) && is_set(function->stable_since) &&
           version_compare(version, function->stable_since) < 0;
}

size_t
promql_function_least(const struct promql_function *function)
{
    return function->variadic ? function->parameter_count - 1u : function->parameter_count;
}

size_t
promql_function_most(const struct promql_function *function)
{
    if (function->variadic < 0) {
        return SIZE_MAX;
    }
    return promql_function_least(function) + (size_t)function->variadic;
}

const char *
promql_type_text(enum promql_type type)
{
    switch (type) {
    case PROMQL_TYPE_SCALAR:
        return "scalar";
    case PROMQL_TYPE_VECTOR:
        return "instant vector";
    case PROMQL_TYPE_MATRIX:
        return "range vector";
    case PROMQL_TYPE_STRING:
        return "string";
    case PROMQL_TYPE_ANY:
        return "any";
    case PROMQL_TYPE_NONE:
        break;
    }
    return "none";
}

const char *
promql_type_name(enum promql_type type)
{
    switch (type) {
    case PROMQL_TYPE_VECTOR:
        return "vector";
    case PROMQL_TYPE_MATRIX:
        return "matrix";
    case PROMQL_TYPE_NONE:
    case PROMQL_TYPE_SCALAR:
    case PROMQL_TYPE_STRING:
    case PROMQL_TYPE_ANY:
        break;
    }
    return promql_type_text(type);
}
