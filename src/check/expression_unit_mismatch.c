/*
 * Seconds plus bytes, a ratio compared with percent, a panel in percent that shows a ratio:
 * numbers that mean nothing, or a hundred times too much. Reported only where both units are
 * known for certain.
 */
#include "check/expression.h"
#include "model/grafana_registry.h"
#include "check/required.h"

/* `added to`; NULL for operators between values of any units. */
static const char *
joining_words(enum promql_op op)
{
    if (promql_op_is_comparison(op)) {
        return "compared with";
    }
    return op == PROMQL_OP_ADD ? "added to" : op == PROMQL_OP_SUB ? "subtracted from" : NULL;
}

static struct str
text_of(struct checker *checker, struct unit unit)
{
    return unit_text(checker->arena, unit_shown(unit));
}

/* The operand's own words, without parentheses around it. */
static void
label_side(struct checker *checker, struct finding *finding, const struct check_node *at,
    uint32_t side)
{
    struct str text = text_of(checker, shape_of(at->shapes, side)->unit);
    finding_label(checker->diags, finding, promql_span(at->tree, promql_unwrap(at->tree, side)),
        "%.*s", STR_ARG(text));
}

static bool
differ_in_scale_only(struct unit a, struct unit b)
{
    a = unit_shown(a);
    b = unit_shown(b);
    a.scale = b.scale;
    return unit_agrees(a, b);
}

static void
look_at_binary(struct checker *checker, const struct check_node *at)
{
    const char *joined = joining_words((enum promql_op)at->tree->nodes[at->node].op);
    uint32_t right = at->node - 1;
    uint32_t left = right - at->tree->nodes[right].size;
    struct unit a = shape_of(at->shapes, left)->unit;
    struct unit b = shape_of(at->shapes, right)->unit;
    if (!joined || unit_agrees(a, b)) {
        return;
    }
    bool is_subtraction = at->tree->nodes[at->node].op == PROMQL_OP_SUB;
    struct str first = text_of(checker, is_subtraction ? b : a);
    struct str second = text_of(checker, is_subtraction ? a : b);
    struct finding *finding = CHECK_REPORT(checker, promql_op_span(at->tree, at->node),
        "%.*s %s %s %.*s", STR_ARG(first),
        unit_shown(is_subtraction ? b : a).base == UNIT_RATIO ? "is" : "are", joined,
        STR_ARG(second));
    finding_caption(checker->diags, finding, "two units");
    label_side(checker, finding, at, left);
    label_side(checker, finding, at, right);
    finding_help(checker->diags, finding,
        differ_in_scale_only(a, b)
            ? "convert one side to the unit of the other, by `*` or `/` with a number"
            : "mend the side that is not meant, or declare the unit of its metric with "
              "`unit:`");
}

/* A unit as `unit:` takes it: without the article of its text. */
static struct str
word_of(struct checker *checker, struct unit unit)
{
    struct str text = text_of(checker, unit);
    return str_starts_with(text, STR("a ")) ? str_slice(text, 2, text.len) : text;
}

/* What makes the query what the panel shows: "`* 100`"; empty when nothing does. */
static struct str
conversion(struct checker *checker, struct unit unit, struct unit shown)
{
    struct ratio factor = { 1, 1 };
    if (unit.base == UNIT_BYTES && shown.base == UNIT_BITS) {
        unit.base = UNIT_BITS;
        factor = ratio_from(8);
    }
    struct ratio scale;
    if (!differ_in_scale_only(unit, shown) || !ratio_divide(shown.scale, unit.scale, &scale) ||
        !ratio_multiply(scale, factor, &factor) || (factor.num != 1 && factor.den != 1)) {
        return STR("");
    }
    return factor.den == 1 ? arena_printf(checker->arena, "`* %lld`", (long long)factor.num)
                           : arena_printf(checker->arena, "`/ %lld`", (long long)factor.den);
}

static void
advise(struct checker *checker, struct finding *finding, struct unit unit, struct unit shown)
{
    struct str factor = conversion(checker, unit, shown);
    struct str word = word_of(checker, unit);
    if (unit.base == UNIT_TIMESTAMP && factor.len > 0) {
        finding_help(checker->diags, finding,
            "Grafana's dates count milliseconds: convert the query with %.*s", STR_ARG(factor));
        return;
    }
    if (grafana_unit_id(word).len > 0) {
        finding_help(checker->diags, finding,
            "write `unit: %.*s`, or leave `unit` out to have it found", STR_ARG(word));
    } else {
        finding_help(checker->diags, finding, "leave `unit` out to have it found");
    }
    if (factor.len > 0) {
        finding_help(
            checker->diags, finding, "or convert the query with %.*s", STR_ARG(factor));
    }
}

static void
look_at_target(struct checker *checker, const struct check_target *at)
{
    const struct loaded_field *field = &at->panel->field;
    struct unit shown;
    if (field->unit_origin != UNIT_ORIGIN_GIVEN || at->target->rule ||
        required_panel_has_other_units(at->panel) || at->panel->transformations.count > 0 ||
        grafana_unit_id(field->unit.str).len == 0 || !unit_parse(field->unit.str, &shown)) {
        return;
    }
    struct unit unit = shape_of_root(at->shapes)->unit;
    if (unit_agrees(unit, shown)) {
        return;
    }
    struct str wanted = text_of(checker, unit);
    struct span place = at->target->span;
    struct str panel = required_panel_text(checker, at->panel);
    struct finding *finding = CHECK_REPORT(checker, place, "%.*s shows %.*s as %.*s",
        STR_ARG(panel), STR_ARG(wanted), STR_ARG(text_of(checker, shown)));
    finding_caption(checker->diags, finding, "%.*s", STR_ARG(wanted));
    if (span_is_set(field->unit.span)) {
        finding_label(checker->diags, finding, field->unit.span, "shown as %.*s",
            STR_ARG(text_of(checker, shown)));
    }
    advise(checker, finding, unit_shown(unit), shown);
}

const struct check check_expression_unit_mismatch = {
    .kind = &check_kind_expression_unit_mismatch,
    .binary = look_at_binary,
    .target = look_at_target,
};
