/*
 * A notification that calls a template which is defined nowhere fails when it is sent:
 * Alertmanager loads the file without a word, and the alert reaches nobody.
 */
#include "check/check.h"

static bool
is_defined(const struct xref *xref, const struct name *name)
{
    for (uint32_t i = xref_first(xref, name); i != XREF_END; i = xref->rows.at[i].next) {
        const struct xref_row *row = &xref->rows.at[i];
        if (row->entity == XREF_ENTITY_TEMPLATE && row->how == XREF_HOW_DEFINED) {
            return true;
        }
    }
    return false;
}

static bool
has_broken_template(const struct rules *rules)
{
    for (size_t i = 0; i < rules->templates.count; i++) {
        if (!rules->templates.at[i].template) {
            return true;
        }
    }
    return false;
}

static void
report(struct checker *checker, const struct xref_row *row)
{
    const struct xref *xref = &checker->analysis->xref;
    diag_set_subject(checker->diags, row->subject);
    struct finding *finding = CHECK_REPORT(checker, row->span,
        "no notification template defines `%.*s`", STR_ARG(row->name->text));
    finding_topic(checker->diags, finding, row->name->text);
    finding_caption(checker->diags, finding, "fails when a notification is sent");
    struct nearest nearest;
    nearest_begin(&nearest, row->name->text);
    for (size_t i = 0; i < xref->rows.count; i++) {
        const struct xref_row *other = &xref->rows.at[i];
        if (other->entity == XREF_ENTITY_TEMPLATE && other->how == XREF_HOW_DEFINED) {
            nearest_offer(&nearest, other->name->text);
        }
    }
    if (nearest.best.len > 0) {
        finding_help(checker->diags, finding, "did you mean `%.*s`?", STR_ARG(nearest.best));
    } else {
        finding_help(checker->diags, finding,
            "define it in a file that `routing.templates` names: "
            "`{{ define \"%.*s\" }}…{{ end }}`",
            STR_ARG(row->name->text));
    }
}

static void
look(struct checker *checker)
{
    const struct xref *xref = &checker->analysis->xref;
    if (has_broken_template(checker->rules)) {
        return;
    }
    for (size_t i = 0; i < xref->rows.count; i++) {
        const struct xref_row *row = &xref->rows.at[i];
        bool is_call = row->entity == XREF_ENTITY_TEMPLATE && row->how != XREF_HOW_DEFINED;
        if (is_call && !gotmpl_is_default_template(row->name->text) &&
            !is_defined(xref, row->name)) {
            report(checker, row);
        }
    }
}

const struct check check_route_template_name = {
    .kind = &check_kind_route_template_name,
    .system = look,
};
