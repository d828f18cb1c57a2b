/*
 * Where the policy asks for it, every metric of the system's own catalogs is seen on some
 * panel: by itself, or through a recorded series or an alert that reads it.
 */
#include "base/map.h"
#include "check/required.h"

struct search {
    struct checker *checker;
    struct map metrics; /* by name of the metric: shown */
    bool *rules;        /* by index: looked at */
    struct size_vec {
        size_t *at;
        size_t count;
        size_t capacity;
    } waiting; /* rules whose expressions are to be looked at */
};

static void
add_rule(struct search *search, size_t rule)
{
    if (!search->rules[rule]) {
        search->rules[rule] = true;
        VEC_PUSH(search->checker->arena, &search->waiting, rule);
    }
}

static void
add_name(struct search *search, const struct world_name *found)
{
    for (size_t i = 0; i < found->sources.count; i++) {
        const struct world_source *source = found->sources.at[i];
        if (source->metric) {
            map_put(&search->metrics, source->metric->key.str, search);
        } else if (source->kind == WORLD_SOURCE_RECORDED) {
            add_rule(search, source->rule);
        }
    }
}

static bool
names_match(struct checker *checker, const struct promql_matcher *matcher, struct str name)
{
    struct str error;
    const struct regex *regex = regex_compile(checker->model->regexes, matcher->value, &error);
    return regex && regex_matches(regex, name);
}

/* `{__name__=~"…"}` shows all that it matches. */
static void
add_matched(struct search *search, const struct promql_matcher *matcher)
{
    const struct world *world = search->checker->analysis->world;
    bool is_pattern = str_is(matcher->label, "__name__") &&
                      matcher->match == PROMQL_MATCH_REGEX && !matcher->has_variable;
    for (size_t i = 0; is_pattern && i < world->names.count; i++) {
        if (names_match(search->checker, matcher, world->names.entries[i].key)) {
            add_name(search, world->names.entries[i].value);
        }
    }
}

static void
add_tree(struct search *search, const struct promql_tree *tree)
{
    for (uint32_t i = 0; tree && i < tree->count; i++) {
        if (tree->nodes[i].kind != PROMQL_KIND_SELECTOR) {
            continue;
        }
        const struct promql_selector *selector = promql_selector_of(tree, i);
        struct span span;
        struct str name = promql_selector_name(tree, selector, &span);
        const struct world_name *found = world_find(search->checker->analysis->world, name);
        if (found) {
            add_name(search, found);
        }
        for (uint32_t j = 0; j < selector->matchers.count; j++) {
            add_matched(search, &tree->matchers[selector->matchers.first + j]);
        }
    }
}

static void
add_panels(struct search *search)
{
    const struct dashboards *dashboards = search->checker->dashboards;
    for (size_t i = 0; i < dashboards->all.count; i++) {
        const struct loaded_panel_vec *panels = &dashboards->all.at[i].panels;
        for (size_t j = 0; j < panels->count; j++) {
            for (size_t k = 0; k < panels->at[j].targets.count; k++) {
                add_tree(search, panels->at[j].targets.at[k].tree);
            }
        }
    }
    for (size_t i = 0; i < search->waiting.count; i++) {
        add_tree(search, search->checker->rules->all.at[search->waiting.at[i]].tree);
    }
}

static void
look_at_metric(struct search *search, const struct metric *metric, struct span policy)
{
    struct checker *checker = search->checker;
    bool is_exporters = str_starts_with(metric->catalog->key.str, STR("exporters/"));
    void *ignored;
    if (!metric->is_own || metric->is_broken || is_exporters ||
        metric->status.value != METRIC_STATUS_STABLE ||
        map_find(&search->metrics, metric->key.str, &ignored)) {
        return;
    }
    diag_set_subject(checker->diags, metric->subject);
    struct finding *finding = CHECK_REPORT(checker, metric->key.span,
        "no panel shows the metric `%.*s`", STR_ARG(metric->key.str));
    finding_topic(checker->diags, finding, metric->key.str);
    finding_caption(checker->diags, finding, "on no dashboard");
    finding_label(checker->diags, finding, policy, "the policy requires it of every metric");
    finding_help(checker->diags, finding,
        "add a panel that queries it, or the template `catalog`, which makes one for every "
        "metric");
    map_put(&search->metrics, metric->key.str, search);
}

static void
look(struct checker *checker)
{
    struct span policy;
    if (!required_of_metrics(checker, STR("panel"), &policy) ||
        checker->dashboards->is_partial || checker->rules->is_partial) {
        return;
    }
    struct search search = { .checker = checker,
        .rules = ARENA_ARRAY(checker->arena, bool, checker->rules->all.count) };
    map_init(&search.metrics, checker->arena);
    add_panels(&search);
    const struct job_list *jobs = &checker->model->jobs;
    for (size_t i = 0; i < jobs->count; i++) {
        for (size_t j = 0; j < jobs->at[i].catalog_count; j++) {
            const struct metric_list *metrics = &jobs->at[i].catalogs[j]->metrics;
            for (size_t k = 0; k < metrics->count; k++) {
                look_at_metric(&search, &metrics->at[k], policy);
            }
        }
    }
    diag_set_subject(checker->diags, STR(""));
}

const struct check check_metric_without_panel = {
    .kind = &check_kind_metric_without_panel,
    .system = look,
};
