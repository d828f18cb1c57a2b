/*
 * A selector whose name nothing exposes and no rule records is empty for ever: Prometheus
 * answers such a query with no data, and an alert on it with silence.
 */
#include "check/expression.h"
#include "spec/bundled.h"

/* Metric names are long: what differs in more than a few letters is another name. */
static bool
is_misspelling(struct str wanted, struct str name)
{
    size_t limit = 2 + wanted.len / 20;
    return nearest_distance(wanted, name, limit) <= limit;
}

static void
advise_declaration(
    struct checker *checker, struct finding *finding, struct str wanted, struct str near)
{
    const struct embedded_file *bundled = bundled_find_series(wanted);
    if (bundled) {
        finding_help(checker->diags, finding,
            "the bundled catalog `%s` has it: add that to the `exposes` of the job that "
            "scrapes it",
            bundled->name);
        return;
    }
    const char *where =
        str_find_char(wanted, ':') == SIZE_MAX ? "declare it under `metrics`" : "record it";
    if (near.len > 0 && nearest_distance(wanted, near, wanted.len / 5) <= wanted.len / 5) {
        finding_help(checker->diags, finding,
            "%s, or use a name that exists; the nearest is `%.*s`", where, STR_ARG(near));
    } else {
        finding_help(checker->diags, finding, "%s, or use a name that exists", where);
    }
}

static void
advise_name(struct checker *checker, struct finding *finding,
    const struct shape_selector *selector, const struct world_hint *hint)
{
    if (hint->metric) {
        finding_label(
            checker->diags, finding, hint->metric->key.span, "a metric of a similar name");
    }
    finding_help(checker->diags, finding, "did you mean `%.*s`?", STR_ARG(hint->name));
    finding_fix(checker->diags, finding, selector->name_span, hint->name);
}

static void
advise(struct checker *checker, struct finding *finding, const struct shape_selector *selector,
    const struct world_hint *hint)
{
    struct diags *diags = checker->diags;
    switch (hint->kind) {
    case WORLD_HINT_NONE:
        advise_declaration(checker, finding, selector->name, STR(""));
        return;
    case WORLD_HINT_UNEXPOSED:
        finding_label(diags, finding, hint->metric->key.span, "declared here");
        finding_help(diags, finding,
            "add `%.*s` to the `exposes` of the job that it comes from",
            STR_ARG(hint->metric->catalog->key.str));
        return;
    case WORLD_HINT_PART:
        if (hint->metric) {
            finding_label(diags, finding, hint->metric->key.span, "declared here as %s",
                metric_kind_text((enum metric_kind)hint->metric->kind));
        }
        if (hint->metric && hint->metric->kind == METRIC_KIND_HISTOGRAM) {
            struct str base = hint->metric->key.str;
            finding_help(diags, finding,
                "use `%.*s_bucket` for quantiles, `%.*s_count` for how many, `%.*s_sum` for "
                "how "
                "much in all",
                STR_ARG(base), STR_ARG(base), STR_ARG(base));
        } else {
            finding_help(diags, finding, "use `%.*s`", STR_ARG(hint->name));
        }
        return;
    case WORLD_HINT_NEAR:
        if (!is_misspelling(selector->name, hint->name)) {
            advise_declaration(checker, finding, selector->name, hint->name);
            return;
        }
        advise_name(checker, finding, selector, hint);
        return;
    case WORLD_HINT_TOTAL:
        advise_name(checker, finding, selector, hint);
        return;
    }
}

static struct finding *
report(struct checker *checker, const struct shape_selector *selector,
    const struct world_hint *hint)
{
    struct str name = selector->name;
    if (hint->kind == WORLD_HINT_PART) {
        struct finding *finding = CHECK_REPORT(checker, selector->name_span,
            "there are no series of the name `%.*s`", STR_ARG(name));
        finding_caption(checker->diags, finding, "its series have other names");
        return finding;
    }
    if (hint->kind == WORLD_HINT_UNEXPOSED) {
        struct finding *finding =
            CHECK_REPORT(checker, selector->name_span, "no job exposes `%.*s`", STR_ARG(name));
        finding_caption(checker->diags, finding, "in no catalog that a job exposes");
        return finding;
    }
    bool looks_recorded = str_find_char(name, ':') != SIZE_MAX;
    struct finding *finding = looks_recorded ? CHECK_REPORT(checker, selector->name_span,
                                                   "no rule records `%.*s`", STR_ARG(name))
                                             : CHECK_REPORT(checker, selector->name_span,
                                                   "there is no metric `%.*s`", STR_ARG(name));
    finding_caption(
        checker->diags, finding, looks_recorded ? "not under `recordings`" : "in no catalog");
    return finding;
}

/* `{__name__=~"…"}` */
static void
report_no_match(struct checker *checker, const struct shape_selector *selector)
{
    struct finding *finding = CHECK_REPORT(
        checker, selector->selector->braces, "no metric has a name that this selector matches");
    finding_caption(checker->diags, finding, "matches nothing");
    finding_help(checker->diags, finding, "mend the pattern of `__name__`, or name the metric");
}

static void
look(struct checker *checker, const struct check_node *at)
{
    const struct shape *shape = shape_of(at->shapes, at->node);
    if (shape->fault != SHAPE_FAULT_UNDEFINED || !shape->selector ||
        world_may_have(checker->analysis->world, shape->selector->name)) {
        return;
    }
    if (shape->selector->name.len == 0) {
        report_no_match(checker, shape->selector);
        return;
    }
    struct world_hint hint = world_hint(checker->analysis->world, shape->selector->name);
    struct finding *finding = report(checker, shape->selector, &hint);
    finding_topic(checker->diags, finding, shape->selector->name);
    advise(checker, finding, shape->selector, &hint);
}

/* `metrics(pattern)` of a variable: a pattern that may match anywhere in a name. */
static void
look_at_variable(struct checker *checker, const struct check_variable *at)
{
    const struct variable_query *query = &at->variable->query;
    const struct world *world = checker->analysis->world;
    struct str pattern = query->pattern.str;
    if (query->kind != VARIABLE_QUERY_METRICS || pattern.len == 0 ||
        str_find_char(pattern, '$') != SIZE_MAX || world->open_jobs.count > 0 ||
        world->has_foreign_rules) {
        return;
    }
    struct str error;
    struct str anywhere = arena_printf(checker->arena, ".*(?:%.*s).*", STR_ARG(pattern));
    const struct regex *regex = regex_compile(checker->model->regexes, anywhere, &error);
    for (size_t i = 0; regex && i < world->names.count; i++) {
        if (regex_matches(regex, world->names.entries[i].key)) {
            return;
        }
    }
    if (regex) {
        struct finding *finding = CHECK_REPORT(checker, query->pattern.span,
            "no metric has a name that `%.*s` matches", STR_ARG(pattern));
        finding_caption(checker->diags, finding, "the variable has no values");
        finding_help(checker->diags, finding, "mend the pattern");
    }
}

const struct check check_selector_undefined_metric = {
    .kind = &check_kind_selector_undefined_metric,
    .selector = look,
    .variable = look_at_variable,
};
