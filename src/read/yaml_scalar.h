/*
 * How the bytes of a YAML scalar in its file and its decoded text belong together.
 *
 * libyaml decodes; this walks the raw bytes with the same rules and compares, byte for byte,
 * with what libyaml made of them. Where the walk reproduces the text the map is exact;
 * otherwise there is no map, and a finding shows the whole scalar.
 */
#ifndef TOCSIN_READ_YAML_SCALAR_H
#define TOCSIN_READ_YAML_SCALAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "text/source.h"

enum yaml_style {
    YAML_STYLE_PLAIN,
    YAML_STYLE_SINGLE,
    YAML_STYLE_DOUBLE,
    YAML_STYLE_LITERAL,
    YAML_STYLE_FOLDED,
};

/* True when the decoded text stands in the raw bytes as it is; sets where. */
bool yaml_scalar_is_view(
    struct str raw, struct str decoded, enum yaml_style style, size_t *offset);

/* The raw bytes of a block scalar without what libyaml counts to it behind its last line: blank
 * lines (unless `+` keeps them) and the last line break. */
struct str yaml_scalar_trim_block(struct str raw, struct str decoded);

/* The map of a SCALAR source whose `map_style` is an enum yaml_style. */
bool yaml_scalar_map(const struct source *scalar, struct str raw, uint32_t from, uint32_t to,
    uint32_t *raw_from, uint32_t *raw_to);

#endif
