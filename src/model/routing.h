/*
 * Routing as written: Alertmanager's own words, shortened where it is verbose.
 */
#ifndef TOCSIN_MODEL_ROUTING_H
#define TOCSIN_MODEL_ROUTING_H

#include "matcher/matcher.h"
#include "model/policy.h"
#include "schema/schema.h"

/* The matchers of a `when:` or `mute:`: a map (`{severity: critical, team: [a, b]}`), a text
 * (`severity=~"a|b"`) or a list of texts. */
struct condition {
    const struct value *value;      /* as written */
    const struct matcher *matchers; /* resolved; in written order */
    size_t count;
    bool is_broken; /* a finding was made */
};

struct route;

struct route_list {
    struct route *at;
    size_t count;
};

struct route {
    struct condition when;
    struct text_list to; /* receivers: all of them are told */
    struct text_list group_by;
    struct period group_wait;
    struct period group_interval;
    struct period repeat_interval;
    struct text_list mute_time_intervals;
    struct text_list active_time_intervals;
    struct flag continues; /* `continue`: go on with the next route after this one */
    struct route_list routes;
    struct allow_entry_list allow;
    struct span span;
};

/* A receiver: one or more integrations per kind, kept as written and checked by their tables.
 */
struct receiver {
    struct text key;
    struct allow_entry_list allow;
    const struct value *value;
    struct span span;
    bool is_own; /* declared by the system itself, not by a library */
};

struct receiver_list {
    struct receiver *at;
    size_t count;
};

struct inhibition {
    struct condition when;  /* the source: while such an alert fires … */
    struct condition mute;  /* … these are not told … */
    struct text_list equal; /* … if they agree on these labels */
    struct text name;
    struct allow_entry_list allow;
    struct span span;
};

struct inhibition_list {
    struct inhibition *at;
    size_t count;
};

/* A named time interval: Alertmanager's own record, kept as written. */
struct time_interval {
    struct text key;
    const struct value *value;
    struct span span;
};

struct time_interval_list {
    struct time_interval *at;
    size_t count;
};

struct routing {
    const struct value *global;
    struct text_list default_to; /* `default` */
    struct text_list group_by;
    struct period group_wait;
    struct period group_interval;
    struct period repeat_interval;
    struct route_list routes;
    struct receiver_list receivers;
    struct inhibition_list inhibit;
    struct time_interval_list time_intervals;
    struct text_list templates; /* notification template files, relative to the spec's folder */
    struct span span;
};

extern const struct record routing_record;

#endif
