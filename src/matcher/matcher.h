/*
 * Alertmanager's matchers: `severity="critical"`, `team=~"a|b"`, lists with commas and braces.
 *
 * There are two syntaxes. The classic one (a regular expression that takes nearly anything as
 * an unquoted value) is all that Alertmanager before 0.27 knows; since 0.27 a stricter one for
 * UTF-8 names is tried too, and where both accept a text but read it differently the classic
 * reading wins. We read as Alertmanager does, refuse what is accepted but hides mistakes
 * (`a==b`, single quotes, unquoted values with blanks or operators in them), and print only
 * what both syntaxes read alike.
 */
#ifndef TOCSIN_MATCHER_MATCHER_H
#define TOCSIN_MATCHER_MATCHER_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/vec.h"
#include "base/version.h"
#include "diag/diag.h"
#include "regex/regex.h"
#include "text/source.h"

enum matcher_op {
    MATCHER_OP_EQUAL,
    MATCHER_OP_NOT_EQUAL,
    MATCHER_OP_REGEX,
    MATCHER_OP_NOT_REGEX,
};

struct matcher {
    struct str name;
    enum matcher_op op;
    struct str value; /* decoded */
    struct span span;
    struct span name_span;
    struct span value_span;    /* quotes included, as written */
    const struct regex *regex; /* of `=~` and `!~`; NULL there when the pattern is broken */
};

VEC_DECLARE(matcher_vec, struct matcher);

/* How both syntaxes took a text. */
enum matcher_verdict {
    MATCHER_VERDICT_SAME,
    MATCHER_VERDICT_CLASSIC_ONLY, /* since 0.27 Alertmanager logs a warning */
    MATCHER_VERDICT_UTF8_ONLY,    /* needs 0.27 */
    MATCHER_VERDICT_DISAGREE,     /* the classic reading was taken; 0.27 logs a warning */
};

struct matcher_list {
    struct matcher_vec all;
    enum matcher_verdict verdict;
};

struct matcher_reader {
    struct arena *arena;
    struct regex_set *regexes;
    struct diags *diags;
    struct version version; /* of Alertmanager; 0.0.0: the newest */
};

/* One text of a `matchers:` list: none, one or several matchers, braces optional. `span` covers
 * it byte for byte. False after findings. */
bool matcher_parse(const struct matcher_reader *reader, struct str text, struct span span,
    struct matcher_list *out);

/* For a matcher that was not read but put together: whether a label of this name can be
 * matched. False after a finding. */
bool matcher_check_name(const struct matcher_reader *reader, const struct matcher *matcher);

/* Compiles the pattern of a regex matcher; false after a regex-syntax finding. */
bool matcher_compile(struct regex_set *regexes, struct matcher *matcher, struct diags *diags);

/* `=`, `!=`, `=~`, `!~` */
const char *matcher_op_text(enum matcher_op op);

/* A name that needs no quotes and that the classic syntax knows. */
bool matcher_is_classic_name(struct str name);

/* The same in both syntaxes: the value quoted, the name only if it must be. */
void matcher_print(struct buf *buf, const struct matcher *matcher);

/* Whether a label with this value matches; an absent label is the empty value. A broken pattern
 * matches nothing. The dot matches line breaks too, which Alertmanager's does not. */
bool matcher_matches(const struct matcher *matcher, struct str value);

#endif
