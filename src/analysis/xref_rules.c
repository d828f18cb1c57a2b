/*
 * Cross references from rules: expressions, labels, annotations.
 */
#include "analysis/xref_fill.h"

/* A series that a selector names: the metric it belongs to, the recordings that write it. */
static void
add_series(struct xref_filler *filler, const struct world_name *found, struct span span,
    enum xref_how how)
{
    const struct metric *metric = NULL;
    for (size_t i = 0; i < found->sources.count - found->rule_count; i++) {
        const struct metric *next = found->sources.at[i]->metric;
        bool is_same =
            metric == next || (metric && next && str_equal(metric->key.str, next->key.str));
        if (next && !is_same) {
            metric = next;
            xref_add(filler, XREF_ENTITY_METRIC, metric->key.str, how, span);
        }
    }
    if (found->is_recorded) {
        xref_add(filler, XREF_ENTITY_RECORDING, found->name->text, how, span);
    } else if (!metric) {
        xref_add(filler, XREF_ENTITY_METRIC, found->name->text, how, span);
    }
}

static void
add_name(struct xref_filler *filler, struct str name, struct span span, enum xref_how how)
{
    const struct world_name *found = world_find(filler->world, name);
    if (found) {
        add_series(filler, found, span, how);
    } else {
        const struct metric *unexposed = map_get(&filler->world->declared, name);
        xref_add(filler, XREF_ENTITY_METRIC, unexposed ? unexposed->key.str : name, how, span);
    }
}

/* `{__name__=~"http_.*"}` uses every series that it matches. */
static void
add_matched_names(struct xref_filler *filler, const struct promql_matcher *matcher)
{
    struct str error;
    const struct regex *regex = regex_compile(filler->model->regexes, matcher->value, &error);
    for (size_t i = 0; regex && i < filler->world->names.count; i++) {
        const struct world_name *found = filler->world->names.entries[i].value;
        if (regex_matches(regex, found->name->text)) {
            add_series(filler, found, matcher->value_span, XREF_HOW_SELECTED);
        }
    }
}

static void
add_selector(struct xref_filler *filler, const struct promql_tree *tree, uint32_t node)
{
    const struct promql_selector *selector = promql_selector_of(tree, node);
    struct span span = promql_span(tree, node);
    struct str name = promql_selector_name(tree, selector, &span);
    if (name.len > 0) {
        add_name(filler, name, span, XREF_HOW_SELECTED);
    }
    for (uint32_t i = 0; i < selector->matchers.count; i++) {
        const struct promql_matcher *matcher = &tree->matchers[selector->matchers.first + i];
        bool is_name = str_is(matcher->label, "__name__");
        if (is_name && matcher->match == PROMQL_MATCH_REGEX && !matcher->has_variable) {
            add_matched_names(filler, matcher);
        }
        if (!is_name && matcher->match != PROMQL_MATCH_VARIABLE) {
            xref_add(filler, XREF_ENTITY_LABEL, matcher->label, XREF_HOW_MATCHED,
                matcher->label_span);
        }
        if (str_is(matcher->label, "alertname") && matcher->match == PROMQL_MATCH_EQL) {
            xref_add(filler, XREF_ENTITY_ALERT, matcher->value, XREF_HOW_SELECTED,
                matcher->value_span);
        }
    }
}

static void
add_labels(struct xref_filler *filler, const struct promql_tree *tree, struct promql_run run,
    enum xref_how how)
{
    for (uint32_t i = 0; i < run.count; i++) {
        const struct promql_label *label = &tree->labels[run.first + i];
        xref_add(filler, XREF_ENTITY_LABEL, label->name, how, label->span);
    }
}

/* label_replace and label_join name labels in texts. */
static void
add_call(struct xref_filler *filler, const struct promql_tree *tree, uint32_t node)
{
    const struct promql_call *call = promql_call_of(tree, node);
    bool is_replace = str_is(call->name, "label_replace");
    if (!is_replace && !str_is(call->name, "label_join")) {
        return;
    }
    uint32_t count = promql_operand_count(tree, node);
    uint32_t *arguments = ARENA_ARRAY(&filler->scratch, uint32_t, count);
    uint32_t next = node - 1;
    for (uint32_t i = count; i-- > 0;) {
        arguments[i] = next;
        next -= tree->nodes[next].size;
    }
    for (uint32_t i = 1; i < count; i++) {
        uint32_t argument = promql_unwrap(tree, arguments[i]);
        bool is_source = is_replace ? i == 3 : i >= 3;
        if (tree->nodes[argument].kind == PROMQL_KIND_STRING && (i == 1 || is_source)) {
            xref_add(filler, XREF_ENTITY_LABEL, promql_string_of(tree, argument),
                i == 1 ? XREF_HOW_SET : XREF_HOW_JOINED, promql_span(tree, argument));
        }
    }
}

void
xref_add_tree(struct xref_filler *filler, const struct promql_tree *tree)
{
    for (uint32_t i = 0; i < tree->count; i++) {
        const struct promql_matching *matching;
        switch ((enum promql_kind)tree->nodes[i].kind) {
        case PROMQL_KIND_SELECTOR:
            add_selector(filler, tree, i);
            break;
        case PROMQL_KIND_AGGREGATION:
            add_labels(filler, tree, promql_grouping_of(tree, i)->labels, XREF_HOW_GROUPED);
            break;
        case PROMQL_KIND_BINARY:
            matching = promql_matching_of(tree, i);
            if (matching) {
                add_labels(filler, tree, matching->labels, XREF_HOW_JOINED);
                add_labels(filler, tree, matching->include, XREF_HOW_JOINED);
            }
            break;
        case PROMQL_KIND_CALL:
            add_call(filler, tree, i);
            break;
        case PROMQL_KIND_NUMBER:
        case PROMQL_KIND_STRING:
        case PROMQL_KIND_RANGE:
        case PROMQL_KIND_SUBQUERY:
        case PROMQL_KIND_PAREN:
        case PROMQL_KIND_UNARY:
        case PROMQL_KIND_VARIABLE:
            break;
        }
    }
}

/* A query inside a template, when places in it can be told. */
static void
add_query(struct xref_filler *filler, const struct gotmpl_use *use)
{
    struct promql_options options = { .regexes = filler->model->regexes, .experimental = true };
    struct promql_error error;
    if (use->name.len == 0 || !use->is_exact) {
        return;
    }
    const struct promql_tree *tree =
        promql_parse(filler->arena, &options, use->name, use->span, &error);
    if (tree) {
        xref_add_tree(filler, tree);
    }
}

static void
add_template(struct xref_filler *filler, const struct rule_text *text)
{
    for (size_t i = 0; i < text->uses.count; i++) {
        const struct gotmpl_use *use = &text->uses.at[i];
        if (use->kind == GOTMPL_USE_LABEL) {
            xref_add(filler, XREF_ENTITY_LABEL, use->name, XREF_HOW_READ, use->span);
        } else if (use->kind == GOTMPL_USE_QUERY) {
            add_query(filler, use);
        }
    }
}

static void
add_texts(struct xref_filler *filler, const struct rule_text_vec *texts, bool are_labels)
{
    for (size_t i = 0; i < texts->count; i++) {
        const struct rule_text *text = &texts->at[i];
        if (are_labels) {
            xref_add(filler, XREF_ENTITY_LABEL, text->name, XREF_HOW_SET, text->name_span);
        }
        add_template(filler, text);
    }
}

/* `given: {'http_requests_total{code="500"}': …}`: the series of a test. */
static void
add_given(struct xref_filler *filler, const struct named_text_list *given)
{
    for (size_t i = 0; i < given->count; i++) {
        struct text key = given->at[i].key;
        size_t end = str_find_char(key.str, '{');
        struct str name = str_trim(str_slice(key.str, 0, end));
        add_name(filler, name, key.span, XREF_HOW_TESTED);
    }
}

static void
add_tests_of_recording(struct xref_filler *filler, const struct recording *recording)
{
    for (size_t i = 0; i < recording->tests.count; i++) {
        add_given(filler, &recording->tests.at[i].given);
    }
}

/* Several rules of one alert share its tests: the first tells of them. */
static void
add_tests_of_alert(struct xref_filler *filler, const struct rule *rule)
{
    bool is_first = !rule->limit || rule->alert->above.at == rule->limit ||
                    (rule->alert->above.count == 0 && rule->alert->below.at == rule->limit);
    for (size_t i = 0; is_first && i < rule->alert->tests.count; i++) {
        add_given(filler, &rule->alert->tests.at[i].given);
    }
}

void
xref_fill_rules(struct xref_filler *filler)
{
    for (size_t i = 0; i < filler->rules->all.count; i++) {
        const struct rule *rule = &filler->rules->all.at[i];
        bool is_alert = rule->kind == RULE_KIND_ALERT;
        filler->subject = rule->subject;
        xref_add(filler, is_alert ? XREF_ENTITY_ALERT : XREF_ENTITY_RECORDING, rule->name.str,
            XREF_HOW_DEFINED, rule->name.span);
        if (rule->tree) {
            xref_add_tree(filler, rule->tree);
        }
        add_texts(filler, &rule->labels, true);
        add_texts(filler, &rule->annotations, false);
        if (rule->severity) {
            struct span span = rule->limit ? rule->limit->key.span : rule->alert->severity.span;
            xref_add(
                filler, XREF_ENTITY_SEVERITY, rule->severity->key.str, XREF_HOW_USED, span);
        }
        if (is_alert) {
            add_tests_of_alert(filler, rule);
        } else {
            add_tests_of_recording(filler, rule->recording);
        }
    }
}
