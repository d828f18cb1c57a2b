/*
 * The variables and functions that a template names, and what was meant by unknown ones.
 */
#include "gotmpl/parser.h"

#include "base/nearest.h"
#include "gotmpl/functions.h"

bool
parser_knows_variable(const struct parser *parser, struct str name)
{
    for (size_t i = parser->scope; i < parser->variables.count; i++) {
        if (str_equal(parser->variables.at[i], name)) {
            return true;
        }
    }
    return str_is(name, "$");
}

/* The innermost `$limit` is ours as long as the template declares none of its own. */
bool
parser_is_our_limit(const struct parser *parser, struct str name)
{
    if (!parser->gotmpl->options.allow_limit || !str_is(name, "$limit")) {
        return false;
    }
    for (size_t i = parser->variables.count; i-- > parser->scope;) {
        if (str_is(parser->variables.at[i], "$limit")) {
            return i == 0;
        }
    }
    return false;
}

void
parser_report_variable(struct parser *parser, const struct diag_kind *kind, struct token token)
{
    struct str name = parser_text(parser, token);
    struct finding *finding = diag_report(parser->diags, kind, parser_token_span(parser, token),
        "undefined variable `%.*s`", STR_ARG(name));
    parser->is_broken = true;
    struct nearest nearest;
    nearest_begin(&nearest, name);
    for (size_t i = parser->scope; i < parser->variables.count; i++) {
        nearest_offer(&nearest, parser->variables.at[i]);
    }
    for (size_t i = 0; i < parser->scope; i++) {
        if (str_equal(parser->variables.at[i], name)) {
            finding_note(parser->diags, finding,
                "inside `define` and `block` only `$` is known: what `template` passes");
            return;
        }
    }
    if (nearest.best.len > 0) {
        finding_help(parser->diags, finding, "did you mean `%.*s`?", STR_ARG(nearest.best));
    } else if (str_is(name, "$limit")) {
        finding_note(parser->diags, finding,
            "only the texts of an alert with `above:` or `below:` know `$limit`");
    }
}

void
parser_use_variable(struct parser *parser, struct token token)
{
    struct str name = parser_text(parser, token);
    if (!parser_knows_variable(parser, name)) {
        parser_report_variable(parser, &kind_template_syntax, token);
    } else if (parser_is_our_limit(parser, name)) {
        VEC_PUSH(parser->arena, &parser->gotmpl->limits, token.from);
    }
}

static bool
suggest_spelling(struct parser *parser, struct finding *finding, struct str name)
{
    static const char *const slips[][2] = {
        { "labels", "$labels" },
        { "label", "$labels" },
        { "values", "$value" },
        { "externalLabels", "$externalLabels" },
        { "limit", "$limit" },
        { "elseif", "else if" },
        { "elif", "else if" },
        { "endif", "end" },
    };
    bool is_rule = parser->gotmpl->options.dialect == GOTMPL_DIALECT_PROMETHEUS;
    for (size_t i = 0; i < sizeof slips / sizeof *slips; i++) {
        if (str_is(name, slips[i][0]) && (is_rule || slips[i][1][0] != '$')) {
            finding_help(parser->diags, finding, "write `%s`", slips[i][1]);
            return true;
        }
    }
    static const char *const data[] = { "Labels", "Value", "Alerts", "GroupLabels",
        "CommonLabels", "CommonAnnotations", "Status", "Annotations" };
    for (size_t i = 0; i < sizeof data / sizeof *data; i++) {
        if (str_is(name, data[i])) {
            finding_help(parser->diags, finding, "write `.%s`", data[i]);
            return true;
        }
    }
    return false;
}

static void
report_function(struct parser *parser, struct token token, bool is_elsewhere)
{
    struct str name = parser_text(parser, token);
    const struct gotmpl_options *options = &parser->gotmpl->options;
    bool is_rule = options->dialect == GOTMPL_DIALECT_PROMETHEUS;
    struct finding *finding = diag_report(parser->diags, &kind_template_syntax,
        parser_token_span(parser, token), "function `%.*s` not defined", STR_ARG(name));
    finding_caption(parser->diags, finding, "no function of %s",
        is_rule ? "Prometheus's templates" : "Alertmanager's templates");
    parser->is_broken = true;
    if (is_elsewhere) {
        finding_note(parser->diags, finding, "it is a function of %s's templates",
            is_rule ? "Alertmanager" : "Prometheus");
        return;
    }
    if (suggest_spelling(parser, finding, name)) {
        return;
    }
    struct nearest nearest;
    nearest_begin(&nearest, name);
    const struct gotmpl_function *function;
    for (size_t i = 0; (function = gotmpl_function_at(i)); i++) {
        struct version since;
        if (function_is_in(function, options, &since) && version_has(options->version, since)) {
            nearest_offer(&nearest, function->name);
        }
    }
    if (nearest.best.len > 0) {
        finding_help(parser->diags, finding, "did you mean `%.*s`?", STR_ARG(nearest.best));
    }
}

void
parser_use_function(
    struct parser *parser, struct token token, const struct gotmpl_function *function)
{
    struct str name = parser_text(parser, token);
    const struct gotmpl_options *options = &parser->gotmpl->options;
    struct version since = { 0 };
    if (!function || !function_is_in(function, options, &since)) {
        report_function(parser, token, function != NULL);
        return;
    }
    if (!version_has(options->version, since)) {
        const char *tool =
            options->dialect == GOTMPL_DIALECT_PROMETHEUS ? "Prometheus" : "Alertmanager";
        struct finding *finding = diag_report(parser->diags, &kind_unsupported_version,
            parser_token_span(parser, token), "function `%.*s` needs %s %d.%d", STR_ARG(name),
            tool, since.major, since.minor);
        finding_caption(parser->diags, finding, "the declared version is %d.%d",
            options->version.major, options->version.minor);
        parser->is_broken = true;
    }
}
