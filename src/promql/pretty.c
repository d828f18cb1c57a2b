/*
 * Many lines: what fits into the width stays whole, the rest is broken at operators, arguments
 * and parentheses.
 *
 * Unlike Prometheus' own formatter it begins at the margin (so that YAML blocks need no
 * indentation indicator), keeps a number on the line of its operator, and keeps a chain of
 * operators at one indentation, so that a sum of a thousand terms does not wander off to the
 * right. Indentation is capped for the same reason.
 */
#include "promql/print_parts.h"

#include <stdlib.h>

enum { DEEPEST_INDENT = 40 };

enum task_kind {
    TASK_NODE,     /* from the beginning of a line */
    TASK_CONTINUE, /* behind something on the line */
    TASK_OPERATOR,
    TASK_TAIL,
    TASK_LINE, /* a new line with this indentation and the text */
    TASK_TEXT,
};

struct task {
    uint8_t kind;
    uint32_t node;
    uint32_t level;
    const char *text;
};

struct pretty {
    struct printer lines; /* writes to the output */
    struct printer whole; /* knows the width of every node on one line */
    struct promql_table tasks;
    size_t start; /* where this expression begins in the output */
};

static void
push(struct pretty *pretty, enum task_kind kind, uint32_t node, uint32_t level)
{
    struct task *task = TABLE_PUSH(&pretty->tasks, struct task);
    task->kind = (uint8_t)kind;
    task->node = node;
    task->level = level;
}

static void
push_line(struct pretty *pretty, uint32_t level, const char *text)
{
    push(pretty, TASK_LINE, 0, level);
    TABLE_LAST(&pretty->tasks, struct task)->text = text;
}

static void
push_text(struct pretty *pretty, const char *text)
{
    push(pretty, TASK_TEXT, 0, 0);
    TABLE_LAST(&pretty->tasks, struct task)->text = text;
}

static void
indent(struct pretty *pretty, uint32_t level)
{
    uint32_t depth = level < DEEPEST_INDENT ? level : DEEPEST_INDENT;
    buf_add_repeated(pretty->lines.buf, ' ', (size_t)depth * 2);
}

static bool
fits(const struct pretty *pretty, uint32_t node, uint32_t level)
{
    uint32_t width = pretty->whole.ends[node] - pretty->whole.starts[node];
    return width + 2 * level <= PROMQL_PRETTY_WIDTH;
}

/* On one line. It has been printed so when its width was found; only where its tokens came from
 * must be told anew. */
static void
add_whole(struct pretty *pretty, uint32_t node)
{
    if (pretty->lines.origins) {
        promql_print_line(&pretty->lines, node);
        return;
    }
    size_t start = pretty->whole.starts[node] - pretty->start;
    size_t end = pretty->whole.ends[node] - pretty->start;
    buf_add(pretty->lines.buf, str_slice(buf_str(pretty->whole.buf), start, end));
}

/* A right operand that stays on the operator's line: `> 0.05`. */
static bool
is_short(const struct pretty *pretty, uint32_t operand)
{
    enum { SHORT = 24 };
    const struct promql_node *n = &pretty->lines.tree->nodes[operand];
    uint32_t width = pretty->whole.ends[operand] - pretty->whole.starts[operand];
    bool is_simple = n->kind == PROMQL_KIND_NUMBER || n->kind == PROMQL_KIND_STRING ||
                     n->kind == PROMQL_KIND_VARIABLE || n->kind == PROMQL_KIND_UNARY ||
                     n->kind == PROMQL_KIND_SELECTOR;
    return is_simple && width <= SHORT;
}

/* An operand of a broken operator. The left one stays at the operator's indentation, so that
 * the text as a whole begins at the margin and chains do not wander off; a right one that has
 * to be broken at operators itself goes one further in. */
static void
push_side(struct pretty *pretty, uint32_t node, uint32_t operand, uint32_t level)
{
    const struct promql_tree *tree = pretty->lines.tree;
    bool is_right = operand == node - 1;
    if (promql_print_needs_parens(tree, node, operand)) {
        push_line(pretty, level, ")");
        push(pretty, TASK_NODE, operand, level + 1);
        push_line(pretty, level, "(");
        return;
    }
    bool is_broken =
        tree->nodes[operand].kind == PROMQL_KIND_BINARY && !fits(pretty, operand, level);
    push(pretty, TASK_NODE, operand, is_right && is_broken ? level + 1 : level);
}

static void
break_arguments(struct pretty *pretty, uint32_t node, uint32_t level)
{
    const struct promql_tree *tree = pretty->lines.tree;
    promql_print_head(&pretty->lines, node);
    buf_add_char(pretty->lines.buf, '(');
    push_line(pretty, level, ")");
    uint32_t operand = node - 1;
    for (uint32_t left = promql_operand_count(tree, node); left > 0; left--) {
        push(pretty, TASK_NODE, operand, level + 1);
        if (left > 1) {
            push_text(pretty, ",");
        }
        operand -= tree->nodes[operand].size;
    }
}

/* The node is too wide; the cursor stands behind the indentation or behind other text. */
static void
break_node(struct pretty *pretty, uint32_t node, uint32_t level)
{
    const struct promql_tree *tree = pretty->lines.tree;
    const struct promql_node *n = &tree->nodes[node];
    switch ((enum promql_kind)n->kind) {
    case PROMQL_KIND_PAREN:
        promql_print_token(&pretty->lines, STR("("), span_slice(promql_span(tree, node), 0, 1));
        push_line(pretty, level, ")");
        push(pretty, TASK_NODE, node - 1, level + 1);
        break;
    case PROMQL_KIND_UNARY:
        promql_print_token(&pretty->lines, str_from(promql_op_text((enum promql_op)n->op)),
            span_slice(promql_span(tree, node), 0, 1));
        if (promql_print_needs_parens(tree, node, node - 1)) {
            buf_add_char(pretty->lines.buf, '(');
            push_line(pretty, level, ")");
            push(pretty, TASK_NODE, node - 1, level + 1);
        } else {
            push(pretty, TASK_CONTINUE, node - 1, level);
        }
        break;
    case PROMQL_KIND_SUBQUERY:
        push(pretty, TASK_TAIL, node, level);
        if (promql_print_needs_parens(tree, node, node - 1)) {
            buf_add_char(pretty->lines.buf, '(');
            push_line(pretty, level, ")");
            push(pretty, TASK_NODE, node - 1, level + 1);
        } else {
            push(pretty, TASK_CONTINUE, node - 1, level);
        }
        break;
    case PROMQL_KIND_CALL:
    case PROMQL_KIND_AGGREGATION:
        break_arguments(pretty, node, level);
        break;
    case PROMQL_KIND_NUMBER:
    case PROMQL_KIND_STRING:
    case PROMQL_KIND_SELECTOR:
    case PROMQL_KIND_RANGE:
    case PROMQL_KIND_VARIABLE:
    case PROMQL_KIND_BINARY:
        add_whole(pretty, node);
        break;
    }
}

static void
break_binary(struct pretty *pretty, uint32_t node, uint32_t level)
{
    uint32_t right = node - 1;
    if (is_short(pretty, right) &&
        !promql_print_needs_parens(pretty->lines.tree, node, right)) {
        push(pretty, TASK_CONTINUE, right, level);
        push_text(pretty, " ");
    } else {
        push_side(pretty, node, right, level);
    }
    push(pretty, TASK_OPERATOR, node, level);
    push_side(pretty, node, right - pretty->lines.tree->nodes[right].size, level);
}

static void
start_line(struct pretty *pretty, uint32_t level)
{
    if (pretty->lines.buf->len > pretty->start) {
        buf_add_char(pretty->lines.buf, '\n');
    }
    indent(pretty, level);
}

static void
run_node(struct pretty *pretty, const struct task *task)
{
    bool is_whole = fits(pretty, task->node, task->level);
    bool is_binary = pretty->lines.tree->nodes[task->node].kind == PROMQL_KIND_BINARY;
    if (task->kind == TASK_NODE && is_binary && !is_whole) {
        break_binary(pretty, task->node, task->level);
        return;
    }
    if (task->kind == TASK_NODE) {
        start_line(pretty, task->level);
    }
    if (is_whole) {
        add_whole(pretty, task->node);
    } else {
        break_node(pretty, task->node, task->level);
    }
}

static void
run_task(struct pretty *pretty, const struct task *task)
{
    switch ((enum task_kind)task->kind) {
    case TASK_NODE:
    case TASK_CONTINUE:
        run_node(pretty, task);
        break;
    case TASK_OPERATOR:
        start_line(pretty, task->level);
        promql_print_operator(&pretty->lines, task->node);
        break;
    case TASK_TAIL:
        promql_print_tail(&pretty->lines, task->node);
        break;
    case TASK_LINE:
        start_line(pretty, task->level);
        buf_add_text(pretty->lines.buf, task->text);
        break;
    case TASK_TEXT:
        buf_add_text(pretty->lines.buf, task->text);
        break;
    }
}

static void
print_lines(struct pretty *pretty, uint32_t node)
{
    struct task room[32];
    TABLE_LEND(&pretty->tasks, room);
    push(pretty, TASK_NODE, node, 0);
    while (pretty->tasks.count > 0) {
        struct task task = *TABLE_LAST(&pretty->tasks, struct task);
        pretty->tasks.count--;
        run_task(pretty, &task);
    }
    promql_table_free(&pretty->tasks);
}

/* The line is printed into the output first, where it stays if it fits; else it is moved to
 * `line`, and the output gets many. */
static void
print_fitting(struct pretty *pretty, uint32_t node, struct buf *line)
{
    struct buf *buf = pretty->lines.buf;
    pretty->whole.buf = buf;
    promql_print_line(&pretty->whole, node);
    if (fits(pretty, node, 0) && !pretty->lines.origins) {
        return;
    }
    buf_add(line, str_slice(buf_str(buf), pretty->start, buf->len));
    buf->len = pretty->start;
    pretty->whole.buf = line;
    print_lines(pretty, node);
}

/* The same of a tree that knows its line. */
static void
print_known(struct pretty *pretty, uint32_t node)
{
    const struct promql_tree *tree = pretty->lines.tree;
    struct buf line = { (char *)(uintptr_t)tree->printed.at, tree->printed.len, 0 };
    if (line.len <= PROMQL_PRETTY_WIDTH) {
        buf_add(pretty->lines.buf, tree->printed);
        return;
    }
    for (uint32_t i = 0; i < tree->count; i++) {
        const struct promql_node *n = &tree->nodes[i];
        pretty->whole.starts[i] = (uint32_t)pretty->start + n->at - tree->nodes[node].at;
        pretty->whole.ends[i] = pretty->whole.starts[i] + n->len;
    }
    pretty->whole.buf = &line;
    print_lines(pretty, node);
}

void
promql_print_pretty(struct buf *buf, const struct promql_tree *tree, uint32_t node,
    struct promql_origins *origins)
{
    uint32_t room[128];
    bool has_room = 2 * tree->count <= sizeof room / sizeof *room;
    uint32_t *places =
        has_room ? room : memory_resize(NULL, 2 * tree->count * sizeof(uint32_t));
    struct pretty pretty = { .lines = { .buf = buf, .tree = tree, .origins = origins },
        .whole = { .tree = tree, .starts = places, .ends = places + tree->count },
        .start = buf->len };
    if (tree->printed.at && node == promql_root(tree) && !origins) {
        print_known(&pretty, node);
    } else {
        struct buf line;
        buf_init(&line);
        print_fitting(&pretty, node, &line);
        buf_finish(&line);
    }
    if (!has_room) {
        free(places);
    }
}
