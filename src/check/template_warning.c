/*
 * What templates say with `t.warn` under no name, or under one that is no check's. They have
 * looked already, when they ran.
 */
#include "check/check.h"

const struct check check_template_warning = {
    .kind = &check_kind_template_warning,
};
