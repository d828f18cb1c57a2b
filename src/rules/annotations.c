/*
 * The annotations of all rules, read when the rules are there: they are long, most of them are
 * templates, and nothing in this room depends on what they say. So several threads share them,
 * each rule in one hand.
 */
#include "base/work.h"
#include "rules/make.h"
#include "rules/template.h"

enum { SHARE = 256 }; /* of the rules, for one job */

/* What came of one job. */
struct share {
    struct arena arena; /* in the pool */
    struct diags diags;
};

struct reading {
    const struct maker *maker;
    struct share *shares; /* by job */
};

static void
read_rule(struct maker *maker, struct rule *rule)
{
    diag_set_subject(maker->diags, rule->subject);
    for (size_t i = 0; i < rule->annotations.count; i++) {
        read_template_text(maker, rule->limit, &rule->annotations.at[i]);
    }
}

static void
read_share(void *work, size_t job)
{
    const struct reading *reading = work;
    struct share *share = &reading->shares[job];
    struct maker maker = *reading->maker;
    maker.arena = &share->arena;
    maker.diags = &share->diags;
    arena_init(&maker.scratch);
    const struct rule_vec *rules = &maker.rules->all;
    for (size_t i = job * SHARE; i < rules->count && i < (job + 1) * SHARE; i++) {
        read_rule(&maker, &rules->at[i]);
    }
    arena_finish(&maker.scratch);
}

void
read_annotations(struct maker *maker)
{
    size_t jobs = (maker->rules->all.count + SHARE - 1) / SHARE;
    struct reading reading = { .maker = maker,
        .shares = ARENA_ARRAY(maker->arena, struct share, jobs) };
    struct arena_pool pool;
    arena_pool_open(&pool, maker->arena);
    for (size_t i = 0; i < jobs; i++) {
        arena_init_in(&reading.shares[i].arena, &pool);
        diags_init(&reading.shares[i].diags, &reading.shares[i].arena);
    }
    work_run(read_share, &reading, jobs, maker->model->threads);
    arena_pool_close(&pool);
    for (size_t i = 0; i < jobs; i++) {
        diags_append(maker->diags, &reading.shares[i].diags);
    }
}
