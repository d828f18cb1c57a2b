/*
 * A dashboard that reloads more often than the policy allows: every open tab asks Prometheus
 * anew, and nothing changes faster than the scrapes anyway.
 */
#include "base/duration.h"
#include "check/check.h"

static void
report(struct checker *checker, struct span span, struct str refresh, const char *what)
{
    const struct period *least = &checker->model->policy.min_refresh;
    struct buf buf;
    buf_init(&buf);
    duration_print(&buf, least->milliseconds);
    struct str text = arena_copy(checker->arena, buf_str(&buf));
    buf_finish(&buf);
    struct finding *finding =
        CHECK_REPORT(checker, span, "%s every %.*s, and the policy allows no less than %.*s",
            what, STR_ARG(refresh), STR_ARG(text));
    finding_topic(checker->diags, finding, refresh);
    finding_caption(checker->diags, finding, "too fast");
    finding_label(checker->diags, finding, least->span, "%.*s at least", STR_ARG(text));
    finding_help(checker->diags, finding, "write `%.*s` or more", STR_ARG(text));
}

static bool
is_too_fast(const struct checker *checker, struct str refresh)
{
    int64_t milliseconds;
    return duration_parse(refresh, &milliseconds) &&
           milliseconds < checker->model->policy.min_refresh.milliseconds;
}

static void
look(struct checker *checker, const struct loaded_dashboard *dashboard)
{
    if (!checker->model->policy.min_refresh.is_set) {
        return;
    }
    if (is_too_fast(checker, dashboard->refresh)) {
        report(checker, dashboard->refresh_span, dashboard->refresh, "the dashboard reloads");
    }
    const struct text_list *choices = &dashboard->dashboard->refresh_intervals;
    for (size_t i = 0; i < choices->count; i++) {
        if (is_too_fast(checker, choices->at[i].str)) {
            report(checker, choices->at[i].span, choices->at[i].str, "it can be set to reload");
        }
    }
}

const struct check check_dashboard_refresh_too_fast = {
    .kind = &check_kind_dashboard_refresh_too_fast,
    .dashboard = look,
};
