/*
 * An inhibition one of whose sides no alert of this system can match: it never mutes anything.
 */
#include "check/reach.h"

static bool
look_at_side(struct checker *checker, const struct loaded_inhibition *inhibition,
    const struct matcher *matchers, size_t count, const char *side)
{
    const struct matcher **list = ARENA_ARRAY(checker->arena, const struct matcher *, count);
    for (size_t i = 0; i < count; i++) {
        list[i] = &matchers[i];
    }
    if (count == 0 || reach_some(checker, list, count)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (reach_some(checker, &list[i], 1)) {
            continue;
        }
        struct span span = span_is_set(matchers[i].value_span) ? matchers[i].value_span
                                                               : matchers[i].name_span;
        struct finding *finding = CHECK_REPORT(checker, span,
            "this inhibition never mutes anything: no alert matches `%.*s`, its `%s`",
            STR_ARG(reach_matcher_text(checker, &matchers[i])), side);
        finding_topic(checker->diags, finding, matchers[i].name);
        reach_explain(checker, finding, &matchers[i]);
        return true;
    }
    struct finding *finding = CHECK_REPORT(checker, inhibition->span,
        "this inhibition never mutes anything: no alert matches all of its `%s`", side);
    finding_help(checker->diags, finding, "remove it, or mend its conditions");
    return true;
}

static void
look(struct checker *checker)
{
    if (!reach_is_known(checker)) {
        return;
    }
    for (size_t i = 0; i < checker->rules->inhibitions.count; i++) {
        const struct loaded_inhibition *inhibition = &checker->rules->inhibitions.at[i];
        if (!inhibition->inhibition || !model_is_own(checker->model, inhibition->span)) {
            continue;
        }
        diag_set_subject(checker->diags, inhibition->subject);
        if (!look_at_side(
                checker, inhibition, inhibition->source, inhibition->source_count, "when")) {
            look_at_side(
                checker, inhibition, inhibition->target, inhibition->target_count, "mute");
        }
    }
}

const struct check check_route_useless_inhibit = {
    .kind = &check_kind_route_useless_inhibit,
    .system = look,
};
