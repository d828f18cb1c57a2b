/*
 * Walks a template once per pass with types in place of values.
 *
 * What `.` is inside of a `define` follows from the `template` actions that call it, which may
 * stand anywhere; so silent passes run until those types stand still, and only the last pass
 * notes uses and reports. A `define` called with different types, or from elsewhere, is read
 * with an unknown `.`, and nothing is claimed about its fields.
 */
#include "gotmpl/checker.h"

enum { MOST_PASSES = 10 };

static struct shape check_pipe(struct checker *checker, const struct gotmpl_node *pipe);
static struct shape check_operand(struct checker *checker, const struct gotmpl_node *node);
static void check_list(struct checker *checker, const struct gotmpl_node_vec *list);

static void
declare(struct checker *checker, struct str name, struct shape shape)
{
    struct known_variable variable = { name, shape };
    VEC_PUSH(checker->arena, &checker->variables, variable);
}

static struct known_variable *
find_variable(struct checker *checker, struct str name)
{
    for (size_t i = checker->variables.count; i-- > checker->scope;) {
        if (str_equal(checker->variables.at[i].name, name)) {
            return &checker->variables.at[i];
        }
    }
    return NULL;
}

/* The value and the limit are noted where they are used, under whatever name. */
static void
note_number(struct checker *checker, const struct gotmpl_node *node, enum type type)
{
    if ((type != TYPE_VALUE && type != TYPE_LIMIT) || checker->is_alias) {
        return;
    }
    struct gotmpl_use use = {
        .kind = type == TYPE_VALUE ? GOTMPL_USE_VALUE : GOTMPL_USE_LIMIT,
        .span = node->span,
        .formatter = checker->formatter,
    };
    checker_use(checker, use);
}

static struct shape
check_names(struct checker *checker, const struct gotmpl_node *node, struct shape shape)
{
    for (size_t i = 0; i < node->names.count; i++) {
        shape = checker_field(checker, &shape, &node->names.at[i]);
    }
    note_number(checker, node, shape.type);
    return shape;
}

static struct shape
check_variable(struct checker *checker, const struct gotmpl_node *node)
{
    struct shape shape = checker->dollar;
    const struct known_variable *variable = find_variable(checker, node->text);
    if (variable) {
        shape = variable->shape;
    }
    return check_names(checker, node, shape);
}

static struct shape
check_chain(struct checker *checker, const struct gotmpl_node *node)
{
    bool is_alias = checker->is_alias;
    checker->is_alias = false;
    struct shape shape = check_operand(checker, node->pipe);
    checker->is_alias = is_alias;
    return check_names(checker, node, shape);
}

static struct shape
check_operand(struct checker *checker, const struct gotmpl_node *node)
{
    struct argument_vec none = { 0 };
    struct shape shape;
    switch (node->kind) {
    case GOTMPL_KIND_DOT:
        note_number(checker, node, checker->dot.type);
        return checker->dot;
    case GOTMPL_KIND_FIELD:
        return check_names(checker, node, checker->dot);
    case GOTMPL_KIND_VARIABLE:
        return check_variable(checker, node);
    case GOTMPL_KIND_CHAIN:
        return check_chain(checker, node);
    case GOTMPL_KIND_PIPE:
        return check_pipe(checker, node);
    case GOTMPL_KIND_FUNCTION:
        return checker_call(checker, node, &none);
    case GOTMPL_KIND_STRING:
        shape = shape_of(TYPE_STRING);
        shape.literal = node;
        return shape;
    case GOTMPL_KIND_BOOL:
        return shape_of(TYPE_BOOL);
    case GOTMPL_KIND_NUMBER:
    case GOTMPL_KIND_CHAR:
        return shape_of(TYPE_NUMBER);
    case GOTMPL_KIND_TEXT:
    case GOTMPL_KIND_ACTION:
    case GOTMPL_KIND_IF:
    case GOTMPL_KIND_RANGE:
    case GOTMPL_KIND_WITH:
    case GOTMPL_KIND_BREAK:
    case GOTMPL_KIND_CONTINUE:
    case GOTMPL_KIND_TEMPLATE:
    case GOTMPL_KIND_BLOCK:
    case GOTMPL_KIND_COMMAND:
    case GOTMPL_KIND_NIL:
        break;
    }
    return shape_of(TYPE_ANY);
}

static const struct gotmpl_node *
first_of(const struct gotmpl_node *command)
{
    return command->children.at[0];
}

/* `.Remove` and the methods of times take arguments, plain fields do not. */
static void
check_no_arguments(struct checker *checker, const struct gotmpl_node *command,
    const struct shape *shape, bool has_piped)
{
    const struct gotmpl_node *first = first_of(command);
    size_t count = command->children.count - 1 + has_piped;
    if (count == 0 || shape->type == TYPE_ANY || shape->type == TYPE_UNKNOWN_DATA) {
        return;
    }
    if (first->names.count > 0 && str_is(VEC_LAST(&first->names)->text, "Remove")) {
        return;
    }
    struct finding *finding = checker_report(checker, &kind_template_type, first->span,
        "can't give an argument to `%.*s`, which is no function", STR_ARG(first->text));
    if (finding && has_piped) {
        finding_help(checker->diags, finding, "a function must stand behind `|`");
    } else if (finding) {
        finding_help(checker->diags, finding, "write a function before it, as in `print a b`");
    }
}

static struct shape
check_value_command(struct checker *checker, const struct gotmpl_node *command, bool has_piped)
{
    struct shape shape = check_operand(checker, first_of(command));
    check_no_arguments(checker, command, &shape, has_piped);
    checker->is_alias = false;
    for (size_t i = 1; i < command->children.count; i++) {
        struct shape argument = check_operand(checker, command->children.at[i]);
        if (type_is_map(argument.type)) {
            checker_use_label(checker, argument.type, STR(""), command->children.at[i]->span);
        }
    }
    return shape;
}

static struct shape
check_function_command(
    struct checker *checker, const struct gotmpl_node *command, const struct argument *piped)
{
    const struct gotmpl_node *function = first_of(command);
    size_t outer = checker->arguments.count;
    bool was_condition = checker->is_condition;
    size_t count = command->children.count;
    checker->is_alias = false;
    for (size_t i = 1; i < count; i++) {
        const struct gotmpl_node *node = command->children.at[i];
        bool is_last = i + 1 == count && !piped;
        checker->is_condition = was_condition || checker_only_asks(function->text, is_last);
        checker->formatter = function->text;
        struct argument argument = { check_operand(checker, node), node->span };
        VEC_PUSH(checker->arena, &checker->arguments, argument);
    }
    checker->is_condition = was_condition;
    if (piped) {
        VEC_PUSH(checker->arena, &checker->arguments, *piped);
    }
    struct argument_vec given = { .count = checker->arguments.count - outer };
    if (given.count > 0) {
        given.at = &checker->arguments.at[outer];
    }
    checker->arguments.count = outer;
    return checker_call(checker, function, &given);
}

/* The function that the value of this command goes to. */
static struct str
formatter_behind(const struct gotmpl_node *pipe, size_t index)
{
    if (index + 1 < pipe->children.count) {
        const struct gotmpl_node *next = first_of(pipe->children.at[index + 1]);
        if (next->kind == GOTMPL_KIND_FUNCTION) {
            return next->text;
        }
    }
    return STR("");
}

static void
bind_variables(struct checker *checker, const struct gotmpl_node *pipe, struct shape shape)
{
    for (size_t i = 0; i < pipe->variables.count; i++) {
        struct str name = pipe->variables.at[i].text;
        struct known_variable *variable =
            pipe->is_assignment ? find_variable(checker, name) : NULL;
        if (!pipe->is_assignment) {
            declare(checker, name, shape);
        } else if (variable && variable->shape.type != shape.type) {
            /* It may hold either from now on; what was known of it is lost. */
            variable->shape = shape_of(TYPE_ANY);
        } else if (variable) {
            variable->shape = shape_of(shape.type);
        }
    }
}

/* The value of a pipeline, without binding its variables. */
static struct shape
check_commands(struct checker *checker, const struct gotmpl_node *pipe)
{
    struct argument value = { shape_of(TYPE_ANY), pipe->span };
    struct str outer_formatter = checker->formatter;
    bool was_condition = checker->is_condition;
    for (size_t i = 0; i < pipe->children.count; i++) {
        const struct gotmpl_node *command = pipe->children.at[i];
        struct str next = formatter_behind(pipe, i);
        bool is_last = i + 1 == pipe->children.count;
        bool is_asked = !is_last && checker_only_asks(next, true);
        checker->is_alias = pipe->variables.count > 0 && pipe->children.count == 1;
        checker->is_condition = (was_condition && is_last) || is_asked;
        checker->formatter = is_last ? outer_formatter : next;
        if (first_of(command)->kind == GOTMPL_KIND_FUNCTION) {
            value.shape = check_function_command(checker, command, i > 0 ? &value : NULL);
        } else {
            value.shape = check_value_command(checker, command, i > 0);
        }
        value.span = command->span;
    }
    checker->is_alias = false;
    checker->formatter = outer_formatter;
    checker->is_condition = was_condition;
    return value.shape;
}

static struct shape
check_pipe(struct checker *checker, const struct gotmpl_node *pipe)
{
    struct shape shape = check_commands(checker, pipe);
    bind_variables(checker, pipe, shape);
    return shape;
}

static void
check_action(struct checker *checker, const struct gotmpl_node *node)
{
    struct shape shape = check_pipe(checker, node->pipe);
    if (type_is_map(shape.type) && node->pipe->variables.count == 0) {
        checker_use_label(checker, shape.type, STR(""), node->pipe->span);
    }
}

static struct shape
check_condition(struct checker *checker, const struct gotmpl_node *pipe)
{
    bool was_condition = checker->is_condition;
    checker->is_condition = true;
    struct shape shape = check_pipe(checker, pipe);
    checker->is_condition = was_condition;
    return shape;
}

static void
check_guarded(struct checker *checker, const struct gotmpl_node_vec *list,
    const struct label_ref_vec *guards)
{
    size_t before = checker->guards.count;
    for (size_t i = 0; i < guards->count; i++) {
        VEC_PUSH(checker->arena, &checker->guards, guards->at[i]);
    }
    check_list(checker, list);
    checker->guards.count = before;
}

static void
check_if_or_with(struct checker *checker, const struct gotmpl_node *node)
{
    size_t visible = checker->variables.count;
    struct shape outer = checker->dot;
    struct shape shape = check_condition(checker, node->pipe);
    if (node->kind == GOTMPL_KIND_WITH) {
        checker->dot = shape;
    }
    check_guarded(checker, &node->body, &shape.if_true);
    checker->dot = outer;
    check_guarded(checker, &node->otherwise, &shape.if_false);
    checker->variables.count = visible;
}

/* `$x` of `range $i, $x :=` is the element, `$i` its index or key. */
static void
check_range(struct checker *checker, const struct gotmpl_node *node)
{
    size_t visible = checker->variables.count;
    struct shape outer = checker->dot;
    struct shape shape = check_commands(checker, node->pipe);
    struct shape element = shape_of(type_element(shape.type));
    if (type_is_map(shape.type)) {
        checker_use_label(checker, shape.type, STR(""), node->pipe->span);
    }
    size_t count = node->pipe->variables.count;
    for (size_t i = 0; i < count; i++) {
        bool is_key = count == 2 && i == 0;
        enum type key = type_is_map(shape.type) ? TYPE_STRING : TYPE_NUMBER;
        declare(checker, node->pipe->variables.at[i].text, is_key ? shape_of(key) : element);
    }
    checker->dot = element;
    check_list(checker, &node->body);
    checker->dot = outer;
    check_list(checker, &node->otherwise);
    checker->variables.count = visible;
}

static const struct gotmpl_define *
find_define(const struct checker *checker, struct str name, size_t *index)
{
    const struct gotmpl_define_vec *defines = &checker->gotmpl->defines;
    for (size_t i = defines->count; i-- > 0;) {
        if (str_equal(defines->at[i].name, name)) {
            *index = i;
            return &defines->at[i];
        }
    }
    return NULL;
}

static void
call_define(struct checker *checker, size_t index, enum type passed)
{
    enum type *type = &checker->define_types[index];
    enum type joined =
        !checker->define_called[index] || *type == passed ? passed : TYPE_UNKNOWN_DATA;
    checker->has_changed |= !checker->define_called[index] || joined != *type;
    checker->define_called[index] = true;
    *type = joined;
}

static void
check_template(struct checker *checker, const struct gotmpl_node *node)
{
    struct shape passed = node->pipe ? check_pipe(checker, node->pipe) : shape_of(TYPE_ANY);
    struct gotmpl_use use = {
        .kind = GOTMPL_USE_TEMPLATE, .name = node->text, .span = node->contents
    };
    checker_use(checker, use);
    size_t index;
    const struct gotmpl_define *define = find_define(checker, node->text, &index);
    if (define) {
        call_define(checker, index, passed.type);
    } else if (checker->gotmpl->options.dialect == GOTMPL_DIALECT_PROMETHEUS) {
        struct finding *finding = checker_report(checker, &kind_template_type, node->contents,
            "template `%.*s` not defined", STR_ARG(node->text));
        if (finding) {
            finding_note(checker->diags, finding,
                "every text of a rule stands alone: only its own `define`s are known");
        }
    }
}

static void
check_node(struct checker *checker, const struct gotmpl_node *node)
{
    switch (node->kind) {
    case GOTMPL_KIND_ACTION:
        check_action(checker, node);
        return;
    case GOTMPL_KIND_IF:
    case GOTMPL_KIND_WITH:
        check_if_or_with(checker, node);
        return;
    case GOTMPL_KIND_RANGE:
        check_range(checker, node);
        return;
    case GOTMPL_KIND_TEMPLATE:
    case GOTMPL_KIND_BLOCK:
        check_template(checker, node);
        return;
    case GOTMPL_KIND_TEXT:
    case GOTMPL_KIND_BREAK:
    case GOTMPL_KIND_CONTINUE:
    case GOTMPL_KIND_PIPE:
    case GOTMPL_KIND_COMMAND:
    case GOTMPL_KIND_FUNCTION:
    case GOTMPL_KIND_DOT:
    case GOTMPL_KIND_FIELD:
    case GOTMPL_KIND_VARIABLE:
    case GOTMPL_KIND_CHAIN:
    case GOTMPL_KIND_NIL:
    case GOTMPL_KIND_BOOL:
    case GOTMPL_KIND_NUMBER:
    case GOTMPL_KIND_CHAR:
    case GOTMPL_KIND_STRING:
        return;
    }
}

static void
check_list(struct checker *checker, const struct gotmpl_node_vec *list)
{
    for (size_t i = 0; i < list->count; i++) {
        check_node(checker, list->at[i]);
    }
}

static void
declare_prelude(struct checker *checker)
{
    if (checker->gotmpl->options.allow_limit) {
        declare(checker, STR("$limit"), shape_of(TYPE_LIMIT));
    }
    if (checker->gotmpl->options.dialect == GOTMPL_DIALECT_PROMETHEUS) {
        declare(checker, STR("$labels"), shape_of(TYPE_LABELS));
        declare(checker, STR("$externalLabels"), shape_of(TYPE_EXTERNAL_LABELS));
        declare(checker, STR("$externalURL"), shape_of(TYPE_STRING));
        declare(checker, STR("$value"), shape_of(TYPE_VALUE));
    }
}

static void
check_body(struct checker *checker, const struct gotmpl_node_vec *body, enum type dot)
{
    checker->guards.count = 0;
    checker->dot = shape_of(dot);
    checker->dollar = checker->dot;
    check_list(checker, body);
}

static void
run_pass(struct checker *checker)
{
    const struct gotmpl *gotmpl = checker->gotmpl;
    bool is_rule = gotmpl->options.dialect == GOTMPL_DIALECT_PROMETHEUS;
    enum type root = gotmpl->options.is_file ? TYPE_UNKNOWN_DATA
                     : is_rule               ? TYPE_RULE_DATA
                                             : TYPE_DATA;
    checker->has_changed = false;
    checker->variables.count = 0;
    checker->scope = 0;
    declare_prelude(checker);
    check_body(checker, &gotmpl->body, root);
    checker->scope = checker->variables.count;
    for (size_t i = 0; i < gotmpl->defines.count; i++) {
        bool is_called = checker->define_called[i];
        check_body(checker, &gotmpl->defines.at[i].body,
            is_called ? checker->define_types[i] : TYPE_UNKNOWN_DATA);
        checker->variables.count = checker->scope;
    }
}

bool
gotmpl_check(const struct gotmpl *gotmpl, struct regex_set *regexes, struct diags *diags,
    struct gotmpl_uses *uses)
{
    *uses = (struct gotmpl_uses){ 0 };
    struct checker checker = {
        .gotmpl = gotmpl,
        .arena = gotmpl->arena,
        .regexes = regexes,
        .diags = diags,
        .uses = uses,
    };
    checker.define_types = ARENA_ARRAY(gotmpl->arena, enum type, gotmpl->defines.count);
    checker.define_called = ARENA_ARRAY(gotmpl->arena, bool, gotmpl->defines.count);
    checker.has_changed = gotmpl->defines.count > 0;
    for (int pass = 0; checker.has_changed && pass < MOST_PASSES; pass++) {
        run_pass(&checker);
    }
    for (size_t i = 0; checker.has_changed && i < gotmpl->defines.count; i++) {
        checker.define_types[i] = TYPE_UNKNOWN_DATA;
    }
    checker.is_final = true;
    run_pass(&checker);
    return !checker.is_broken;
}
