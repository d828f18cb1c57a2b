/*
 * Recording rules that read each other in a circle: each reads what another made one evaluation
 * ago, so no value follows from the data alone, and what it starts from is nothing.
 */
#include "check/expression.h"

/* The place where the rule reads what a series of that name is now. False when it reads it by
 * chance, among all names that match a pattern, or as it was: `x offset 1h` may well be part of
 * x. */
static bool
find_reading(const struct rule *rule, struct str name, struct span *span)
{
    for (uint32_t i = 0; i < rule->tree->count; i++) {
        if (rule->tree->nodes[i].kind != PROMQL_KIND_SELECTOR) {
            continue;
        }
        const struct promql_selector *selector = promql_selector_of(rule->tree, i);
        struct str read = promql_selector_name(rule->tree, selector, span);
        if (str_equal(read, name) && selector->modifiers.offset == PROMQL_NONE) {
            return true;
        }
    }
    return false;
}

static const struct rule *
member(const struct checker *checker, const struct rule_cycle *cycle, size_t index)
{
    return &checker->rules->all.at[cycle->rules[index % cycle->count]];
}

/* Whether each of the circle really reads the next. */
static bool
is_real(const struct checker *checker, const struct rule_cycle *cycle)
{
    struct span span;
    for (size_t i = 0; i < cycle->count; i++) {
        const struct rule *next = member(checker, cycle, i + 1);
        if (!find_reading(member(checker, cycle, i), next->name.str, &span)) {
            return false;
        }
    }
    return true;
}

static void
report(struct checker *checker, const struct rule_cycle *cycle)
{
    const struct rule *first = member(checker, cycle, 0);
    const struct rule *second = member(checker, cycle, 1);
    struct span span = span_none();
    diag_set_subject(checker->diags, first->subject);
    find_reading(first, second->name.str, &span);
    struct finding *finding =
        cycle->count == 1
            ? CHECK_REPORT(checker, span, "`%.*s` reads itself", STR_ARG(first->name.str))
            : CHECK_REPORT(checker, span, "`%.*s` depends on itself, by way of `%.*s`",
                  STR_ARG(first->name.str), STR_ARG(second->name.str));
    finding_topic(checker->diags, finding, first->name.str);
    finding_caption(checker->diags, finding, "read here");
    for (size_t i = 1; i < cycle->count; i++) {
        const struct rule *rule = member(checker, cycle, i);
        const struct rule *next = member(checker, cycle, i + 1);
        find_reading(rule, next->name.str, &span);
        finding_label(checker->diags, finding, span, "`%.*s` reads `%.*s`",
            STR_ARG(rule->name.str), STR_ARG(next->name.str));
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
        const struct rule_cycle *cycle = &checker->analysis->cycles.at[i];
        if (is_real(checker, cycle)) {
            report(checker, cycle);
        }
    }
}

const struct check check_rule_record_cycle = {
    .kind = &check_kind_rule_record_cycle,
    .system = look,
};
