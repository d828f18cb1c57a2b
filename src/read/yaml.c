/*
 * From libyaml's events to values.
 *
 * The reader pulls events and builds the tree by descent, bounded by READ_YAML_DEEPEST. Places
 * come from libyaml's marks: an index counted in characters, turned into bytes by a cursor that
 * moves along with the events. What libyaml accepts but nobody means (a value cut by a comma, a
 * value that is a comment, a template read as a map) is named here, because only here the bytes
 * and the events are seen side by side.
 */
#include "read/yaml.h"

#include <assert.h>
#include <stdint.h>
#include <yaml.h>

#include "base/map.h"
#include "read/yaml_scalar.h"
#include "read/yaml_trouble.h"

/* Maps with more entries than this look for duplicates in a hash table. */
enum { SMALL_MAP = 16 };

struct anchor {
    const struct value *value;
    size_t weight;
    size_t height;
};

struct reader {
    struct arena *arena;
    struct arena scratch;
    struct sources *sources;
    const struct source *file;
    struct diags *diags;
    yaml_parser_t parser;
    yaml_event_t event;
    bool is_ascii;
    size_t skipped; /* the byte-order mark, which libyaml never sees */
    size_t cursor_index;
    size_t cursor_offset;
    size_t last_from; /* the last scalar, alias or flow collection */
    size_t last_to;
    struct map anchors; /* name to struct anchor */
    struct str_vec open_anchors;
    size_t depth;
    size_t shared;
};

/* A value with its raw place, and what an alias to it would cost. */
struct node {
    const struct value *value;
    size_t from;
    size_t to;
    size_t weight;
    size_t height;
    bool is_plain; /* an unquoted scalar, NULL ones included */
};

/* In a flow collection: a plain text whose bracket is still open, and where it stands. */
struct open_text {
    size_t slot; /* the entry or item */
    size_t from;
    size_t to;
    size_t first_comma; /* behind the part that YAML took for the value */
    int brackets;
    bool is_cut; /* more parts were found */
};

struct properties {
    struct str anchor; /* empty: none */
    struct str tag;
};

static struct span
span_of(const struct reader *reader, size_t from, size_t to)
{
    return (struct span){ reader->file->base + (uint32_t)from, (uint32_t)(to - from) };
}

static struct str
raw_text(const struct reader *reader, size_t from, size_t to)
{
    return str_slice(reader->file->text, from, to);
}

static bool
is_continuation(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

/* Marks come nearly in order, so the cursor moves by the distance between two of them. */
static size_t
offset_of(struct reader *reader, size_t index)
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
report_trouble(struct reader *reader)
{
    const yaml_parser_t *parser = &reader->parser;
    struct yaml_trouble trouble = {
        .problem = str_from(parser->problem),
        .context = str_from(parser->context),
        .at = offset_of(reader, parser->problem_mark.index),
        .context_at = offset_of(reader, parser->context_mark.index),
        .last_from = reader->last_from,
        .last_to = reader->last_to,
    };
    yaml_report_trouble(reader->diags, reader->file, &trouble);
}

static bool
next_event(struct reader *reader)
{
    yaml_event_delete(&reader->event);
    if (yaml_parser_parse(&reader->parser, &reader->event)) {
        return true;
    }
    report_trouble(reader);
    return false;
}

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool
is_blank_or_break(char c)
{
    return is_blank(c) || c == '\n' || c == '\r';
}

/* libyaml starts a node at its anchor or tag; this is where its own text starts. */
static size_t
skip_properties(const struct reader *reader, size_t from, size_t to)
{
    const char *at = reader->file->text.at;
    while (from < to) {
        if (at[from] == '&' || at[from] == '!') {
            while (from < to && !is_blank_or_break(at[from])) {
                from++;
            }
        } else if (at[from] == '#') {
            while (from < to && at[from] != '\n' && at[from] != '\r') {
                from++;
            }
        } else if (is_blank_or_break(at[from])) {
            from++;
        } else {
            break;
        }
    }
    return from;
}

static struct properties
copy_properties(struct reader *reader, const yaml_char_t *anchor, const yaml_char_t *tag)
{
    struct properties properties = { STR(""), STR("") };
    if (anchor) {
        properties.anchor = arena_copy(&reader->scratch, str_from((const char *)anchor));
    }
    if (tag) {
        properties.tag = arena_copy(&reader->scratch, str_from((const char *)tag));
    }
    return properties;
}

static bool
has_properties(const struct properties *properties)
{
    return properties->anchor.len > 0 || properties->tag.len > 0;
}

static void
remember_anchor(struct reader *reader, struct str name, const struct node *node)
{
    if (name.len == 0) {
        return;
    }
    struct anchor *anchor = ARENA_NEW(&reader->scratch, struct anchor);
    *anchor = (struct anchor){ node->value, node->weight, node->height };
    map_put(&reader->anchors, name, anchor);
}

static bool
tag_is(struct str tag, const char *name)
{
    struct str prefix = STR("tag:yaml.org,2002:");
    return str_starts_with(tag, prefix) && str_is(str_slice(tag, prefix.len, tag.len), name);
}

static void
check_tag(struct reader *reader, struct str tag, size_t from, bool is_known)
{
    if (tag.len == 0 || str_is(tag, "!") || is_known) {
        return;
    }
    struct str text = reader->file->text;
    size_t at = from;
    while (at < text.len && text.at[at] != '!') {
        at++;
    }
    size_t end = at;
    while (end < text.len && !is_blank_or_break(text.at[end])) {
        end++;
    }
    struct str written = str_slice(text, at, end);
    struct finding *finding = diag_report(reader->diags, &kind_yaml_syntax,
        span_of(reader, at, end), "unknown YAML tag `%.*s`", STR_ARG(written));
    finding_caption(reader->diags, finding, "not a tag of a spec");
    finding_help(reader->diags, finding, "remove the tag, or quote the value if it is text");
}

static bool
is_scalar_tag(struct str tag)
{
    return tag_is(tag, "str") || tag_is(tag, "int") || tag_is(tag, "float") ||
           tag_is(tag, "bool") || tag_is(tag, "null");
}

static bool
is_null_text(struct str text)
{
    return text.len == 0 || str_is(text, "~") || str_is(text, "null");
}

static bool
report_no_room(struct reader *reader, size_t from, size_t to)
{
    diag_report(reader->diags, &kind_too_large, span_of(reader, from, to),
        "the inputs hold more than 4 GiB of text");
    return false;
}

static bool
set_text(struct reader *reader, struct value *value, struct str decoded, enum yaml_style style,
    struct node *node)
{
    struct str raw = raw_text(reader, node->from, node->to);
    size_t offset = 0;
    bool is_view = yaml_scalar_is_view(raw, decoded, style, &offset);
    if (value->is_block) {
        raw = yaml_scalar_trim_block(raw, decoded);
        node->to = node->from + raw.len;
    }
    if (is_view) {
        size_t from = node->from + offset;
        value->text = raw_text(reader, from, from + decoded.len);
        value->span = span_of(reader, from, from + decoded.len);
        return true;
    }
    value->text = arena_copy(reader->sources->arena, decoded);
    const struct source *source = sources_add_scalar(reader->sources, value->text,
        span_of(reader, node->from, node->to), yaml_scalar_map, (int)style);
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
read_scalar(struct reader *reader, struct node *out)
{
    yaml_event_t *event = &reader->event;
    enum yaml_style style = style_of(event->data.scalar.style);
    struct properties properties =
        copy_properties(reader, event->data.scalar.anchor, event->data.scalar.tag);
    struct str decoded =
        str_make((const char *)event->data.scalar.value, event->data.scalar.length);
    size_t start = offset_of(reader, event->start_mark.index);
    struct node node = { .from = start,
        .to = offset_of(reader, event->end_mark.index),
        .weight = 1,
        .is_plain = style == YAML_STYLE_PLAIN };
    if (has_properties(&properties)) {
        node.from = skip_properties(reader, start, node.to);
        check_tag(reader, properties.tag, start, is_scalar_tag(properties.tag));
    }
    bool is_text = str_is(properties.tag, "!") || tag_is(properties.tag, "str");
    bool is_null = node.is_plain && !is_text && is_null_text(decoded);
    struct value *value = value_new(reader->arena, is_null ? VALUE_KIND_NULL : VALUE_KIND_TEXT,
        span_of(reader, node.from, node.to));
    value->is_plain = node.is_plain && !is_null && !is_text;
    value->is_block = style == YAML_STYLE_LITERAL || style == YAML_STYLE_FOLDED;
    if (!set_text(reader, value, decoded, style, &node)) {
        return false;
    }
    node.value = value;
    remember_anchor(reader, properties.anchor, &node);
    reader->last_from = node.from;
    reader->last_to = node.to;
    *out = node;
    return true;
}

static bool
is_open_anchor(const struct reader *reader, struct str name)
{
    for (size_t i = 0; i < reader->open_anchors.count; i++) {
        if (str_equal(reader->open_anchors.at[i], name)) {
            return true;
        }
    }
    return false;
}

static void
report_no_anchor(struct reader *reader, struct str name, struct span span)
{
    if (is_open_anchor(reader, name)) {
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
report_too_deep(struct reader *reader, struct span span)
{
    struct finding *finding = diag_report(reader->diags, &kind_too_large, span,
        "maps and lists stand more than %d deep inside each other", READ_YAML_DEEPEST);
    finding_caption(reader->diags, finding, "too deep");
    return false;
}

static bool
read_alias(struct reader *reader, struct node *out)
{
    struct str name = str_from((const char *)reader->event.data.alias.anchor);
    size_t from = offset_of(reader, reader->event.start_mark.index);
    size_t to = offset_of(reader, reader->event.end_mark.index);
    struct span span = span_of(reader, from, to);
    reader->last_from = from;
    reader->last_to = to;
    const struct anchor *anchor = map_get(&reader->anchors, name);
    if (!anchor || is_open_anchor(reader, name)) {
        report_no_anchor(reader, name, span);
        struct value *nothing = value_new(reader->arena, VALUE_KIND_NULL, span);
        *out = (struct node){ .value = nothing, .from = from, .to = to, .weight = 1 };
        return true;
    }
    if (reader->depth + anchor->height > READ_YAML_DEEPEST) {
        return report_too_deep(reader, span);
    }
    reader->shared += anchor->weight;
    if (reader->shared > READ_YAML_MOST_SHARED_NODES) {
        struct finding *finding = diag_report(reader->diags, &kind_too_large, span,
            "aliases repeat more than %d values", READ_YAML_MOST_SHARED_NODES);
        finding_caption(reader->diags, finding, "one alias too many");
        return false;
    }
    *out = (struct node){ anchor->value, from, to, anchor->weight, anchor->height, false };
    return true;
}

/* The brackets that stay open at the end of a text; closing ones count below zero. */
static int
open_brackets(struct str text)
{
    int open = 0;
    for (size_t i = 0; i < text.len; i++) {
        open += text.at[i] == '(';
        open -= text.at[i] == ')';
    }
    return open;
}

static struct open_text
begin_open_text(const struct reader *reader, size_t slot, const struct node *node)
{
    struct open_text open = { slot, node->from, node->to, node->to, 0, false };
    if (node->is_plain) {
        open.brackets = open_brackets(raw_text(reader, node->from, node->to));
    }
    return open;
}

static const struct value *
text_between(struct reader *reader, size_t from, size_t to)
{
    struct value *value =
        value_new_text(reader->arena, raw_text(reader, from, to), span_of(reader, from, to));
    value->is_plain = true;
    return value;
}

/* `{timeseries: topk(5, x)}`: the comma ended the value. Reports it and gives the whole text.
 */
static const struct value *
mend_cut_text(struct reader *reader, const struct open_text *open, struct str key)
{
    struct str whole = raw_text(reader, open->from, open->to);
    struct str kept = raw_text(reader, open->from, open->first_comma);
    size_t comma = open->first_comma;
    while (comma < open->to && reader->file->text.at[comma] != ',') {
        comma++;
    }
    struct str quoted = yaml_quoted(reader->diags->arena, whole);
    struct span span = span_of(reader, comma, comma + 1);
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
    finding_fix(reader->diags, finding, span_of(reader, open->from, open->to), quoted);
    return text_between(reader, open->from, open->to);
}

/* `runbook: #api-down`: nothing but a comment stands where the value belongs. Sets the comment
 * when it looks like a value: a `#` with something right behind it, on the same line. */
static bool
find_lost_comment(
    const struct reader *reader, const struct node *node, size_t *from, size_t *to)
{
    struct str text = reader->file->text;
    if (node->value->kind != VALUE_KIND_NULL || node->from != node->to || node->from == 0) {
        return false;
    }
    size_t at = node->from;
    while (at > 0 && is_blank_or_break(text.at[at - 1])) {
        at--;
    }
    while (at < text.len && is_blank(text.at[at])) {
        at++;
    }
    if (at == 0 || at + 1 >= text.len || text.at[at] != '#' || !is_blank(text.at[at - 1])) {
        return false;
    }
    if (is_blank_or_break(text.at[at + 1]) || text.at[at + 1] == '#') {
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

static void
mend_lost_comment(struct reader *reader, struct node *node, struct str key)
{
    size_t from;
    size_t to;
    if (!find_lost_comment(reader, node, &from, &to)) {
        return;
    }
    struct span span = span_of(reader, from, to);
    struct str quoted = yaml_quoted(reader->diags->arena, raw_text(reader, from, to));
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

static bool read_node(struct reader *reader, struct node *out);

static bool
enter(struct reader *reader, struct str anchor)
{
    if (reader->depth >= READ_YAML_DEEPEST) {
        size_t from = offset_of(reader, reader->event.start_mark.index);
        size_t to = offset_of(reader, reader->event.end_mark.index);
        return report_too_deep(reader, span_of(reader, from, to));
    }
    reader->depth++;
    VEC_PUSH(&reader->scratch, &reader->open_anchors, anchor);
    return true;
}

/* The current event is the end of the collection. A flow collection ends at its bracket, a
 * block one with its last child: libyaml's mark is at the next thing in the file. */
static void
leave(struct reader *reader, struct node *node, struct value *value, bool is_flow)
{
    reader->depth--;
    reader->open_anchors.count--;
    node->to = is_flow ? offset_of(reader, reader->event.end_mark.index) : reader->last_to;
    if (node->to < node->from) {
        node->to = node->from;
    }
    if (is_flow) {
        reader->last_from = node->from;
        reader->last_to = node->to;
    }
    value->span = span_of(reader, node->from, node->to);
    node->value = value;
}

static void
count_child(struct node *parent, const struct node *child)
{
    parent->weight += child->weight;
    if (parent->height < child->height + 1) {
        parent->height = child->height + 1;
    }
}

/* In a flow list, joins the elements that one text was cut into, once its bracket closes. */
static void
watch_items(
    struct reader *reader, struct value *list, struct open_text *open, const struct node *item)
{
    if (open->brackets <= 0) {
        *open = begin_open_text(reader, list->items.count - 1, item);
        return;
    }
    if (!item->is_plain) {
        *open = (struct open_text){ .brackets = 0 };
        return;
    }
    open->brackets += open_brackets(raw_text(reader, item->from, item->to));
    open->to = item->to;
    if (open->brackets <= 0) {
        list->items.at[open->slot] = mend_cut_text(reader, open, STR(""));
        list->items.count = open->slot + 1;
    }
}

static bool
read_list(struct reader *reader, struct node *out)
{
    const yaml_event_t *event = &reader->event;
    bool is_flow = event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE;
    size_t start = offset_of(reader, event->start_mark.index);
    struct properties properties = copy_properties(
        reader, event->data.sequence_start.anchor, event->data.sequence_start.tag);
    struct node node = { .from = start, .weight = 1, .height = 1 };
    if (has_properties(&properties)) {
        node.from = skip_properties(reader, start, reader->file->text.len);
        check_tag(reader, properties.tag, start, tag_is(properties.tag, "seq"));
    }
    if (!enter(reader, properties.anchor)) {
        return false;
    }
    struct value *list = value_new_list(reader->arena, span_none());
    struct open_text open = { .brackets = 0 };
    for (;;) {
        struct node item;
        if (!next_event(reader)) {
            return false;
        }
        if (reader->event.type == YAML_SEQUENCE_END_EVENT) {
            break;
        }
        if (!read_node(reader, &item)) {
            return false;
        }
        mend_lost_comment(reader, &item, STR(""));
        count_child(&node, &item);
        value_add_item(reader->arena, list, item.value);
        if (is_flow) {
            watch_items(reader, list, &open, &item);
        }
    }
    leave(reader, &node, list, is_flow);
    remember_anchor(reader, properties.anchor, &node);
    *out = node;
    return true;
}

/* A map under construction. */
struct map_build {
    struct value *map;
    struct node node;
    struct map index; /* key to entry number + 1, once the map is not small */
    bool is_flow;
    bool is_template;           /* `{{ … }}`: a template that lost its quotes */
    const struct value *merged; /* what `<<` brings, or NULL */
    struct span merge_span;
    struct open_text open; /* the last entry's value, while its bracket is open */
};

/* A key as read: its text, and whether it can be one. */
struct key {
    struct str text;
    struct span span;
    struct node node;
    bool is_valid;
};

static const struct value_entry *
find_entry(const struct map_build *build, struct str key)
{
    if (build->map->entries.count <= SMALL_MAP) {
        return value_find_str(build->map, key);
    }
    uintptr_t number = (uintptr_t)map_get(&build->index, key);
    return number > 0 ? &build->map->entries.at[number - 1] : NULL;
}

static void
index_entry(struct reader *reader, struct map_build *build, size_t number)
{
    if (!build->index.arena) {
        map_init(&build->index, &reader->scratch);
    }
    map_put(&build->index, build->map->entries.at[number].key, (void *)(uintptr_t)(number + 1));
}

static void
add_entry(struct reader *reader, struct map_build *build, const struct value_entry *entry)
{
    value_add_entry(reader->arena, build->map, entry->key, entry->key_span, entry->value);
    size_t count = build->map->entries.count;
    if (count == SMALL_MAP + 1) {
        for (size_t i = 0; i < count; i++) {
            index_entry(reader, build, i);
        }
    } else if (count > SMALL_MAP) {
        index_entry(reader, build, count - 1);
    }
}

static void
report_duplicate(struct reader *reader, struct str key, struct span first, struct span second)
{
    struct finding *finding = diag_report(reader->diags, &kind_duplicate_key, second,
        "the key `%.*s` stands twice in one map", STR_ARG(key));
    finding_caption(reader->diags, finding, "again here");
    finding_label(reader->diags, finding, first, "first here");
    finding_help(reader->diags, finding, "remove or rename one of the two");
}

static void
report_bad_key(struct reader *reader, const struct node *node)
{
    struct span span = span_of(reader, node->from, node->to);
    if (node->value->kind == VALUE_KIND_NULL) {
        struct finding *finding =
            diag_report(reader->diags, &kind_yaml_syntax, span, "a key is missing before `:`");
        finding_help(reader->diags, finding, "quote the value if the `:` belongs to a text");
        return;
    }
    struct finding *finding = diag_report(reader->diags, &kind_yaml_syntax, span,
        "a key must be text, not %s", value_kind_text(node->value));
    finding_caption(reader->diags, finding, "stands where a key belongs");
    finding_help(reader->diags, finding, "quote it if it is text");
}

/* The current event starts the key. A map right behind the `{` of another is a template. */
static bool
read_key(struct reader *reader, struct map_build *build, struct key *out)
{
    struct key key = { .is_valid = false };
    if (!read_node(reader, &key.node)) {
        return false;
    }
    const struct value *value = key.node.value;
    bool is_empty = value->kind == VALUE_KIND_NULL && value->text.len == 0;
    if (value->kind == VALUE_KIND_MAP && build->is_flow &&
        key.node.from == build->node.from + 1) {
        build->is_template = true;
    } else if ((value->kind != VALUE_KIND_TEXT && value->kind != VALUE_KIND_NULL) || is_empty) {
        report_bad_key(reader, &key.node);
    } else {
        key.is_valid = true;
        key.text = value->text;
        key.span = value->span;
    }
    *out = key;
    return true;
}

/* A flow map's key without any `:` behind it (`x)` in `{a: f(1, x)}`). */
static bool
is_lone_key(const struct reader *reader, const struct key *key, const struct node *value)
{
    if (!key->node.is_plain || value->value->kind != VALUE_KIND_NULL ||
        value->from != value->to) {
        return false;
    }
    struct str text = reader->file->text;
    size_t at = key->node.to;
    while (at < text.len && is_blank_or_break(text.at[at])) {
        at++;
    }
    return at < text.len && (text.at[at] == ',' || text.at[at] == '}');
}

static void
close_cut_text(struct reader *reader, struct map_build *build)
{
    if (build->open.is_cut) {
        struct value_entry *entry = &build->map->entries.at[build->open.slot];
        entry->value = mend_cut_text(reader, &build->open, entry->key);
    }
    build->open = (struct open_text){ .brackets = 0 };
}

/* True when the entry is the rest of a text that a comma cut. */
static bool
extends_cut_text(struct reader *reader, struct map_build *build, const struct key *key,
    const struct node *value)
{
    if (build->open.brackets <= 0) {
        return false;
    }
    if (!is_lone_key(reader, key, value)) {
        close_cut_text(reader, build);
        return false;
    }
    build->open.is_cut = true;
    build->open.to = key->node.to;
    build->open.brackets += open_brackets(raw_text(reader, key->node.from, key->node.to));
    if (build->open.brackets <= 0) {
        close_cut_text(reader, build);
    }
    return true;
}

static void
take_entry(
    struct reader *reader, struct map_build *build, const struct key *key, struct node *value)
{
    if (!key->is_valid || extends_cut_text(reader, build, key, value)) {
        return;
    }
    mend_lost_comment(reader, value, key->text);
    if (key->node.is_plain && str_is(key->text, "<<")) {
        if (build->merged) {
            report_duplicate(reader, key->text, build->merge_span, key->span);
            return;
        }
        build->merged = value->value;
        build->merge_span = key->span;
        return;
    }
    const struct value_entry *first = find_entry(build, key->text);
    if (first) {
        report_duplicate(reader, key->text, first->key_span, key->span);
        return;
    }
    struct value_entry entry = { key->text, key->span, value->value };
    add_entry(reader, build, &entry);
    if (build->is_flow) {
        build->open = begin_open_text(reader, build->map->entries.count - 1, value);
    }
}

static void
merge_map(struct reader *reader, struct map_build *build, const struct value *from)
{
    if (from->kind != VALUE_KIND_MAP) {
        struct finding *finding = diag_report(reader->diags, &kind_wrong_type,
            build->merge_span, "`<<` merges maps, found %s", value_kind_text(from));
        finding_label(reader->diags, finding, from->span, "not a map");
        finding_help(reader->diags, finding, "write `<<: *anchor` or `<<: [*one, *two]`");
        return;
    }
    for (size_t i = 0; i < from->entries.count; i++) {
        if (!find_entry(build, from->entries.at[i].key)) {
            add_entry(reader, build, &from->entries.at[i]);
        }
    }
}

static void
merge_all(struct reader *reader, struct map_build *build)
{
    if (!build->merged) {
        return;
    }
    if (build->merged->kind != VALUE_KIND_LIST) {
        merge_map(reader, build, build->merged);
        return;
    }
    for (size_t i = 0; i < build->merged->items.count; i++) {
        merge_map(reader, build, build->merged->items.at[i]);
    }
}

/* Nothing follows on the line but a comment or what closes a collection around. More text is a
 * syntax error, which libyaml is about to find. */
static bool
ends_entry(const struct reader *reader, size_t at)
{
    struct str text = reader->file->text;
    while (at < text.len && is_blank(text.at[at])) {
        at++;
    }
    return at >= text.len || strchr("\r\n#,]}:", text.at[at]) != NULL;
}

/* `{{ $labels.x }}` without quotes. */
static void
mend_template(struct reader *reader, struct node *node)
{
    node->value = text_between(reader, node->from, node->to);
    node->height = 0;
    if (!ends_entry(reader, node->to)) {
        return;
    }
    struct span span = span_of(reader, node->from, node->to);
    struct str quoted =
        yaml_quoted(reader->diags->arena, raw_text(reader, node->from, node->to));
    struct finding *finding = diag_report(
        reader->diags, &kind_yaml_syntax, span, "a text that starts with `{` is a map to YAML");
    finding_caption(reader->diags, finding, "read as a map in a map");
    finding_help(reader->diags, finding, "quote it: `%.*s`", STR_ARG(quoted));
    finding_fix(reader->diags, finding, span, quoted);
}

static bool
read_entries(struct reader *reader, struct map_build *build)
{
    for (;;) {
        struct key key;
        struct node value;
        if (!next_event(reader)) {
            return false;
        }
        if (reader->event.type == YAML_MAPPING_END_EVENT) {
            return true;
        }
        if (!read_key(reader, build, &key) || !next_event(reader) ||
            !read_node(reader, &value)) {
            return false;
        }
        count_child(&build->node, &value);
        take_entry(reader, build, &key, &value);
    }
}

static bool
read_map(struct reader *reader, struct node *out)
{
    const yaml_event_t *event = &reader->event;
    size_t start = offset_of(reader, event->start_mark.index);
    struct properties properties = copy_properties(
        reader, event->data.mapping_start.anchor, event->data.mapping_start.tag);
    struct map_build build = {
        .node = { .from = start, .weight = 1, .height = 1 },
        .is_flow = event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE,
    };
    if (has_properties(&properties)) {
        build.node.from = skip_properties(reader, start, reader->file->text.len);
        check_tag(reader, properties.tag, start, tag_is(properties.tag, "map"));
    }
    if (!enter(reader, properties.anchor)) {
        return false;
    }
    build.map = value_new_map(reader->arena, span_none());
    if (!read_entries(reader, &build)) {
        return false;
    }
    close_cut_text(reader, &build);
    merge_all(reader, &build);
    leave(reader, &build.node, build.map, build.is_flow);
    if (build.is_template) {
        mend_template(reader, &build.node);
    }
    remember_anchor(reader, properties.anchor, &build.node);
    *out = build.node;
    return true;
}

/* Reads the node that the current event starts; afterwards the current event is its last. */
static bool
read_node(struct reader *reader, struct node *out)
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
    return read_map(reader, out);
}

static void
report_second_document(struct reader *reader)
{
    size_t from = offset_of(reader, reader->event.start_mark.index);
    size_t to = offset_of(reader, reader->event.end_mark.index);
    struct finding *finding = diag_report(reader->diags, &kind_yaml_syntax,
        span_of(reader, from, to), "a second document begins here");
    finding_caption(reader->diags, finding, "a file holds one document");
    finding_help(reader->diags, finding, "put it into a file of its own");
}

static const struct value *
read_stream(struct reader *reader)
{
    if (!next_event(reader) || !next_event(reader)) {
        return NULL;
    }
    if (reader->event.type == YAML_STREAM_END_EVENT) {
        return value_new(reader->arena, VALUE_KIND_NULL, span_of(reader, 0, 0));
    }
    struct node root;
    if (!next_event(reader) || !read_node(reader, &root) || !next_event(reader) ||
        !next_event(reader)) {
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
    struct reader reader = { .arena = arena, .sources = sources, .file = file, .diags = diags };
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
