/*
 * The inside of the YAML reader: what its files share.
 *
 * yaml.c reads documents, lists and scalars, yaml_map.c maps, yaml_mend.c names what YAML
 * silently loses. Places are byte offsets in the file until a value gets its span.
 */
#ifndef TOCSIN_READ_YAML_READER_H
#define TOCSIN_READ_YAML_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <yaml.h>

#include "base/arena.h"
#include "base/map.h"
#include "data/value.h"
#include "diag/diag.h"
#include "text/load.h"
#include "text/source.h"

struct yaml_anchor {
    const struct value *value;
    size_t weight;
    size_t height;
};

struct yaml_reader {
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
    struct map anchors; /* name to struct yaml_anchor */
    struct str_vec open_anchors;
    size_t depth;
    size_t shared;
};

/* A value with its raw place, and what an alias to it would cost. */
struct yaml_node {
    const struct value *value;
    size_t from;
    size_t to;
    size_t weight;
    size_t height;
    bool is_plain; /* an unquoted scalar, NULL ones included */
};

/* In a flow collection: a plain text whose bracket is still open, and where it stands. */
struct yaml_open_text {
    size_t slot; /* the entry or item */
    size_t from;
    size_t to;
    size_t first_comma; /* behind the part that YAML took for the value */
    int brackets;
    bool is_cut; /* more parts were found */
};

struct yaml_properties {
    struct str anchor; /* empty: none */
    struct str tag;
};

struct span yaml_span(const struct yaml_reader *reader, size_t from, size_t to);
struct str yaml_raw(const struct yaml_reader *reader, size_t from, size_t to);

/* The bytes before a mark of libyaml, whose `index` counts characters. */
size_t yaml_offset(struct yaml_reader *reader, size_t index);

/* Makes the next event the current one; false after a finding. */
bool yaml_next(struct yaml_reader *reader);

static inline bool
yaml_is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static inline bool
yaml_is_blank_or_break(char c)
{
    return yaml_is_blank(c) || c == '\n' || c == '\r';
}

/* libyaml starts a node at its anchor or tag; this is where its own text starts. */
size_t yaml_skip_properties(const struct yaml_reader *reader, size_t from, size_t to);

struct yaml_properties yaml_copy_properties(
    struct yaml_reader *reader, const yaml_char_t *anchor, const yaml_char_t *tag);
bool yaml_has_properties(const struct yaml_properties *properties);

/* Whether the tag is `!!name`. */
bool yaml_tag_is(struct str tag, const char *name);

/* Reports a tag that is not known here; `from` is the place of the node with its properties. */
void yaml_check_tag(struct yaml_reader *reader, struct str tag, size_t from, bool is_known);

/* Makes the node known to later aliases, if it has an anchor. */
void yaml_remember_anchor(
    struct yaml_reader *reader, struct str name, const struct yaml_node *node);

/* The collection of that anchor (empty: none) is not complete. */
bool yaml_is_open_anchor(const struct yaml_reader *reader, struct str name);

/* Always false. */
bool yaml_report_too_deep(struct yaml_reader *reader, struct span span);

/* Around the events of a collection; `yaml_leave` sets the spans at its end event. */
bool yaml_enter(struct yaml_reader *reader, struct str anchor);
void yaml_leave(
    struct yaml_reader *reader, struct yaml_node *node, struct value *value, bool is_flow);
void yaml_count_child(struct yaml_node *parent, const struct yaml_node *child);

/* Reads the node that the current event starts; afterwards the current event is its last. */
bool yaml_read_node(struct yaml_reader *reader, struct yaml_node *out);
bool yaml_read_map(struct yaml_reader *reader, struct yaml_node *out);

/* The round brackets that stay open at the end of a text; closing ones count below zero. */
int yaml_open_brackets(struct str text);

struct yaml_open_text yaml_open_text_begin(
    const struct yaml_reader *reader, size_t slot, const struct yaml_node *node);

/* `{timeseries: topk(5, x)}`: the comma ended the value. Reports it and gives the whole text;
 * an empty key stands for a list element. */
const struct value *yaml_mend_cut_text(
    struct yaml_reader *reader, const struct yaml_open_text *open, struct str key);

/* `runbook: #api-down`: reports the comment that stands where the value belongs and makes it
 * the value; does nothing to other nodes. */
void yaml_mend_lost_comment(struct yaml_reader *reader, struct yaml_node *node, struct str key);

/* `{{ $labels.x }}` without quotes, read as a map: reports it and makes the node the text. */
void yaml_mend_template(struct yaml_reader *reader, struct yaml_node *node);

#endif
