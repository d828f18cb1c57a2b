/*
 * Inside the compile room: what happens to findings at the end of a run.
 */
#ifndef TOCSIN_COMPILE_FINISH_H
#define TOCSIN_COMPILE_FINISH_H

#include "compile/compile.h"

/* Applies `checks:` severities and `allow` of one environment to the findings from `first` on.
 * Allowed findings are removed; which exceptions were used is noted in `used`. */
struct allow_use {
    const void *entry; /* a struct allow_entry or allow_rule, by address of its span */
    struct span span;
    struct str check;
    struct date until;
    bool is_used;
    bool is_own;
};

VEC_DECLARE(allow_use_vec, struct allow_use);

void finish_environment(struct compile *compile, const struct compiled_environment *environment,
    size_t first, struct allow_use_vec *uses);

/* Reports exceptions that silenced nothing in any environment, and those that have expired. The
 * system has an environment. */
void finish_allows(struct compile *compile, const struct compiled_system *system,
    const struct allow_use_vec *uses);

/* Joins the findings of environments that are the same and names the environments otherwise.
 * What every environment must agree on is asked only of those in which the thing stands. */
void finish_environments(struct compile *compile, size_t first, const size_t *ends,
    const struct compiled_system *system);

#endif
