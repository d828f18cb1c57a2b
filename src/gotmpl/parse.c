/*
 * Lists of text and actions, and the control structures around them.
 *
 * Recursive descent; `parser_enter` bounds the depth, so hostile nesting cannot exhaust the
 * stack.
 */
#include "gotmpl/functions.h"
#include "gotmpl/parser.h"

enum stop {
    STOP_END,   /* `{{ end }}`, taken */
    STOP_ELSE,  /* `{{ else`, taken so far */
    STOP_INPUT, /* nothing is left */
};

static enum stop parse_list(struct parser *parser, struct gotmpl_node_vec *list, bool is_top);

static void
expect_right(struct parser *parser, const char *context)
{
    if (parser->token.kind != TOKEN_KIND_RIGHT) {
        struct str expected = arena_printf(parser->arena, "`}}` after `%s`", context);
        parser_unexpected(parser, expected.at);
        return;
    }
    parser_advance(parser);
}

static void
fail_unclosed(struct parser *parser, const struct gotmpl_node *node, const char *word)
{
    if (parser->has_failed) {
        return;
    }
    struct finding *finding =
        parser_fail(parser, node->span, "unexpected end: `{{ %s }}` is never closed", word);
    finding_caption(parser->diags, finding, "opened here");
    finding_help(parser->diags, finding, "close it with `{{ end }}`");
}

/* Go 1.23 brought `else with`. */
static void
check_else_with(struct parser *parser, struct span span)
{
    const struct gotmpl_options *options = &parser->gotmpl->options;
    bool is_rule = options->dialect == GOTMPL_DIALECT_PROMETHEUS;
    struct version since =
        is_rule ? (struct version){ 2, 55, 0 } : (struct version){ 0, 28, 0 };
    if (version_has(options->version, since)) {
        return;
    }
    struct finding *finding = diag_report(parser->diags, &kind_unsupported_version, span,
        "`else with` needs %s %d.%d", is_rule ? "Prometheus" : "Alertmanager", since.major,
        since.minor);
    finding_help(parser->diags, finding, "nest a `with` of its own in the `else`");
    parser->is_broken = true;
}

static struct gotmpl_node *parse_control(
    struct parser *parser, enum gotmpl_kind kind, struct token left);

/* Behind the word `else`. */
static void
parse_else(struct parser *parser, struct gotmpl_node *node, const char *word)
{
    struct token token = { .kind = TOKEN_KIND_LEFT, .from = parser->lexer.action };
    struct str next = parser_text(parser, parser->token);
    bool is_chain = parser->token.kind == TOKEN_KIND_WORD && str_is(next, word) &&
                    node->kind != GOTMPL_KIND_RANGE;
    if (is_chain) {
        token.to = parser->token.to;
        if (node->kind == GOTMPL_KIND_WITH) {
            check_else_with(parser, parser_span(parser, token.from, token.to));
        }
        struct gotmpl_node *chain = parse_control(parser, node->kind, token);
        if (chain) {
            VEC_PUSH(parser->arena, &node->otherwise, chain);
        }
        return;
    }
    expect_right(parser, "else");
    enum stop stop =
        parser->has_failed ? STOP_INPUT : parse_list(parser, &node->otherwise, false);
    if (stop == STOP_ELSE && !parser->has_failed) {
        parser_fail(parser, parser_span(parser, parser->lexer.action, parser->token.after),
            "expected `{{ end }}`, found a second `{{ else }}`");
    } else if (stop == STOP_INPUT) {
        fail_unclosed(parser, node, word);
    }
}

/* At the word `if`, `range` or `with`; `left` is where the structure starts. */
static struct gotmpl_node *
parse_control(struct parser *parser, enum gotmpl_kind kind, struct token left)
{
    const char *word = kind == GOTMPL_KIND_IF      ? "if"
                       : kind == GOTMPL_KIND_RANGE ? "range"
                                                   : "with";
    if (!parser_enter(parser, left)) {
        return NULL;
    }
    struct gotmpl_node *node = parser_node(parser, kind, left);
    size_t visible = parser->variables.count;
    parser_advance(parser);
    node->pipe = parser_pipeline(parser, TOKEN_KIND_RIGHT, word);
    if (node->pipe) {
        node->span = span_join(node->span, node->pipe->span);
        parser->range_depth += kind == GOTMPL_KIND_RANGE;
        enum stop stop = parse_list(parser, &node->body, false);
        parser->range_depth -= kind == GOTMPL_KIND_RANGE;
        if (stop == STOP_ELSE) {
            parse_else(parser, node, word);
        } else if (stop == STOP_INPUT) {
            fail_unclosed(parser, node, word);
        }
    }
    parser->variables.count = visible;
    parser->depth--;
    return parser->has_failed ? NULL : node;
}

static struct gotmpl_node *
parse_name(struct parser *parser, const char *context)
{
    parser_advance(parser);
    enum token_kind kind = parser->token.kind;
    if (kind != TOKEN_KIND_STRING && kind != TOKEN_KIND_RAW_STRING) {
        struct str expected = arena_printf(parser->arena, "a quoted name after `%s`", context);
        parser_unexpected(parser, expected.at);
        return NULL;
    }
    return parser_string(parser);
}

static bool
is_empty(const struct gotmpl_node_vec *body)
{
    for (size_t i = 0; i < body->count; i++) {
        const struct gotmpl_node *node = body->at[i];
        if (node->kind != GOTMPL_KIND_TEXT || str_trim(node->text).len > 0) {
            return false;
        }
    }
    return true;
}

static void
add_define(struct parser *parser, const struct gotmpl_node *name, struct gotmpl_node_vec body)
{
    struct gotmpl_define_vec *defines = &parser->gotmpl->defines;
    for (size_t i = 0; i < defines->count; i++) {
        const struct gotmpl_define *other = &defines->at[i];
        if (str_equal(other->name, name->text) && !is_empty(&other->body) && !is_empty(&body)) {
            struct finding *finding = parser_fail(parser, name->span,
                "multiple definition of template `%.*s`", STR_ARG(name->text));
            finding_label(parser->diags, finding, other->name_span, "first defined here");
            return;
        }
    }
    struct gotmpl_define define = { name->text, name->span, body };
    VEC_PUSH(parser->arena, defines, define);
}

/* The body of `define` or `block`: a template of its own that knows only `$`. */
static bool
parse_definition(struct parser *parser, const struct gotmpl_node *node,
    const struct gotmpl_node *name, const char *word, struct gotmpl_node_vec *body)
{
    size_t scope = parser->scope;
    size_t range_depth = parser->range_depth;
    parser->scope = parser->variables.count;
    parser->range_depth = 0;
    enum stop stop = parse_list(parser, body, false);
    parser->variables.count = parser->scope;
    parser->scope = scope;
    parser->range_depth = range_depth;
    if (stop == STOP_INPUT) {
        fail_unclosed(parser, node, word);
    } else if (stop == STOP_ELSE && !parser->has_failed) {
        parser_fail(parser, node->span, "`{{ %s }}` has no `{{ else }}`", word);
    }
    if (!parser->has_failed) {
        add_define(parser, name, *body);
    }
    return !parser->has_failed;
}

static void
parse_define(struct parser *parser, struct token left)
{
    struct gotmpl_node *node = parser_node(parser, GOTMPL_KIND_BLOCK, left);
    const struct gotmpl_node *name = parse_name(parser, "define");
    if (!name) {
        return;
    }
    node->span = span_join(node->span, name->span);
    expect_right(parser, "define \"…\"");
    if (!parser->has_failed && parser_enter(parser, left)) {
        struct gotmpl_node_vec body = { 0 };
        parse_definition(parser, node, name, "define", &body);
        parser->depth--;
    }
}

static struct gotmpl_node *
parse_block(struct parser *parser, struct token left)
{
    struct gotmpl_node *node = parser_node(parser, GOTMPL_KIND_BLOCK, left);
    const struct gotmpl_node *name = parse_name(parser, "block");
    if (!name || !parser_enter(parser, left)) {
        return NULL;
    }
    node->text = name->text;
    node->contents = name->contents;
    node->span = span_join(node->span, name->span);
    node->pipe = parser_pipeline(parser, TOKEN_KIND_RIGHT, "block");
    bool is_good = node->pipe && parse_definition(parser, node, name, "block", &node->body);
    parser->depth--;
    return is_good ? node : NULL;
}

static struct gotmpl_node *
parse_template(struct parser *parser, struct token left)
{
    struct gotmpl_node *node = parser_node(parser, GOTMPL_KIND_TEMPLATE, left);
    const struct gotmpl_node *name = parse_name(parser, "template");
    if (!name) {
        return NULL;
    }
    node->text = name->text;
    node->contents = name->contents;
    node->span = span_join(node->span, name->span);
    if (parser->token.kind == TOKEN_KIND_RIGHT) {
        parser_advance(parser);
        return node;
    }
    node->pipe = parser_pipeline(parser, TOKEN_KIND_RIGHT, "template");
    return node->pipe ? node : NULL;
}

static struct gotmpl_node *
parse_jump(struct parser *parser, enum gotmpl_kind kind, struct token left)
{
    struct str word = parser_text(parser, parser->token);
    struct gotmpl_node *node = parser_node(parser, kind, left);
    node->span =
        span_join(node->span, parser_span(parser, parser->token.from, parser->token.to));
    if (parser->range_depth == 0) {
        parser_fail(parser, node->span, "`{{ %.*s }}` outside `{{ range }}`", STR_ARG(word));
        return NULL;
    }
    parser_advance(parser);
    expect_right(parser, kind == GOTMPL_KIND_BREAK ? "break" : "continue");
    return node;
}

static struct gotmpl_node *
parse_action(struct parser *parser, struct token left)
{
    struct gotmpl_node *node = parser_node(parser, GOTMPL_KIND_ACTION, left);
    node->pipe = parser_pipeline(parser, TOKEN_KIND_RIGHT, "command");
    if (node->pipe) {
        node->span = span_join(node->span, node->pipe->span);
    }
    return node->pipe ? node : NULL;
}

/* At the word behind `{{`, or at whatever else stands there. */
static struct gotmpl_node *
parse_statement(struct parser *parser, struct token left)
{
    struct str word =
        parser->token.kind == TOKEN_KIND_WORD ? parser_text(parser, parser->token) : STR("");
    if (str_is(word, "if")) {
        return parse_control(parser, GOTMPL_KIND_IF, left);
    }
    if (str_is(word, "range")) {
        return parse_control(parser, GOTMPL_KIND_RANGE, left);
    }
    if (str_is(word, "with")) {
        return parse_control(parser, GOTMPL_KIND_WITH, left);
    }
    if (str_is(word, "block")) {
        return parse_block(parser, left);
    }
    if (str_is(word, "template")) {
        return parse_template(parser, left);
    }
    if (str_is(word, "break")) {
        return parse_jump(parser, GOTMPL_KIND_BREAK, left);
    }
    if (str_is(word, "continue")) {
        return parse_jump(parser, GOTMPL_KIND_CONTINUE, left);
    }
    if (str_is(word, "define")) {
        parser_fail(parser, parser_span(parser, parser->token.from, parser->token.to),
            "`define` stands inside of another structure");
        return NULL;
    }
    return parse_action(parser, left);
}

static void
parse_text(struct parser *parser, struct gotmpl_node_vec *list)
{
    if (parser->token.to > parser->token.from) {
        struct gotmpl_node *text = parser_node(parser, GOTMPL_KIND_TEXT, parser->token);
        VEC_PUSH(parser->arena, list, text);
    }
    parser_advance(parser);
}

static enum stop
parse_list(struct parser *parser, struct gotmpl_node_vec *list, bool is_top)
{
    while (!parser->has_failed) {
        struct token left = parser->token;
        if (left.kind == TOKEN_KIND_END) {
            return STOP_INPUT;
        }
        if (left.kind == TOKEN_KIND_TEXT) {
            parse_text(parser, list);
            continue;
        }
        if (left.kind == TOKEN_KIND_ERROR) {
            parser_unexpected(parser, "text");
            break;
        }
        parser->gotmpl->is_plain = false;
        parser_advance(parser);
        struct str word = parser_text(parser, parser->token);
        bool is_word = parser->token.kind == TOKEN_KIND_WORD;
        if (is_word && str_is(word, "end")) {
            left.to = parser->token.to;
            parser_advance(parser);
            expect_right(parser, "end");
            if (is_top && !parser->has_failed) {
                parser_fail(parser, parser_span(parser, left.from, left.to),
                    "unexpected `{{ end }}`: nothing is open here");
            }
            return STOP_END;
        }
        if (is_word && str_is(word, "else")) {
            if (is_top) {
                parser_fail(parser, parser_span(parser, left.from, parser->token.to),
                    "unexpected `{{ else }}`: nothing is open here");
            }
            parser_advance(parser);
            return STOP_ELSE;
        }
        if (is_top && is_word && str_is(word, "define")) {
            parse_define(parser, left);
            continue;
        }
        struct gotmpl_node *node = parse_statement(parser, left);
        if (node) {
            VEC_PUSH(parser->arena, list, node);
        }
    }
    return STOP_INPUT;
}

static void
add_prelude(struct parser *parser)
{
    static const char *const prelude[] = { "$labels", "$externalLabels", "$externalURL",
        "$value" };
    /* First, so that any other `$limit` is found to be the template's own. */
    if (parser->gotmpl->options.allow_limit) {
        VEC_PUSH(parser->arena, &parser->variables, STR("$limit"));
    }
    if (parser->gotmpl->options.dialect != GOTMPL_DIALECT_PROMETHEUS) {
        return;
    }
    for (size_t i = 0; i < sizeof prelude / sizeof *prelude; i++) {
        VEC_PUSH(parser->arena, &parser->variables, str_from(prelude[i]));
    }
}

const struct gotmpl *
gotmpl_parse(struct arena *arena, struct str text, struct span span,
    const struct gotmpl_options *options, struct diags *diags)
{
    if (text.len > PARSER_LARGEST_TEXT) {
        diag_report(diags, &kind_too_large, span,
            "a template of %zu bytes, over the limit of %d", text.len, PARSER_LARGEST_TEXT);
        return NULL;
    }
    struct gotmpl *gotmpl = ARENA_NEW(arena, struct gotmpl);
    *gotmpl = (struct gotmpl){
        .arena = arena, .text = text, .span = span, .options = *options, .is_plain = true
    };
    struct parser parser = {
        .lexer = { .text = text },
        .gotmpl = gotmpl,
        .arena = arena,
        .diags = diags,
    };
    add_prelude(&parser);
    parser_advance(&parser);
    parse_list(&parser, &gotmpl->body, true);
    return parser.has_failed || parser.is_broken ? NULL : gotmpl;
}

void
gotmpl_print_substituted(struct buf *buf, const struct gotmpl *gotmpl, struct str limit)
{
    size_t at = 0;
    for (size_t i = 0; i < gotmpl->limits.count; i++) {
        size_t from = gotmpl->limits.at[i];
        buf_add(buf, str_slice(gotmpl->text, at, from));
        buf_add(buf, limit);
        at = from + strlen("$limit");
    }
    buf_add(buf, str_slice(gotmpl->text, at, gotmpl->text.len));
}
