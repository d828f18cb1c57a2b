/*
 * From libyaml's events to values.
 *
 * The reader pulls events and builds the tree by descent, bounded by READ_YAML_DEEPEST. Places
 * come from libyaml's marks: an index counted in characters, turned into bytes by a cursor that
 * moves along with the events.
 */
#include "read/yaml.h"

#include <assert.h>
#include <stdint.h>

#include "read/yaml_reader.h"
#include "read/yaml_scalar.h"
#include "read/yaml_trouble.h"

static bool
is_scalar_tag(struct str tag)
{
    return yaml_tag_is(tag, "str") || yaml_tag_is(tag, "int") || yaml_tag_is(tag, "float") ||
           yaml_tag_is(tag, "bool") || yaml_tag_is(tag, "null");
}

static bool
is_null_text(struct str text)
{
    return text.len == 0 || str_is(text, "~") || str_is(text, "null");
}

static bool
report_no_room(struct yaml_reader *reader, size_t from, size_t to)
{
    diag_report(reader->diags, &kind_too_large, yaml_span(reader, from, to),
        "the inputs hold more than 4 GiB of text");
    return false;
}

static bool
set_text(struct yaml_reader *reader, struct value *value, struct str decoded,
    enum yaml_style style, struct yaml_node *node)
{
    struct str raw = yaml_raw(reader, node->from, node->to);
    if (value->kind == VALUE_KIND_NULL) {
        value->text = raw;
        return true;
    }
    size_t offset = 0;
    bool is_view = yaml_scalar_is_view(raw, decoded, style, &offset);
    if (value->is_block) {
        raw = yaml_scalar_trim_block(raw, decoded);
        node->to = node->from + raw.len;
    }
    if (is_view) {
        size_t from = node->from + offset;
        value->text = yaml_raw(reader, from, from + decoded.len);
        value->span = yaml_span(reader, from, from + decoded.len);
        return true;
    }
    value->text = arena_copy(reader->sources->arena, decoded);
    const struct source *source = sources_add_scalar(reader->sources, value->text,
        yaml_span(reader, node->from, node->to), yaml_scalar_map, (int)style);
    if (!source) {
        return report_no_room(reader, node->from, node->to);
    }
    value->span = (struct span){ source->base, (uint32_t)value->text.len };
    return true;
}

static enum yaml_style
style_of(yaml_scalar_style_t style)
{
    switch (style) {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE:
        return YAML_STYLE_SINGLE;
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE:
        return YAML_STYLE_DOUBLE;
    case YAML_LITERAL_SCALAR_STYLE:
        return YAML_STYLE_LITERAL;
    case YAML_FOLDED_SCALAR_STYLE:
        return YAML_STYLE_FOLDED;
    case YAML_ANY_SCALAR_STYLE:
    case YAML_PLAIN_SCALAR_STYLE:
        break;
    }
    return YAML_STYLE_PLAIN;
}

static bool
read_scalar(struct yaml_reader *reader, struct yaml_node *out)
{
    yaml_event_t *event = &reader->event;
    enum yaml_style style = style_of(event->data.scalar.style);
    struct yaml_properties properties =
        yaml_copy_properties(reader, event->data.scalar.anchor, event->data.scalar.tag);
    struct str decoded =
        str_make((const char *)event->data.scalar.value, event->data.scalar.length);
    size_t start = yaml_offset(reader, event->start_mark.index);
    struct yaml_node node = { .from = start,
        .to = yaml_offset(reader, event->end_mark.index),
        .weight = 1,
        .is_plain = style == YAML_STYLE_PLAIN };
    if (yaml_has_properties(&properties)) {
        node.from = yaml_skip_properties(reader, start, node.to);
        yaml_check_tag(reader, properties.tag, start, is_scalar_tag(properties.tag));
    }
    bool is_text = str_is(properties.tag, "!") || yaml_tag_is(properties.tag, "str");
    bool is_null = node.is_plain && !is_text && is_null_text(decoded);
    struct value *value = value_new(reader->arena, is_null ? VALUE_KIND_NULL : VALUE_KIND_TEXT,
        yaml_span(reader, node.from, node.to));
    value->is_plain = node.is_plain && !is_null && !is_text;
    value->is_block = style == YAML_STYLE_LITERAL || style == YAML_STYLE_FOLDED;
    if (!set_text(reader, value, decoded, style, &node)) {
        return false;
    }
    node.value = value;
    yaml_remember_anchor(reader, properties.anchor, &node);
    reader->last_from = node.from;
    reader->last_to = node.to;
    *out = node;
    return true;
}

static void
report_no_anchor(struct yaml_reader *reader, struct str name, struct span span)
{
    if (yaml_is_open_anchor(reader, name)) {
        struct finding *inside = diag_report(reader->diags, &kind_yaml_syntax, span,
            "the alias `*%.*s` stands inside the node that it repeats", STR_ARG(name));
        finding_caption(reader->diags, inside, "would repeat itself for ever");
        return;
    }
    struct finding *finding = diag_report(
        reader->diags, &kind_unknown_name, span, "no anchor `&%.*s` above", STR_ARG(name));
    finding_caption(reader->diags, finding, "an alias to nothing");
    finding_help(
        reader->diags, finding, "quote the value if it is text: `'*%.*s'`", STR_ARG(name));
}

static bool
read_alias(struct yaml_reader *reader, struct yaml_node *out)
{
    struct str name = str_from((const char *)reader->event.data.alias.anchor);
    size_t from = yaml_offset(reader, reader->event.start_mark.index);
    size_t to = yaml_offset(reader, reader->event.end_mark.index);
    struct span span = yaml_span(reader, from, to);
    reader->last_from = from;
    reader->last_to = to;
    const struct yaml_anchor *anchor = map_get(&reader->anchors, name);
    if (!anchor || yaml_is_open_anchor(reader, name)) {
        report_no_anchor(reader, name, span);
        struct value *nothing = value_new(reader->arena, VALUE_KIND_NULL, span);
        *out = (struct yaml_node){ .value = nothing, .from = from, .to = to, .weight = 1 };
        return true;
    }
    if (reader->depth + anchor->height > READ_YAML_DEEPEST) {
        return yaml_report_too_deep(reader, span);
    }
    reader->shared += anchor->weight;
    if (reader->shared > READ_YAML_MOST_SHARED_NODES) {
        struct finding *finding = diag_report(reader->diags, &kind_too_large, span,
            "aliases repeat more than %d values", READ_YAML_MOST_SHARED_NODES);
        finding_caption(reader->diags, finding, "one alias too many");
        return false;
    }
    *out = (struct yaml_node){ anchor->value, from, to, anchor->weight, anchor->height, false };
    return true;
}

/* In a flow list, joins the elements that one text was cut into, once its bracket closes. */
static void
watch_items(struct yaml_reader *reader, struct value *list, struct yaml_open_text *open,
    const struct yaml_node *item)
{
    if (open->brackets <= 0) {
        *open = yaml_open_text_begin(reader, list->items.count - 1, item);
        return;
    }
    if (!item->is_plain) {
        *open = (struct yaml_open_text){ .brackets = 0 };
        return;
    }
    open->brackets += yaml_open_brackets(yaml_raw(reader, item->from, item->to));
    open->to = item->to;
    if (open->brackets <= 0) {
        list->items.at[open->slot] = yaml_mend_cut_text(reader, open, STR(""));
        list->items.count = open->slot + 1;
    }
}

static bool
read_list(struct yaml_reader *reader, struct yaml_node *out)
{
    const yaml_event_t *event = &reader->event;
    bool is_flow = event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE;
    size_t start = yaml_offset(reader, event->start_mark.index);
    struct yaml_properties properties = yaml_copy_properties(
        reader, event->data.sequence_start.anchor, event->data.sequence_start.tag);
    struct yaml_node node = { .from = start, .weight = 1, .height = 1 };
    if (yaml_has_properties(&properties)) {
        node.from = yaml_skip_properties(reader, start, reader->file->text.len);
        yaml_check_tag(reader, properties.tag, start, yaml_tag_is(properties.tag, "seq"));
    }
    if (!yaml_enter(reader, properties.anchor)) {
        return false;
    }
    struct value *list = value_new_list(reader->arena, span_none());
    struct yaml_open_text open = { .brackets = 0 };
    for (;;) {
        struct yaml_node item;
        if (!yaml_next(reader)) {
            return false;
        }
        if (reader->event.type == YAML_SEQUENCE_END_EVENT) {
            break;
        }
        if (!yaml_read_node(reader, &item)) {
            return false;
        }
        yaml_mend_lost_comment(reader, &item, STR(""));
        yaml_count_child(&node, &item);
        value_add_item(reader->arena, list, item.value);
        if (is_flow) {
            watch_items(reader, list, &open, &item);
        }
    }
    yaml_leave(reader, &node, list, is_flow);
    yaml_remember_anchor(reader, properties.anchor, &node);
    *out = node;
    return true;
}

/* Reads the node that the current event starts; afterwards the current event is its last. */
bool
yaml_read_node(struct yaml_reader *reader, struct yaml_node *out)
{
    if (reader->event.type == YAML_SCALAR_EVENT) {
        return read_scalar(reader, out);
    }
    if (reader->event.type == YAML_ALIAS_EVENT) {
        return read_alias(reader, out);
    }
    if (reader->event.type == YAML_SEQUENCE_START_EVENT) {
        return read_list(reader, out);
    }
    assert(reader->event.type == YAML_MAPPING_START_EVENT);
    return yaml_read_map(reader, out);
}

static void
report_second_document(struct yaml_reader *reader)
{
    size_t from = yaml_offset(reader, reader->event.start_mark.index);
    size_t to = yaml_offset(reader, reader->event.end_mark.index);
    struct finding *finding = diag_report(reader->diags, &kind_yaml_syntax,
        yaml_span(reader, from, to), "a second document begins here");
    finding_caption(reader->diags, finding, "a file holds one document");
    finding_help(reader->diags, finding, "put it into a file of its own");
}

static const struct value *
read_stream(struct yaml_reader *reader)
{
    if (!yaml_next(reader) || !yaml_next(reader)) {
        return NULL;
    }
    if (reader->event.type == YAML_STREAM_END_EVENT) {
        return value_new(reader->arena, VALUE_KIND_NULL, yaml_span(reader, 0, 0));
    }
    struct yaml_node root;
    if (!yaml_next(reader) || !yaml_read_node(reader, &root) || !yaml_next(reader) ||
        !yaml_next(reader)) {
        return NULL;
    }
    if (reader->event.type != YAML_STREAM_END_EVENT) {
        report_second_document(reader);
    }
    return root.value;
}

const struct value *
read_yaml(struct arena *arena, struct sources *sources, const struct source *file,
    struct diags *diags)
{
    struct yaml_reader reader = {
        .arena = arena, .sources = sources, .file = file, .diags = diags
    };
    if (!yaml_check_characters(diags, file, &reader.is_ascii)) {
        return NULL;
    }
    reader.skipped = str_starts_with(file->text, STR("\xEF\xBB\xBF")) ? 3 : 0;
    reader.cursor_offset = reader.skipped;
    arena_init(&reader.scratch);
    map_init(&reader.anchors, &reader.scratch);
    if (!yaml_parser_initialize(&reader.parser)) {
        memory_resize(NULL, SIZE_MAX);
    }
    yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&reader.parser,
        (const unsigned char *)file->text.at + reader.skipped, file->text.len - reader.skipped);
    const struct value *value = read_stream(&reader);
    yaml_event_delete(&reader.event);
    yaml_parser_delete(&reader.parser);
    arena_finish(&reader.scratch);
    return value;
}
