/*
 * The effective policy: of the system's and its libraries' demands the strictest of each.
 *
 * A system that asks for less than a library it includes has loosened the policy: that is
 * reported by the check `policy-loosened` from the two lists, which stay as they were written.
 */
#include "base/nearest.h"
#include "model/resolve.h"

static void
add_text(struct arena *arena, struct text_list *list, struct text text)
{
    for (size_t i = 0; i < list->count; i++) {
        if (str_equal(list->at[i].str, text.str)) {
            return;
        }
    }
    struct text *longer = ARENA_ARRAY(arena, struct text, list->count + 1);
    for (size_t i = 0; i < list->count; i++) {
        longer[i] = list->at[i];
    }
    longer[list->count] = text;
    *list = (struct text_list){ longer, list->count + 1 };
}

static void
add_texts(struct arena *arena, struct text_list *list, struct text_list more)
{
    for (size_t i = 0; i < more.count; i++) {
        add_text(arena, list, more.at[i]);
    }
}

static void
add_forbidden(
    struct arena *arena, struct forbidden_class_list *list, const struct forbidden_class *class)
{
    for (size_t i = 0; i < list->count; i++) {
        if (str_equal(list->at[i].key.str, class->key.str)) {
            add_texts(arena, &list->at[i].labels, class->labels);
            return;
        }
    }
    struct forbidden_class *longer =
        ARENA_ARRAY(arena, struct forbidden_class, list->count + 1);
    for (size_t i = 0; i < list->count; i++) {
        longer[i] = list->at[i];
    }
    longer[list->count] = *class;
    *list = (struct forbidden_class_list){ longer, list->count + 1 };
}

static void
add_ceiling(
    struct arena *arena, struct label_ceiling_list *list, const struct label_ceiling *ceiling)
{
    for (size_t i = 0; i < list->count; i++) {
        if (str_equal(list->at[i].key.str, ceiling->key.str)) {
            if (ceiling->max.value < list->at[i].max.value) {
                list->at[i].max = ceiling->max;
            }
            return;
        }
    }
    struct label_ceiling *longer = ARENA_ARRAY(arena, struct label_ceiling, list->count + 1);
    for (size_t i = 0; i < list->count; i++) {
        longer[i] = list->at[i];
    }
    longer[list->count] = *ceiling;
    *list = (struct label_ceiling_list){ longer, list->count + 1 };
}

static void
tighten_ceiling(struct count *ceiling, struct count by)
{
    if (by.is_set && (!ceiling->is_set || by.value < ceiling->value)) {
        *ceiling = by;
    }
}

static void
tighten(struct arena *arena, struct policy *policy, const struct policy *by)
{
    for (size_t i = 0; i < by->forbidden_labels.count; i++) {
        add_forbidden(arena, &policy->forbidden_labels, &by->forbidden_labels.at[i]);
    }
    for (size_t i = 0; i < by->max_label_values.count; i++) {
        add_ceiling(arena, &policy->max_label_values, &by->max_label_values.at[i]);
    }
    tighten_ceiling(&policy->max_series, by->max_series);
    tighten_ceiling(&policy->max_slo_series, by->max_slo_series);
    add_texts(arena, &policy->require.alert, by->require.alert);
    add_texts(arena, &policy->require.panel, by->require.panel);
    add_texts(arena, &policy->require.metric, by->require.metric);
    if (by->min_refresh.milliseconds > policy->min_refresh.milliseconds) {
        policy->min_refresh = by->min_refresh;
    }
}

/* Panels and metrics have only these things; an alert may also need any label or annotation. */
static void
verify_required(struct resolver *resolver, struct text_list required, const char *owner,
    const char *const *known)
{
    for (size_t i = 0; i < required.count; i++) {
        struct text word = required.at[i];
        struct nearest nearest;
        nearest_begin(&nearest, word.str);
        bool is_known = false;
        for (size_t j = 0; known[j]; j++) {
            is_known |= str_is(word.str, known[j]);
            nearest_offer(&nearest, str_from(known[j]));
        }
        if (is_known) {
            continue;
        }
        struct finding *finding = diag_report(resolver->diags, &kind_invalid_value, word.span,
            "a policy cannot require `%.*s` of a %s", STR_ARG(word.str), owner);
        if (nearest.best.len > 0) {
            finding_help(
                resolver->diags, finding, "did you mean `%.*s`?", STR_ARG(nearest.best));
            finding_fix(resolver->diags, finding, word.span, nearest.best);
        } else {
            finding_help(resolver->diags, finding, "it can require `%s`, `%s` or `%s`",
                known[0], known[1], known[2]);
        }
    }
}

static void
verify_policy(struct resolver *resolver, const struct policy *policy)
{
    static const char *const of_panels[] = { "title", "unit", "help", NULL };
    static const char *const of_metrics[] = { "help", "unit", "panel", NULL };
    verify_required(resolver, policy->require.panel, "panel", of_panels);
    verify_required(resolver, policy->require.metric, "metric", of_metrics);
}

void
resolve_policy(struct resolver *resolver)
{
    struct model *model = resolver->model;
    model->own_policy = model->policy;
    struct policy strictest = { .span = model->policy.span };
    verify_policy(resolver, &model->own_policy);
    for (size_t i = 0; i < model->library_policies.count; i++) {
        verify_policy(resolver, &model->library_policies.at[i]);
        tighten(model->arena, &strictest, &model->library_policies.at[i]);
    }
    tighten(model->arena, &strictest, &model->own_policy);
    model->policy = strictest;
}
