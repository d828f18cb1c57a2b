/*
 * Alertmanager's label matchers: `severity="critical"`, `team=~"a|b"`.
 *
 * Two syntaxes exist: the classic one, and since 0.27 one that quotes UTF-8 names. Matchers are
 * read in either, as far as both give the same verdict, and printed in the form that every
 * version reads alike: the value always in double quotes, the name without. Regular expressions
 * are anchored; an absent label is the empty value.
 */
#ifndef TOCSIN_MATCHER_MATCHER_H
#define TOCSIN_MATCHER_MATCHER_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/vec.h"
#include "diag/diag.h"
#include "regex/regex.h"
#include "text/source.h"

enum matcher_op {
    MATCHER_OP_EQUAL,
    MATCHER_OP_NOT_EQUAL,
    MATCHER_OP_REGEX,
    MATCHER_OP_NOT_REGEX,
};

/* `=`, `!=`, `=~`, `!~` */
const char *matcher_op_text(enum matcher_op op);

struct matcher {
    struct str name;
    enum matcher_op op;
    struct str value;          /* decoded */
    const struct regex *regex; /* of the two regex operators; NULL when it is broken */
    struct span name_span;
    struct span value_span; /* with its quotes */
};

VEC_DECLARE(matcher_vec, struct matcher);

/* Reads one matcher or a comma-separated list, braces allowed, and appends what it reads. False
 * after a matcher-syntax or regex-syntax finding. Texts live in the arena or view `text`. */
bool matcher_parse(struct arena *arena, struct regex_set *regexes, struct str text,
    struct span span, struct matcher_vec *matchers, struct diags *diags);

/* Compiles the pattern of a regex matcher; false after a regex-syntax finding. */
bool matcher_compile(struct regex_set *regexes, struct matcher *matcher, struct diags *diags);

/* Whether a label with this value matches; the empty value stands for an absent label. */
bool matcher_matches(const struct matcher *matcher, struct str value);

/* `severity="critical"`: what every version of Alertmanager reads alike. */
void matcher_print(struct buf *buf, const struct matcher *matcher);

#endif
