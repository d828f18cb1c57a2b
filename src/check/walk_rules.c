/*
 * The walk over all rules: first their expressions, then the rules themselves.
 *
 * An alert with several limits is several rules over one written expression, so its nodes are
 * visited with the first of them only. Of many rules each thread takes one run of neighbours,
 * with a branch of the analysis, and its findings come behind those of the run before.
 */
#include "base/work.h"
#include "check/broken.h"
#include "check/walk.h"

enum { LEAST_SHARE = 256 }; /* rules; what a branch takes costs as much as a few of them */

/* What one thread has for itself. */
struct share {
    struct arena arena;
    struct diags diags;
    struct interner names;
    struct model model;
    struct analysis analysis;
    struct checker checker;
};

typedef void walk_function(struct checker *checker, const struct rule *rule);

struct sharing {
    const struct rule_vec *rules;
    struct share *shares;
    size_t count;
    walk_function *walk;
};

static void
look_at_tree(struct checker *checker, const struct rule *rule)
{
    const struct rule *before = rule > checker->rules->all.at ? rule - 1 : NULL;
    bool is_first = !before || !rule->alert || rule->alert != before->alert;
    if (rule->tree && is_first) {
        diag_set_subject(checker->diags, rule->subject);
        walk_rule_tree(checker, rule, rule->tree);
    }
}

static void
look_at_rule(struct checker *checker, const struct rule *rule)
{
    diag_set_subject(checker->diags, rule->subject);
    walk_rule(checker, rule);
}

static void
open_share(struct share *share, const struct checker *checker)
{
    arena_init(&share->arena);
    diags_init(&share->diags, &share->arena);
    interner_branch(&share->names, checker->model->names, &share->arena);
    share->model = *checker->model;
    share->model.arena = &share->arena;
    share->model.names = &share->names;
    analysis_branch(checker->analysis, &share->arena, &share->model, &share->analysis);
    share->checker = *checker;
    share->checker.arena = &share->arena;
    share->checker.model = &share->model;
    share->checker.analysis = &share->analysis;
    share->checker.diags = &share->diags;
    arena_init(&share->checker.scratch);
}

static void
close_share(struct share *share, struct checker *checker)
{
    arena_finish(&share->checker.scratch);
    arena_adopt(checker->arena, &share->arena);
}

static void
run_share(void *work, size_t job)
{
    const struct sharing *sharing = work;
    size_t count = sharing->rules->count;
    size_t end = count * (job + 1) / sharing->count;
    for (size_t i = count * job / sharing->count; i < end; i++) {
        sharing->walk(&sharing->shares[job].checker, &sharing->rules->at[i]);
    }
}

static void
run_shares(struct checker *checker, struct sharing *sharing, walk_function *walk)
{
    sharing->walk = walk;
    work_run(run_share, sharing, sharing->count, sharing->count);
    for (size_t i = 0; i < sharing->count; i++) {
        struct share *share = &sharing->shares[i];
        diags_append(checker->diags, &share->diags);
        diags_init(&share->diags, &share->arena);
    }
}

/* What a rule's name and texts promise is not judged where its expression, or one that it
 * reads, is wrong. */
void
walk_rules(struct checker *checker)
{
    size_t first = checker->diags->findings.count;
    size_t most = checker->rules->all.count / LEAST_SHARE + 1;
    size_t threads = checker->model->threads > 1 ? checker->model->threads : 1;
    struct sharing sharing = { .rules = &checker->rules->all,
        .count = threads < most ? threads : most };
    sharing.shares = ARENA_ARRAY(checker->arena, struct share, sharing.count);
    for (size_t i = 0; i < sharing.count; i++) {
        open_share(&sharing.shares[i], checker);
    }
    run_shares(checker, &sharing, look_at_tree);
    checker->broken = broken_gather(checker->arena, checker->diags, first);
    for (size_t i = 0; i < sharing.count; i++) {
        sharing.shares[i].checker.broken = checker->broken;
    }
    run_shares(checker, &sharing, look_at_rule);
    for (size_t i = 0; i < sharing.count; i++) {
        close_share(&sharing.shares[i], checker);
    }
}
