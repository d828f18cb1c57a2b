/*
 * Errors as Tocsin says them.
 *
 * The message is the reference's, with backticks for its quotes; what helps the reader is added
 * beside it: who opened the bracket, what the name nearly is, what would be right.
 */
#include "promql/promql.h"

#include "base/nearest.h"

/* `"x"` becomes `x` in backticks, unless the quoted text holds some of its own. */
static struct str
with_backticks(struct arena *arena, struct str message)
{
    struct buf buf;
    buf_init(&buf);
    bool has_backtick = str_find_char(message, '`') != SIZE_MAX;
    for (size_t i = 0; i < message.len; i++) {
        char c = message.at[i];
        if (c == '\\' && !has_backtick && i + 1 < message.len && message.at[i + 1] == '"') {
            buf_add_char(&buf, '"');
            i++;
        } else {
            buf_add_char(&buf, c == '"' && !has_backtick ? '`' : c);
        }
    }
    struct str text = arena_copy(arena, buf_str(&buf));
    buf_finish(&buf);
    return text;
}

static void
help_function(struct diags *diags, struct finding *finding,
    const struct promql_options *options, struct str wanted)
{
    struct nearest nearest;
    nearest_begin(&nearest, wanted);
    for (size_t i = 0; i < promql_function_count; i++) {
        if (promql_function_is_known(&promql_functions[i], options->version)) {
            nearest_offer(&nearest, promql_functions[i].name);
        }
    }
    if (nearest.best.len) {
        finding_help(diags, finding, "did you mean `%.*s`?", STR_ARG(nearest.best));
        finding_fix(diags, finding, finding->span, nearest.best);
    }
}

static void
help_version(struct diags *diags, struct finding *finding, const struct promql_error *error)
{
    const struct promql_function *function = promql_function_find(error->subject);
    if (function && function->removed.major) {
        finding_note(diags, finding, "`%.*s` is gone since Prometheus %d.%d",
            STR_ARG(error->subject), function->removed.major, function->removed.minor);
        finding_help(diags, finding, "use `double_exponential_smoothing`");
        return;
    }
    finding_note(diags, finding, "Prometheus %d.%d is the first that knows it",
        error->version.major, error->version.minor);
}

static void
help_type(struct diags *diags, struct finding *finding, const struct promql_error *error)
{
    const char *wanted = promql_type_text(error->wanted);
    finding_caption(diags, finding, "this is %s %s",
        error->got == PROMQL_TYPE_VECTOR ? "an" : "a", promql_type_text(error->got));
    if (span_is_set(error->other)) {
        finding_label(diags, finding, error->other, "takes %s %s here",
            error->wanted == PROMQL_TYPE_VECTOR ? "an" : "a", wanted);
    }
    if (error->wanted == PROMQL_TYPE_MATRIX && error->got == PROMQL_TYPE_VECTOR) {
        finding_help(diags, finding, "add a range to the selector, as in `metric[5m]`");
    } else if (error->wanted == PROMQL_TYPE_VECTOR && error->got == PROMQL_TYPE_MATRIX) {
        finding_help(diags, finding,
            "put the range into a function, as in `rate(metric[5m])`, or leave it out");
    } else if (error->wanted == PROMQL_TYPE_VECTOR && error->got == PROMQL_TYPE_SCALAR) {
        finding_help(diags, finding, "turn the number into a vector with `vector(…)`");
    } else if (error->wanted == PROMQL_TYPE_SCALAR && error->got == PROMQL_TYPE_VECTOR) {
        finding_help(diags, finding,
            "turn a vector of one element into a number with "
            "`scalar(…)`");
    }
}

static const char *
help_of(enum promql_trouble trouble)
{
    switch (trouble) {
    case PROMQL_TROUBLE_EXPERIMENTAL:
        return "this Prometheus takes it only with a feature flag; say so in the spec, or do "
               "without";
    case PROMQL_TROUBLE_ESCAPE:
        return "write `\\\\` for a backslash, or quote the string with backticks";
    case PROMQL_TROUBLE_EMPTY_SELECTOR:
        return "name a metric, or add a matcher that needs some text, as in `job=\"api\"`";
    case PROMQL_TROUBLE_NAME_TWICE:
        return "keep one of the two names";
    case PROMQL_TROUBLE_SCALAR_COMPARISON:
        return "write `bool` behind the operator to get 0 or 1";
    case PROMQL_TROUBLE_SET_OPERAND:
        return "put the number into `vector(…)`, or compare with it instead";
    case PROMQL_TROUBLE_MATCHING_SCALAR:
        return "leave the clause out: a number matches every series";
    case PROMQL_TROUBLE_RANGE_TARGET:
        return "put the range directly behind the selector and before `offset` and `@`; use "
               "`[5m:]` on other expressions";
    case PROMQL_TROUBLE_MODIFIER_TARGET:
        return "put it directly behind the selector";
    case PROMQL_TROUBLE_SUBQUERY_TARGET:
        return "leave one of the two ranges out";
    case PROMQL_TROUBLE_DURATION:
        return "write numbers as `0.5` or `1e3`, durations as `90s`, `5m` or `1h30m`";
    case PROMQL_TROUBLE_VARIABLE:
        return "Grafana's variables work in dashboards only; `$` is no part of PromQL";
    case PROMQL_TROUBLE_OTHER:
    case PROMQL_TROUBLE_UNEXPECTED:
    case PROMQL_TROUBLE_UNCLOSED:
    case PROMQL_TROUBLE_UNKNOWN_FUNCTION:
    case PROMQL_TROUBLE_TOO_NEW:
    case PROMQL_TROUBLE_ARGUMENT_COUNT:
    case PROMQL_TROUBLE_ARGUMENT_TYPE:
    case PROMQL_TROUBLE_REGEX:
        break;
    }
    return NULL;
}

/* Operators of other languages; the reference only says that they are unexpected. */
static const char *
help_foreign_operator(struct str wrong)
{
    static const char *const helps[][2] = {
        { "=", "write `==` to compare" },
        { "&",
            "write `and`; it keeps the series of the left side that the right side has too" },
        { "|", "write `or`; it adds the series of the right side that the left side lacks" },
        { "!", "PromQL has no `not`: use `unless`, `absent(…)` or the opposite comparison" },
    };
    for (size_t i = 0; i < sizeof helps / sizeof helps[0]; i++) {
        if (str_is(wrong, helps[i][0])) {
            return helps[i][1];
        }
    }
    return NULL;
}

static const char *
label_of(enum promql_trouble trouble)
{
    if (trouble == PROMQL_TROUBLE_UNCLOSED) {
        return "opened here and never closed";
    }
    if (trouble == PROMQL_TROUBLE_UNEXPECTED) {
        return "inside of what opens here";
    }
    return trouble == PROMQL_TROUBLE_NAME_TWICE ? "named here first" : "because of this";
}

static void
help_arguments(struct diags *diags, struct finding *finding, const struct promql_error *error)
{
    const struct promql_function *function = promql_function_find(error->subject);
    if (!function) {
        return;
    }
    struct buf buf;
    buf_init(&buf);
    for (uint8_t i = 0; i < function->parameter_count; i++) {
        bool is_optional = i >= promql_function_least(function);
        buf_printf(&buf, "%s%s%s%s", i ? ", " : "", is_optional ? "[" : "",
            promql_type_text((enum promql_type)function->parameters[i]),
            is_optional ? "]" : "");
    }
    finding_help(diags, finding, "its form is `%.*s(%.*s%s)`", STR_ARG(function->name),
        STR_ARG(buf_str(&buf)), function->variadic < 0 || function->variadic > 1 ? ", …" : "");
    buf_finish(&buf);
}

struct finding *
promql_report(
    struct diags *diags, const struct promql_options *options, const struct promql_error *error)
{
    struct str message = with_backticks(diags->arena, error->message);
    const struct diag_kind *kind = error->trouble == PROMQL_TROUBLE_REGEX ? &kind_regex_syntax
                                   : error->is_type                       ? &kind_promql_type
                                                                          : &kind_promql_syntax;
    struct finding *finding = diag_report(diags, kind, error->span, "%.*s", STR_ARG(message));
    const char *help = help_of(error->trouble);
    if (error->trouble == PROMQL_TROUBLE_UNKNOWN_FUNCTION) {
        help_function(diags, finding, options, error->subject);
    } else if (error->trouble == PROMQL_TROUBLE_TOO_NEW) {
        help_version(diags, finding, error);
    } else if (error->trouble == PROMQL_TROUBLE_ARGUMENT_COUNT) {
        help_arguments(diags, finding, error);
    } else if (error->trouble == PROMQL_TROUBLE_ARGUMENT_TYPE && error->wanted) {
        help_type(diags, finding, error);
    } else if (span_is_set(error->other)) {
        finding_label(diags, finding, error->other, "%s", label_of(error->trouble));
    }
    if (!help && error->trouble == PROMQL_TROUBLE_UNEXPECTED) {
        help = help_foreign_operator(error->subject);
    }
    if (help) {
        finding_help(diags, finding, "%s", help);
    }
    return finding;
}

const struct promql_tree *
promql_read(struct arena *arena, const struct promql_options *options, struct str text,
    struct span span, struct diags *diags)
{
    struct promql_error error;
    const struct promql_tree *tree = promql_parse(arena, options, text, span, &error);
    if (!tree) {
        promql_report(diags, options, &error);
    }
    return tree;
}

const struct promql_tree *
promql_find_made(
    const struct promql_options *options, struct span span, const struct sources *sources)
{
    const struct promql_parsed *parsed = sources_find_parsed(sources, span);
    bool is_known = parsed && parsed->experimental == options->experimental &&
                    version_compare(parsed->version, options->version) == 0;
    return is_known ? parsed->tree : NULL;
}

const struct promql_tree *
promql_read_made(struct arena *arena, const struct promql_options *options, struct str text,
    struct span span, const struct sources *sources, struct diags *diags)
{
    const struct promql_tree *made = promql_find_made(options, span, sources);
    return made ? made : promql_read(arena, options, text, span, diags);
}
