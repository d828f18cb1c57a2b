/*
 * The summary is what people read at night: one line that says what happened.
 */
#include "check/required.h"

static void
look(struct checker *checker, const struct rule *rule)
{
    required_check_annotation(checker, rule, STR("summary"), STR("summary"),
        "add `summary:`, one line that says what happened, such as "
        "`{{ $value }} failures a minute on {{ $labels.instance }}`");
}

const struct check check_rule_missing_summary = {
    .kind = &check_kind_rule_missing_summary,
    .alert = look,
};
