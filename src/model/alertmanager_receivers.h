/*
 * The kinds of receivers that Alertmanager knows, each with the record that checks one of them.
 */
#ifndef TOCSIN_MODEL_ALERTMANAGER_RECEIVERS_H
#define TOCSIN_MODEL_ALERTMANAGER_RECEIVERS_H

#include "schema/schema.h"

struct alertmanager_receiver_kind {
    const char *name;            /* in a spec: `slack` */
    const char *key;             /* in Alertmanager's file: `slack_configs` */
    const struct record *record; /* one receiver; only checks */
    const char *since;           /* first version that knows the kind, or NULL: all of them */
    const char *until;           /* last version that knows it, or NULL */
};

/* The fields of a receiver in a spec: one per kind, and `allow`. */
extern const struct field alertmanager_receiver_fields[];

/* By name; ends with a NULL name. */
extern const struct alertmanager_receiver_kind alertmanager_receiver_kinds[];

#endif
