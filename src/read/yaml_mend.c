/*
 * What libyaml accepts and nobody means: a value cut by a comma, a value that is a comment, a
 * template read as a map.
 *
 * Each is reported and then read as it was meant, so that later stages say nothing about the
 * same mistake. They are found here because only the reader sees bytes and events side by side.
 */
#include "read/yaml_reader.h"

#include "read/yaml_trouble.h"

/* The brackets that stay open at the end of a text; closing ones count below zero. */
int
yaml_open_brackets(struct str text)
{
    int open = 0;
    for (size_t i = 0; i < text.len; i++) {
        open += text.at[i] == '(';
        open -= text.at[i] == ')';
    }
    return open;
}

struct yaml_open_text
yaml_open_text_begin(
    const struct yaml_reader *reader, size_t slot, const struct yaml_node *node)
{
    struct yaml_open_text open = { slot, node->from, node->to, node->to, 0, false };
    if (node->is_plain) {
        open.brackets = yaml_open_brackets(yaml_raw(reader, node->from, node->to));
    }
    return open;
}

static const struct value *
text_between(struct yaml_reader *reader, size_t from, size_t to)
{
    struct value *value =
        value_new_text(reader->arena, yaml_raw(reader, from, to), yaml_span(reader, from, to));
    value->is_plain = true;
    return value;
}

/* `{timeseries: topk(5, x)}`: the comma ended the value. Reports it and gives the whole text.
 */
const struct value *
yaml_mend_cut_text(
    struct yaml_reader *reader, const struct yaml_open_text *open, struct str key)
{
    struct str whole = yaml_raw(reader, open->from, open->to);
    struct str kept = yaml_raw(reader, open->from, open->first_comma);
    size_t comma = open->first_comma;
    while (comma < open->to && reader->file->text.at[comma] != ',') {
        comma++;
    }
    struct str quoted = yaml_quoted(reader->diags->arena, whole);
    struct span span = yaml_span(reader, comma, comma + 1);
    struct finding *finding;
    if (key.len > 0) {
        finding = diag_report(reader->diags, &kind_lost_text, span,
            "the comma ends the value of `%.*s` after `%.*s`", STR_ARG(key), STR_ARG(kept));
    } else {
        finding = diag_report(reader->diags, &kind_lost_text, span,
            "the comma ends the list element after `%.*s`", STR_ARG(kept));
    }
    finding_caption(reader->diags, finding, "inside `{…}` and `[…]` a comma ends the text");
    finding_help(reader->diags, finding, "quote it: `%.*s`", STR_ARG(quoted));
    finding_fix(reader->diags, finding, yaml_span(reader, open->from, open->to), quoted);
    return text_between(reader, open->from, open->to);
}

/* `runbook: #api-down`: nothing but a comment stands where the value belongs. Sets the comment
 * when it looks like a value: a `#` with something right behind it, on the same line. */
static bool
find_lost_comment(
    const struct yaml_reader *reader, const struct yaml_node *node, size_t *from, size_t *to)
{
    struct str text = reader->file->text;
    if (node->value->kind != VALUE_KIND_NULL || node->from != node->to || node->from == 0) {
        return false;
    }
    size_t at = node->from;
    while (at > 0 && yaml_is_blank_or_break(text.at[at - 1])) {
        at--;
    }
    while (at < text.len && yaml_is_blank(text.at[at])) {
        at++;
    }
    if (at == 0 || at + 1 >= text.len || text.at[at] != '#' ||
        !yaml_is_blank(text.at[at - 1])) {
        return false;
    }
    if (yaml_is_blank_or_break(text.at[at + 1]) || text.at[at + 1] == '#') {
        return false;
    }
    size_t end = at;
    while (end < text.len && text.at[end] != '\n' && text.at[end] != '\r') {
        end++;
    }
    *from = at;
    *to = at + str_trim(str_slice(text, at, end)).len;
    return true;
}

void
yaml_mend_lost_comment(struct yaml_reader *reader, struct yaml_node *node, struct str key)
{
    size_t from;
    size_t to;
    if (!find_lost_comment(reader, node, &from, &to)) {
        return;
    }
    struct span span = yaml_span(reader, from, to);
    struct str quoted = yaml_quoted(reader->diags->arena, yaml_raw(reader, from, to));
    struct finding *finding;
    if (key.len > 0) {
        finding = diag_report(reader->diags, &kind_lost_text, span,
            "`%.*s` is empty: `#` after a blank begins a comment", STR_ARG(key));
    } else {
        finding = diag_report(reader->diags, &kind_lost_text, span,
            "the list element is empty: `#` after a blank begins a comment");
    }
    finding_caption(reader->diags, finding, "a comment, not a value");
    finding_help(reader->diags, finding,
        "quote it: `%.*s`; or put a blank after the `#` of a comment", STR_ARG(quoted));
    finding_fix(reader->diags, finding, span, quoted);
    node->value = text_between(reader, from, to);
}

/* Nothing follows on the line but a comment or what closes a collection around. More text is a
 * syntax error, which libyaml is about to find. */
static bool
ends_entry(const struct yaml_reader *reader, size_t at)
{
    struct str text = reader->file->text;
    while (at < text.len && yaml_is_blank(text.at[at])) {
        at++;
    }
    return at >= text.len || strchr("\r\n#,]}:", text.at[at]) != NULL;
}

/* `{{ $labels.x }}` without quotes. */
void
yaml_mend_template(struct yaml_reader *reader, struct yaml_node *node)
{
    node->value = text_between(reader, node->from, node->to);
    node->height = 0;
    if (!ends_entry(reader, node->to)) {
        return;
    }
    struct span span = yaml_span(reader, node->from, node->to);
    struct str quoted =
        yaml_quoted(reader->diags->arena, yaml_raw(reader, node->from, node->to));
    struct finding *finding = diag_report(
        reader->diags, &kind_yaml_syntax, span, "a text that starts with `{` is a map to YAML");
    finding_caption(reader->diags, finding, "read as a map in a map");
    finding_help(reader->diags, finding, "quote it: `%.*s`", STR_ARG(quoted));
    finding_fix(reader->diags, finding, span, quoted);
}
