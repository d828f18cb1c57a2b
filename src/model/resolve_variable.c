/*
 * Variables of dashboards: their names, what their kinds take, and what query variables ask.
 *
 * Grafana reads the functions of a query variable with regular expressions of its own; what
 * fits none of them is sent to Prometheus as a selector of series.
 */
#include "model/resolve_dashboard.h"

#include "base/nearest.h"
#include "model/grafana_time.h"
#include "model/model.h"
#include "promql/variable.h"
#include "regex/regex.h"
#include "schema/complain.h"

static bool
is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_';
}

/* In the order of enum variable_query_kind. */
static const char *const functions[] = { "label_names", "label_values", "metrics",
    "query_result" };
enum { FUNCTION_COUNT = sizeof functions / sizeof functions[0] };

static struct text
slice(struct text text, size_t from, size_t to)
{
    bool is_direct = text.span.len == text.str.len;
    return (struct text){ str_slice(text.str, from, to),
        is_direct ? span_slice(text.span, from, to) : text.span };
}

static struct text
trim(struct text text)
{
    struct str trimmed = str_trim(text.str);
    if (trimmed.len == 0) {
        return slice(text, 0, 0);
    }
    size_t from = (size_t)(trimmed.at - text.str.at);
    return slice(text, from, from + trimmed.len);
}

/* The last comma outside brackets and strings, or SIZE_MAX. */
static size_t
find_last_comma(struct str text)
{
    size_t last = SIZE_MAX;
    size_t depth = 0;
    char quote = '\0';
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        if (quote) {
            i += c == '\\' && quote != '`';
            quote = c == quote ? '\0' : quote;
        } else if (c == '"' || c == '\'' || c == '`') {
            quote = c;
        } else if (c == '{' || c == '(' || c == '[') {
            depth++;
        } else if (c == '}' || c == ')' || c == ']') {
            depth -= depth > 0;
        } else if (c == ',' && depth == 0) {
            last = i;
        }
    }
    return last;
}

static bool
is_label(struct str text)
{
    if (promql_variable_is_all(text)) {
        return true;
    }
    for (size_t i = 0; i < text.len; i++) {
        if (!is_word(text.at[i]) || (i == 0 && text.at[i] >= '0' && text.at[i] <= '9')) {
            return false;
        }
    }
    return text.len > 0;
}

/* The tree of a selector; NULL after a finding, and for a mere variable. */
static const struct promql_tree *
read_selector(struct dashboard_scope *scope, struct text text)
{
    const struct promql_tree *tree =
        promql_read(scope->arena, &scope->options, text.str, text.span, scope->diags);
    if (!tree || promql_selector_of(tree, promql_root(tree)) ||
        promql_variable_is_all(text.str)) {
        return tree;
    }
    struct finding *finding = diag_report(scope->diags, &kind_invalid_value, text.span,
        "`label_values` takes a metric with its matchers, not an expression");
    finding_help(scope->diags, finding,
        "write `label_values(metric{…}, label)`, or ask the expression by "
        "`query_result(…)` and pick the label with `regex`");
    return NULL;
}

static void
read_label_values(
    struct dashboard_scope *scope, struct text arguments, struct variable_query *out)
{
    size_t comma = find_last_comma(arguments.str);
    size_t from = comma == SIZE_MAX ? 0 : comma + 1;
    struct text label = trim(slice(arguments, from, arguments.str.len));
    if (!is_label(label.str)) {
        struct span span = label.str.len > 0 ? label.span : arguments.span;
        struct finding *finding = diag_report(
            scope->diags, &kind_invalid_value, span, "`label_values` does not say which label");
        finding_caption(scope->diags, finding, "expected the name of a label at the end");
        finding_help(scope->diags, finding, "write `label_values(metric, label)`");
        return;
    }
    out->label = label;
    struct text selector =
        comma == SIZE_MAX ? slice(arguments, 0, 0) : trim(slice(arguments, 0, comma));
    if (selector.str.len > 0) {
        out->tree = read_selector(scope, selector);
    }
}

static void
report_function(struct dashboard_scope *scope, struct text name)
{
    struct str quoted = complain_quote(scope->arena, name.str);
    struct finding *finding = diag_report(scope->diags, &kind_invalid_value, name.span,
        "%.*s is no function of query variables", STR_ARG(quoted));
    struct nearest nearest;
    nearest_begin(&nearest, name.str);
    for (size_t i = 0; i < FUNCTION_COUNT; i++) {
        nearest_offer(&nearest, str_from(functions[i]));
    }
    if (nearest.best.len > 0) {
        finding_help(scope->diags, finding, "did you mean `%.*s`?", STR_ARG(nearest.best));
        return;
    }
    finding_caption(scope->diags, finding,
        "expected `label_values`, `label_names`, `metrics` or `query_result`");
    finding_help(scope->diags, finding,
        "for the result of an expression write `query_result(…)` around it");
}

static void
read_arguments(struct dashboard_scope *scope, struct text arguments, struct variable_query *out)
{
    struct text inner = trim(arguments);
    switch (out->kind) {
    case VARIABLE_QUERY_LABEL_NAMES:
        if (inner.str.len > 0) {
            out->tree = read_selector(scope, inner);
        }
        break;
    case VARIABLE_QUERY_LABEL_VALUES:
        read_label_values(scope, arguments, out);
        break;
    case VARIABLE_QUERY_METRICS:
        out->pattern = inner;
        break;
    case VARIABLE_QUERY_RESULT:
        out->tree =
            promql_read(scope->arena, &scope->options, inner.str, inner.span, scope->diags);
        break;
    case VARIABLE_QUERY_UNKNOWN:
        break;
    }
}

struct variable_query
resolve_variable_query(struct dashboard_scope *scope, struct text query)
{
    struct variable_query out = { .kind = VARIABLE_QUERY_UNKNOWN };
    struct text text = trim(query);
    size_t end = 0;
    while (end < text.str.len && is_word(text.str.at[end])) {
        end++;
    }
    struct text name = slice(text, 0, end);
    bool is_call = end > 0 && end < text.str.len && text.str.at[end] == '(';
    if (!is_call) { /* Grafana asks for the series of a selector */
        out.tree = read_selector(scope, text);
        return out;
    }
    size_t kind = 0;
    while (kind < FUNCTION_COUNT && !str_is(name.str, functions[kind])) {
        kind++;
    }
    if (kind == FUNCTION_COUNT) {
        report_function(scope, name);
        return out;
    }
    if (text.str.at[text.str.len - 1] != ')') {
        struct str quoted = complain_quote(scope->arena, name.str);
        struct finding *finding =
            diag_report(scope->diags, &kind_invalid_value, slice(text, end, end + 1).span,
                "the bracket of %.*s is not closed at the end", STR_ARG(quoted));
        finding_caption(scope->diags, finding, "opened here");
        return out;
    }
    out.kind = (enum variable_query_kind)kind;
    read_arguments(scope, slice(text, end + 1, text.str.len - 1), &out);
    return out;
}

static void
check_name(struct dashboard_scope *scope, struct text key)
{
    bool is_name = true;
    for (size_t i = 0; i < key.str.len; i++) {
        is_name = is_name && is_word(key.str.at[i]);
    }
    bool is_reserved = str_starts_with(key.str, STR("__"));
    if (is_name && !is_reserved) {
        return;
    }
    struct str quoted = complain_quote(scope->arena, key.str);
    struct finding *finding = diag_report(scope->diags, &kind_invalid_value, key.span,
        "%.*s is no name of a variable", STR_ARG(quoted));
    finding_caption(scope->diags, finding,
        is_reserved ? "names that begin with `__` are Grafana's own"
                    : "letters, digits and `_` only");
    if (!is_reserved) {
        finding_help(scope->diags, finding,
            "`$%.*s` would not be found in a query; what people read may stand in `label`",
            STR_ARG(key.str));
    }
}

static const char *
kind_text(int kind)
{
    static const char *const words[] = { "query", "values", "intervals", "datasources",
        "constant", "textbox", "adhoc", "groupby", "switch" };
    return words[kind];
}

static void
check_takes(struct dashboard_scope *scope, const struct variable *variable, const char *key,
    const struct flag *flag, bool is_taken)
{
    if (!flag->is_set || !flag->truth || is_taken) {
        return;
    }
    struct finding *finding = diag_report(scope->diags, &kind_conflicting_keys, flag->span,
        "`%s` has no meaning for a variable of the kind `%s`", key, kind_text(variable->kind));
    finding_help(scope->diags, finding, "remove `%s`", key);
}

static void
check_flags(struct dashboard_scope *scope, const struct variable *variable)
{
    if (variable->kind < 0) {
        return;
    }
    bool is_list =
        variable->kind == VARIABLE_KIND_QUERY || variable->kind == VARIABLE_KIND_CUSTOM;
    bool is_source = variable->kind == VARIABLE_KIND_DATASOURCE;
    check_takes(scope, variable, "multi", &variable->multi, is_list || is_source);
    check_takes(scope, variable, "all", &variable->all, is_list || is_source);
    check_takes(scope, variable, "filter", &variable->filter,
        is_list || variable->kind == VARIABLE_KIND_TEXTBOX);
    check_takes(scope, variable, "auto", &variable->automatic,
        variable->kind == VARIABLE_KIND_INTERVAL);
}

static bool
has_choice(const struct variable *variable, struct str choice)
{
    if (str_is(choice, "$__all") || promql_variable_is_in(choice)) {
        return true;
    }
    if (variable->kind == VARIABLE_KIND_INTERVAL && variable->automatic.truth &&
        str_starts_with(choice, STR("auto"))) {
        return true;
    }
    for (size_t i = 0; i < variable->values.count; i++) {
        if (str_equal(variable->values.at[i].value.str, choice)) {
            return true;
        }
    }
    for (size_t i = 0; i < variable->intervals.count; i++) {
        struct str interval = variable->intervals.at[i].str;
        if (str_equal(interval, choice) || !grafana_is_interval(interval)) {
            return true; /* or it was meant, misspelt, which is told */
        }
    }
    return false;
}

static void
report_default(
    struct dashboard_scope *scope, const struct variable *variable, struct text choice)
{
    struct str quoted = complain_quote(scope->arena, choice.str);
    struct finding *finding = diag_report(scope->diags, &kind_invalid_value, choice.span,
        "the variable `%.*s` has no choice %.*s", STR_ARG(variable->key.str), STR_ARG(quoted));
    finding_caption(scope->diags, finding, "not among its values");
    struct nearest nearest;
    nearest_begin(&nearest, choice.str);
    for (size_t i = 0; i < variable->values.count; i++) {
        const struct named_text *value = &variable->values.at[i];
        if (str_equal(value->key.str, choice.str)) {
            finding_help(scope->diags, finding, "write the value itself, `%.*s`",
                STR_ARG(value->value.str));
            return;
        }
        nearest_offer(&nearest, value->value.str);
    }
    if (nearest.best.len > 0) {
        finding_help(scope->diags, finding, "did you mean `%.*s`?", STR_ARG(nearest.best));
    } else {
        finding_help(scope->diags, finding, "name one of its values, or leave `default` out");
    }
}

/* What is selected at first can be chosen, as far as the choices are known here. */
static void
check_default(struct dashboard_scope *scope, const struct variable *variable)
{
    const struct text_list *selected = &variable->selected;
    bool is_fixed =
        variable->kind == VARIABLE_KIND_CUSTOM || variable->kind == VARIABLE_KIND_INTERVAL;
    for (size_t i = 0; is_fixed && i < selected->count; i++) {
        if (!has_choice(variable, selected->at[i].str)) {
            report_default(scope, variable, selected->at[i]);
            return;
        }
    }
    if (selected->count > 1 && !variable->multi.truth) {
        struct finding *finding =
            diag_report(scope->diags, &kind_conflicting_keys, selected->at[1].span,
                "the variable `%.*s` has one value at a time", STR_ARG(variable->key.str));
        finding_caption(scope->diags, finding, "a second one");
        finding_help(scope->diags, finding, "add `multi: true`, or keep one of them");
    }
}

static void
check_all_value(struct dashboard_scope *scope, const struct variable *variable)
{
    bool is_query = variable->kind == VARIABLE_KIND_QUERY;
    bool has_all =
        variable->all.is_set ? variable->all.truth : is_query && variable->multi.truth;
    if (!variable->all_value.str.at || has_all || variable->kind < 0) {
        return;
    }
    struct finding *finding = diag_report(scope->diags, &kind_conflicting_keys,
        variable->all_value.span, "`all_value` stands without `all`: nobody can choose it");
    finding_caption(scope->diags, finding, "what `All` would stand for");
    finding_help(scope->diags, finding, "add `all: true`, or remove `all_value`");
}

/* Grafana's patterns are JavaScript's; what RE2 does not know of it is passed over. */
static bool
is_beyond_re2(struct str pattern)
{
    for (size_t i = 0; i + 1 < pattern.len; i++) {
        bool is_group = pattern.at[i] == '(' && pattern.at[i + 1] == '?';
        bool is_escape = pattern.at[i] == '\\';
        if (is_group || (is_escape && strchr("0123456789cukuBx", pattern.at[i + 1]))) {
            return true;
        }
        i += is_escape;
    }
    return false;
}

void
resolve_pattern(struct dashboard_scope *scope, struct text text)
{
    struct str pattern = text.str;
    if (!pattern.at || promql_variable_is_in(pattern)) {
        return;
    }
    if (pattern.len > 1 && pattern.at[0] == '/') {
        size_t end = pattern.len;
        while (end > 1 && pattern.at[end - 1] != '/') {
            end--;
        }
        pattern = str_slice(pattern, 1, end > 1 ? end - 1 : pattern.len);
    }
    struct str error;
    if (is_beyond_re2(pattern) ||
        regex_compile(scope->resolver->model->regexes, pattern, &error)) {
        return;
    }
    struct str quoted = complain_quote(scope->arena, text.str);
    struct finding *finding = diag_report(scope->diags, &kind_regex_syntax, text.span,
        "%.*s is no regular expression", STR_ARG(quoted));
    finding_caption(scope->diags, finding, "%.*s", STR_ARG(error));
}

void
resolve_variable(struct dashboard_scope *scope, struct variable *variable)
{
    check_name(scope, variable->key);
    check_flags(scope, variable);
    if (variable->query.str.at) {
        variable->parsed = resolve_variable_query(scope, variable->query);
    }
    for (size_t i = 0; i < variable->intervals.count; i++) {
        resolve_interval(scope, "intervals", variable->intervals.at[i]);
    }
    resolve_interval(scope, "auto_min", variable->auto_min);
    resolve_pattern(scope, variable->regex);
    resolve_source_type(scope, variable->datasource_type);
    check_default(scope, variable);
    check_all_value(scope, variable);
}
