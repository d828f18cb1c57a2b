/*
 * Inside the check room: the walk, in parts.
 */
#ifndef TOCSIN_CHECK_WALK_H
#define TOCSIN_CHECK_WALK_H

#include "check/check.h"

/* Calls a statement for each check that has the hook, with `checker->kind` set. */
#define WALK_HOOKS(checker, hook, ...)                                                         \
    for (size_t walk_i = 0; checks[walk_i]; walk_i++) {                                        \
        if (checks[walk_i]->hook) {                                                            \
            (checker)->kind = checks[walk_i]->kind;                                            \
            checks[walk_i]->hook(__VA_ARGS__);                                                 \
        }                                                                                      \
    }

/* Calls the node hooks over a tree. `owner` says what it belongs to; its tree, node, shapes and
 * parents are filled in. The shapes are made in the checker's scratch arena. */
void walk_tree(struct checker *checker, struct check_node owner, const struct promql_tree *tree,
    struct shapes *shapes);

/* The same for a rule's expression, or for that of none. The shapes live as long as the walk:
 * those of all rules together would need much memory. */
void walk_rule_tree(
    struct checker *checker, const struct rule *rule, const struct promql_tree *tree);

/* Calls the hooks for a rule itself. */
void walk_rule(struct checker *checker, const struct rule *rule);

/* Everything of all rules. */
void walk_rules(struct checker *checker);

/* Everything of all dashboards. */
void walk_dashboards(struct checker *checker);

#endif
