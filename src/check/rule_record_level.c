/*
 * The level of `level:metric:operations` promises labels: `job:…` one series per job. A level
 * is read as one label name, or as several joined by `_`, and judged only if all of them are
 * label names of this system. Two lies are told: the label is not there, or there is a series
 * per instance.
 */
#include "check/broken.h"
#include "check/expression.h"

static struct str
level_of(struct str name)
{
    size_t colon = str_find_char(name, ':');
    return colon == SIZE_MAX ? STR("") : str_slice(name, 0, colon);
}

static bool
is_label(struct checker *checker, struct str name)
{
    if (checker->analysis->world->open_jobs.count > 0) {
        return str_is(name, "job") || str_is(name, "instance");
    }
    return expression_knows_label(checker, name);
}

/* The labels that a level names; false when it is no list of known labels. */
static bool
read_level(struct checker *checker, struct str level, struct str_vec *labels)
{
    if (is_label(checker, level)) {
        VEC_PUSH(&checker->scratch, labels, level);
        return true;
    }
    struct str rest = level;
    while (rest.at) {
        struct str part = str_cut(&rest, '_');
        if (!is_label(checker, part)) {
            return false;
        }
        VEC_PUSH(&checker->scratch, labels, part);
    }
    return true;
}

static bool
names_label(const struct str_vec *labels, const char *name)
{
    for (size_t i = 0; i < labels->count; i++) {
        if (str_is(labels->at[i], name)) {
            return true;
        }
    }
    return false;
}

static struct shape_label
find_label(const struct checker *checker, const struct shape *shape, struct str name)
{
    return shape_label(checker->analysis->sets, shape, intern(checker->model->names, name));
}

static void
report_missing(struct checker *checker, const struct rule *rule, struct str label,
    const struct shape_label *known)
{
    struct finding *finding = CHECK_REPORT(checker, rule->name.span,
        "`%.*s` promises the label `%.*s`, which its series do not have",
        STR_ARG(rule->name.str), STR_ARG(label));
    finding_topic(checker->diags, finding, label);
    finding_caption(checker->diags, finding, "named for its `%.*s`", STR_ARG(label));
    expression_explain(checker, finding, known->presence_cause, label);
    finding_help(checker->diags, finding,
        "keep the label, as in `sum by (%.*s) (…)`, or name the series for the labels that it "
        "has",
        STR_ARG(label));
}

static void
report_instances(struct checker *checker, const struct rule *rule, struct str level)
{
    struct finding *finding = CHECK_REPORT(checker, rule->name.span,
        "`%.*s` is named for one series per `%.*s`, and has one per `instance`",
        STR_ARG(rule->name.str), STR_ARG(level));
    finding_topic(checker->diags, finding, STR("instance"));
    finding_caption(checker->diags, finding, "not aggregated to that level");
    finding_help(checker->diags, finding,
        "aggregate `by (%.*s)`, or begin the name with `instance`", STR_ARG(level));
}

static void
look(struct checker *checker, const struct rule *rule)
{
    const struct shape *output =
        checker->analysis->results[analysis_rule_index(checker->analysis, rule)].output;
    struct str level = level_of(rule->name.str);
    struct str_vec labels = { 0 };
    if (level.len == 0 || !output || output->is_unknown || output->count == 0 ||
        !read_level(checker, level, &labels)) {
        return;
    }
    for (size_t i = 0; i < labels.count; i++) {
        struct shape_label known = find_label(checker, output, labels.at[i]);
        if (known.presence == PRESENCE_NEVER) {
            if (!broken_has_subject(checker->broken, rule->subject) &&
                !broken_has_place(checker->broken, known.presence_cause.span)) {
                report_missing(checker, rule, labels.at[i], &known);
            }
            return;
        }
    }
    struct shape_label instance = find_label(checker, output, STR("instance"));
    if (labels.count == 1 && names_label(&labels, "job") &&
        instance.presence == PRESENCE_ALWAYS &&
        !broken_has_subject(checker->broken, rule->subject)) {
        report_instances(checker, rule, level);
    }
}

const struct check check_rule_record_level = {
    .kind = &check_kind_rule_record_level,
    .recording = look,
};
