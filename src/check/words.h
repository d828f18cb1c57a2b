/*
 * Words that Grafana takes from a list of its own: one report for all the checks about them.
 */
#ifndef TOCSIN_CHECK_WORDS_H
#define TOCSIN_CHECK_WORDS_H

#include "check/check.h"
#include "model/grafana_registry.h"

/* What is asked of a word. */
struct words {
    enum grafana_list list;
    const char *what;                /* "reducer" */
    const char *note;                /* what Grafana does with an unknown one */
    const char *const (*renamed)[2]; /* old name, present name; ends with NULLs; may be NULL */
};

/* Reports the word unless Grafana knows it, nobody wrote it, or it holds a variable. */
void words_verify(struct checker *checker, const struct words *words, struct text word);

/* The same for a scalar; other values are passed over. */
void words_verify_value(
    struct checker *checker, const struct words *words, const struct value *value);

/* Calls back for every entry of every map below a value, at any depth. */
typedef void words_entry_function(
    struct checker *checker, struct str key, const struct value *value);
void words_walk(
    struct checker *checker, const struct value *value, words_entry_function *found);

/* Calls back for the defaults and each override of a panel. */
typedef void words_field_function(struct checker *checker, const struct loaded_field *field);
void words_each_field(
    struct checker *checker, const struct loaded_panel *panel, words_field_function *found);

#endif
