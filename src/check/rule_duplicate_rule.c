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
    buf_add_text(buf, rule->kind == RULE_KIND_ALERT ? "alert " : "record ");
    buf_add(buf, rule->name.str);
    buf_add_char(buf, '{');
    for (size_t i = 0; i < rule->labels.count; i++) {
        const struct rule_text *label = &rule->labels.at[i];
        buf_add(buf, label->name);
        buf_add_char(buf, '=');
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
expression_text(struct checker *checker, const struct rule *rule)
{
    struct buf buf;
    buf_init(&buf);
    promql_print(&buf, rule->tree, promql_root(rule->tree), NULL);
    return take(checker, &buf);
}

/* The rule and the labels that it sets; hardly ever two rules have the same. */
static struct str
identity(struct checker *checker, const struct rule *rule)
{
    struct buf buf;
    buf_init(&buf);
    add_identity(&buf, rule);
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

/* The rules of one identity. */
struct namesakes {
    struct rule *first;
    const struct rule *series; /* the first that is one series, or NULL */
    struct map expressions;    /* the last rule of each; empty as long as there is one rule */
};

/* Tells whether it has been reported as the same rule again. */
static bool
add_expression(struct checker *checker, struct namesakes *namesakes, struct rule *rule)
{
    struct str key = expression_text(checker, rule);
    const struct rule *same = map_get(&namesakes->expressions, key);
    map_put(&namesakes->expressions, key, rule);
    if (same) {
        report(checker, rule, same, true);
    }
    return same != NULL;
}

static void
look_at_namesake(struct checker *checker, struct namesakes *namesakes, struct rule *rule)
{
    bool is_series = is_one_series(checker, rule);
    if (namesakes->expressions.count == 0) {
        add_expression(checker, namesakes, namesakes->first);
    }
    if (add_expression(checker, namesakes, rule) || !is_series) {
        return;
    }
    if (namesakes->series) {
        report(checker, rule, namesakes->series, false);
    } else {
        namesakes->series = rule;
    }
}

static void
look(struct checker *checker)
{
    struct map all;
    map_init(&all, checker->arena);
    for (size_t i = 0; i < checker->rules->all.count; i++) {
        struct rule *rule = &checker->rules->all.at[i];
        if (!rule->tree) {
            continue;
        }
        void **slot = map_slot(&all, identity(checker, rule));
        if (*slot) {
            look_at_namesake(checker, *slot, rule);
            continue;
        }
        struct namesakes *namesakes = ARENA_NEW(checker->arena, struct namesakes);
        namesakes->first = rule;
        namesakes->series = is_one_series(checker, rule) ? rule : NULL;
        map_init(&namesakes->expressions, checker->arena);
        *slot = namesakes;
    }
}

const struct check check_rule_duplicate_rule = {
    .kind = &check_kind_rule_duplicate_rule,
    .system = look,
};
