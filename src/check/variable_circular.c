/*
 * Variables whose queries need each other in a circle: Grafana refuses to load the dashboard's
 * variables ("dependency cycle"). From each variable the chain of what its query uses is
 * followed; a circle is told once, at its first variable.
 */
#include "check/variables.h"

/* Which variables the query of each one uses: `edges[from * count + to]`. */
struct graph {
    const struct loaded_dashboard *dashboard;
    size_t count;
    bool *edges;
    struct span *places; /* of the use, by edge */
};

static void
add_edge(void *context, const struct variable_use *use)
{
    struct graph *graph = context;
    const struct loaded_variable *to = variables_find(graph->dashboard, use->name);
    if (!use->variable || !to) {
        return;
    }
    const struct loaded_variable *all = graph->dashboard->variables.at;
    size_t edge = (size_t)(use->variable - all) * graph->count + (size_t)(to - all);
    if (!graph->edges[edge]) {
        graph->edges[edge] = true;
        graph->places[edge] = use->span;
    }
}

/* Breadth first from `start`; true when a way leads back. `before[i]` is the variable from
 * which `i` was reached. */
static bool
find_way_back(const struct graph *graph, size_t start, size_t *before, size_t *queue)
{
    size_t head = 0;
    size_t tail = 0;
    for (size_t i = 0; i < graph->count; i++) {
        before[i] = SIZE_MAX;
    }
    queue[tail++] = start;
    while (head < tail) {
        size_t from = queue[head++];
        for (size_t to = 0; to < graph->count; to++) {
            if (graph->edges[from * graph->count + to] && before[to] == SIZE_MAX) {
                before[to] = from;
                if (to == start) {
                    return true;
                }
                queue[tail++] = to;
            }
        }
    }
    return false;
}

static void
report(struct checker *checker, const struct graph *graph, size_t start, const size_t *before)
{
    const struct loaded_variable *all = graph->dashboard->variables.at;
    diag_set_subject(checker->diags, all[start].subject);
    bool is_alone = before[start] == start;
    struct span own = graph->places[before[start] * graph->count + start];
    struct finding *finding =
        is_alone ? CHECK_REPORT(checker, span_is_set(own) ? own : all[start].name.span,
                       "the query of `$%.*s` needs `$%.*s` itself",
                       STR_ARG(all[start].name.str), STR_ARG(all[start].name.str))
                 : CHECK_REPORT(checker, all[start].name.span,
                       "the query of `$%.*s` needs, in the end, `$%.*s` itself",
                       STR_ARG(all[start].name.str), STR_ARG(all[start].name.str));
    finding_topic(checker->diags, finding, all[start].name.str);
    size_t to = start;
    do {
        size_t from = before[to];
        struct span place = graph->places[from * graph->count + to];
        if (!is_alone && span_is_set(place)) {
            finding_label(checker->diags, finding, place, "`$%.*s` needs `$%.*s`",
                STR_ARG(all[from].name.str), STR_ARG(all[to].name.str));
        }
        to = from;
    } while (to != start);
    finding_note(checker->diags, finding, "Grafana cannot tell which to load first");
    finding_help(checker->diags, finding, "take one of them out of the other's query");
}

static void
look(struct checker *checker, const struct loaded_dashboard *dashboard)
{
    size_t count = dashboard->variables.count;
    struct arena scratch;
    arena_init(&scratch);
    struct graph graph = { .dashboard = dashboard,
        .count = count,
        .edges = ARENA_ARRAY(&scratch, bool, count *count),
        .places = ARENA_ARRAY(&scratch, struct span, count * count) };
    for (size_t i = 0; i < count; i++) {
        variables_visit_variable(checker, dashboard, i, add_edge, &graph);
    }
    size_t *before = ARENA_ARRAY(&scratch, size_t, count);
    size_t *queue = ARENA_ARRAY(&scratch, size_t, count + 1);
    bool *is_told = ARENA_ARRAY(&scratch, bool, count);
    for (size_t i = 0; i < count; i++) {
        if (is_told[i] || !find_way_back(&graph, i, before, queue)) {
            continue;
        }
        report(checker, &graph, i, before);
        for (size_t at = i; !is_told[at]; at = before[at]) {
            is_told[at] = true;
        }
    }
    arena_finish(&scratch);
}

const struct check check_variable_circular = {
    .kind = &check_kind_variable_circular,
    .dashboard = look,
};
