/*
 * One line: the canonical form of the reference, with a stack of tasks instead of recursion.
 *
 * Parsed trees keep their parentheses as nodes; others are added only where a built tree would
 * be read back as another one.
 */
#include "promql/print_parts.h"

#include <assert.h>
#include <math.h>

enum task_kind {
    TASK_NODE,
    TASK_RANGED, /* the selector under a range, whose modifiers come behind the brackets */
    TASK_TEXT,
    TASK_OPERATOR,
    TASK_TAIL,
    TASK_END,
};

struct task {
    uint8_t kind;
    uint32_t node;
    const char *text;
};

static void
push(struct printer *printer, enum task_kind kind, uint32_t node)
{
    struct task *task = TABLE_PUSH(&printer->tasks, struct task);
    task->kind = (uint8_t)kind;
    task->node = node;
}

static void
push_text(struct printer *printer, const char *text)
{
    struct task *task = TABLE_PUSH(&printer->tasks, struct task);
    task->kind = TASK_TEXT;
    task->text = text;
}

unsigned
promql_print_precedence(enum promql_op op)
{
    if (op == PROMQL_OP_OR) {
        return 1;
    }
    if (op == PROMQL_OP_AND || op == PROMQL_OP_UNLESS) {
        return 2;
    }
    if (op >= PROMQL_OP_EQL && op <= PROMQL_OP_TRIM_LOWER) {
        return 3;
    }
    if (op == PROMQL_OP_ADD || op == PROMQL_OP_SUB) {
        return 4;
    }
    return op == PROMQL_OP_POW ? 6 : 5;
}

/* Operators and signs; a number that prints with a sign, `+Inf` too, counts as one. 7: binds
 * tighter than all. */
static unsigned
precedence_of(const struct promql_tree *tree, uint32_t node)
{
    const struct promql_node *n = &tree->nodes[node];
    if (n->kind == PROMQL_KIND_BINARY) {
        return promql_print_precedence((enum promql_op)n->op);
    }
    if (n->kind == PROMQL_KIND_UNARY) {
        return 5;
    }
    if (n->kind != PROMQL_KIND_NUMBER) {
        return 7;
    }
    return signbit(tree->numbers[n->data]) || isinf(tree->numbers[n->data]) ? 5 : 7;
}

bool
promql_print_needs_parens(const struct promql_tree *tree, uint32_t node, uint32_t operand)
{
    const struct promql_node *n = &tree->nodes[node];
    unsigned inner = precedence_of(tree, operand);
    if (n->kind == PROMQL_KIND_SUBQUERY) {
        return inner < 7;
    }
    if (n->kind == PROMQL_KIND_UNARY) {
        return tree->nodes[operand].kind == PROMQL_KIND_BINARY && inner < 6;
    }
    if (n->kind != PROMQL_KIND_BINARY) {
        return false;
    }
    unsigned outer = promql_print_precedence((enum promql_op)n->op);
    bool is_right = operand == node - 1;
    if (is_right && tree->nodes[operand].kind != PROMQL_KIND_BINARY) {
        return false;
    }
    bool is_power = n->op == PROMQL_OP_POW;
    return inner < outer || (inner == outer && is_right != is_power);
}

static void
push_operand(struct printer *printer, uint32_t node, uint32_t operand)
{
    bool needs_parens = promql_print_needs_parens(printer->tree, node, operand);
    if (needs_parens) {
        assert(!printer->is_placing); /* the tree has all that its text has */
        push_text(printer, ")");
    }
    push(printer, TASK_NODE, operand);
    if (needs_parens) {
        push_text(printer, "(");
    }
}

static void
print_arguments(struct printer *printer, uint32_t node)
{
    promql_print_head(printer, node);
    buf_add_char(printer->buf, '(');
    push_text(printer, ")");
    uint32_t operand = node - 1;
    for (uint32_t left = promql_operand_count(printer->tree, node); left > 0; left--) {
        push(printer, TASK_NODE, operand);
        if (left > 1) {
            push_text(printer, ", ");
        }
        operand -= printer->tree->nodes[operand].size;
    }
}

static void
print_number(struct printer *printer, uint32_t node)
{
    const struct promql_node *n = &printer->tree->nodes[node];
    promql_print_token(printer, STR(""), promql_span(printer->tree, node));
    if (n->flags & PROMQL_FLAG_DURATION) {
        struct promql_duration duration = { .kind = PROMQL_DURATION_LITERAL,
            .size = 1,
            .seconds = promql_number_of(printer->tree, node) };
        struct promql_tree one = { .durations = &duration };
        promql_print_duration(printer->buf, &one, 0);
    } else {
        promql_print_number(printer->buf, promql_number_of(printer->tree, node));
    }
}

/* The start of a node's text; its operands and the rest follow as tasks. */
static void
print_node(struct printer *printer, uint32_t node)
{
    const struct promql_tree *tree = printer->tree;
    const struct promql_node *n = &tree->nodes[node];
    struct span span = promql_span(tree, node);
    switch ((enum promql_kind)n->kind) {
    case PROMQL_KIND_NUMBER:
        print_number(printer, node);
        break;
    case PROMQL_KIND_STRING:
        promql_print_token(printer, STR(""), span);
        promql_print_quoted(printer->buf, promql_string_of(tree, node));
        break;
    case PROMQL_KIND_VARIABLE:
        promql_print_token(printer, promql_string_of(tree, node), span);
        break;
    case PROMQL_KIND_SELECTOR:
        promql_print_selector(printer, node);
        promql_print_modifiers(printer, &promql_selector_of(tree, node)->modifiers);
        break;
    case PROMQL_KIND_RANGE:
        push(printer, TASK_TAIL, node);
        push(printer, TASK_RANGED, node - 1);
        break;
    case PROMQL_KIND_SUBQUERY:
        push(printer, TASK_TAIL, node);
        push_operand(printer, node, node - 1);
        break;
    case PROMQL_KIND_PAREN:
        if (span_is_set(span)) {
            promql_print_token(printer, STR("("), span_slice(span, 0, 1));
        } else {
            buf_add_char(printer->buf, '(');
        }
        push_text(printer, ")");
        push(printer, TASK_NODE, node - 1);
        break;
    case PROMQL_KIND_UNARY:
        promql_print_token(
            printer, str_from(promql_op_text((enum promql_op)n->op)), span_slice(span, 0, 1));
        push_operand(printer, node, node - 1);
        break;
    case PROMQL_KIND_BINARY:
        push_operand(printer, node, node - 1);
        push(printer, TASK_OPERATOR, node);
        push_operand(printer, node, node - 1 - tree->nodes[node - 1].size);
        break;
    case PROMQL_KIND_CALL:
    case PROMQL_KIND_AGGREGATION:
        print_arguments(printer, node);
        break;
    }
}

/* When placing, `start` is where the text of the node begins. It is noted when the node's old
 * place has been used, and told again when its text is complete. */
static void
place_start(const struct printer *printer, uint32_t node, size_t start)
{
    if (printer->is_placing) {
        struct promql_node *own = (struct promql_node *)(uintptr_t)&printer->tree->nodes[node];
        own->at = (uint32_t)start + 1;
        own->len = (uint32_t)(printer->buf->len - start);
    }
}

static void
place_end(const struct printer *printer, uint32_t node)
{
    place_start(printer, node, printer->tree->nodes[node].at - 1);
}

/* The operator of a BINARY without a clause stands at its data. */
static void
place_operator(const struct printer *printer, uint32_t node, size_t start)
{
    const struct promql_node *n = &printer->tree->nodes[node];
    if (printer->is_placing && !(n->flags & PROMQL_FLAG_MATCHING)) {
        ((struct promql_node *)(uintptr_t)n)->data = (uint32_t)start + 1;
    }
}

static void
run_node(struct printer *printer, uint32_t node)
{
    size_t start = printer->buf->len;
    if (printer->starts) {
        printer->starts[node] = (uint32_t)start;
    }
    if (printer->starts || printer->is_placing) {
        push(printer, TASK_END, node);
    }
    print_node(printer, node);
    place_start(printer, node, start);
}

static void
run_task(struct printer *printer, const struct task *task)
{
    size_t start = printer->buf->len;
    switch ((enum task_kind)task->kind) {
    case TASK_NODE:
        run_node(printer, task->node);
        break;
    case TASK_RANGED:
        promql_print_selector(printer, task->node);
        place_start(printer, task->node, start);
        break;
    case TASK_TEXT:
        buf_add_text(printer->buf, task->text);
        break;
    case TASK_OPERATOR:
        buf_add_char(printer->buf, ' ');
        promql_print_operator(printer, task->node);
        place_operator(printer, task->node, start + 1);
        buf_add_char(printer->buf, ' ');
        break;
    case TASK_TAIL:
        promql_print_tail(printer, task->node);
        break;
    case TASK_END:
        if (printer->ends) {
            printer->ends[task->node] = (uint32_t)printer->buf->len;
        }
        if (printer->is_placing) {
            place_end(printer, task->node);
        }
        break;
    }
}

void
promql_print_line(struct printer *printer, uint32_t node)
{
    struct task room[32];
    TABLE_LEND(&printer->tasks, room);
    push(printer, TASK_NODE, node);
    while (printer->tasks.count > 0) {
        struct task task = *TABLE_LAST(&printer->tasks, struct task);
        printer->tasks.count--;
        run_task(printer, &task);
    }
    promql_table_free(&printer->tasks);
}

void
promql_print(struct buf *buf, const struct promql_tree *tree, uint32_t node,
    struct promql_origins *origins)
{
    struct printer printer = { .buf = buf, .tree = tree, .origins = origins };
    if (tree->printed.at && node == promql_root(tree) && !origins) {
        buf_add(buf, tree->printed);
        return;
    }
    promql_print_line(&printer, node);
}

struct str
promql_text(struct arena *arena, const struct promql_tree *tree, uint32_t node)
{
    struct buf buf;
    buf_init(&buf);
    promql_print(&buf, tree, node, NULL);
    struct str text = arena_copy(arena, buf_str(&buf));
    buf_finish(&buf);
    return text;
}
