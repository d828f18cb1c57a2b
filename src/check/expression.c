/*
 * Questions to shapes, and the words for their causes.
 */
#include "check/expression.h"

#include "base/duration.h"

static const struct name *
name_of(const struct checker *checker, struct str text)
{
    return intern(checker->model->names, text);
}

bool
expression_lacks(const struct checker *checker, const struct check_node *at, uint32_t node,
    struct str name, struct shape_label *label)
{
    const struct shape *shape = shape_of(at->shapes, node);
    if (shape->is_unknown || shape->count == 0) {
        return false;
    }
    *label = shape_label(checker->analysis->sets, shape, name_of(checker, name));
    return label->presence == PRESENCE_NEVER;
}

bool
expression_has(
    const struct checker *checker, const struct check_node *at, uint32_t node, struct str name)
{
    const struct shape *shape = shape_of(at->shapes, node);
    if (shape->is_unknown || shape->count == 0) {
        return false;
    }
    return shape_label(checker->analysis->sets, shape, name_of(checker, name)).presence ==
           PRESENCE_ALWAYS;
}

bool
expression_all(const struct shape *shape, expression_predicate *holds)
{
    if (shape->is_unknown || shape->count == 0) {
        return false;
    }
    for (size_t i = 0; i < shape->count; i++) {
        if (!holds(&shape->alternatives[i])) {
            return false;
        }
    }
    return true;
}

static void
note_labels(struct map *known, struct label_list labels)
{
    for (size_t i = 0; i < labels.count; i++) {
        map_put(known, labels.at[i].name->text, known);
    }
}

static void
note_made_by_prometheus(struct map *known)
{
    static const char *const names[] = { "__name__", "le", "quantile", "job", "instance",
        "alertname", "alertstate" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        map_put(known, str_from(names[i]), known);
    }
}

/* Every label that a job, a metric or a rule declares, sets or makes. */
static struct map *
gather_labels(struct checker *checker)
{
    struct map *known = ARENA_NEW(checker->arena, struct map);
    const struct model *model = checker->model;
    map_init(known, checker->arena);
    note_made_by_prometheus(known);
    for (size_t i = 0; i < model->jobs.count; i++) {
        note_labels(known, model->jobs.at[i].labels);
    }
    for (size_t i = 0; i < model->catalogs.count; i++) {
        const struct metric_list *metrics = &model->catalogs.at[i]->metrics;
        for (size_t j = 0; j < metrics->count; j++) {
            note_labels(known, metrics->at[j].labels);
        }
    }
    const struct xref_row_vec *rows = &checker->analysis->xref.rows;
    for (size_t i = 0; i < rows->count; i++) {
        const struct xref_row *row = &rows->at[i];
        if (row->entity == XREF_ENTITY_LABEL &&
            (row->how == XREF_HOW_DEFINED || row->how == XREF_HOW_SET)) {
            map_put(known, row->name->text, known);
        }
    }
    return known;
}

bool
expression_knows_label(struct checker *checker, struct str name)
{
    const struct world *world = checker->analysis->world;
    if (world->open_jobs.count > 0 || world->has_foreign_rules) {
        return true;
    }
    if (!checker->known_labels) {
        checker->known_labels = gather_labels(checker);
    }
    return map_get(checker->known_labels, name) != NULL;
}

static const char *
cause_text(enum cause_kind kind)
{
    switch (kind) {
    case CAUSE_NONE:
    case CAUSE_LABEL:
        return NULL;
    case CAUSE_METRIC:
        return "this metric has no label `%.*s`";
    case CAUSE_JOB:
        return "targets of this job have no label `%.*s`";
    case CAUSE_RULE:
        return "this rule's series have no label `%.*s`";
    case CAUSE_MATCHER:
        return "this matcher leaves only series without `%.*s`";
    case CAUSE_BY:
        return "keeps only these labels, and drops `%.*s`";
    case CAUSE_WITHOUT:
        return "drops `%.*s`";
    case CAUSE_AGGREGATION:
        return "has no `by`, so it drops `%.*s` with all other labels";
    case CAUSE_ON:
        return "only these labels remain after the match, without `%.*s`";
    case CAUSE_IGNORING:
        return "the match drops `%.*s`";
    case CAUSE_MATCH:
        return "the match leaves no `%.*s`";
    case CAUSE_GROUP:
        return "`%.*s` is taken from the other side, which lacks it";
    case CAUSE_FUNCTION:
        return "drops `%.*s`";
    }
    return NULL;
}

void
expression_explain(
    struct checker *checker, struct finding *finding, struct cause cause, struct str label)
{
    const char *text = cause_text(cause.kind);
    bool was_dropped = cause.kind != CAUSE_METRIC && cause.kind != CAUSE_JOB;
    bool is_primary = cause.span.at == finding->span.at && cause.span.len == finding->span.len;
    if (!text || !span_is_set(cause.span) || is_primary ||
        (was_dropped && !expression_knows_label(checker, label))) {
        return;
    }
    struct diag_label place = { cause.span, { 0 } };
    const char *hole = strstr(text, "%.*s");
    place.text = arena_printf(checker->arena, "%.*s%.*s%s", (int)(hole - text), text,
        STR_ARG(label), hole + strlen("%.*s"));
    VEC_PUSH(checker->diags->arena, &finding->labels, place);
}

static void
offer_list(struct label_list labels, struct nearest *nearest)
{
    for (size_t i = 0; i < labels.count; i++) {
        nearest_offer(nearest, labels.at[i].name->text);
    }
}

void
expression_offer_shape(const struct shape *shape, struct nearest *nearest)
{
    for (size_t i = 0; i < shape->count; i++) {
        const struct shape_alternative *alternative = &shape->alternatives[i];
        for (size_t j = 0; j < alternative->count; j++) {
            if (alternative->labels[j].presence != PRESENCE_NEVER) {
                nearest_offer(nearest, alternative->labels[j].name->text);
            }
        }
    }
}

static const struct shape *
output_of(const struct checker *checker, const struct world_source *source)
{
    bool is_rule = source->kind == WORLD_SOURCE_RECORDED || source->kind == WORLD_SOURCE_ALERT;
    return is_rule ? checker->analysis->results[source->rule].output : NULL;
}

void
expression_offer_labels(
    const struct checker *checker, const struct world_source *source, struct nearest *nearest)
{
    if (source->metric) {
        offer_list(source->metric->labels, nearest);
    }
    if (source->job) {
        offer_list(source->job->labels, nearest);
    }
    const struct shape *output = output_of(checker, source);
    if (output) {
        expression_offer_shape(output, nearest);
    }
}

const struct value_set *
expression_declared_values(const struct checker *checker, const struct world_source *source,
    struct str label, struct span *place)
{
    const struct name *name = name_of(checker, label);
    const struct label *declared = NULL;
    if (source->metric) {
        declared = label_list_find(source->metric->labels, name);
    }
    if (!declared && source->job) {
        declared = label_list_find(source->job->labels, name);
    }
    if (declared) {
        *place = declared->domain->span;
        return value_set_of_domain(checker->analysis->sets, declared->domain);
    }
    const struct shape *output = output_of(checker, source);
    if (!output || output->is_unknown) {
        return NULL;
    }
    struct shape_label known = shape_label(checker->analysis->sets, output, name);
    *place = known.values_cause.span;
    return known.values;
}

struct str
expression_list(struct checker *checker, const struct str_vec *names)
{
    struct buf buf;
    buf_init(&buf);
    for (size_t i = 0; i < names->count; i++) {
        const char *gap = i == 0 ? "" : i + 1 == names->count ? " and " : ", ";
        buf_printf(&buf, "%s`%.*s`", gap, STR_ARG(names->at[i]));
    }
    struct str text = arena_copy(checker->arena, buf_str(&buf));
    buf_finish(&buf);
    return text;
}

static void
add_labels(struct checker *checker, struct label_list labels, struct str_vec *names)
{
    for (size_t i = 0; i < labels.count; i++) {
        VEC_PUSH(checker->arena, names, labels.at[i].name->text);
    }
}

struct str
expression_list_labels(struct checker *checker, const struct world_source *source)
{
    struct str_vec names = { 0 };
    if (source->metric) {
        add_labels(checker, source->metric->labels, &names);
    }
    if (source->job) {
        add_labels(checker, source->job->labels, &names);
    }
    return expression_list(checker, &names);
}

static void
add_once(struct checker *checker, struct str_vec *names, struct str name)
{
    for (size_t i = 0; i < names->count; i++) {
        if (str_equal(names->at[i], name)) {
            return;
        }
    }
    VEC_PUSH(checker->arena, names, name);
}

struct str
expression_list_shape(struct checker *checker, const struct shape *shape)
{
    struct str_vec names = { 0 };
    for (size_t i = 0; i < shape->count; i++) {
        const struct shape_alternative *alternative = &shape->alternatives[i];
        if (alternative->rest != PRESENCE_NEVER) {
            return STR("");
        }
        for (size_t j = 0; j < alternative->count; j++) {
            const struct shape_label *label = &alternative->labels[j];
            if (label->presence != PRESENCE_NEVER && !str_is(label->name->text, "__name__")) {
                add_once(checker, &names, label->name->text);
            }
        }
    }
    return expression_list(checker, &names);
}

uint32_t
expression_vector(const struct check_node *at)
{
    uint32_t count = promql_operand_count(at->tree, at->node);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t operand = promql_operand(at->tree, at->node, i);
        enum promql_type type = (enum promql_type)at->tree->nodes[operand].type;
        if (type == PROMQL_TYPE_VECTOR || type == PROMQL_TYPE_MATRIX) {
            return operand;
        }
    }
    return PROMQL_NONE;
}

bool
expression_may_be_native(const struct check_node *at, uint32_t operand)
{
    for (uint32_t i = promql_first(at->tree, operand); i <= operand; i++) {
        const struct shape_selector *selector = shape_of(at->shapes, i)->selector;
        bool is_open = selector && (selector->is_open || selector->name.len == 0);
        if (is_open && !str_ends_with(selector->name, STR("_bucket"))) {
            return true;
        }
    }
    return false;
}

bool
expression_never_had_buckets(
    const struct checker *checker, const struct check_node *at, uint32_t operand)
{
    for (uint32_t i = promql_first(at->tree, operand); i <= operand; i++) {
        if (at->tree->nodes[i].kind != PROMQL_KIND_SELECTOR) {
            continue;
        }
        struct shape_label le;
        const struct shape *shape = shape_of(at->shapes, i);
        if (!expression_lacks(checker, at, i, STR("le"), &le) ||
            shape->alternatives[0].kind == SERIES_KIND_BUCKET) {
            return false;
        }
    }
    return true;
}

bool
expression_is_inside(const struct check_node *at, uint32_t node, struct str function)
{
    for (uint32_t i = at->parents[node]; i != PROMQL_NONE; i = at->parents[i]) {
        if (at->tree->nodes[i].kind == PROMQL_KIND_CALL &&
            str_equal(promql_call_of(at->tree, i)->name, function)) {
            return true;
        }
    }
    return false;
}

const struct metric *
expression_metric(const struct shape *shape)
{
    const struct metric *metric = NULL;
    for (size_t i = 0; i < shape->count; i++) {
        const struct world_source *source = shape->alternatives[i].source;
        if (!source || !source->metric || (metric && metric != source->metric)) {
            return NULL;
        }
        metric = source->metric;
    }
    return metric;
}

int64_t
expression_interval(
    const struct checker *checker, const struct world_source *source, struct span *place)
{
    const struct model_prometheus *prometheus = &checker->model->prometheus;
    if (source->job) {
        *place = source->job->interval.is_set ? source->job->interval.span
                                              : prometheus->scrape_interval.span;
        return source->job->scrape_interval;
    }
    const struct rule *rule = &checker->rules->all.at[source->rule];
    const struct rule_group *group = &checker->rules->groups.at[rule->group];
    *place = group->interval > 0 ? group->span : prometheus->evaluation_interval.span;
    return group->interval > 0 ? group->interval : prometheus->evaluation_interval.milliseconds;
}

struct str
expression_duration(struct checker *checker, int64_t milliseconds)
{
    struct buf buf;
    buf_init(&buf);
    duration_print(&buf, milliseconds);
    struct str text = arena_copy(checker->arena, buf_str(&buf));
    buf_finish(&buf);
    return text;
}
