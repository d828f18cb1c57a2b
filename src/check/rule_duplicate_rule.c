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

/* The rules of one identity, from the second on. */
struct namesakes {
    const struct rule *series; /* the first that is one series, or NULL */
    struct map expressions;    /* the last rule of each */
};

struct search {
    struct checker *checker;
    struct arena scratch;
    struct buf text;      /* of the identity or expression at hand */
    struct map firsts;    /* the first rule of each identity */
    struct map namesakes; /* hardly ever two rules have the same */
};

/* Tells whether it has been reported as the same rule again. */
static bool
add_expression(struct search *search, struct namesakes *namesakes, struct rule *rule)
{
    buf_clear(&search->text);
    promql_print(&search->text, rule->tree, promql_root(rule->tree), NULL);
    struct str key = arena_copy(&search->scratch, buf_str(&search->text));
    const struct rule *same = map_get(&namesakes->expressions, key);
    map_put(&namesakes->expressions, key, rule);
    if (same) {
        report(search->checker, rule, same, true);
    }
    return same != NULL;
}

static struct namesakes *
begin_namesakes(struct search *search, struct str identity, struct rule *first)
{
    struct namesakes *namesakes = ARENA_NEW(&search->scratch, struct namesakes);
    map_init(&namesakes->expressions, &search->scratch);
    map_put(&search->namesakes, identity, namesakes);
    namesakes->series = is_one_series(search->checker, first) ? first : NULL;
    add_expression(search, namesakes, first);
    return namesakes;
}

static void
look_at_namesake(struct search *search, struct namesakes *namesakes, struct rule *rule)
{
    bool is_series = is_one_series(search->checker, rule);
    if (add_expression(search, namesakes, rule) || !is_series) {
        return;
    }
    if (namesakes->series) {
        report(search->checker, rule, namesakes->series, false);
    } else {
        namesakes->series = rule;
    }
}

static void
look_at_rule(struct search *search, struct rule *rule)
{
    buf_clear(&search->text);
    add_identity(&search->text, rule);
    struct str identity = buf_str(&search->text);
    struct rule *first = map_get(&search->firsts, identity);
    if (!first) {
        map_put(&search->firsts, arena_copy(&search->scratch, identity), rule);
        return;
    }
    struct namesakes *namesakes = map_get(&search->namesakes, identity);
    if (!namesakes) {
        namesakes = begin_namesakes(search, arena_copy(&search->scratch, identity), first);
    }
    look_at_namesake(search, namesakes, rule);
}

/* The same for rules of one identity, and hardly ever for others. */
static uint64_t
hash_identity(const struct rule *rule)
{
    const uint64_t spread = 0x9E3779B97F4A7C15U;
    uint64_t hash = (uint64_t)rule->kind * spread ^ map_hash(rule->name.str);
    for (size_t i = 0; i < rule->labels.count; i++) {
        hash = hash * spread ^ map_hash(rule->labels.at[i].name);
        hash = hash * spread ^ map_hash(rule->labels.at[i].value.str);
    }
    return hash;
}

/* Tells by rule whether another may have its identity: nearly always none has, and texts need
 * not be compared. */
static bool *
find_alike(struct arena *scratch, const struct rule_vec *rules)
{
    bool *alike = ARENA_ARRAY(scratch, bool, rules->count);
    uint64_t *hashes = ARENA_ARRAY(scratch, uint64_t, rules->count);
    struct map firsts; /* by hash: of the first rule */
    map_init(&firsts, scratch);
    for (size_t i = 0; i < rules->count; i++) {
        hashes[i] = hash_identity(&rules->at[i]);
        void **slot = map_slot(&firsts, str_make((const char *)&hashes[i], sizeof hashes[i]));
        if (*slot) {
            alike[(uint64_t *)*slot - hashes] = true;
            alike[i] = true;
        } else {
            *slot = &hashes[i];
        }
    }
    return alike;
}

static void
look(struct checker *checker)
{
    const struct rule_vec *rules = &checker->rules->all;
    struct search search = { .checker = checker };
    arena_init(&search.scratch);
    buf_init(&search.text);
    map_init(&search.firsts, &search.scratch);
    map_init(&search.namesakes, &search.scratch);
    const bool *alike = find_alike(&search.scratch, rules);
    for (size_t i = 0; i < rules->count; i++) {
        if (alike[i] && rules->at[i].tree) {
            look_at_rule(&search, &rules->at[i]);
        }
    }
    buf_finish(&search.text);
    arena_finish(&search.scratch);
}

const struct check check_rule_duplicate_rule = {
    .kind = &check_kind_rule_duplicate_rule,
    .system = look,
};
