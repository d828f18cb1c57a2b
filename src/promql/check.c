/*
 * The type checks, in the reference's order so that the first error is the same.
 *
 * The types themselves stand in the nodes since parsing; here operands are visited left before
 * right (an aggregation's main operand before its parameter), and what a node demands of them
 * is asked between and after the visits. A stack of tasks on the heap stands in for recursion.
 */
#include "promql/build.h"

#include "base/map.h"

enum task_kind {
    TASK_ENTER,
    TASK_ENTER_INFO, /* the second argument of info, which may be `{}` */
    TASK_EXPECT,     /* the operand `node` has the type that its user wants */
    TASK_LEAVE,
};

struct task {
    uint8_t kind;
    uint8_t wanted; /* EXPECT: enum promql_type */
    uint32_t node;
    uint32_t user; /* EXPECT: the call or aggregation */
};

struct checker {
    struct arena *arena;
    const struct promql_options *options;
    const struct promql_tree *tree;
    struct promql_error *error;
    struct promql_table tasks;
};

static enum promql_type
type_of(const struct checker *checker, uint32_t node)
{
    return (enum promql_type)checker->tree->nodes[node].type;
}

static bool fails(struct checker *checker, struct span span, enum promql_trouble trouble,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

static bool
fails(struct checker *checker, struct span span, enum promql_trouble trouble,
    const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    *checker->error = (struct promql_error){
        .message = arena_vprintf(checker->arena, format, arguments),
        .span = span,
        .trouble = trouble,
        .is_type = true,
    };
    va_end(arguments);
    return false;
}

static bool
is_or_any(enum promql_type type, enum promql_type wanted)
{
    return type == wanted || type == PROMQL_TYPE_ANY;
}

static void
push(struct checker *checker, enum task_kind kind, uint32_t node)
{
    struct task *task = TABLE_PUSH(&checker->tasks, struct task);
    task->kind = (uint8_t)kind;
    task->node = node;
}

/* Visit the operand and then ask for its type: pushed in reverse. */
static void
push_expecting(struct checker *checker, uint32_t user, uint32_t node, enum promql_type wanted)
{
    struct task *task = TABLE_PUSH(&checker->tasks, struct task);
    task->kind = TASK_EXPECT;
    task->wanted = (uint8_t)wanted;
    task->node = node;
    task->user = user;
    push(checker, TASK_ENTER, node);
}

static bool
expect(struct checker *checker, const struct task *task)
{
    enum promql_type got = type_of(checker, task->node);
    enum promql_type wanted = (enum promql_type)task->wanted;
    if (is_or_any(got, wanted) || wanted == PROMQL_TYPE_ANY) {
        return true;
    }
    const struct promql_tree *tree = checker->tree;
    struct span span = promql_span(tree, task->node);
    struct str name;
    if (tree->nodes[task->user].kind == PROMQL_KIND_CALL) {
        name = promql_call_of(tree, task->user)->name;
        fails(checker, span, PROMQL_TROUBLE_ARGUMENT_TYPE,
            "expected type %s in call to function \"%.*s\", got %s", promql_type_text(wanted),
            STR_ARG(name), promql_type_text(got));
    } else {
        name = promql_grouping_of(tree, task->user)->name;
        bool is_parameter = task->node != task->user - 1;
        fails(checker, span, PROMQL_TROUBLE_ARGUMENT_TYPE,
            "expected type %s in aggregation %s, got %s", promql_type_text(wanted),
            is_parameter ? "parameter" : "expression", promql_type_text(got));
    }
    checker->error->subject = name;
    checker->error->other = promql_op_span(tree, task->user);
    checker->error->wanted = wanted;
    checker->error->got = got;
    return false;
}

static bool
check_argument_count(struct checker *checker, uint32_t node, const struct promql_call *call)
{
    size_t least = promql_function_least(call->function);
    size_t most = promql_function_most(call->function);
    if (call->argument_count >= least && call->argument_count <= most) {
        return true;
    }
    const char *bound = least == most                  ? ""
                        : call->argument_count < least ? "at least "
                                                       : "at most ";
    fails(checker, promql_span(checker->tree, node), PROMQL_TROUBLE_ARGUMENT_COUNT,
        "expected %s%zu argument(s) in call to \"%.*s\", got %u", bound,
        call->argument_count < least ? least : most, STR_ARG(call->name), call->argument_count);
    checker->error->subject = call->name;
    checker->error->other = call->name_span;
    return false;
}

/* The second argument of info: matchers in braces and nothing else. */
static bool
check_info(struct checker *checker, uint32_t node)
{
    const struct promql_tree *tree = checker->tree;
    uint32_t labels = promql_operand(tree, node, 1);
    struct span span = promql_span(tree, labels);
    enum promql_type got = type_of(checker, labels);
    if (!is_or_any(got, PROMQL_TYPE_VECTOR)) {
        return fails(checker, span, PROMQL_TROUBLE_ARGUMENT_TYPE,
            "expected type instant vector in call to function \"info\", got %s",
            promql_type_text(got));
    }
    if (tree->nodes[labels].kind != PROMQL_KIND_SELECTOR) {
        return fails(
            checker, span, PROMQL_TROUBLE_ARGUMENT_TYPE, "expected label selectors only");
    }
    if (promql_selector_of(tree, labels)->name.len) {
        return fails(checker, span, PROMQL_TROUBLE_ARGUMENT_TYPE,
            "expected label selectors only, got vector selector instead");
    }
    return true;
}

static bool
enter_call(struct checker *checker, uint32_t node)
{
    const struct promql_call *call = promql_call_of(checker->tree, node);
    const struct promql_function *function = call->function;
    bool is_info =
        function && call->argument_count == 2 && str_equal(function->name, STR("info"));
    if (function && !check_argument_count(checker, node, call)) {
        return false;
    }
    if (is_info && !check_info(checker, node)) {
        return false;
    }
    uint32_t operand = node - 1;
    for (uint32_t i = call->argument_count; i > 0; i--) {
        uint32_t last = function ? function->parameter_count - 1u : 0;
        enum promql_type wanted = PROMQL_TYPE_ANY;
        if (function) {
            wanted = (enum promql_type)function->parameters[i - 1 < last ? i - 1 : last];
        }
        push_expecting(checker, node, operand, wanted);
        if (is_info && i == 2) {
            TABLE_LAST(&checker->tasks, struct task)->kind = TASK_ENTER_INFO;
        }
        operand -= checker->tree->nodes[operand].size;
    }
    return true;
}

static void
enter_aggregation(struct checker *checker, uint32_t node)
{
    const struct promql_tree *tree = checker->tree;
    enum promql_op op = (enum promql_op)tree->nodes[node].op;
    if (promql_grouping_of(tree, node)->has_parameter) {
        enum promql_type wanted = PROMQL_TYPE_SCALAR;
        if (op == PROMQL_OP_COUNT_VALUES) {
            wanted = PROMQL_TYPE_STRING;
        } else if (op == PROMQL_OP_VARIABLE) {
            wanted = PROMQL_TYPE_ANY;
        }
        push_expecting(checker, node, promql_operand(tree, node, 0), wanted);
    }
    push_expecting(checker, node, node - 1, PROMQL_TYPE_VECTOR);
}

static bool
matches_empty(struct checker *checker, const struct promql_matcher *matcher)
{
    if (matcher->match == PROMQL_MATCH_EQL || matcher->match == PROMQL_MATCH_NEQ) {
        return (matcher->value.len == 0) == (matcher->match == PROMQL_MATCH_EQL);
    }
    struct str ignored;
    const struct regex *regex =
        regex_compile(checker->options->regexes, matcher->value, &ignored);
    return regex && regex_matches(regex, STR("")) == (matcher->match == PROMQL_MATCH_REGEX);
}

static bool
check_name_once(struct checker *checker, const struct promql_selector *selector)
{
    for (uint32_t i = 0; i < selector->matchers.count; i++) {
        const struct promql_matcher *matcher =
            &checker->tree->matchers[selector->matchers.first + i];
        if (!str_equal(matcher->label, STR("__name__"))) {
            continue;
        }
        struct buf buf;
        buf_init(&buf);
        promql_print_quoted(&buf, selector->name);
        buf_add_text(&buf, " or ");
        promql_print_quoted(&buf, matcher->value);
        fails(checker, matcher->value_span, PROMQL_TROUBLE_NAME_TWICE,
            "metric name must not be set twice: %.*s", STR_ARG(buf_str(&buf)));
        buf_finish(&buf);
        checker->error->other = selector->name_span;
        return false;
    }
    return true;
}

static bool
check_selector(struct checker *checker, uint32_t node, bool may_be_empty)
{
    const struct promql_selector *selector = promql_selector_of(checker->tree, node);
    if (selector->name.len) {
        return check_name_once(checker, selector);
    }
    for (uint32_t i = 0; i < selector->matchers.count; i++) {
        const struct promql_matcher *matcher =
            &checker->tree->matchers[selector->matchers.first + i];
        if (matcher->has_variable || !matches_empty(checker, matcher)) {
            return true;
        }
    }
    return may_be_empty ||
           fails(checker, promql_span(checker->tree, node), PROMQL_TROUBLE_EMPTY_SELECTOR,
               "vector selector must contain at least one non-empty matcher");
}

/* No label of `on` may stand in group_left too. */
static bool
check_overlap(struct checker *checker, const struct promql_matching *matching)
{
    if (!matching->is_on || !matching->labels.count || !matching->include.count) {
        return true;
    }
    const struct promql_label *labels = &checker->tree->labels[matching->labels.first];
    const struct promql_label *include = &checker->tree->labels[matching->include.first];
    struct map included;
    map_init(&included, checker->arena);
    for (uint32_t i = 0; i < matching->include.count; i++) {
        map_put(&included, include[i].name, NULL);
    }
    for (uint32_t i = 0; i < matching->labels.count; i++) {
        void *ignored;
        if (map_find(&included, labels[i].name, &ignored)) {
            struct buf buf;
            buf_init(&buf);
            promql_print_quoted(&buf, labels[i].name);
            fails(checker, matching->group_span, PROMQL_TROUBLE_OTHER,
                "label %.*s must not occur in ON and GROUP clause at once",
                STR_ARG(buf_str(&buf)));
            buf_finish(&buf);
            checker->error->other = labels[i].span;
            checker->error->subject = labels[i].name;
            return false;
        }
    }
    return true;
}

/* A set operator, a comparison or `bool` that the types of the sides forbid. */
static bool
check_operator(struct checker *checker, uint32_t node)
{
    const struct promql_node *n = &checker->tree->nodes[node];
    enum promql_op op = (enum promql_op)n->op;
    bool is_comparison = promql_op_is_comparison(op);
    if ((n->flags & PROMQL_FLAG_BOOL) && !is_comparison) {
        return fails(checker, promql_op_span(checker->tree, node), PROMQL_TROUBLE_OTHER,
            "bool modifier can only be used on comparison operators");
    }
    if (is_comparison && !(n->flags & PROMQL_FLAG_BOOL) && n->type == PROMQL_TYPE_SCALAR) {
        return fails(checker, promql_op_span(checker->tree, node),
            PROMQL_TROUBLE_SCALAR_COMPARISON,
            "comparisons between scalars must use BOOL modifier");
    }
    return true;
}

static bool
check_operand(struct checker *checker, uint32_t operand)
{
    enum promql_type type = type_of(checker, operand);
    if (is_or_any(type, PROMQL_TYPE_SCALAR) || type == PROMQL_TYPE_VECTOR) {
        return true;
    }
    fails(checker, promql_span(checker->tree, operand), PROMQL_TROUBLE_ARGUMENT_TYPE,
        "binary expression must contain only scalar and instant vector types");
    checker->error->wanted = PROMQL_TYPE_VECTOR;
    checker->error->got = type;
    return false;
}

static bool
check_matching(struct checker *checker, uint32_t node, bool is_between_vectors)
{
    const struct promql_matching *matching = promql_matching_of(checker->tree, node);
    enum promql_op op = (enum promql_op)checker->tree->nodes[node].op;
    if (!matching) {
        return true;
    }
    bool has_fill = matching->has_fill_left || matching->has_fill_right;
    if (!is_between_vectors && matching->labels.count) {
        return fails(checker, matching->on_span, PROMQL_TROUBLE_MATCHING_SCALAR,
            "vector matching only allowed between instant vectors");
    }
    if (is_between_vectors && promql_op_is_set(op) &&
        matching->card != PROMQL_CARD_ONE_TO_ONE) {
        return fails(checker, matching->group_span, PROMQL_TROUBLE_OTHER,
            "no grouping allowed for \"%s\" operation", promql_op_text(op));
    }
    if (has_fill && !is_between_vectors) {
        return fails(checker, matching->fill_span, PROMQL_TROUBLE_MATCHING_SCALAR,
            "filling in missing series only allowed between instant vectors");
    }
    if (has_fill && promql_op_is_set(op)) {
        return fails(checker, matching->fill_span, PROMQL_TROUBLE_OTHER,
            "filling in missing series not allowed for set operators");
    }
    return true;
}

static bool
leave_binary(struct checker *checker, uint32_t node)
{
    const struct promql_tree *tree = checker->tree;
    uint32_t right = node - 1;
    uint32_t left = right - tree->nodes[right].size;
    enum promql_type types[] = { type_of(checker, left), type_of(checker, right) };
    const struct promql_matching *matching = promql_matching_of(tree, node);
    enum promql_op op = (enum promql_op)tree->nodes[node].op;
    if (!check_operator(checker, node) || (matching && !check_overlap(checker, matching)) ||
        !check_operand(checker, left) || !check_operand(checker, right)) {
        return false;
    }
    bool is_between_vectors =
        is_or_any(types[0], PROMQL_TYPE_VECTOR) && is_or_any(types[1], PROMQL_TYPE_VECTOR);
    if (!check_matching(checker, node, is_between_vectors)) {
        return false;
    }
    if (promql_op_is_set(op) &&
        (types[0] == PROMQL_TYPE_SCALAR || types[1] == PROMQL_TYPE_SCALAR)) {
        fails(checker, promql_span(tree, types[0] == PROMQL_TYPE_SCALAR ? left : right),
            PROMQL_TROUBLE_SET_OPERAND,
            "set operator \"%s\" not allowed in binary scalar expression", promql_op_text(op));
        checker->error->other = promql_op_span(tree, node);
        return false;
    }
    return true;
}

static bool
leave_unary(struct checker *checker, uint32_t node)
{
    enum promql_type type = type_of(checker, node - 1);
    if (is_or_any(type, PROMQL_TYPE_SCALAR) || type == PROMQL_TYPE_VECTOR) {
        return true;
    }
    return fails(checker, promql_span(checker->tree, node), PROMQL_TROUBLE_ARGUMENT_TYPE,
        "unary expression only allowed on expressions of type scalar or instant vector, got "
        "\"%s\"",
        promql_type_text(type));
}

static bool
leave_subquery(struct checker *checker, uint32_t node)
{
    enum promql_type type = type_of(checker, node - 1);
    if (is_or_any(type, PROMQL_TYPE_VECTOR)) {
        return true;
    }
    fails(checker, promql_span(checker->tree, node - 1), PROMQL_TROUBLE_SUBQUERY_TARGET,
        "subquery is only allowed on instant vector, got %s instead", promql_type_name(type));
    checker->error->other = promql_range_of(checker->tree, node)->brackets;
    return false;
}

static bool
enter(struct checker *checker, uint32_t node, bool is_info)
{
    switch ((enum promql_kind)checker->tree->nodes[node].kind) {
    case PROMQL_KIND_SELECTOR:
        return check_selector(checker, node, is_info);
    case PROMQL_KIND_CALL:
        return enter_call(checker, node);
    case PROMQL_KIND_AGGREGATION:
        enter_aggregation(checker, node);
        return true;
    case PROMQL_KIND_BINARY:
        push(checker, TASK_LEAVE, node);
        push(checker, TASK_ENTER, node - 1);
        push(checker, TASK_ENTER, node - 1 - checker->tree->nodes[node - 1].size);
        return true;
    case PROMQL_KIND_UNARY:
    case PROMQL_KIND_SUBQUERY:
        push(checker, TASK_LEAVE, node);
        push(checker, TASK_ENTER, node - 1);
        return true;
    case PROMQL_KIND_PAREN:
    case PROMQL_KIND_RANGE:
        push(checker, TASK_ENTER, node - 1);
        return true;
    case PROMQL_KIND_NUMBER:
    case PROMQL_KIND_STRING:
    case PROMQL_KIND_VARIABLE:
        break;
    }
    return true;
}

static bool
leave(struct checker *checker, uint32_t node)
{
    if (checker->tree->nodes[node].kind == PROMQL_KIND_BINARY) {
        return leave_binary(checker, node);
    }
    if (checker->tree->nodes[node].kind == PROMQL_KIND_UNARY) {
        return leave_unary(checker, node);
    }
    return leave_subquery(checker, node);
}

bool
promql_check(struct arena *arena, const struct promql_options *options,
    const struct promql_tree *tree, struct promql_error *error)
{
    struct checker checker = {
        .arena = arena, .options = options, .tree = tree, .error = error
    };
    bool is_right = true;
    struct task tasks[32];
    TABLE_LEND(&checker.tasks, tasks);
    push(&checker, TASK_ENTER, promql_root(tree));
    while (is_right && checker.tasks.count > 0) {
        struct task task = *TABLE_LAST(&checker.tasks, struct task);
        checker.tasks.count--;
        if (task.kind == TASK_EXPECT) {
            is_right = expect(&checker, &task);
        } else if (task.kind == TASK_LEAVE) {
            is_right = leave(&checker, task.node);
        } else {
            is_right = enter(&checker, task.node, task.kind == TASK_ENTER_INFO);
        }
    }
    promql_table_free(&checker.tasks);
    return is_right;
}
