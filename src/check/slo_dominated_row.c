/*
 * A row of an SLO's own burn rate table that tells nobody anything. The template `slo` looks,
 * since what a row means is known there: lua/slo/dominated.lua.
 */
#include "check/check.h"

const struct check check_slo_dominated_row = {
    .kind = &check_kind_slo_dominated_row,
};
