/*
 * Which Prometheus knows which part of the language.
 *
 * One row per feature: the version that brought it and the one that made it stable; between the
 * two it needs a feature flag. Functions have the same facts in functions.def.
 */
#ifndef TOCSIN_PROMQL_VERSION_H
#define TOCSIN_PROMQL_VERSION_H

#include "promql/promql.h"

enum feature {
    FEATURE_AT,
    FEATURE_NEGATIVE_OFFSET,
    FEATURE_SUBQUERY,
    FEATURE_ATAN2,
    FEATURE_GROUP,
    FEATURE_LIMITK,
    FEATURE_UNDERSCORE,
    FEATURE_BARE_DURATION,
    FEATURE_QUOTED_NAME,
    FEATURE_DURATION_EXPRESSION,
    FEATURE_STEP,
    FEATURE_MAX_OF,
    FEATURE_RANGE_WORD,
    FEATURE_EXTENDED,
    FEATURE_FILL,
    FEATURE_TRIM,
};

enum promql_feature_state {
    FEATURE_STATE_ON,
    FEATURE_STATE_UNKNOWN, /* this version is too old */
    FEATURE_STATE_FLAG,    /* behind a flag that is not set */
};

enum promql_feature_state promql_feature_state(
    const struct promql_options *options, enum feature feature);

struct version promql_feature_since(enum feature feature);

/* What the reader would call it: `the @ modifier`. */
const char *promql_feature_name(enum feature feature);

#endif
