/*
 * Units that Grafana does not know. It would print the word behind the bare number.
 */
#include "check/words.h"
#include "promql/variable.h"

static void
verify(struct checker *checker, struct text unit)
{
    if (unit.str.len == 0 || !span_is_set(unit.span) || promql_variable_is_in(unit.str) ||
        grafana_unit_id(unit.str).len > 0) {
        return;
    }
    struct finding *finding =
        CHECK_REPORT(checker, unit.span, "Grafana knows no unit `%.*s`", STR_ARG(unit.str));
    finding_topic(checker->diags, finding, unit.str);
    finding_caption(checker->diags, finding, "not a unit");
    finding_note(
        checker->diags, finding, "Grafana would print the word behind the bare number");
    struct nearest nearest;
    nearest_begin(&nearest, unit.str);
    grafana_offer_units(&nearest);
    if (!check_suggest(checker, finding, unit.span, &nearest)) {
        finding_help(checker->diags, finding,
            "leave `unit` out to have it inferred from the query, or write `suffix: %.*s` for "
            "a unit of your own",
            STR_ARG(unit.str));
    }
}

static void
look_at_field(struct checker *checker, const struct loaded_field *field)
{
    if (field->unit_origin == UNIT_ORIGIN_GIVEN) {
        verify(checker, field->unit);
    }
}

/* The axes of a heatmap have units of their own. */
static void
look_at_entry(struct checker *checker, struct str key, const struct value *value)
{
    if (str_is(key, "unit") && value->kind == VALUE_KIND_TEXT) {
        verify(checker, (struct text){ value->text, value->span });
    }
}

static void
look(struct checker *checker, const struct loaded_dashboard *dashboard,
    const struct loaded_panel *panel)
{
    (void)dashboard;
    words_each_field(checker, panel, look_at_field);
    words_walk(checker, panel->options, look_at_entry);
    for (size_t i = 0; i < panel->overrides.count; i++) {
        const struct value *given = panel->overrides.at[i].properties;
        const struct value_entry *unit = given ? value_find(given, "unit") : NULL;
        if (unit && unit->value->kind == VALUE_KIND_TEXT) {
            verify(checker, (struct text){ unit->value->text, unit->value->span });
        }
    }
}

const struct check check_panel_unknown_unit = {
    .kind = &check_kind_panel_unknown_unit,
    .panel = look,
};
