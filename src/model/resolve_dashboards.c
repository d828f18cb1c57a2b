/*
 * What the tables cannot tell of dashboards: words, uids, intervals, and the walk to all else.
 */
#include "model/resolve_dashboard.h"

#include "base/nearest.h"
#include "model/grafana_time.h"
#include "model/names.h"
#include "promql/variable.h"
#include "schema/quantity.h"
#include "schema/complain.h"

static bool
is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_';
}

static void
set_subject(struct dashboard_scope *scope, const char *section, struct str name)
{
    struct str dashboard = scope->dashboard->key.str;
    const char *slash = name.len > 0 ? "/" : "";
    diag_set_subject(scope->diags, arena_printf(scope->arena, "dashboards/%.*s%s%s%.*s",
                                       STR_ARG(dashboard), section, slash, STR_ARG(name)));
}

void
resolve_uid(struct dashboard_scope *scope, struct text uid)
{
    enum { LONGEST = 40 };
    struct str bad = STR("");
    for (size_t i = 0; i < uid.str.len && bad.len == 0; i++) {
        if (!is_word(uid.str.at[i]) && uid.str.at[i] != '-') {
            bad = str_slice(uid.str, i, i + 1);
        }
    }
    if (!uid.str.at || (bad.len == 0 && uid.str.len <= LONGEST && uid.str.len > 0)) {
        return;
    }
    struct str quoted = complain_quote(scope->arena, uid.str);
    struct finding *finding = diag_report(scope->diags, &kind_invalid_value, uid.span,
        "%.*s is no uid of Grafana's", STR_ARG(quoted));
    if (bad.len == 0) {
        finding_caption(scope->diags, finding, "%zu characters, and at most %d are taken",
            uid.str.len, LONGEST);
        return;
    }
    finding_caption(scope->diags, finding, "letters, digits, `-` and `_` only");
    struct str better = names_uid(scope->arena, uid.str);
    finding_help(scope->diags, finding, "write `%.*s`", STR_ARG(better));
}

void
resolve_interval(struct dashboard_scope *scope, const char *key, struct text text)
{
    struct str interval = text.str;
    if (str_starts_with(interval, STR(">"))) { /* "at least", as Grafana's own editor says it */
        interval = str_trim(str_slice(interval, 1, interval.len));
    }
    if (!text.str.at || promql_variable_is_in(interval) || grafana_is_interval(interval)) {
        return;
    }
    struct str quoted = complain_quote(scope->arena, text.str);
    struct finding *finding = diag_report(scope->diags, &kind_invalid_value, text.span,
        "%.*s is no interval for `%s`", STR_ARG(quoted), key);
    finding_caption(scope->diags, finding,
        "expected one number with its unit, such as `30s`, `5m` or `1h`");
    struct str better;
    if (quantity_mend_duration(scope->arena, text.str, &better) &&
        grafana_is_interval(better)) {
        finding_help(scope->diags, finding, "write `%.*s`", STR_ARG(better));
    }
}

void
resolve_variable_name(struct dashboard_scope *scope, struct text *text)
{
    if (!text->str.at) {
        return;
    }
    size_t from = 0;
    size_t to = text->str.len;
    if (to > 3 && str_starts_with(text->str, STR("${")) && text->str.at[to - 1] == '}') {
        from = 2;
        to--;
    } else if (to > 1 && text->str.at[0] == '$') {
        from = 1;
    }
    bool is_name = to > from;
    for (size_t i = from; i < to; i++) {
        is_name = is_name && is_word(text->str.at[i]);
    }
    if (!is_name) {
        struct str quoted = complain_quote(scope->arena, text->str);
        struct finding *finding = diag_report(scope->diags, &kind_invalid_value, text->span,
            "%.*s is no name of a variable", STR_ARG(quoted));
        finding_caption(scope->diags, finding, "expected one variable, `$name`");
        *text = (struct text){ { NULL, 0 }, span_none() };
        return;
    }
    bool is_direct = text->span.len == text->str.len;
    text->str = str_slice(text->str, from, to);
    text->span = is_direct ? span_slice(text->span, from, to) : text->span;
}

void
resolve_word(
    struct dashboard_scope *scope, const char *key, struct text text, const char *const *words)
{
    if (!text.str.at) {
        return;
    }
    struct nearest nearest;
    nearest_begin(&nearest, text.str);
    for (size_t i = 0; words[i]; i++) {
        if (str_is(text.str, words[i])) {
            return;
        }
        nearest_offer(&nearest, str_from(words[i]));
    }
    struct str quoted = complain_quote(scope->arena, text.str);
    struct finding *finding = diag_report(scope->diags, &kind_invalid_value, text.span,
        "`%s` does not take %.*s", key, STR_ARG(quoted));
    if (nearest.best.len > 0) {
        finding_help(scope->diags, finding, "did you mean `%.*s`?", STR_ARG(nearest.best));
        return;
    }
    struct buf known;
    buf_init(&known);
    for (size_t i = 0; words[i]; i++) {
        buf_printf(&known, "%s`%s`", i == 0 ? "" : words[i + 1] ? ", " : " or ", words[i]);
    }
    finding_caption(scope->diags, finding, "expected %.*s", (int)known.len, known.at);
    buf_finish(&known);
}

static void
resolve_annotation(struct dashboard_scope *scope, struct dashboard_annotation *annotation)
{
    set_subject(scope, "/annotations", annotation->key.str);
    resolve_expression(scope->resolver, &scope->options, &annotation->expr);
    if (annotation->panels.count > 0 && annotation->except.count > 0) {
        struct finding *finding = diag_report(scope->diags, &kind_conflicting_keys,
            annotation->except.at[0].span, "`except` stands beside `panels`");
        finding_caption(scope->diags, finding, "all panels but these …");
        finding_label(
            scope->diags, finding, annotation->panels.at[0].span, "… and only on these");
        finding_help(scope->diags, finding, "keep one of the two");
    }
}

static void
resolve_panels(
    struct dashboard_scope *scope, const struct dashboard_row *row, struct panel_list *panels)
{
    for (size_t i = 0; i < panels->count; i++) {
        struct panel *panel = &panels->at[i];
        set_subject(scope, "", names_panel_key(scope->arena, row, panel));
        resolve_panel(scope, panel);
    }
}

static void
resolve_dashboard(struct dashboard_scope *scope, struct dashboard *dashboard)
{
    scope->dashboard = dashboard;
    set_subject(scope, "", STR(""));
    resolve_uid(scope, dashboard->uid);
    resolve_times(scope, dashboard);
    resolve_links(scope, &dashboard->links, false);
    for (size_t i = 0; i < dashboard->rows.count; i++) {
        resolve_variable_name(scope, &dashboard->rows.at[i].repeat);
    }
    for (size_t i = 0; i < dashboard->variables.count; i++) {
        set_subject(scope, "/variables", dashboard->variables.at[i].key.str);
        resolve_variable(scope, &dashboard->variables.at[i]);
    }
    for (size_t i = 0; i < dashboard->annotations.count; i++) {
        resolve_annotation(scope, &dashboard->annotations.at[i]);
    }
    resolve_panels(scope, NULL, &dashboard->panels);
    for (size_t i = 0; i < dashboard->rows.count; i++) {
        struct dashboard_row *row = &dashboard->rows.at[i];
        resolve_panels(scope, row, &row->panels);
    }
}

void
resolve_dashboards(struct resolver *resolver)
{
    struct model *model = resolver->model;
    struct dashboard_scope scope = { .resolver = resolver,
        .arena = model->arena,
        .diags = resolver->diags,
        .options = resolve_promql_options(model),
        .context = { .arena = model->arena, .diags = resolver->diags } };
    scope.options.grafana = true;
    scope.context.versions[TOOL_GRAFANA] = model->versions.grafana.version;
    diag_set_subject(resolver->diags, STR("grafana"));
    resolve_datasources(&scope, &model->grafana.datasources);
    for (size_t i = 0; i < model->dashboards.count; i++) {
        resolve_dashboard(&scope, &model->dashboards.at[i]);
    }
    diag_set_subject(resolver->diags, STR(""));
}
