/*
 * Two rules that write the same series in one evaluation: Prometheus keeps the first sample and
 * drops the other. Rules of one name and different labels, or over different series, are common
 * and right; what is told here is the same expression twice, or two results without any label.
 */
#include "base/map.h"
#include "check/expression.h"

static void
add_identity(struct buf *buf, const struct rule *rule)
{
    buf_printf(buf, "%d %.*s{", (int)rule->kind, STR_ARG(rule->name.str));
    for (size_t i = 0; i < rule->labels.count; i++) {
        const struct rule_text *label = &rule->labels.at[i];
        buf_printf(buf, "%.*s=", STR_ARG(label->name));
        promql_print_quoted(buf, label->value.str);
        buf_add_char(buf, ',');
    }
    buf_add_char(buf, '}');
}

static struct str
take(struct checker *checker, struct buf *buf)
{
    struct str text = arena_copy(checker->arena, buf_str(buf));
    buf_finish(buf);
    return text;
}

static struct str
identity_with_expression(struct checker *checker, const struct rule *rule)
{
    struct buf buf;
    buf_init(&buf);
    add_identity(&buf, rule);
    promql_print(&buf, rule->tree, promql_root(rule->tree), NULL);
    return take(checker, &buf);
}

/* Whether the rule records at most one series, and never any label but its own. */
static bool
is_one_series(const struct checker *checker, const struct rule *rule)
{
    const struct shape *expr =
        checker->analysis->results[analysis_rule_index(checker->analysis, rule)].expr;
    if (rule->kind != RULE_KIND_RECORD || !expr || expr->is_unknown || expr->count == 0) {
        return false;
    }
    for (size_t i = 0; i < expr->count; i++) {
        const struct shape_alternative *alternative = &expr->alternatives[i];
        if (alternative->rest != PRESENCE_NEVER) {
            return false;
        }
        for (size_t j = 0; j < alternative->count; j++) {
            if (alternative->labels[j].presence != PRESENCE_NEVER) {
                return false;
            }
        }
    }
    return true;
}

static void
report(struct checker *checker, const struct rule *rule, const struct rule *first,
    bool same_expression)
{
    diag_set_subject(checker->diags, rule->subject);
    bool is_alert = rule->kind == RULE_KIND_ALERT;
    struct finding *finding = CHECK_REPORT(checker, rule->name.span,
        is_alert ? "the alert `%.*s` stands twice, with the same expression and labels"
                 : "`%.*s` is recorded twice, with the same labels",
        STR_ARG(rule->name.str));
    finding_topic(checker->diags, finding, rule->name.str);
    finding_label(checker->diags, finding, first->name.span, "the first one");
    if (!is_alert) {
        finding_note(checker->diags, finding,
            "Prometheus keeps one sample of the two and drops the other");
    }
    finding_help(checker->diags, finding,
        same_expression ? "remove one of them"
                        : "remove one of them, or give each `labels` that tell them apart");
}

static void
look(struct checker *checker)
{
    struct map expressions;
    struct map series;
    map_init(&expressions, checker->arena);
    map_init(&series, checker->arena);
    for (size_t i = 0; i < checker->rules->all.count; i++) {
        struct rule *rule = &checker->rules->all.at[i];
        if (!rule->tree) {
            continue;
        }
        struct str key = identity_with_expression(checker, rule);
        const struct rule *same = map_get(&expressions, key);
        map_put(&expressions, key, rule);
        if (same) {
            report(checker, rule, same, true);
            continue;
        }
        if (is_one_series(checker, rule)) {
            struct buf buf;
            buf_init(&buf);
            add_identity(&buf, rule);
            key = take(checker, &buf);
            same = map_get(&series, key);
            if (same) {
                report(checker, rule, same, false);
            } else {
                map_put(&series, key, rule);
            }
        }
    }
}

const struct check check_rule_duplicate_rule = {
    .kind = &check_kind_rule_duplicate_rule,
    .system = look,
};
