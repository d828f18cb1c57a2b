/*
 * The words that Grafana knows: units, reducers, transformers, matchers, colours, properties.
 *
 * Grafana passes over what it does not know in silence, so that a mistyped word shows as a
 * panel that looks wrong. The tables only answer; what is unknown is for checks to say. To
 * suggest a word, begin a `struct nearest` and let a list offer its words.
 */
#ifndef TOCSIN_MODEL_GRAFANA_REGISTRY_H
#define TOCSIN_MODEL_GRAFANA_REGISTRY_H

#include <stdbool.h>

#include "base/nearest.h"
#include "base/str.h"

enum grafana_list {
    GRAFANA_LIST_REDUCERS, /* also `p1` … `p99` */
    GRAFANA_LIST_TRANSFORMERS,
    GRAFANA_LIST_FIELD_MATCHERS,
    GRAFANA_LIST_FRAME_MATCHERS,
    GRAFANA_LIST_VALUE_MATCHERS,
    GRAFANA_LIST_COLOR_MODES,
    GRAFANA_LIST_COLORS, /* also `#rgb`, `#rrggbb`, `#rrggbbaa`, `rgb(…)`, CSS names, … */
    GRAFANA_LIST_PROPERTIES, /* of overrides; also `custom.…` */
};

bool grafana_knows(enum grafana_list list, struct str word);
void grafana_offer(enum grafana_list list, struct nearest *nearest);

struct grafana_unit {
    const char *id;
    const char *category; /* `Data rate` */
};

/* In Grafana's order; ends with a NULL id. */
extern const struct grafana_unit grafana_units[];

/* Plain words of a spec with the ids they stand for; ends with a NULL word. */
struct grafana_unit_word {
    const char *word;
    const char *id;
};

extern const struct grafana_unit_word grafana_unit_words[];

/* Grafana's id for what a spec says: an id itself (`reqps`), one with a prefix of Grafana's
 * (`suffix: items`, `prefix:`, `si:`, `time:`, `count:`, `currency:`, `bool:`), or a plain word
 * (`seconds`, `requests per second`). Empty when it is none of these. */
struct str grafana_unit_id(struct str word);

/* The category of an id: `Time`; empty for prefixed ones and unknown ones. */
struct str grafana_unit_category(struct str id);

/* Offers ids and plain words. */
void grafana_offer_units(struct nearest *nearest);

#endif
