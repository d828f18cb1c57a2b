/*
 * Recording rules and alerts as written: the sugar, before `rules` turns it into what
 * Prometheus loads.
 */
#ifndef TOCSIN_MODEL_RULE_H
#define TOCSIN_MODEL_RULE_H

#include "model/policy.h"
#include "promql/promql.h"
#include "schema/schema.h"

/* An expression: the text as written and its tree, NULL when it did not parse (a finding was
 * made) or the key was absent. The text comes first, so that the decoder can fill it. */
struct expr {
    struct text text;
    const struct promql_tree *tree;
};

struct period_list {
    struct period *at;
    size_t count;
};

/* A test of one recording, run by promtool: given these series, what is recorded at a time. */
struct recording_test {
    struct text name;
    struct named_text_list given;  /* series → values in promtool's notation */
    struct period interval;        /* between two values; default 1m */
    struct period_list at;         /* when it is looked at; one or more, none twice */
    struct named_text_list labels; /* labels of the series that are looked at */
    struct number gives;           /* their sum; its text is `nothing` when there are none */
    struct span span;
};

struct recording_test_list {
    struct recording_test *at;
    size_t count;
};

struct recording {
    struct text key; /* the name of the recorded series */
    struct expr expr;
    struct named_text_list labels;
    struct text help;
    struct text unit;
    struct recording_test_list tests;
    struct allow_entry_list allow;
    struct span span;
};

struct recording_list {
    struct recording *at;
    size_t count;
};

struct recording_group {
    struct text key;
    struct period interval;
    struct count limit;
    struct period query_offset;
    struct named_text_list labels;
    struct recording_list rules; /* several of one name are several entries */
    struct span span;
};

struct recording_group_list {
    struct recording_group *at;
    size_t count;
};

/* One severity of `above:` or `below:`. */
struct alert_limit {
    struct text key; /* the severity */
    struct number limit;
    struct period hold; /* `for`, unless the alert's */
    struct period keep_firing_for;
    struct named_text_list labels;
    struct span span;
};

struct alert_limit_list {
    struct alert_limit *at;
    size_t count;
};

/* A test of one alert, run by promtool: given these series, it fires, or stays silent. */
struct alert_test {
    struct text name;
    struct named_text_list given;  /* series → values in promtool's notation */
    struct period interval;        /* between two values; default 1m */
    struct period_list fires;      /* when it must fire … */
    struct period_list silent;     /* … and when it must not; no time in both, none twice */
    struct text severity;          /* which one, of an alert with several */
    struct named_text_list labels; /* labels that the firing alert must have */
    struct span span;
};

struct alert_test_list {
    struct alert_test *at;
    size_t count;
};

struct alert {
    struct text key;
    struct expr expr;
    struct alert_limit_list above;
    struct alert_limit_list below;
    struct period hold; /* `for` */
    struct period keep_firing_for;
    struct text severity;
    struct text summary;
    struct text description;
    struct text runbook;   /* a URL; default: `urls.runbooks` and the kebab-case name */
    struct text dashboard; /* the key of one of the spec's */
    struct named_text_list labels;
    struct named_text_list annotations;
    struct alert_test_list tests;
    struct allow_entry_list allow;
    struct span span;
};

struct alert_list {
    struct alert *at;
    size_t count;
};

struct alert_group {
    struct text key;
    struct period interval;
    struct count limit;
    struct period query_offset;
    struct named_text_list labels;
    struct alert_list rules;
    struct span span;
};

struct alert_group_list {
    struct alert_group *at;
    size_t count;
};

/* A time of a test, and which of its two lists has it. */
struct test_time {
    struct period period;
    size_t list;
};

VEC_DECLARE(test_time_vec, struct test_time);

/* The times of both lists in their order; equal ones as they were written. */
struct test_time_vec test_times_merge(
    struct arena *arena, struct period_list first, struct period_list second);

/* More digits than a double keeps are not compared. */
enum { RECORDING_TEST_MOST_DIGITS = 15 };

/* Whether the test wants that nothing is recorded. */
bool recording_test_wants_nothing(const struct recording_test *test);

extern const struct record recording_test_record;
extern const struct record alert_test_record;
extern const struct record recording_group_record;
extern const struct record alert_group_record;

#endif
