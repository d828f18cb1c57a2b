/*
 * Calls of functions: the number of arguments, patterns, queries, and what the result tells.
 */
#include "gotmpl/checker.h"

/* More are not worth remembering, and hostile input must not make lists grow. */
enum { MOST_REFS = 64 };

static void
add_refs(struct checker *checker, struct label_ref_vec *to, const struct label_ref_vec *from)
{
    for (size_t i = 0; i < from->count && to->count < MOST_REFS; i++) {
        VEC_PUSH(checker->arena, to, from->at[i]);
    }
}

bool
checker_only_asks(struct str function, bool is_last_argument)
{
    static const char *const asking[] = { "not", "eq", "ne", "lt", "le", "gt", "ge", "len" };
    if (str_is(function, "and") || str_is(function, "or")) {
        return !is_last_argument;
    }
    for (size_t i = 0; i < sizeof asking / sizeof *asking; i++) {
        if (str_is(function, asking[i])) {
            return true;
        }
    }
    return false;
}

static bool
check_count(struct checker *checker, const struct gotmpl_node *node,
    const struct gotmpl_function *function, size_t count)
{
    size_t min = (size_t)function->min_arguments;
    size_t max = function->max_arguments < 0 ? count : (size_t)function->max_arguments;
    if (count >= min && count <= max) {
        return true;
    }
    const char *bound = function->max_arguments < 0                          ? "at least "
                        : function->min_arguments == function->max_arguments ? ""
                        : count < min                                        ? "at least "
                                                                             : "at most ";
    struct finding *finding = checker_report(checker, &kind_template_type, node->span,
        "wrong number of arguments for `%.*s`: wants %s%zu, found %zu", STR_ARG(node->text),
        bound, count < min ? min : max, count);
    if (!finding) {
        return false;
    }
    finding_note(
        checker->diags, finding, "`%.*s` gives %s", STR_ARG(node->text), function->doc);
    if (str_is(node->text, "value") && count == 0) {
        finding_help(checker->diags, finding, "write `$value` for the value of the alert");
    }
    return false;
}

static void
check_pattern(struct checker *checker, const struct argument *pattern)
{
    const struct gotmpl_node *literal = pattern->shape.literal;
    struct str error;
    if (!literal || !checker->regexes ||
        regex_compile(checker->regexes, literal->text, &error)) {
        return;
    }
    struct finding *finding = checker_report(checker, &kind_regex_syntax, literal->contents,
        "invalid regular expression: %.*s", STR_ARG(error));
    if (finding) {
        finding_caption(checker->diags, finding, "this pattern");
    }
}

static struct shape
call_index(struct checker *checker, const struct argument_vec *arguments)
{
    const struct argument *container = &arguments->at[0];
    if (arguments->count == 1) {
        return container->shape;
    }
    const struct argument *key = &arguments->at[1];
    enum type type = container->shape.type;
    if (!type_is_map(type)) {
        return shape_of(arguments->count == 2 ? type_element(type) : TYPE_ANY);
    }
    if (!key->shape.literal) {
        checker_use_label(checker, type, STR(""), container->span);
        return shape_of(TYPE_STRING);
    }
    /* The key is a field that may have any name. */
    struct gotmpl_name name = { key->shape.literal->text, key->shape.literal->contents };
    bool is_method = str_is(name.text, "SortedPairs") || str_is(name.text, "Names") ||
                     str_is(name.text, "Values") || str_is(name.text, "String") ||
                     str_is(name.text, "Remove");
    if (is_method) {
        checker_use_label(checker, type, name.text, name.span);
        return shape_of(TYPE_STRING);
    }
    return checker_field(checker, &container->shape, &name);
}

static void
call_query(struct checker *checker, const struct argument *argument)
{
    struct gotmpl_use use = { .kind = GOTMPL_USE_QUERY, .span = argument->span };
    const struct gotmpl_node *literal = argument->shape.literal;
    if (literal) {
        use.name = literal->text;
        use.span = literal->contents;
        use.is_exact = literal->is_raw;
    }
    checker_use(checker, use);
}

/* `and` and `or` give one of their arguments. */
static struct shape
call_choice(struct checker *checker, const struct argument_vec *arguments, bool is_and)
{
    struct shape shape = shape_of(arguments->at[0].shape.type);
    for (size_t i = 0; i < arguments->count; i++) {
        const struct shape *argument = &arguments->at[i].shape;
        shape.type = argument->type == shape.type ? shape.type : TYPE_ANY;
        if (is_and) {
            add_refs(checker, &shape.if_true, &argument->if_true);
        } else {
            add_refs(checker, &shape.if_false, &argument->if_false);
        }
    }
    return shape;
}

/* `eq $labels.x "a"` tells that x is there, and so does `ne $labels.x ""`; the other way round
 * the `else` tells it. */
static struct shape
call_equality(struct checker *checker, const struct argument_vec *arguments, bool is_equal)
{
    struct shape shape = shape_of(TYPE_BOOL);
    if (arguments->count != 2) {
        return shape;
    }
    const struct shape *a = &arguments->at[0].shape;
    const struct shape *b = &arguments->at[1].shape;
    const struct shape *asked = a->literal ? b : a;
    const struct gotmpl_node *literal = a->literal ? a->literal : b->literal;
    if (!literal) {
        return shape;
    }
    bool is_empty = literal->text.len == 0;
    bool means_present = is_equal != is_empty;
    add_refs(checker, means_present ? &shape.if_true : &shape.if_false, &asked->if_true);
    return shape;
}

static void
use_whole_maps(
    struct checker *checker, struct str function, const struct argument_vec *arguments)
{
    for (size_t i = 0; i < arguments->count; i++) {
        bool only_asks = checker_only_asks(function, i + 1 == arguments->count);
        if (type_is_map(arguments->at[i].shape.type) && !only_asks) {
            checker_use_label(
                checker, arguments->at[i].shape.type, STR(""), arguments->at[i].span);
        }
    }
}

struct shape
checker_call(struct checker *checker, const struct gotmpl_node *node,
    const struct argument_vec *arguments)
{
    const struct gotmpl_function *function = node->function;
    if (!function || !check_count(checker, node, function, arguments->count)) {
        return shape_of(TYPE_ANY);
    }
    struct str name = node->text;
    if (str_is(name, "index")) {
        return call_index(checker, arguments);
    }
    use_whole_maps(checker, name, arguments);
    if (str_is(name, "and") || str_is(name, "or")) {
        return call_choice(checker, arguments, str_is(name, "and"));
    }
    if (str_is(name, "eq") || str_is(name, "ne")) {
        return call_equality(checker, arguments, str_is(name, "eq"));
    }
    struct shape shape = shape_of(function_result(function));
    if (str_is(name, "not")) {
        shape.if_true = arguments->at[0].shape.if_false;
        shape.if_false = arguments->at[0].shape.if_true;
    } else if (str_is(name, "query")) {
        call_query(checker, &arguments->at[0]);
    } else if (str_is(name, "match") || str_is(name, "reReplaceAll")) {
        check_pattern(checker, &arguments->at[0]);
    }
    return shape;
}
