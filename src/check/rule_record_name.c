/*
 * `level:metric:operations` is how a reader of a query tells a recorded series from a scraped
 * one, and knows which labels it has. Prometheus itself takes any name; a name without a colon
 * may one day be that of a metric, and then the two mix.
 */
#include "check/check.h"

static void
report_plain(struct checker *checker, const struct rule *rule)
{
    struct str name = rule->name.str;
    struct finding *finding = CHECK_REPORT(checker, rule->name.span,
        "`%.*s` is no name of a recorded series: it has no colon", STR_ARG(name));
    finding_topic(checker->diags, finding, name);
    finding_caption(checker->diags, finding, "looks like a scraped metric");
    finding_note(checker->diags, finding,
        "recorded series are named `level:metric:operations`: the labels that remain, what was "
        "measured, and what was done to it, the last operation first");
    finding_help(checker->diags, finding,
        "name it like `job:%.*s:sum`, with the labels that it has and the operations that made "
        "it",
        STR_ARG(name));
}

static void
look(struct checker *checker, const struct rule *rule)
{
    struct str name = rule->name.str;
    if (str_find_char(name, ':') == SIZE_MAX) {
        report_plain(checker, rule);
    } else if (str_ends_with(name, STR(":"))) {
        struct finding *finding = CHECK_REPORT(checker, rule->name.span,
            "the name `%.*s` ends in a colon and names no operation", STR_ARG(name));
        finding_topic(checker->diags, finding, name);
        finding_help(checker->diags, finding,
            "add what was done to the metric, as in `%.*ssum` or `%.*srate5m`", STR_ARG(name),
            STR_ARG(name));
    }
}

const struct check check_rule_record_name = {
    .kind = &check_kind_rule_record_name,
    .recording = look,
};
