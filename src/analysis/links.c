/*
 * The variables in the links from alerts to dashboards.
 *
 * A variable of the dashboard whose name is a label that every alert of the rule has is set to
 * the label's value, so that the dashboard opens on what the alert is about. Which labels those
 * are is known only now.
 */
#include "analysis/analysis.h"

/* Whether a label's value can be the variable's. */
static bool
takes_label(const struct variable *variable)
{
    return variable->kind == VARIABLE_KIND_QUERY || variable->kind == VARIABLE_KIND_CUSTOM ||
           variable->kind == VARIABLE_KIND_TEXTBOX;
}

static struct str
add_variables(
    const struct analysis *analysis, size_t rule, const struct dashboard *to, struct str url)
{
    const char *separator = "?";
    for (size_t i = 0; i < to->variables.count; i++) {
        struct str name = to->variables.at[i].key.str;
        struct shape_label label = analysis_template_label(analysis, rule, name);
        if (takes_label(&to->variables.at[i]) && label.presence == PRESENCE_ALWAYS) {
            url = arena_printf(analysis->arena, "%.*s%svar-%.*s={{ $labels.%.*s | urlquery }}",
                STR_ARG(url), separator, STR_ARG(name), STR_ARG(name));
            separator = "&";
        }
    }
    return url;
}

static void
complete(const struct analysis *analysis, size_t rule, struct rule_text *link,
    const struct dashboard *to, struct diags *diags)
{
    struct str url = add_variables(analysis, rule, to, link->value.str);
    if (url.len == link->value.str.len) {
        return;
    }
    struct gotmpl_options options = { .dialect = GOTMPL_DIALECT_PROMETHEUS,
        .version = analysis->model->versions.prometheus.version };
    link->value.str = url;
    link->is_template = gotmpl_parse(analysis->arena, url, analysis->rules->all.at[rule].span,
                            &options, diags) != NULL;
}

void
analysis_complete_links(
    const struct analysis *analysis, struct rules *rules, struct diags *diags)
{
    for (size_t i = 0; i < rules->all.count; i++) {
        struct rule *rule = &rules->all.at[i];
        const struct dashboard *to =
            rule->alert ? model_find_dashboard(analysis->model, rule->alert->dashboard.str)
                        : NULL;
        for (size_t j = 0; to && analysis->results[i].expr && j < rule->annotations.count;
             j++) {
            struct rule_text *text = &rule->annotations.at[j];
            if (str_is(text->name, "dashboard_url") && !span_is_set(text->name_span)) {
                complete(analysis, i, text, to, diags);
            }
        }
    }
}
