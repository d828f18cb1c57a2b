/*
 * The description tells what the number means, what is normal and whom it hurts.
 */
#include "check/required.h"

static void
look(struct checker *checker, const struct rule *rule)
{
    required_check_annotation(checker, rule, STR("description"), STR("description"),
        "add `description:`, which says what the number means, what is normal and whom it "
        "hurts");
}

const struct check check_rule_missing_description = {
    .kind = &check_kind_rule_missing_description,
    .alert = look,
};
