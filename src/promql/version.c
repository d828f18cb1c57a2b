/*
 * The table of features by version.
 */
#include "promql/version.h"

struct feature_row {
    struct version since;
    struct version stable; /* 0.0.0: still experimental */
    const char *name;
};

static const struct feature_row features[] = {
    [FEATURE_AT] = { { 2, 25, 0 }, { 2, 33, 0 }, "the `@` modifier" },
    [FEATURE_NEGATIVE_OFFSET] = { { 2, 26, 0 }, { 2, 33, 0 }, "a negative offset" },
    [FEATURE_SUBQUERY] = { { 2, 7, 0 }, { 2, 7, 0 }, "a subquery" },
    [FEATURE_ATAN2] = { { 2, 31, 0 }, { 2, 31, 0 }, "the operator `atan2`" },
    [FEATURE_GROUP] = { { 2, 20, 0 }, { 2, 20, 0 }, "the aggregation `group`" },
    [FEATURE_LIMITK] = { { 2, 54, 0 }, { 0, 0, 0 },
        "the aggregation `limitk` or `limit_ratio`" },
    [FEATURE_UNDERSCORE] = { { 2, 54, 0 }, { 2, 54, 0 }, "`_` in a number" },
    [FEATURE_BARE_DURATION] = { { 2, 54, 0 }, { 3, 0, 0 },
        "a number for a duration, or a duration for a number," },
    [FEATURE_QUOTED_NAME] = { { 2, 55, 0 }, { 3, 0, 0 }, "a quoted metric or label name" },
    [FEATURE_DURATION_EXPRESSION] = { { 3, 4, 0 }, { 3, 14, 0 }, "arithmetic on durations" },
    [FEATURE_STEP] = { { 3, 6, 0 }, { 3, 14, 0 }, "`step()` as a duration" },
    [FEATURE_MAX_OF] = { { 3, 13, 0 }, { 3, 14, 0 }, "`max_of` or `min_of` of durations" },
    [FEATURE_RANGE_WORD] = { { 3, 12, 0 }, { 3, 14, 0 }, "`range()` as a duration" },
    [FEATURE_EXTENDED] = { { 3, 7, 0 }, { 0, 0, 0 }, "the modifier `anchored` or `smoothed`" },
    [FEATURE_FILL] = { { 3, 10, 0 }, { 0, 0, 0 }, "a fill modifier" },
    [FEATURE_TRIM] = { { 3, 11, 0 }, { 3, 11, 0 }, "the operator `</` or `>/`" },
};

static bool
is_set(struct version version)
{
    return version.major || version.minor || version.patch;
}

enum promql_feature_state
promql_feature_state(const struct promql_options *options, enum feature feature)
{
    const struct feature_row *row = &features[feature];
    bool is_newest = !is_set(options->version);
    if (!is_newest && version_compare(options->version, row->since) < 0) {
        return FEATURE_STATE_UNKNOWN;
    }
    bool is_stable = is_set(row->stable) &&
                     (is_newest || version_compare(options->version, row->stable) >= 0);
    return is_stable || options->experimental ? FEATURE_STATE_ON : FEATURE_STATE_FLAG;
}

struct version
promql_feature_since(enum feature feature)
{
    return features[feature].since;
}

const char *
promql_feature_name(enum feature feature)
{
    return features[feature].name;
}
