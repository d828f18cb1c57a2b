/*
 * The registry of checks and the one walker that serves them all.
 *
 * The order of calls does not matter to anybody: findings are sorted at the end of a run.
 */
#include "check/check.h"

#include "base/map.h"
#include "check/walk.h"

/* Which environments must agree: the words of the column `when` in checks.def. */
enum { ANY_ENVIRONMENT = false, EVERY_ENVIRONMENT = true };

#define CHECK(id, name, severity, when, summary)                                               \
    const struct diag_kind check_kind_##id = { name, SEVERITY_##severity, true,                \
        when##_ENVIRONMENT, summary };
#include "check/checks.def"
#undef CHECK

#define CHECK(id, name, severity, when, summary) &check_##id,
const struct check *const checks[] = {
#include "check/checks.def"
    NULL,
};
#undef CHECK

const struct diag_kind *
check_find_kind(struct str name)
{
    for (size_t i = 0; checks[i]; i++) {
        if (str_is(name, checks[i]->kind->name)) {
            return checks[i]->kind;
        }
    }
    return NULL;
}

void
check_set_subject(struct checker *checker, const char *section, struct str name)
{
    diag_set_subject(
        checker->diags, arena_printf(checker->arena, "%s/%.*s", section, STR_ARG(name)));
}

bool
check_suggest(struct checker *checker, struct finding *finding, struct span span,
    const struct nearest *nearest)
{
    if (nearest->best.len == 0) {
        return false;
    }
    finding_help(checker->diags, finding, "did you mean `%.*s`?", STR_ARG(nearest->best));
    if (span_is_set(span)) {
        finding_fix(checker->diags, finding, span, nearest->best);
    }
    return true;
}

static check_node_function *
node_hook(const struct check *check, enum promql_kind kind)
{
    switch (kind) {
    case PROMQL_KIND_SELECTOR:
        return check->selector;
    case PROMQL_KIND_CALL:
        return check->call;
    case PROMQL_KIND_AGGREGATION:
        return check->aggregation;
    case PROMQL_KIND_BINARY:
        return check->binary;
    case PROMQL_KIND_NUMBER:
    case PROMQL_KIND_STRING:
    case PROMQL_KIND_RANGE:
    case PROMQL_KIND_SUBQUERY:
    case PROMQL_KIND_PAREN:
    case PROMQL_KIND_UNARY:
    case PROMQL_KIND_VARIABLE:
        break;
    }
    return NULL;
}

static check_rule_function *
rule_hook(const struct check *check, enum rule_kind kind)
{
    return kind == RULE_KIND_ALERT ? check->alert : check->recording;
}

/* Of all checks those few with a hook for that kind of node, and of rule; they end with NULL.
 */
static void
find_hooks(struct checker *checker)
{
    const size_t most = sizeof checks / sizeof *checks;
    for (size_t kind = 0; kind <= PROMQL_KIND_VARIABLE; kind++) {
        const struct check **found = ARENA_ARRAY(checker->arena, const struct check *, most);
        checker->node_checks[kind] = found;
        for (size_t i = 0; checks[i]; i++) {
            if (node_hook(checks[i], (enum promql_kind)kind)) {
                *found++ = checks[i];
            }
        }
    }
    for (size_t kind = 0; kind <= RULE_KIND_ALERT; kind++) {
        const struct check **found = ARENA_ARRAY(checker->arena, const struct check *, most);
        checker->rule_checks[kind] = found;
        for (size_t i = 0; checks[i]; i++) {
            if (rule_hook(checks[i], (enum rule_kind)kind)) {
                *found++ = checks[i];
            }
        }
    }
}

static void
run_node(struct checker *checker, const struct check_node *at)
{
    enum promql_kind kind = (enum promql_kind)at->tree->nodes[at->node].kind;
    const struct check *const *hooked = checker->node_checks[kind];
    for (size_t i = 0; hooked[i]; i++) {
        checker->kind = hooked[i]->kind;
        node_hook(hooked[i], kind)(checker, at);
    }
}

void
walk_tree(struct checker *checker, struct check_node owner, const struct promql_tree *tree,
    struct shapes *shapes)
{
    analysis_shapes(checker->analysis, tree, &checker->scratch, shapes);
    owner.tree = tree;
    owner.shapes = shapes;
    owner.parents = promql_parents(&checker->scratch, tree);
    for (owner.node = 0; owner.node < tree->count; owner.node++) {
        run_node(checker, &owner);
    }
}

void
walk_rule_tree(struct checker *checker, const struct rule *rule, const struct promql_tree *tree)
{
    struct shapes shapes;
    walk_tree(checker, (struct check_node){ .rule = rule }, tree, &shapes);
    arena_clear(&checker->scratch);
}

void
walk_rule(struct checker *checker, const struct rule *rule)
{
    arena_clear(&checker->scratch);
    const struct check *const *hooked = checker->rule_checks[rule->kind];
    for (size_t i = 0; hooked[i]; i++) {
        checker->kind = hooked[i]->kind;
        rule_hook(hooked[i], rule->kind)(checker, rule);
    }
}

static void
run_routes(struct checker *checker)
{
    for (size_t i = 0; i < checker->rules->routes.count; i++) {
        const struct loaded_route *route = &checker->rules->routes.at[i];
        diag_set_subject(checker->diags, route->subject);
        WALK_HOOKS(checker, route, checker, route)
    }
}

static void
run_catalog(struct checker *checker, const struct catalog *catalog)
{
    for (size_t i = 0; i < catalog->metrics.count; i++) {
        const struct metric *metric = &catalog->metrics.at[i];
        if (metric->is_broken) {
            continue;
        }
        diag_set_subject(checker->diags, metric->subject);
        WALK_HOOKS(checker, metric, checker, metric)
    }
}

static void
run_catalogs(struct checker *checker)
{
    struct map seen; /* by name of the catalog */
    map_init(&seen, checker->arena);
    const struct job_list *jobs = &checker->model->jobs;
    for (size_t i = 0; i < jobs->count; i++) {
        for (size_t j = 0; j < jobs->at[i].catalog_count; j++) {
            const struct catalog *catalog = jobs->at[i].catalogs[j];
            void *ignored;
            if (!map_find(&seen, catalog->key.str, &ignored)) {
                map_put(&seen, catalog->key.str, NULL);
                run_catalog(checker, catalog);
            }
        }
    }
}

static void
run_system(struct checker *checker)
{
    for (size_t i = 0; checks[i]; i++) {
        if (checks[i]->system) {
            checker->kind = checks[i]->kind;
            diag_set_subject(checker->diags, STR(""));
            checks[i]->system(checker);
        }
    }
}

void
check_run(struct checker *checker)
{
    find_hooks(checker);
    walk_rules(checker);
    walk_dashboards(checker);
    run_routes(checker);
    run_catalogs(checker);
    run_system(checker);
    diag_set_subject(checker->diags, STR(""));
    arena_finish(&checker->scratch);
}

void
check_expression(struct checker *checker, const struct promql_tree *tree)
{
    find_hooks(checker);
    walk_rule_tree(checker, NULL, tree);
    arena_finish(&checker->scratch);
}
