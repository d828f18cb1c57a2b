/*
 * Policy, severities of checks and `allow`: what an organisation insists on, and its
 * exceptions.
 */
#ifndef TOCSIN_MODEL_POLICY_H
#define TOCSIN_MODEL_POLICY_H

#include "schema/schema.h"

/* `allow: {CHECK: reason}` on an object; also with an expiry: `{reason: …, until: 2027-03-31}`.
 */
struct allow_entry {
    struct text key; /* the check */
    struct text reason;
    struct date until;
    struct span span;
};

struct allow_entry_list {
    struct allow_entry *at;
    size_t count;
};

/* An entry of the top-level `allow:` list: at which subjects (`*` matches any text). */
struct allow_rule {
    struct text check;
    struct text at;
    struct text reason;
    struct date until;
    struct span span;
};

struct allow_rule_list {
    struct allow_rule *at;
    size_t count;
};

struct forbidden_class {
    struct text key; /* `phi` */
    struct text_list labels;
};

struct forbidden_class_list {
    struct forbidden_class *at;
    size_t count;
};

struct label_ceiling {
    struct text key;
    struct count max;
};

struct label_ceiling_list {
    struct label_ceiling *at;
    size_t count;
};

struct policy_require {
    struct text_list alert;  /* severity, summary, …, or the name of a label */
    struct text_list panel;  /* title, unit, help */
    struct text_list metric; /* help, panel, unit */
};

struct policy {
    struct forbidden_class_list forbidden_labels;
    struct label_ceiling_list max_label_values;
    struct count max_series;     /* per metric */
    struct count max_slo_series; /* that one SLO records; the template `slo` counts them */
    struct policy_require require;
    struct period min_refresh;
    struct span span;
};

extern const struct record allow_entry_record;
extern const struct record allow_rule_record;
extern const struct record policy_record;

/* A field `allow` for the record of an object. */
#define FIELD_ALLOW(owner)                                                                     \
    {                                                                                          \
        .key = "allow", .type = FIELD_TYPE_RECORD, .shape = FIELD_SHAPE_MAP,                   \
        .place = offsetof(owner, allow), .record = &allow_entry_record,                        \
        .key_type = FIELD_TYPE_KEY,                                                            \
        .doc = "Checks that may not complain about this object, each with the reason."         \
    }

#endif
