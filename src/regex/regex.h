/*
 * Regular expressions as Prometheus and Alertmanager understand them: RE2 syntax, anchored at
 * both ends, the dot matching newlines.
 *
 * The one C++ file behind this header wraps Google's RE2 library. Patterns are interned by text
 * in a set, since 21,234 uses in a real corpus are 585 distinct ones and each costs 10 µs to
 * compile. What Go judges otherwise than RE2 (`\C`, `(?<n>…)`) is decided by a scan before RE2
 * sees it. Several threads may share a set and what is in it.
 */
#ifndef TOCSIN_REGEX_REGEX_H
#define TOCSIN_REGEX_REGEX_H

#include <stdbool.h>

#include "base/str.h"

#ifdef __cplusplus
extern "C" {
#endif

struct regex;
struct regex_set;

/* The set owns all its patterns until it is closed. */
struct regex_set *regex_set_open(void);
void regex_set_close(struct regex_set *set);

/* The compiled pattern, or NULL when it is invalid: then `*error` (a view owned by the set)
 * says why in Go's words, as in "missing argument to repetition operator: `*`". */
const struct regex *regex_compile(struct regex_set *set, struct str pattern, struct str *error);

/* Whether the whole text matches. */
bool regex_matches(const struct regex *regex, struct str text);

/* Whether some part of the text matches; for `match` in annotation templates. */
bool regex_finds(const struct regex *regex, struct str text);

/* The number of capturing groups. */
int regex_group_count(const struct regex *regex);

/* Whether the whole text matches; fills `groups` (room for the count and one more) with the
 * text of the match and of each group. A group that took no part is empty. */
bool regex_groups(const struct regex *regex, struct str text, struct str *groups);

/* The first part from `from` on that matches; fills `groups` as `regex_groups` does. */
bool regex_search(const struct regex *regex, struct str text, size_t from, struct str *groups);

/* The number of the group of that name, or -1. */
int regex_group_named(const struct regex *regex, struct str name);

#ifdef __cplusplus
}
#endif

#endif
