/*
 * Recording rules that read each other in a circle: each reads what another made one evaluation
 * ago, so no value follows from the data alone, and what it starts from is nothing.
 */
#include "check/expression.h"

/* The place in `rule` where it reads a series of that name. */
static struct span
find_reading(const struct rule *rule, struct str name)
{
    for (uint32_t i = 0; i < rule->tree->count; i++) {
        if (rule->tree->nodes[i].kind != PROMQL_KIND_SELECTOR) {
            continue;
        }
        struct span span;
        struct str read =
            promql_selector_name(rule->tree, promql_selector_of(rule->tree, i), &span);
        if (str_equal(read, name)) {
            return span;
        }
    }
    return rule->expr.span;
}

static void
report(struct checker *checker, const struct rule_cycle *cycle)
{
    const struct rule *first = &checker->rules->all.at[cycle->rules[0]];
    diag_set_subject(checker->diags, first->subject);
    const struct rule *second = &checker->rules->all.at[cycle->rules[1 % cycle->count]];
    struct span reading = find_reading(first, second->name.str);
    struct finding *finding =
        cycle->count == 1
            ? CHECK_REPORT(checker, reading, "`%.*s` reads itself", STR_ARG(first->name.str))
            : CHECK_REPORT(checker, reading, "`%.*s` depends on itself, by way of `%.*s`",
                  STR_ARG(first->name.str), STR_ARG(second->name.str));
    finding_topic(checker->diags, finding, first->name.str);
    finding_caption(checker->diags, finding, "read here");
    for (size_t i = 1; i < cycle->count; i++) {
        const struct rule *rule = &checker->rules->all.at[cycle->rules[i]];
        const struct rule *next = &checker->rules->all.at[cycle->rules[(i + 1) % cycle->count]];
        finding_label(checker->diags, finding, find_reading(rule, next->name.str),
            "`%.*s` reads `%.*s`", STR_ARG(rule->name.str), STR_ARG(next->name.str));
    }
    finding_note(checker->diags, finding,
        "a rule sees what another made one evaluation ago; in a circle there is nothing to "
        "begin with");
    finding_help(checker->diags, finding, "compute one of them from scraped metrics instead");
}

static void
look(struct checker *checker)
{
    for (size_t i = 0; i < checker->analysis->cycles.count; i++) {
        report(checker, &checker->analysis->cycles.at[i]);
    }
}

const struct check check_rule_record_cycle = {
    .kind = &check_kind_rule_record_cycle,
    .system = look,
};
