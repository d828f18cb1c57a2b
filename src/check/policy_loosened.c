/*
 * A library's policy is a promise of the organisation. The stricter of two demands holds in any
 * case; a system that writes down a laxer one believes something that is not so.
 */
#include "base/buf.h"
#include "base/duration.h"
#include "check/check.h"

static void
report(struct checker *checker, const char *key, struct str own, struct span span,
    const struct span *library)
{
    struct finding *finding = CHECK_REPORT(
        checker, span, "`%s: %.*s` is laxer than the policy of a library", key, STR_ARG(own));
    finding_topic(checker->diags, finding, str_from(key));
    finding_caption(checker->diags, finding, "has no effect");
    finding_label(checker->diags, finding, *library, "the library's demand, which holds");
    finding_help(checker->diags, finding,
        "remove it, or have the library's policy changed for everybody");
}

static void
compare_ceiling(
    struct checker *checker, const char *key, struct count mine, const struct count *theirs)
{
    if (mine.is_set && theirs->is_set && mine.value > theirs->value) {
        report(checker, key, arena_printf(checker->arena, "%lld", (long long)mine.value),
            mine.span, &theirs->span);
    }
}

static void
compare_ceilings(
    struct checker *checker, const struct policy *own, const struct policy *library)
{
    for (size_t i = 0; i < own->max_label_values.count; i++) {
        const struct label_ceiling *mine = &own->max_label_values.at[i];
        for (size_t j = 0; j < library->max_label_values.count; j++) {
            const struct label_ceiling *theirs = &library->max_label_values.at[j];
            if (str_equal(mine->key.str, theirs->key.str)) {
                struct str key = arena_printf(
                    checker->arena, "max_label_values.%.*s", STR_ARG(mine->key.str));
                compare_ceiling(checker, key.at, mine->max, &theirs->max);
            }
        }
    }
}

static struct str
period_text(struct checker *checker, struct period period)
{
    struct buf buf;
    buf_init(&buf);
    duration_print(&buf, period.milliseconds);
    struct str text = arena_copy(checker->arena, buf_str(&buf));
    buf_finish(&buf);
    return text;
}

static void
compare(struct checker *checker, const struct policy *own, const struct policy *library)
{
    compare_ceilings(checker, own, library);
    compare_ceiling(checker, "max_series", own->max_series, &library->max_series);
    compare_ceiling(checker, "max_slo_series", own->max_slo_series, &library->max_slo_series);
    if (own->min_refresh.is_set && library->min_refresh.is_set &&
        own->min_refresh.milliseconds < library->min_refresh.milliseconds) {
        report(checker, "min_refresh", period_text(checker, own->min_refresh),
            own->min_refresh.span, &library->min_refresh.span);
    }
}

static void
look(struct checker *checker)
{
    diag_set_subject(checker->diags, STR("policy"));
    const struct policy_list *libraries = &checker->model->library_policies;
    for (size_t i = 0; i < libraries->count; i++) {
        compare(checker, &checker->model->own_policy, &libraries->at[i]);
    }
}

const struct check check_policy_loosened = {
    .kind = &check_kind_policy_loosened,
    .system = look,
};
