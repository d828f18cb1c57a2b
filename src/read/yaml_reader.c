/*
 * What every part of the YAML reader needs: events, places, anchors and tags.
 */
#include "read/yaml_reader.h"

#include "read/yaml.h"
#include "read/yaml_trouble.h"

struct span
yaml_span(const struct yaml_reader *reader, size_t from, size_t to)
{
    return (struct span){ reader->file->base + (uint32_t)from, (uint32_t)(to - from) };
}

struct str
yaml_raw(const struct yaml_reader *reader, size_t from, size_t to)
{
    return str_slice(reader->file->text, from, to);
}

static bool
is_continuation(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

/* Marks come nearly in order, so the cursor moves by the distance between two of them. */
size_t
yaml_offset(struct yaml_reader *reader, size_t index)
{
    if (reader->is_ascii) {
        return index + reader->skipped;
    }
    struct str text = reader->file->text;
    while (reader->cursor_index < index && reader->cursor_offset < text.len) {
        reader->cursor_offset++;
        while (reader->cursor_offset < text.len &&
               is_continuation(text.at[reader->cursor_offset])) {
            reader->cursor_offset++;
        }
        reader->cursor_index++;
    }
    while (reader->cursor_index > index) {
        reader->cursor_offset--;
        while (is_continuation(text.at[reader->cursor_offset])) {
            reader->cursor_offset--;
        }
        reader->cursor_index--;
    }
    return reader->cursor_offset;
}

static void
report_trouble(struct yaml_reader *reader)
{
    const yaml_parser_t *parser = &reader->parser;
    struct yaml_trouble trouble = {
        .problem = str_from(parser->problem),
        .context = str_from(parser->context),
        .at = yaml_offset(reader, parser->problem_mark.index),
        .context_at = yaml_offset(reader, parser->context_mark.index),
        .last_from = reader->last_from,
        .last_to = reader->last_to,
    };
    yaml_report_trouble(reader->diags, reader->file, &trouble);
}

bool
yaml_next(struct yaml_reader *reader)
{
    yaml_event_delete(&reader->event);
    if (yaml_parser_parse(&reader->parser, &reader->event)) {
        return true;
    }
    report_trouble(reader);
    return false;
}

/* The length of the line break at a place, 0 for none: to libyaml NEL, LS and PS are breaks
 * too.
 */
static size_t
break_length(struct str text, size_t at)
{
    struct str rest = str_slice(text, at, at + 3);
    if (str_starts_with(rest, STR("\xC2\x85"))) {
        return 2;
    }
    if (str_is(rest, "\xE2\x80\xA8") || str_is(rest, "\xE2\x80\xA9")) {
        return 3;
    }
    return rest.len > 0 && (rest.at[0] == '\n' || rest.at[0] == '\r') ? 1 : 0;
}

/* Behind an anchor or tag, which hold neither blanks nor anything but ASCII. */
static size_t
skip_property(struct str text, size_t at)
{
    while (at < text.len && !yaml_is_blank_or_break(text.at[at]) &&
           (unsigned char)text.at[at] < 0x80) {
        at++;
    }
    return at;
}

size_t
yaml_skip_properties(const struct yaml_reader *reader, size_t from, size_t to)
{
    struct str text = str_slice(reader->file->text, 0, to);
    while (from < to) {
        size_t length = break_length(text, from);
        if (length > 0 || yaml_is_blank(text.at[from])) {
            from += length > 0 ? length : 1;
        } else if (text.at[from] == '&' || text.at[from] == '!') {
            from = skip_property(text, from);
        } else if (text.at[from] == '#') {
            while (from < to && break_length(text, from) == 0) {
                from++;
            }
        } else {
            break;
        }
    }
    return from < to ? from : to;
}

struct yaml_properties
yaml_copy_properties(
    struct yaml_reader *reader, const yaml_char_t *anchor, const yaml_char_t *tag)
{
    struct yaml_properties properties = { STR(""), STR("") };
    if (anchor) {
        properties.anchor = arena_copy(&reader->scratch, str_from((const char *)anchor));
    }
    if (tag) {
        properties.tag = arena_copy(&reader->scratch, str_from((const char *)tag));
    }
    return properties;
}

bool
yaml_has_properties(const struct yaml_properties *properties)
{
    return properties->anchor.len > 0 || properties->tag.len > 0;
}

void
yaml_remember_anchor(struct yaml_reader *reader, struct str name, const struct yaml_node *node)
{
    if (name.len == 0) {
        return;
    }
    struct yaml_anchor *anchor = ARENA_NEW(&reader->scratch, struct yaml_anchor);
    *anchor = (struct yaml_anchor){ node->value, node->weight, node->height };
    map_put(&reader->anchors, name, anchor);
}

bool
yaml_is_open_anchor(const struct yaml_reader *reader, struct str name)
{
    for (size_t i = 0; i < reader->open_anchors.count; i++) {
        if (str_equal(reader->open_anchors.at[i], name)) {
            return true;
        }
    }
    return false;
}

bool
yaml_tag_is(struct str tag, const char *name)
{
    struct str prefix = STR("tag:yaml.org,2002:");
    return str_starts_with(tag, prefix) && str_is(str_slice(tag, prefix.len, tag.len), name);
}

void
yaml_check_tag(struct yaml_reader *reader, struct str tag, size_t from, bool is_known)
{
    if (tag.len == 0 || str_is(tag, "!") || is_known) {
        return;
    }
    struct str text = reader->file->text;
    size_t at = from;
    while (at < text.len && text.at[at] != '!') {
        at++;
    }
    size_t end = skip_property(text, at);
    struct str written = str_slice(text, at, end);
    struct finding *finding = diag_report(reader->diags, &kind_yaml_syntax,
        yaml_span(reader, at, end), "unknown YAML tag `%.*s`", STR_ARG(written));
    finding_caption(reader->diags, finding, "not a tag of a spec");
    finding_help(reader->diags, finding, "remove the tag, or quote the value if it is text");
}

bool
yaml_report_too_deep(struct yaml_reader *reader, struct span span)
{
    struct finding *finding = diag_report(reader->diags, &kind_too_large, span,
        "maps and lists stand more than %d deep inside each other", READ_YAML_DEEPEST);
    finding_caption(reader->diags, finding, "too deep");
    return false;
}

bool
yaml_enter(struct yaml_reader *reader, struct str anchor)
{
    if (reader->depth >= READ_YAML_DEEPEST) {
        size_t from = yaml_offset(reader, reader->event.start_mark.index);
        size_t to = yaml_offset(reader, reader->event.end_mark.index);
        return yaml_report_too_deep(reader, yaml_span(reader, from, to));
    }
    reader->depth++;
    VEC_PUSH(&reader->scratch, &reader->open_anchors, anchor);
    return true;
}

/* The current event is the end of the collection. A flow collection ends at its bracket, a
 * block one with its last child: libyaml's mark is at the next thing in the file. */
void
yaml_leave(
    struct yaml_reader *reader, struct yaml_node *node, struct value *value, bool is_flow)
{
    reader->depth--;
    reader->open_anchors.count--;
    node->to = is_flow ? yaml_offset(reader, reader->event.end_mark.index) : reader->last_to;
    if (node->to < node->from) {
        node->to = node->from;
    }
    if (is_flow) {
        reader->last_from = node->from;
        reader->last_to = node->to;
    }
    value->span = yaml_span(reader, node->from, node->to);
    node->value = value;
}

void
yaml_count_child(struct yaml_node *parent, const struct yaml_node *child)
{
    parent->weight += child->weight;
    if (parent->height < child->height + 1) {
        parent->height = child->height + 1;
    }
}
