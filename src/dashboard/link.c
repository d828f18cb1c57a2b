/*
 * Links: from keys to addresses.
 *
 * A link to a dashboard is made from its uid, so that a renamed title breaks nothing; it takes
 * along the time range and the variables that it names. Texts are escaped for their place in an
 * address, and what Grafana fills in asks Grafana to escape it. A link whose dashboard is not
 * there stays without an address: the check dead-link tells of it.
 */
#include "dashboard/make.h"
#include "model/names.h"
#include "promql/variable.h"

/* Where a link stands decides what `{{label}}` means there. */
struct link_place {
    bool is_table; /* labels are columns of the same line */
};

static bool
is_unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '-' || c == '_' || c == '.' || c == '~';
}

static void
add_escaped(struct buf *buf, char c)
{
    if (is_unreserved(c)) {
        buf_add_char(buf, c);
    } else {
        buf_printf(buf, "%%%02X", (unsigned)(unsigned char)c);
    }
}

/* `{{ label }}` at `at`: its name, and its length with the braces. */
static bool
label_at(struct str text, size_t at, struct str *label, size_t *len)
{
    struct str rest = str_slice(text, at, text.len);
    size_t end = str_find(rest, STR("}}"));
    if (!str_starts_with(rest, STR("{{")) || end == SIZE_MAX) {
        return false;
    }
    *label = str_trim(str_slice(rest, 2, end));
    *len = end + 2;
    return label->len > 0;
}

static void
add_label(struct buf *buf, struct str label, const struct link_place *place, bool is_url)
{
    const char *format = is_url ? ":percentencode" : "";
    if (place->is_table) {
        buf_printf(buf, "${__data.fields[\"%.*s\"]%s}", STR_ARG(label), format);
    } else {
        buf_printf(buf, "${__field.labels.%.*s%s}", STR_ARG(label), format);
    }
}

/* The end of a Grafana variable that begins at `at`, or `at` when none does. */
static size_t
end_of_variable(struct str text, size_t at)
{
    struct variable_text variable;
    return text.at[at] == '$' && promql_variable_at(text, at, &variable) ? at + variable.len
                                                                         : at;
}

/* The value of a variable there: labels and variables of here filled in by Grafana, the rest
 * escaped. */
static void
add_value(struct buf *buf, struct str text, const struct link_place *place)
{
    for (size_t i = 0; i < text.len;) {
        struct str label;
        size_t len;
        struct variable_text variable;
        if (label_at(text, i, &label, &len)) {
            add_label(buf, label, place, true);
            i += len;
        } else if (text.at[i] == '$' && promql_variable_at(text, i, &variable)) {
            struct str format =
                variable.format.len > 0 ? variable.format : STR("percentencode");
            buf_printf(buf, "${%.*s:%.*s}", STR_ARG(variable.name), STR_ARG(format));
            i += variable.len;
        } else {
            add_escaped(buf, text.at[i++]);
        }
    }
}

/* A text that people read, or an address that was written: only labels are put in Grafana's
 * words. */
static struct str
fill_labels(struct arena *arena, struct str text, const struct link_place *place, bool is_url)
{
    struct buf buf;
    buf_init(&buf);
    for (size_t i = 0; i < text.len;) {
        struct str label;
        size_t len;
        size_t end = end_of_variable(text, i);
        if (label_at(text, i, &label, &len)) {
            add_label(&buf, label, place, is_url);
            i += len;
        } else if (end > i) {
            buf_add(&buf, str_slice(text, i, end));
            i = end;
        } else if (is_url && (unsigned char)text.at[i] <= ' ') {
            add_escaped(&buf, text.at[i++]);
        } else {
            buf_add_char(&buf, text.at[i++]);
        }
    }
    struct str filled = arena_copy(arena, buf_str(&buf));
    buf_finish(&buf);
    return filled;
}

/* `$region` and `${region}` whole: the variable of that name. */
static bool
is_variable(struct str text, struct str name)
{
    struct variable_text variable;
    return text.len > 0 && text.at[0] == '$' && promql_variable_at(text, 0, &variable) &&
           variable.len == text.len && variable.format.len == 0 &&
           str_equal(variable.name, name);
}

static void
add_parameter(struct buf *buf, bool *has_any)
{
    buf_add_char(buf, *has_any ? '&' : '?');
    *has_any = true;
}

/* A variable of the same name keeps all its selected values with `queryparam`, which prints
 * `var-NAME=…` itself. */
static void
add_vars(
    struct buf *buf, const struct link *link, const struct link_place *place, bool *has_any)
{
    for (size_t i = 0; i < link->vars.count; i++) {
        const struct named_text *var = &link->vars.at[i];
        add_parameter(buf, has_any);
        if (is_variable(var->value.str, var->key.str)) {
            buf_printf(buf, "${%.*s:queryparam}", STR_ARG(var->key.str));
        } else {
            buf_printf(buf, "var-%.*s=", STR_ARG(var->key.str));
            add_value(buf, var->value.str, place);
        }
    }
}

/* The choice of a data source that both dashboards have: whoever looks at one Prometheus goes
 * on looking at it. */
static struct str
shared_chooser(const struct dashboard_maker *maker, const struct link *link)
{
    const struct loaded_dashboard *target = dashboards_find(maker->dashboards, link->to.str);
    for (size_t i = 0; target && i < maker->made->variables.count; i++) {
        const struct loaded_variable *ours = &maker->made->variables.at[i];
        for (size_t j = 0; j < target->variables.count; j++) {
            const struct loaded_variable *theirs = &target->variables.at[j];
            if (ours->kind == VARIABLE_KIND_DATASOURCE &&
                theirs->kind == VARIABLE_KIND_DATASOURCE &&
                str_equal(ours->name.str, theirs->name.str)) {
                return ours->name.str;
            }
        }
    }
    return STR("");
}

static bool
names_var(const struct link *link, struct str name)
{
    for (size_t i = 0; i < link->vars.count; i++) {
        if (str_equal(link->vars.at[i].key.str, name)) {
            return true;
        }
    }
    return false;
}

/* What a link in Grafana's own list of a dashboard's links need not say in its address. */
struct link_wishes {
    bool names_time;
    bool names_vars;
};

static struct str
print_url(struct dashboard_maker *maker, const struct link *link, struct str base,
    const struct link_place *place, struct link_wishes wishes)
{
    struct buf buf;
    buf_init(&buf);
    buf_add(&buf, base);
    bool has_any = str_find_char(base, '?') != SIZE_MAX;
    add_vars(&buf, link, place, &has_any);
    struct str chooser = shared_chooser(maker, link);
    if (chooser.len > 0 && !link->keep_vars.truth && !names_var(link, chooser)) {
        add_parameter(&buf, &has_any);
        buf_printf(&buf, "${%.*s:queryparam}", STR_ARG(chooser));
    }
    if (wishes.names_vars && link->keep_vars.truth) {
        add_parameter(&buf, &has_any);
        buf_add_text(&buf, "${__all_variables}");
    }
    bool keeps_time =
        link->keep_time.is_set ? link->keep_time.truth : link->kind == LINK_KIND_TO;
    if (wishes.names_time && keeps_time) {
        add_parameter(&buf, &has_any);
        buf_add_text(&buf, "${__url_time_range}");
    }
    struct str url = arena_copy(maker->arena, buf_str(&buf));
    buf_finish(&buf);
    return url;
}

/* `/d/UID`, with the panel that is shown alone; empty when either is not there. */
static struct str
dashboard_base(struct dashboard_maker *maker, const struct link *link)
{
    const struct loaded_dashboard *target = dashboards_find(maker->dashboards, link->to.str);
    if (!target) {
        return (struct str){ 0 };
    }
    struct str path = names_dashboard_path(maker->arena, target->uid.str);
    if (link->panel.str.len == 0) {
        return path;
    }
    const struct loaded_panel *panel = dashboard_find_panel(target, link->panel.str);
    return panel ? arena_printf(maker->arena, "%.*s?viewPanel=%d", STR_ARG(path), panel->id)
                 : (struct str){ 0 };
}

static struct str
make_url(struct dashboard_maker *maker, const struct link *link, const struct link_place *place,
    struct link_wishes wishes)
{
    struct str base = link->kind == LINK_KIND_TO
                          ? dashboard_base(maker, link)
                          : fill_labels(maker->arena, link->url.str, place, true);
    return base.len > 0 ? print_url(maker, link, base, place, wishes) : base;
}

static struct str
make_title(
    struct dashboard_maker *maker, const struct link *link, const struct link_place *place)
{
    if (link->title.str.len > 0) {
        return fill_labels(maker->arena, link->title.str, place, false);
    }
    const struct loaded_dashboard *target = dashboards_find(maker->dashboards, link->to.str);
    return link->kind != LINK_KIND_TO ? link->url.str
           : target                   ? target->title.str
                                      : link->to.str;
}

/* Whether a text needs the value that was clicked. */
static bool
names_data(struct str text)
{
    return str_contains(text, STR("{{")) || str_contains(text, STR("${__field")) ||
           str_contains(text, STR("${__value")) || str_contains(text, STR("${__data")) ||
           str_contains(text, STR("${__series"));
}

static bool
is_data_link(const struct link *link)
{
    bool is_data = names_data(link->title.str) || names_data(link->url.str);
    for (size_t i = 0; i < link->vars.count; i++) {
        is_data |= names_data(link->vars.at[i].value.str);
    }
    return is_data;
}

static struct loaded_link
make_link(
    struct dashboard_maker *maker, const struct link *link, const struct link_place *place)
{
    struct link_wishes wishes = { .names_time = true, .names_vars = true };
    return (struct loaded_link){
        .title = make_title(maker, link, place),
        .url = make_url(maker, link, place, wishes),
        .in_new_tab = link->new_tab.truth,
        .link = link,
    };
}

/* The dashboard that the alert names, unless this is it. */
static void
add_alert_dashboard(
    struct dashboard_maker *maker, struct loaded_panel *panel, const struct alert *alert)
{
    const struct loaded_dashboard *target =
        dashboards_find(maker->dashboards, alert->dashboard.str);
    if (target && target != maker->made) {
        struct link_place place = { 0 };
        struct link *link = ARENA_NEW(maker->arena, struct link);
        link->kind = LINK_KIND_TO;
        link->to = alert->dashboard;
        VEC_PUSH(maker->arena, &panel->links, make_link(maker, link, &place));
    }
}

/* The alert's dashboard and runbook, and the alert where it is computed. */
static void
add_alert_links(struct dashboard_maker *maker, struct loaded_panel *panel)
{
    const struct rule *rule = panel->targets.count > 0 ? panel->targets.at[0].rule : NULL;
    if (rule && rule->alert) {
        add_alert_dashboard(maker, panel, rule->alert);
    }
    for (size_t i = 0; rule && i < rule->annotations.count; i++) {
        const struct rule_text *text = &rule->annotations.at[i];
        if (str_is(text->name, "runbook_url") && !text->is_template) {
            struct loaded_link link = {
                .title = STR("Runbook"), .url = text->value.str, .in_new_tab = true
            };
            VEC_PUSH(maker->arena, &panel->links, link);
        }
    }
    if (rule && maker->model->urls.prometheus.str.len > 0) {
        struct loaded_link link = { .title = STR("Alert in Prometheus"), .in_new_tab = true };
        link.url = arena_printf(maker->arena, "%.*s/alerts?search=%.*s",
            STR_ARG(maker->model->urls.prometheus.str), STR_ARG(rule->name.str));
        VEC_PUSH(maker->arena, &panel->links, link);
    }
}

static bool
shows_table(const struct loaded_panel *panel)
{
    return panel->kind == PANEL_KIND_TABLE && panel->targets.count > 0 &&
           panel->targets.at[0].format == TARGET_FORMAT_TABLE;
}

static void
link_panel(struct dashboard_maker *maker, struct loaded_panel *panel)
{
    struct link_place place = { .is_table = shows_table(panel) };
    const struct link_list *links = &panel->panel->config.links;
    diag_set_subject(maker->diags, panel->subject);
    for (size_t i = 0; i < links->count; i++) {
        const struct link *link = &links->at[i];
        if (link->kind >= 0) {
            struct loaded_link_vec *to =
                is_data_link(link) ? &panel->field.links : &panel->links;
            VEC_PUSH(maker->arena, to, make_link(maker, link, &place));
        }
    }
    for (size_t i = 0; i < panel->overrides.count; i++) {
        struct loaded_override *override = &panel->overrides.at[i];
        size_t count = override->override ? override->override->config.links.count : 0;
        for (size_t j = 0; j < count; j++) {
            const struct link *link = &override->override->config.links.at[j];
            if (link->kind >= 0) {
                VEC_PUSH(maker->arena, &override->field.links, make_link(maker, link, &place));
            }
        }
    }
    if (panel->alert) {
        add_alert_links(maker, panel);
    }
}

/* Grafana takes time and variables along itself when the link says so. */
static void
link_dashboard(struct dashboard_maker *maker, const struct link *link)
{
    struct link_place place = { 0 };
    struct link_wishes wishes = { 0 };
    bool is_list = link->kind == LINK_KIND_TAGS;
    struct loaded_dashboard_link made = {
        .is_list = is_list,
        .title = is_list ? link->title.str : make_title(maker, link, &place),
        .url = is_list ? STR("") : make_url(maker, link, &place, wishes),
        .tags = link->tags,
        .icon = link->icon.str,
        .tooltip = link->tooltip.str,
        .is_dropdown = link->dropdown.truth,
        .keeps_vars = link->keep_vars.truth,
        .keeps_time =
            link->keep_time.is_set ? link->keep_time.truth : link->kind != LINK_KIND_URL,
        .in_new_tab = link->new_tab.truth,
        .link = link,
    };
    if (made.icon.len == 0) {
        made.icon = link->kind == LINK_KIND_URL ? STR("external link") : STR("dashboard");
    }
    VEC_PUSH(maker->arena, &maker->made->links, made);
}

void
links_make(struct dashboard_maker *maker)
{
    for (size_t i = 0; i < maker->written->links.count; i++) {
        if (maker->written->links.at[i].kind >= 0) {
            link_dashboard(maker, &maker->written->links.at[i]);
        }
    }
    for (size_t i = 0; i < maker->made->panels.count; i++) {
        if (!maker->made->panels.at[i].is_row) {
            link_panel(maker, &maker->made->panels.at[i]);
        }
    }
}
