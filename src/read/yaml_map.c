/*
 * Maps: keys, duplicates, merge keys, and entries that a comma tore apart.
 */
#include "read/yaml_reader.h"

#include "read/key_index.h"

/* A map under construction. */
struct map_build {
    struct yaml_node node;
    struct key_index keys;
    bool is_flow;
    bool is_template;           /* `{{ … }}`: a template that lost its quotes */
    const struct value *merged; /* what `<<` brings, or NULL */
    struct span merge_span;
    struct yaml_open_text open; /* the last entry's value, while its bracket is open */
};

/* A key as read: its text, and whether it can be one. */
struct key {
    struct str text;
    struct span span;
    struct yaml_node node;
    bool is_valid;
};

static void
report_duplicate(
    struct yaml_reader *reader, struct str key, struct span first, struct span second)
{
    struct finding *finding = diag_report(reader->diags, &kind_duplicate_key, second,
        "the key `%.*s` stands twice in one map", STR_ARG(key));
    finding_caption(reader->diags, finding, "again here");
    finding_label(reader->diags, finding, first, "first here");
    finding_help(reader->diags, finding, "remove or rename one of the two");
}

static void
report_bad_key(struct yaml_reader *reader, const struct yaml_node *node)
{
    struct span span = yaml_span(reader, node->from, node->to);
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
read_key(struct yaml_reader *reader, struct map_build *build, struct key *out)
{
    struct key key = { .is_valid = false };
    if (!yaml_read_node(reader, &key.node)) {
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
is_lone_key(
    const struct yaml_reader *reader, const struct key *key, const struct yaml_node *value)
{
    if (!key->node.is_plain || value->value->kind != VALUE_KIND_NULL ||
        value->from != value->to) {
        return false;
    }
    struct str text = reader->file->text;
    size_t at = key->node.to;
    while (at < text.len && yaml_is_blank_or_break(text.at[at])) {
        at++;
    }
    return at < text.len && (text.at[at] == ',' || text.at[at] == '}');
}

static void
close_cut_text(struct yaml_reader *reader, struct map_build *build)
{
    if (build->open.is_cut) {
        struct value_entry *entry = &build->keys.map->entries.at[build->open.slot];
        entry->value = yaml_mend_cut_text(reader, &build->open, entry->key);
    }
    build->open = (struct yaml_open_text){ .brackets = 0 };
}

/* True when the entry is the rest of a text that a comma cut. */
static bool
extends_cut_text(struct yaml_reader *reader, struct map_build *build, const struct key *key,
    const struct yaml_node *value)
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
    build->open.brackets += yaml_open_brackets(yaml_raw(reader, key->node.from, key->node.to));
    if (build->open.brackets <= 0) {
        close_cut_text(reader, build);
    }
    return true;
}

static void
take_entry(struct yaml_reader *reader, struct map_build *build, const struct key *key,
    struct yaml_node *value)
{
    if (!key->is_valid || extends_cut_text(reader, build, key, value)) {
        return;
    }
    yaml_mend_lost_comment(reader, value, key->text);
    if (key->node.is_plain && str_is(key->text, "<<")) {
        if (build->merged) {
            report_duplicate(reader, key->text, build->merge_span, key->span);
            return;
        }
        build->merged = value->value;
        build->merge_span = key->span;
        return;
    }
    const struct value_entry *first = key_index_find(&build->keys, key->text);
    if (first) {
        report_duplicate(reader, key->text, first->key_span, key->span);
        return;
    }
    struct value_entry entry = { key->text, key->span, value->value };
    key_index_add(&build->keys, reader->arena, &entry);
    if (build->is_flow) {
        build->open = yaml_open_text_begin(reader, build->keys.map->entries.count - 1, value);
    }
}

static void
merge_map(struct yaml_reader *reader, struct map_build *build, const struct value *from)
{
    if (from->kind != VALUE_KIND_MAP) {
        struct finding *finding = diag_report(reader->diags, &kind_wrong_type,
            build->merge_span, "`<<` merges maps, found %s", value_kind_text(from));
        finding_label(reader->diags, finding, from->span, "not a map");
        finding_help(reader->diags, finding, "write `<<: *anchor` or `<<: [*one, *two]`");
        return;
    }
    for (size_t i = 0; i < from->entries.count; i++) {
        if (!key_index_find(&build->keys, from->entries.at[i].key)) {
            key_index_add(&build->keys, reader->arena, &from->entries.at[i]);
        }
    }
}

static void
merge_all(struct yaml_reader *reader, struct map_build *build)
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

static bool
read_entries(struct yaml_reader *reader, struct map_build *build)
{
    for (;;) {
        struct key key;
        struct yaml_node value;
        if (!yaml_next(reader)) {
            return false;
        }
        if (reader->event.type == YAML_MAPPING_END_EVENT) {
            return true;
        }
        if (!read_key(reader, build, &key) || !yaml_next(reader) ||
            !yaml_read_node(reader, &value)) {
            return false;
        }
        yaml_count_child(&build->node, &value);
        take_entry(reader, build, &key, &value);
    }
}

bool
yaml_read_map(struct yaml_reader *reader, struct yaml_node *out)
{
    const yaml_event_t *event = &reader->event;
    size_t start = yaml_offset(reader, event->start_mark.index);
    struct yaml_properties properties = yaml_copy_properties(
        reader, event->data.mapping_start.anchor, event->data.mapping_start.tag);
    struct map_build build = {
        .node = { .from = start, .weight = 1, .height = 1 },
        .is_flow = event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE,
    };
    if (yaml_has_properties(&properties)) {
        build.node.from = yaml_skip_properties(reader, start, reader->file->text.len);
        yaml_check_tag(reader, properties.tag, start, yaml_tag_is(properties.tag, "map"));
    }
    if (!yaml_enter(reader, properties.anchor)) {
        return false;
    }
    build.keys.map = value_new_map(reader->arena, span_none());
    build.keys.scratch = &reader->scratch;
    if (!read_entries(reader, &build)) {
        return false;
    }
    close_cut_text(reader, &build);
    merge_all(reader, &build);
    yaml_leave(reader, &build.node, build.keys.map, build.is_flow);
    if (build.is_template) {
        yaml_mend_template(reader, &build.node);
    }
    yaml_remember_anchor(reader, properties.anchor, &build.node);
    *out = build.node;
    return true;
}
