/*
 * Inside the rules room: the parts of `rules_make`.
 */
#ifndef TOCSIN_RULES_MAKE_H
#define TOCSIN_RULES_MAKE_H

#include "base/map.h"
#include "rules/rules.h"

struct maker {
    struct arena *arena;
    struct arena scratch;       /* of one template */
    struct arena group_scratch; /* of one group: what puts its rules in order */
    const struct model *model;
    struct sources *sources;
    struct rules *rules;
    struct diags *diags;
};

/* Adds the rules of a group. The group's index is that in `rules.groups`. */
void make_recordings(struct maker *maker, const struct recording_group *group, size_t index);
void make_alerts(struct maker *maker, const struct alert_group *group, size_t index);

void make_groups(struct maker *maker);
void make_routes(struct maker *maker);
void make_inhibitions(struct maker *maker);
void make_templates(struct maker *maker);

/* Puts recordings rules[0 .. count) before those that read them, otherwise leaves them as they
 * are. Rules that read each other in a circle keep their places. */
void order_recordings(struct arena *scratch, struct rule *rules, size_t count);

/* Whether the tree can be a rule's: an instant vector or a scalar. Reports what is not. */
bool judge_rule_type(struct maker *maker, const struct expr *expr);

/* A set of labels or annotations that grows; a later text of one name replaces the earlier. */
void set_rule_text(struct arena *arena, struct rule_text_vec *texts, struct rule_text text);

/* The keys that several elements of a list have, as a map without values. Each element of
 * `size` bytes begins with its key, a `struct text`. */
struct map find_repeated_keys(
    struct arena *scratch, const void *elements, size_t count, size_t size);

/* Sorts by name. */
void sort_rule_texts(struct rule_text_vec *texts);

#endif
