/*
 * Trees in the notation of the test corpus, for tests and for eyes.
 *
 * Operands stand before their node in the array but behind its head in the text, so the printer
 * keeps a stack of tasks: nodes to print and texts to put between them.
 */
#include "promql/build.h"

#include <math.h>

struct task {
    const char *text; /* NULL: print the node or duration */
    uint32_t index;
    bool is_duration;
};

struct printer {
    struct buf *buf;
    const struct promql_tree *tree;
    struct promql_table tasks;
};

static void
push_text(struct printer *printer, const char *text)
{
    TABLE_PUSH(&printer->tasks, struct task)->text = text;
}

static void
push_node(struct printer *printer, uint32_t node)
{
    TABLE_PUSH(&printer->tasks, struct task)->index = node;
    push_text(printer, " ");
}

static void
push_duration(struct printer *printer, uint32_t duration)
{
    struct task *task = TABLE_PUSH(&printer->tasks, struct task);
    task->index = duration;
    task->is_duration = true;
}

static void
add_number(struct buf *buf, double number)
{
    if (isnan(number) || isinf(number)) {
        buf_add_text(buf, isnan(number) ? "NaN" : number > 0 ? "+Inf" : "-Inf");
    } else {
        buf_printf(buf, "%.17g", number);
    }
}

static bool
is_literal(const struct promql_duration *duration)
{
    return duration->kind == PROMQL_DURATION_NUMBER ||
           duration->kind == PROMQL_DURATION_LITERAL;
}

static void
push_operands(struct printer *printer, uint32_t root, uint32_t count)
{
    uint32_t operand = root - 1;
    for (uint32_t i = 0; i < count; i++) {
        push_duration(printer, operand);
        push_text(printer, " ");
        operand -= printer->tree->durations[operand].size;
    }
}

/* QUIRK: a parenthesised literal shows a sign of its own inside the parentheses. */
static void
print_paren_duration(struct printer *printer, uint32_t index)
{
    if (is_literal(&printer->tree->durations[index - 1])) {
        buf_add_text(printer->buf, "(dparen (du+");
        push_text(printer, "))");
    } else {
        buf_add_text(printer->buf, "(dparen");
        push_text(printer, ")");
    }
    push_operands(printer, index, 1);
}

static void
print_duration(struct printer *printer, uint32_t index)
{
    const struct promql_duration *duration = &printer->tree->durations[index];
    struct buf *buf = printer->buf;
    uint32_t count = 2;
    switch ((enum promql_duration_kind)duration->kind) {
    case PROMQL_DURATION_NUMBER:
    case PROMQL_DURATION_LITERAL:
        buf_add_text(buf, duration->kind == PROMQL_DURATION_NUMBER ? "(num " : "(dur ");
        add_number(buf, duration->seconds);
        buf_add_char(buf, ')');
        return;
    case PROMQL_DURATION_VARIABLE:
        buf_add_text(buf, "(dvar ");
        promql_print_quoted(buf, duration->text);
        buf_add_char(buf, ')');
        return;
    case PROMQL_DURATION_STEP:
        buf_add_text(buf, "(dstep)");
        return;
    case PROMQL_DURATION_RANGE:
        buf_add_text(buf, "(drange)");
        return;
    case PROMQL_DURATION_PAREN:
        print_paren_duration(printer, index);
        return;
    case PROMQL_DURATION_NEGATE:
        buf_add_text(buf, "(du-");
        count = 1;
        break;
    case PROMQL_DURATION_BINARY:
        buf_printf(buf, "(d%s", promql_op_text((enum promql_op)duration->op));
        break;
    case PROMQL_DURATION_MAX_OF:
        buf_add_text(buf, "(dmax_of");
        break;
    case PROMQL_DURATION_MIN_OF:
        buf_add_text(buf, "(dmin_of");
        break;
    }
    push_text(printer, ")");
    push_operands(printer, index, count);
}

/* A single literal is printed as its seconds alone. Printed at once: it has its own stack. */
static void
add_duration(struct buf *buf, const struct promql_tree *tree, uint32_t root)
{
    if (is_literal(&tree->durations[root])) {
        add_number(buf, tree->durations[root].seconds);
        return;
    }
    struct printer inner = { .buf = buf, .tree = tree };
    push_duration(&inner, root);
    while (inner.tasks.count > 0) {
        struct task task = *TABLE_LAST(&inner.tasks, struct task);
        inner.tasks.count--;
        if (task.text) {
            buf_add_text(buf, task.text);
        } else {
            print_duration(&inner, task.index);
        }
    }
    promql_table_free(&inner.tasks);
}

static void
add_modifiers(
    struct buf *buf, const struct promql_tree *tree, const struct promql_modifiers *modifiers)
{
    if (modifiers->is_anchored) {
        buf_add_text(buf, " :anchored");
    }
    if (modifiers->is_smoothed) {
        buf_add_text(buf, " :smoothed");
    }
    bool is_zero = modifiers->offset != PROMQL_NONE &&
                   is_literal(&tree->durations[modifiers->offset]) &&
                   tree->durations[modifiers->offset].seconds == 0;
    if (modifiers->offset != PROMQL_NONE && !is_zero) {
        buf_add_text(buf, " :offset ");
        add_duration(buf, tree, modifiers->offset);
    }
    switch (modifiers->at) {
    case PROMQL_AT_TIME:
        buf_printf(buf, " :at %lld", (long long)modifiers->at_milliseconds);
        break;
    case PROMQL_AT_START:
        buf_add_text(buf, " :at start");
        break;
    case PROMQL_AT_END:
        buf_add_text(buf, " :at end");
        break;
    case PROMQL_AT_VARIABLE:
        buf_add_text(buf, " :at ");
        promql_print_quoted(buf, modifiers->at_text);
        break;
    case PROMQL_AT_NONE:
        break;
    }
}

static void
print_selector(struct printer *printer, const struct promql_selector *selector)
{
    struct buf *buf = printer->buf;
    buf_add_text(buf, "(vec");
    for (uint32_t i = 0; i < selector->matchers.count; i++) {
        const struct promql_matcher *matcher =
            &printer->tree->matchers[selector->matchers.first + i];
        buf_add_char(buf, ' ');
        promql_print_quoted(buf, matcher->label);
        if (matcher->match != PROMQL_MATCH_VARIABLE) {
            buf_add_text(buf, promql_match_text(matcher->match));
            promql_print_quoted(buf, matcher->value);
        }
    }
    if (selector->name.len) {
        buf_add_text(buf, " \"__name__\"=");
        promql_print_quoted(buf, selector->name);
    }
    add_modifiers(buf, printer->tree, &selector->modifiers);
    buf_add_char(buf, ')');
}

static void
add_labels(struct printer *printer, const char *keyword, struct promql_run run)
{
    buf_printf(printer->buf, " %s (", keyword);
    for (uint32_t i = 0; i < run.count; i++) {
        if (i) {
            buf_add_char(printer->buf, ' ');
        }
        promql_print_quoted(printer->buf, printer->tree->labels[run.first + i].name);
    }
    buf_add_char(printer->buf, ')');
}

static void
print_matching(struct printer *printer, uint32_t node)
{
    const struct promql_matching *matching = promql_matching_of(printer->tree, node);
    if (!matching || !promql_matching_counts(printer->tree, node)) {
        return;
    }
    if (matching->is_on || matching->labels.count || matching->card) {
        add_labels(printer, matching->is_on ? ":on" : ":ignoring", matching->labels);
    }
    if (matching->card != PROMQL_CARD_ONE_TO_ONE) {
        add_labels(printer,
            matching->card == PROMQL_CARD_MANY_TO_ONE ? ":group_left" : ":group_right",
            matching->include);
    }
    if (matching->has_fill_left) {
        buf_add_text(printer->buf, " :fill_left ");
        add_number(printer->buf, matching->fill_left);
    }
    if (matching->has_fill_right) {
        buf_add_text(printer->buf, " :fill_right ");
        add_number(printer->buf, matching->fill_right);
    }
}

static void
print_aggregation(struct printer *printer, uint32_t node)
{
    const struct promql_grouping *grouping = promql_grouping_of(printer->tree, node);
    enum promql_op op = (enum promql_op)printer->tree->nodes[node].op;
    if (op == PROMQL_OP_VARIABLE) {
        buf_printf(printer->buf, "(agg %.*s", STR_ARG(grouping->name));
    } else {
        buf_printf(printer->buf, "(agg %s", promql_op_text(op));
    }
    if (grouping->is_without) {
        add_labels(printer, ":without", grouping->labels);
    } else if (grouping->has_clause) {
        add_labels(printer, ":by", grouping->labels);
    }
}

/* The head of a node; its operands follow as tasks. */
static void
print_node(struct printer *printer, uint32_t node)
{
    const struct promql_tree *tree = printer->tree;
    const struct promql_node *n = &tree->nodes[node];
    struct buf *buf = printer->buf;
    switch ((enum promql_kind)n->kind) {
    case PROMQL_KIND_NUMBER:
        buf_add_text(buf, n->flags & PROMQL_FLAG_DURATION ? "(dur " : "(num ");
        add_number(buf, promql_number_of(tree, node));
        break;
    case PROMQL_KIND_STRING:
    case PROMQL_KIND_VARIABLE:
        buf_add_text(buf, n->kind == PROMQL_KIND_STRING ? "(str " : "(var ");
        promql_print_quoted(buf, promql_string_of(tree, node));
        break;
    case PROMQL_KIND_SELECTOR:
        print_selector(printer, promql_selector_of(tree, node));
        return;
    case PROMQL_KIND_RANGE:
        buf_add_text(buf, "(range");
        break;
    case PROMQL_KIND_SUBQUERY:
        buf_add_text(buf, "(subq");
        break;
    case PROMQL_KIND_PAREN:
        buf_add_text(buf, "(paren");
        break;
    case PROMQL_KIND_UNARY:
        buf_add_text(buf, n->op == PROMQL_OP_SUB ? "(u-" : "(u+");
        break;
    case PROMQL_KIND_BINARY:
        buf_printf(buf, "(bin %s%s", promql_op_text((enum promql_op)n->op),
            n->flags & PROMQL_FLAG_BOOL ? " :bool" : "");
        print_matching(printer, node);
        break;
    case PROMQL_KIND_CALL:
        buf_printf(buf, "(call %.*s", STR_ARG(promql_call_of(tree, node)->name));
        break;
    case PROMQL_KIND_AGGREGATION:
        print_aggregation(printer, node);
        break;
    }
    push_text(printer, ")");
    if (n->kind == PROMQL_KIND_RANGE || n->kind == PROMQL_KIND_SUBQUERY) {
        TABLE_LAST(&printer->tasks, struct task)->text = NULL;
        TABLE_LAST(&printer->tasks, struct task)->index = node;
        TABLE_LAST(&printer->tasks, struct task)->is_duration = true;
    }
    uint32_t operand = node - 1;
    for (uint32_t left = promql_operand_count(tree, node); left > 0; left--) {
        push_node(printer, operand);
        operand -= tree->nodes[operand].size;
    }
}

/* What stands behind the operand of a range or subquery. */
static void
print_brackets(struct printer *printer, uint32_t node)
{
    const struct promql_range *range = promql_range_of(printer->tree, node);
    buf_add_char(printer->buf, ' ');
    add_duration(printer->buf, printer->tree, range->range);
    if (printer->tree->nodes[node].kind == PROMQL_KIND_SUBQUERY) {
        buf_add_char(printer->buf, ' ');
        if (range->step == PROMQL_NONE) {
            buf_add_char(printer->buf, '-');
        } else {
            add_duration(printer->buf, printer->tree, range->step);
        }
        add_modifiers(printer->buf, printer->tree, &range->modifiers);
    }
    buf_add_char(printer->buf, ')');
}

void
promql_print_sexpr(struct buf *buf, const struct promql_tree *tree, uint32_t node)
{
    struct printer printer = { .buf = buf, .tree = tree };
    push_node(&printer, node);
    printer.tasks.count--; /* no blank before the first */
    while (printer.tasks.count > 0) {
        struct task task = *TABLE_LAST(&printer.tasks, struct task);
        printer.tasks.count--;
        if (task.text) {
            buf_add_text(buf, task.text);
        } else if (task.is_duration) {
            print_brackets(&printer, task.index);
        } else {
            print_node(&printer, task.index);
        }
    }
    promql_table_free(&printer.tasks);
}
