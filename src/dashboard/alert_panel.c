/*
 * Panels that show an alert: what it watches, over time, with its limits.
 *
 * The comparison is taken off the alert's expression, so that the curve is there while all is
 * well too, and comes back as a threshold in the colour of its severity. The alert's own window
 * stays: the panel shows the very numbers that the alert sees.
 */
#include <math.h>

#include "base/nearest.h"
#include "dashboard/make.h"
#include "promql/builder.h"

/* A limit of the alert: from it on upwards, or downwards, the alert fires. */
struct limit {
    struct ratio value;
    bool is_below;
    struct text color;
};

VEC_DECLARE(limit_vec, struct limit);
VEC_DECLARE(alert_vec, const struct alert *);

struct alert_search {
    struct str group; /* empty: any */
    struct str name;
    struct alert_vec found;
    const struct alert_group *first_group;
    const struct alert_group *other_group; /* a second group with the name, or NULL */
};

static void
search_group(struct arena *arena, struct alert_search *search, const struct alert_group *group)
{
    if (search->group.len > 0 && !str_equal(search->group, group->key.str)) {
        return;
    }
    for (size_t i = 0; i < group->rules.count; i++) {
        if (!str_equal(group->rules.at[i].key.str, search->name)) {
            continue;
        }
        search->first_group = search->first_group ? search->first_group : group;
        if (search->first_group != group) {
            search->other_group = search->other_group ? search->other_group : group;
            continue;
        }
        VEC_PUSH(arena, &search->found, &group->rules.at[i]);
    }
}

static void
search_all(const struct dashboard_maker *maker, struct alert_search *search)
{
    const struct alert_group_list *groups = &maker->model->alerts;
    for (size_t i = 0; i < groups->count; i++) {
        search_group(maker->arena, search, &groups->at[i]);
    }
}

static void
report_unknown(struct dashboard_maker *maker, struct text name)
{
    struct finding *finding = diag_report(maker->diags, &kind_unknown_name, name.span,
        "there is no alert `%.*s`", STR_ARG(name.str));
    struct nearest nearest;
    nearest_begin(&nearest, name.str);
    const struct alert_group_list *groups = &maker->model->alerts;
    for (size_t i = 0; i < groups->count; i++) {
        for (size_t j = 0; j < groups->at[i].rules.count; j++) {
            nearest_offer(&nearest, groups->at[i].rules.at[j].key.str);
        }
    }
    if (nearest.best.len > 0) {
        finding_help(maker->diags, finding, "did you mean `%.*s`?", STR_ARG(nearest.best));
        finding_fix(maker->diags, finding, name.span, nearest.best);
    } else {
        finding_help(maker->diags, finding,
            "name an alert of `alerts:`, or one of a group as `GROUP/NAME`");
    }
}

static void
report_ambiguous(
    struct dashboard_maker *maker, struct text name, const struct alert_search *search)
{
    struct finding *finding = diag_report(maker->diags, &kind_unknown_name, name.span,
        "two groups have an alert `%.*s`", STR_ARG(name.str));
    finding_label(maker->diags, finding, search->first_group->key.span, "one of this group");
    finding_label(maker->diags, finding, search->other_group->key.span, "and one of this");
    finding_help(maker->diags, finding, "write `%.*s/%.*s`",
        STR_ARG(search->first_group->key.str), STR_ARG(search->name));
}

/* The alerts of that name in one group: several when they differ in labels. */
static bool
find_alerts(struct dashboard_maker *maker, struct text name, struct alert_vec *found)
{
    struct alert_search search = { .name = name.str };
    search_all(maker, &search);
    size_t slash = str_find_char(name.str, '/');
    if (search.found.count == 0 && slash != SIZE_MAX) {
        search.group = str_slice(name.str, 0, slash);
        search.name = str_slice(name.str, slash + 1, name.str.len);
        search_all(maker, &search);
    }
    if (search.other_group) {
        report_ambiguous(maker, name, &search);
    } else if (search.found.count == 0) {
        report_unknown(maker, name);
    }
    *found = search.found;
    return search.found.count > 0 && !search.other_group;
}

/* The number that an operand is: a literal, perhaps in parentheses or with a sign. */
static bool
read_number(const struct promql_tree *tree, uint32_t node, struct ratio *number)
{
    node = promql_unwrap(tree, node);
    bool is_negative =
        tree->nodes[node].kind == PROMQL_KIND_UNARY && tree->nodes[node].op == PROMQL_OP_SUB;
    if (is_negative) {
        node = promql_unwrap(tree, promql_operand(tree, node, 0));
    }
    if (tree->nodes[node].kind != PROMQL_KIND_NUMBER ||
        !isfinite(promql_number_of(tree, node))) {
        return false;
    }
    struct buf buf;
    buf_init(&buf);
    number_print(&buf, promql_number_of(tree, node) * (is_negative ? -1 : 1));
    bool is_exact = ratio_parse(buf_str(&buf), number);
    buf_finish(&buf);
    return is_exact;
}

/* A comparison with a number, taken apart. */
struct comparison {
    uint32_t watched; /* the operand that is compared */
    enum promql_op op;
    struct ratio limit;
};

/* `5 < x` is `x > 5`. */
static enum promql_op
flip(enum promql_op op)
{
    bool is_less = op == PROMQL_OP_LSS || op == PROMQL_OP_LTE;
    bool is_greater = op == PROMQL_OP_GTR || op == PROMQL_OP_GTE;
    return is_less ? PROMQL_OP_GTR : is_greater ? PROMQL_OP_LSS : op;
}

/* Whether the node compares something with a number. */
static bool
split_comparison(const struct promql_tree *tree, uint32_t root, struct comparison *comparison)
{
    const struct promql_node *node = &tree->nodes[root];
    if (node->kind != PROMQL_KIND_BINARY || !promql_op_is_comparison(node->op)) {
        return false;
    }
    uint32_t left = promql_operand(tree, root, 0);
    uint32_t right = promql_operand(tree, root, 1);
    if (read_number(tree, right, &comparison->limit)) {
        comparison->watched = left;
        comparison->op = node->op;
        return true;
    }
    comparison->watched = right;
    comparison->op = flip(node->op);
    return read_number(tree, left, &comparison->limit);
}

static bool
is_equality(enum promql_op op)
{
    return op == PROMQL_OP_EQL || op == PROMQL_OP_NEQ;
}

static const struct promql_tree *
copy_operand(struct arena *arena, const struct promql_tree *tree, uint32_t node)
{
    struct promql_builder builder;
    promql_builder_init(&builder);
    promql_build_graft(&builder, tree, promql_unwrap(tree, node));
    const struct promql_tree *copy = promql_builder_tree(&builder, arena);
    promql_builder_finish(&builder);
    return copy;
}

/* The severity's colour; without one from red on by rank. */
static struct text
severity_color(const struct dashboard_maker *maker, const struct severity_entry *severity)
{
    static const char *const by_rank[] = { "red", "orange", "yellow", "blue" };
    enum { RANKS = sizeof by_rank / sizeof by_rank[0] };
    if (severity && severity->color.str.len > 0) {
        return severity->color;
    }
    size_t rank = severity ? (size_t)(severity - maker->model->severities.at) : 0;
    return (struct text){ .str = str_from(by_rank[rank < RANKS ? rank : RANKS - 1]) };
}

static void
add_limit(struct arena *arena, struct limit_vec *limits, struct limit limit)
{
    size_t at = limits->count;
    VEC_PUSH(arena, limits, limit);
    while (at > 0 && ratio_compare(limits->at[at - 1].value, limit.value) > 0) {
        limits->at[at] = limits->at[at - 1];
        at--;
    }
    limits->at[at] = limit;
}

/* The limits of `above` and `below`, one for each rule. */
static void
add_alert_limits(struct panel_maker *panel, const struct alert *alert, struct limit_vec *limits)
{
    const struct rule_vec *rules = &panel->maker->rules->all;
    for (size_t i = 0; i < rules->count; i++) {
        const struct rule *rule = &rules->at[i];
        if (rule->alert == alert && rule->limit) {
            bool is_below = alert->below.count > 0 && rule->limit >= alert->below.at &&
                            rule->limit < alert->below.at + alert->below.count;
            struct limit limit = { .value = rule->limit->limit.value,
                .is_below = is_below,
                .color = severity_color(panel->maker, rule->severity) };
            add_limit(panel->maker->arena, limits, limit);
        }
    }
}

/* Whose rule a query is, for `show` and links; of several severities the first. */
static const struct rule *
find_rule(const struct dashboard_maker *maker, const struct alert *alert)
{
    for (size_t i = 0; i < maker->rules->all.count; i++) {
        if (maker->rules->all.at[i].alert == alert) {
            return &maker->rules->all.at[i];
        }
    }
    return NULL;
}

/* One alert while its panel is made. */
struct watch {
    struct panel_maker *panel;
    const struct alert *alert;
    const struct rule *rule;
    struct limit_vec *limits;
};

/* Shows the operand, unless the panel shows the same already. Whether its limits can be drawn:
 * they stand on the axis of the first query. */
static bool
show_operand(const struct watch *watch, uint32_t node)
{
    struct panel_maker *panel = watch->panel;
    struct arena *arena = panel->maker->arena;
    const struct promql_tree *copy = copy_operand(arena, watch->alert->expr.tree, node);
    size_t at = 0;
    while (at < panel->queries.count &&
           !promql_equal(panel->queries.at[at].tree, promql_root(panel->queries.at[at].tree),
               copy, promql_root(copy))) {
        at++;
    }
    if (at == panel->queries.count) {
        struct loaded_target *target = target_add(panel, copy);
        target->rule = watch->rule;
        target->span = watch->alert->expr.text.span;
    }
    struct str first = unit_grafana_id(arena, panel->queries.at[0].shape->unit);
    struct str unit = unit_grafana_id(arena, panel->queries.at[at].shape->unit);
    return first.len == 0 || unit.len == 0 || str_equal(first, unit);
}

static bool
has_limit(const struct limit_vec *limits, const struct limit *limit)
{
    for (size_t i = 0; i < limits->count; i++) {
        if (limits->at[i].is_below == limit->is_below &&
            ratio_compare(limits->at[i].value, limit->value) == 0) {
            return true;
        }
    }
    return false;
}

/* A condition without `and`: the side that is compared, and its limit. `x == 0` has no side on
 * which the alert fires, so it draws no limit; a limit that moves is a curve of its own. */
static void
show_condition(const struct watch *watch, uint32_t node)
{
    const struct promql_tree *tree = watch->alert->expr.tree;
    const struct promql_node *at = &tree->nodes[node];
    struct comparison comparison;
    if (split_comparison(tree, node, &comparison)) {
        bool has_axis = show_operand(watch, comparison.watched);
        struct limit limit = { .value = comparison.limit,
            .is_below = comparison.op == PROMQL_OP_LSS || comparison.op == PROMQL_OP_LTE,
            .color = severity_color(watch->panel->maker, watch->rule->severity) };
        if (has_axis && !is_equality(comparison.op) && !has_limit(watch->limits, &limit)) {
            add_limit(watch->panel->maker->arena, watch->limits, limit);
        }
    } else if (at->kind == PROMQL_KIND_BINARY && promql_op_is_comparison(at->op) &&
               !is_equality(at->op)) {
        show_operand(watch, promql_operand(tree, node, 0));
        show_operand(watch, promql_operand(tree, node, 1));
    } else {
        show_operand(watch, node);
    }
}

/* Beside the first condition only what has a limit is shown: `and up == 1` is a guard. */
static bool
is_worth_showing(const struct promql_tree *tree, uint32_t node)
{
    const struct promql_node *at = &tree->nodes[node];
    return at->kind == PROMQL_KIND_BINARY && promql_op_is_comparison(at->op) &&
           !is_equality(at->op);
}

enum { MOST_CONDITIONS = 4 };

VEC_DECLARE(node_vec, uint32_t);

/* The conditions of an expression, from left to right, through `and` and `or`; of `unless` the
 * left one. */
static void
show_conditions(const struct watch *watch)
{
    const struct promql_tree *tree = watch->alert->expr.tree;
    struct arena *scratch = &watch->panel->maker->scratch;
    struct node_vec pending = { 0 };
    size_t shown = 0;
    VEC_PUSH(scratch, &pending, promql_root(tree));
    while (pending.count > 0 && shown < MOST_CONDITIONS) {
        uint32_t node = promql_unwrap(tree, pending.at[--pending.count]);
        const struct promql_node *at = &tree->nodes[node];
        bool is_set = at->kind == PROMQL_KIND_BINARY && promql_op_is_set(at->op);
        if (is_set && at->op != PROMQL_OP_UNLESS) {
            VEC_PUSH(scratch, &pending, promql_operand(tree, node, 1));
        }
        if (is_set) {
            VEC_PUSH(scratch, &pending, promql_operand(tree, node, 0));
        } else if (shown == 0 || is_worth_showing(tree, node)) {
            show_condition(watch, node);
            shown++;
        }
    }
}

static void
watch_alert(struct panel_maker *panel, const struct alert *alert, struct limit_vec *limits)
{
    struct watch watch = { panel, alert, find_rule(panel->maker, alert), limits };
    if (!watch.rule || !alert->expr.tree) {
        panel->maker->dashboards->is_partial = true;
    } else if (alert->above.count + alert->below.count > 0) {
        show_operand(&watch, promql_root(alert->expr.tree));
        add_alert_limits(panel, alert, limits);
    } else {
        show_conditions(&watch);
    }
}

/* The step that colours what lies between one limit and the next. Below a lower limit the alert
 * fires, above an upper one. */
static void
add_step(struct panel_maker *panel, bool is_base, struct ratio value, struct text color)
{
    struct loaded_threshold step = { .is_base = is_base, .value = value, .color = color };
    VEC_PUSH(panel->maker->arena, &panel->panel->field.thresholds, step);
}

/* The axis reaches beyond the first limit, so that one sees how far away it is; not beyond the
 * whole, which most limits below one are shares of. */
static void
reach_limit(struct panel_maker *panel, struct ratio limit)
{
    const struct ratio beyond = { 6, 5 };
    struct ratio top;
    if (ratio_compare(limit, ratio_from(0)) > 0 && ratio_multiply(limit, beyond, &top)) {
        struct ratio whole = ratio_from(1);
        bool is_share = ratio_compare(limit, whole) < 0 && ratio_compare(top, whole) > 0;
        struct buf buf;
        buf_init(&buf);
        ratio_print(&buf, is_share ? whole : top);
        const char *word = arena_copy(panel->maker->arena, buf_str(&buf)).at;
        custom_derive(panel, "axisSoftMax", NULL, word);
        buf_finish(&buf);
    }
}

static void
add_thresholds(struct panel_maker *panel, const struct limit_vec *limits)
{
    const struct text calm = { .str = STR("transparent") };
    bool has_below = limits->count > 0 && limits->at[0].is_below;
    add_step(panel, true, ratio_from(0), has_below ? limits->at[0].color : calm);
    for (size_t i = 0; i < limits->count; i++) {
        const struct limit *limit = &limits->at[i];
        bool next_is_below = i + 1 < limits->count && limits->at[i + 1].is_below;
        struct text color = limit->color;
        if (limit->is_below) {
            color = next_is_below ? limits->at[i + 1].color : calm;
        }
        add_step(panel, false, limit->value, color);
    }
    panel->panel->field.has_thresholds = true;
    if (limits->count > 0) {
        /* Of several curves with several limits none alone decides: no area is where it fires.
         */
        bool is_joint = panel->queries.count > 1 && limits->count > 1;
        const char *area = has_below ? "area" : "line+area";
        custom_derive(panel, "thresholdsStyle", "mode", is_joint ? "line" : area);
        size_t first = 0;
        while (first + 1 < limits->count &&
               (limits->at[first].is_below ||
                   ratio_compare(limits->at[first].value, ratio_from(0)) <= 0)) {
            first++;
        }
        reach_limit(panel, limits->at[first].value);
    }
}

/* `PoolExhaustion` as `Pool exhaustion`; runs of capitals stay. */
static struct str
words_of_name(struct arena *arena, struct str name)
{
    struct buf buf;
    buf_init(&buf);
    for (size_t i = 0; i < name.len; i++) {
        char c = name.at[i];
        bool is_upper = c >= 'A' && c <= 'Z';
        bool ends_run = i + 1 < name.len && name.at[i + 1] >= 'a' && name.at[i + 1] <= 'z';
        bool after_upper = i > 0 && name.at[i - 1] >= 'A' && name.at[i - 1] <= 'Z';
        if (c == '_' || c == '-') {
            buf_add_char(&buf, ' ');
        } else if (i > 0 && is_upper && (!after_upper || ends_run)) {
            buf_add_char(&buf, ' ');
            buf_add_char(&buf, ends_run ? (char)(c - 'A' + 'a') : c);
        } else {
            buf_add_char(&buf, c);
        }
    }
    struct str words = arena_copy(arena, buf_str(&buf));
    buf_finish(&buf);
    return words;
}

/* What the alert says of itself, as far as it says it without Prometheus' templates. */
static struct text
describe_alert(struct panel_maker *panel, const struct alert *alert)
{
    const struct text texts[] = { alert->description, alert->summary };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (texts[i].str.len > 0 && !str_contains(texts[i].str, STR("{{")) &&
            !str_contains(texts[i].str, STR("$"))) {
            return texts[i];
        }
    }
    return (struct text){ .str = arena_printf(panel->maker->arena,
                              "What the alert %.*s watches, with its limits.",
                              STR_ARG(alert->key.str)) };
}

void
alert_panel_make(struct panel_maker *panel)
{
    struct dashboard_maker *maker = panel->maker;
    struct alert_vec alerts;
    struct loaded_panel *made = panel->panel;
    if (made->title.str.len == 0) {
        struct str name = panel->written->alert.str;
        size_t slash = str_find_char(name, '/');
        name = str_slice(name, slash == SIZE_MAX ? 0 : slash + 1, name.len);
        made->title.str = words_of_name(maker->arena, name);
    }
    if (!find_alerts(maker, panel->written->alert, &alerts)) {
        maker->dashboards->is_partial = true;
        return;
    }
    made->alert = alerts.at[0];
    if (made->help.str.len == 0) {
        made->help = describe_alert(panel, made->alert);
    }
    struct limit_vec limits = { 0 };
    for (size_t i = 0; i < alerts.count; i++) {
        watch_alert(panel, alerts.at[i], &limits);
    }
    if (panel->written->config.thresholds.count == 0) {
        add_thresholds(panel, &limits);
    }
}
