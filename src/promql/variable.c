/*
 * Finding Grafana's variables, and listing those of a tree with their places.
 */
#include "promql/variable.h"

#include "promql/promql.h"
#include "promql/tree.h"

static bool
is_word_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_';
}

static struct str
read_word(struct str text, size_t at)
{
    size_t end = at;
    while (end < text.len && is_word_char(text.at[end])) {
        end++;
    }
    return str_slice(text, at, end);
}

static bool
is_name(struct str word)
{
    for (size_t i = 0; i < word.len; i++) {
        if (word.at[i] < '0' || word.at[i] > '9') {
            return true;
        }
    }
    return false;
}

/* Stops at another `$` too, so that no byte is looked at again and again. */
static size_t
skip_until(struct str text, size_t at, const char *ends)
{
    while (at < text.len && text.at[at] != '$' && !(text.at[at] && strchr(ends, text.at[at]))) {
        at++;
    }
    return at;
}

/* `name.field:format}`: the part behind `${`. */
static bool
read_braced(struct str text, size_t at, struct variable_text *out)
{
    out->name = read_word(text, at);
    out->format = STR("");
    size_t end = at + out->name.len;
    if (end < text.len && text.at[end] == '.') {
        end = skip_until(text, end, ":}");
    }
    if (end < text.len && text.at[end] == ':') {
        size_t start = ++end;
        end = skip_until(text, end, "}");
        out->format = str_slice(text, start, end);
    }
    if (end >= text.len || text.at[end] != '}' || !is_name(out->name)) {
        return false;
    }
    out->len = end + 1;
    return true;
}

/* `name:format]]`: the part behind `[[`. */
static bool
read_bracketed(struct str text, size_t at, struct variable_text *out)
{
    out->name = read_word(text, at);
    out->format = STR("");
    size_t end = at + out->name.len;
    if (end < text.len && text.at[end] == ':') {
        out->format = read_word(text, end + 1);
        end += 1 + out->format.len;
    }
    if (!str_starts_with(str_slice(text, end, text.len), STR("]]")) || !is_name(out->name)) {
        return false;
    }
    out->len = end + 2;
    return true;
}

bool
promql_variable_at(struct str text, size_t at, struct variable_text *out)
{
    if (at + 1 >= text.len) {
        return false;
    }
    char next = text.at[at + 1];
    bool is_found = false;
    struct variable_text found;
    if (text.at[at] == '[' && next == '[') {
        is_found = read_bracketed(text, at + 2, &found);
    } else if (text.at[at] == '$' && next == '{') {
        is_found = read_braced(text, at + 2, &found);
    } else if (text.at[at] == '$' && is_word_char(next)) {
        found.name = read_word(text, at + 1);
        found.format = STR("");
        found.len = at + 1 + found.name.len;
        is_found = is_name(found.name);
    }
    if (is_found) {
        found.len -= at;
        *out = found;
    }
    return is_found;
}

void
promql_scan_variables(struct str text, promql_variable_function *found, void *context)
{
    for (size_t at = 0; at < text.len;) {
        struct variable_text variable;
        if ((text.at[at] == '$' || text.at[at] == '[') &&
            promql_variable_at(text, at, &variable)) {
            found(context, variable.name, variable.format, at, variable.len);
            at += variable.len;
        } else {
            at++;
        }
    }
}

bool
promql_variable_is_in(struct str text)
{
    for (size_t at = 0; at < text.len; at++) {
        struct variable_text ignored;
        if ((text.at[at] == '$' || text.at[at] == '[') &&
            promql_variable_at(text, at, &ignored)) {
            return true;
        }
    }
    return false;
}

bool
promql_variable_is_all(struct str text)
{
    struct variable_text variable;
    return promql_variable_at(text, 0, &variable) && variable.len == text.len;
}

void
promql_variable_blank(struct buf *buf, struct str text)
{
    for (size_t at = 0; at < text.len;) {
        struct variable_text variable;
        if ((text.at[at] == '$' || text.at[at] == '[') &&
            promql_variable_at(text, at, &variable)) {
            buf_add_char(buf, 'v');
            at += variable.len;
        } else {
            buf_add_char(buf, text.at[at++]);
        }
    }
}

struct listing {
    struct arena *arena;
    struct promql_variable_vec *variables;
    struct str text;
    struct span span;
    size_t quotes; /* bytes before the text's first byte within the span */
    enum promql_variable_place place;
};

static void
list_variable(void *context, struct str name, struct str format, size_t at, size_t len)
{
    struct listing *listing = context;
    struct promql_variable variable = { name, format, listing->span, listing->place };
    if (listing->span.at && listing->span.len == listing->text.len + 2 * listing->quotes) {
        variable.span =
            span_slice(listing->span, at + listing->quotes, at + listing->quotes + len);
    }
    VEC_PUSH(listing->arena, listing->variables, variable);
}

static void
list_text(struct listing *listing, struct str text, struct span span,
    enum promql_variable_place place)
{
    listing->text = text;
    listing->span = span;
    listing->place = place;
    listing->quotes = place == PROMQL_VARIABLE_STRING ? 1 : 0;
    promql_scan_variables(text, list_variable, listing);
}

static void
list_durations(struct listing *listing, const struct promql_tree *tree, uint32_t root)
{
    if (root == PROMQL_NONE) {
        return;
    }
    for (uint32_t i = root + 1 - tree->durations[root].size; i <= root; i++) {
        const struct promql_duration *duration = &tree->durations[i];
        if (duration->kind == PROMQL_DURATION_VARIABLE) {
            list_text(listing, duration->text, duration->span, PROMQL_VARIABLE_DURATION);
        }
    }
}

static void
list_modifiers(struct listing *listing, const struct promql_tree *tree,
    const struct promql_modifiers *modifiers)
{
    list_durations(listing, tree, modifiers->offset);
    if (modifiers->at == PROMQL_AT_VARIABLE) {
        list_text(listing, modifiers->at_text, modifiers->at_span, PROMQL_VARIABLE_OPERAND);
    }
}

static void
list_labels(struct listing *listing, const struct promql_tree *tree, struct promql_run run)
{
    for (uint32_t i = 0; i < run.count; i++) {
        const struct promql_label *label = &tree->labels[run.first + i];
        list_text(listing, label->name, label->span, PROMQL_VARIABLE_LABEL);
    }
}

static void
list_selector(struct listing *listing, const struct promql_tree *tree,
    const struct promql_selector *selector)
{
    list_text(listing, selector->name, selector->name_span, PROMQL_VARIABLE_NAME);
    for (uint32_t i = 0; i < selector->matchers.count; i++) {
        const struct promql_matcher *matcher = &tree->matchers[selector->matchers.first + i];
        if (!matcher->has_variable) {
            continue;
        }
        list_text(listing, matcher->label, matcher->label_span,
            matcher->match == PROMQL_MATCH_VARIABLE ? PROMQL_VARIABLE_MATCHER
                                                    : PROMQL_VARIABLE_LABEL);
        list_text(listing, matcher->value, matcher->value_span, PROMQL_VARIABLE_STRING);
    }
    list_modifiers(listing, tree, &selector->modifiers);
}

static void
list_node(struct listing *listing, const struct promql_tree *tree, uint32_t node)
{
    const struct promql_matching *matching = promql_matching_of(tree, node);
    switch ((enum promql_kind)tree->nodes[node].kind) {
    case PROMQL_KIND_VARIABLE:
        list_text(listing, promql_string_of(tree, node), promql_span(tree, node),
            PROMQL_VARIABLE_OPERAND);
        break;
    case PROMQL_KIND_STRING:
        list_text(listing, promql_string_of(tree, node), promql_span(tree, node),
            PROMQL_VARIABLE_STRING);
        break;
    case PROMQL_KIND_SELECTOR:
        list_selector(listing, tree, promql_selector_of(tree, node));
        break;
    case PROMQL_KIND_RANGE:
    case PROMQL_KIND_SUBQUERY:
        list_durations(listing, tree, promql_range_of(tree, node)->range);
        list_durations(listing, tree, promql_range_of(tree, node)->step);
        list_modifiers(listing, tree, &promql_range_of(tree, node)->modifiers);
        break;
    case PROMQL_KIND_CALL:
        list_text(listing, promql_call_of(tree, node)->name,
            promql_call_of(tree, node)->name_span, PROMQL_VARIABLE_FUNCTION);
        break;
    case PROMQL_KIND_AGGREGATION:
        list_text(listing, promql_grouping_of(tree, node)->name,
            promql_grouping_of(tree, node)->name_span, PROMQL_VARIABLE_FUNCTION);
        list_labels(listing, tree, promql_grouping_of(tree, node)->labels);
        break;
    case PROMQL_KIND_BINARY:
        if (matching) {
            list_labels(listing, tree, matching->labels);
            list_labels(listing, tree, matching->include);
        }
        break;
    case PROMQL_KIND_NUMBER:
    case PROMQL_KIND_PAREN:
    case PROMQL_KIND_UNARY:
        break;
    }
}

void
promql_variables(struct arena *arena, const struct promql_tree *tree, uint32_t node,
    struct promql_variable_vec *variables)
{
    struct listing listing = { .arena = arena, .variables = variables };
    for (uint32_t i = promql_first(tree, node); i <= node; i++) {
        list_node(&listing, tree, i);
    }
}
