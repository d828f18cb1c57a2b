/*
 * grafana/dashboards/FOLDER/UID.json: the dashboards, whole.
 *
 * The JSON of version 1 (`classic`) that every Grafana from 10 to 13 provisions from files. Its
 * `id` and `version` are Grafana's own business: the one is null, the other left out.
 */
#include "emit/grafana.h"

#include "base/duration.h"
#include "emit/emitter.h"
#include "model/names.h"

/* A newer Grafana migrates what is older; a number that it does not know yet would stop that.
 */
enum { SCHEMA_VERSION = 39 };

static struct value *
grafana_itself(struct grafana *grafana)
{
    static const struct datasource_ref ref = { .type = { "grafana", 7 },
        .uid = { "-- Grafana --", 13 } };
    return grafana_datasource(grafana, &ref);
}

static struct value *
built_in_annotation(struct grafana *grafana)
{
    struct value *map = grafana_map(grafana);
    grafana_set_integer(grafana, map, "builtIn", 1);
    grafana_set(grafana, map, "datasource", grafana_itself(grafana));
    grafana_set_bool(grafana, map, "enable", true);
    grafana_set_bool(grafana, map, "hide", true);
    grafana_set_text(grafana, map, "iconColor", STR("rgba(0, 211, 255, 1)"));
    grafana_set_text(grafana, map, "name", STR("Annotations & Alerts"));
    grafana_set_text(grafana, map, "type", STR("dashboard"));
    return map;
}

static struct str
join(struct grafana *grafana, struct text_list texts)
{
    struct buf buf;
    buf_init(&buf);
    for (size_t i = 0; i < texts.count; i++) {
        buf_add_text(&buf, i > 0 ? "," : "");
        buf_add(&buf, texts.at[i].str);
    }
    struct str text = arena_copy(grafana->arena, buf_str(&buf));
    buf_finish(&buf);
    return text;
}

static void
set_annotation_query(
    struct grafana *grafana, struct value *map, const struct loaded_annotation *annotation)
{
    const struct dashboard_annotation *written = annotation->annotation;
    grafana_set(
        grafana, map, "datasource", grafana_datasource(grafana, &annotation->datasource));
    grafana_set_text(grafana, map, "expr", grafana_query(grafana, annotation->tree));
    grafana_set_text(grafana, map, "titleFormat", written->title.str);
    grafana_set_text(grafana, map, "textFormat", written->text.str);
    grafana_set_text(grafana, map, "tagKeys", join(grafana, written->tag_labels));
    grafana_set_bool(grafana, map, "useValueForTime", written->value_for_time.truth);
    if (annotation->step > 0) {
        struct buf step;
        buf_init(&step);
        duration_print(&step, annotation->step);
        grafana_set_text(grafana, map, "step", arena_copy(grafana->arena, buf_str(&step)));
        buf_finish(&step);
    }
}

/* Grafana's own annotations that carry all of the tags. */
static void
set_annotation_tags(struct grafana *grafana, struct value *map, struct text_list tags)
{
    struct value *target = grafana_map(grafana);
    grafana_set_integer(grafana, target, "limit", 100);
    grafana_set_bool(grafana, target, "matchAny", false);
    grafana_set(grafana, target, "tags", grafana_texts(grafana, tags));
    grafana_set_text(grafana, target, "type", STR("tags"));
    grafana_set(grafana, map, "datasource", grafana_itself(grafana));
    grafana_set(grafana, map, "target", target);
}

static struct value *
annotation_value(struct grafana *grafana, const struct loaded_annotation *annotation)
{
    const struct dashboard_annotation *written = annotation->annotation;
    struct value *map = grafana_map(grafana);
    grafana_set_bool(
        grafana, map, "enable", written->enable.is_set ? written->enable.truth : true);
    grafana_set_bool(grafana, map, "hide", written->hide.truth);
    grafana_set_text(grafana, map, "iconColor", annotation->color.str);
    grafana_set_text(grafana, map, "name", annotation->name.str);
    if (annotation->tree) {
        set_annotation_query(grafana, map, annotation);
    } else {
        set_annotation_tags(grafana, map, written->tags);
    }
    if (!annotation->panels) {
        return map;
    }
    struct value *ids = grafana_list(grafana);
    for (size_t i = 0; i < annotation->panel_count; i++) {
        value_add_item(
            grafana->arena, ids, grafana_number(grafana, ratio_from(annotation->panels[i])));
    }
    struct value *filter = grafana_map(grafana);
    grafana_set_bool(grafana, filter, "exclude", annotation->is_exclusion);
    grafana_set(grafana, filter, "ids", ids);
    grafana_set(grafana, map, "filter", filter);
    return map;
}

static struct value *
link_value(struct grafana *grafana, const struct loaded_dashboard_link *link)
{
    struct value *map = grafana_map(grafana);
    struct str icon = link->is_list ? STR("external link") : STR("link");
    grafana_set_bool(grafana, map, "asDropdown", link->is_dropdown);
    grafana_set_text(grafana, map, "icon", link->icon.len > 0 ? link->icon : icon);
    grafana_set_bool(grafana, map, "includeVars", link->keeps_vars);
    grafana_set_bool(grafana, map, "keepTime", link->keeps_time);
    grafana_set(grafana, map, "tags", grafana_texts(grafana, link->tags));
    grafana_set_bool(grafana, map, "targetBlank", link->in_new_tab);
    grafana_set_text(grafana, map, "title", link->title);
    grafana_set_text(grafana, map, "tooltip", link->tooltip);
    grafana_set_text(grafana, map, "type", link->is_list ? STR("dashboards") : STR("link"));
    grafana_set_text(grafana, map, "url", link->url);
    return map;
}

/* `{"list": […]}` */
static struct value *
in_list(struct grafana *grafana, struct value *list)
{
    struct value *map = grafana_map(grafana);
    grafana_set(grafana, map, "list", list);
    return map;
}

static void
set_parts(struct grafana *grafana, struct value *map, const struct loaded_dashboard *dashboard)
{
    struct value *annotations = grafana_list(grafana);
    struct value *links = grafana_list(grafana);
    struct value *variables = grafana_list(grafana);
    value_add_item(grafana->arena, annotations, built_in_annotation(grafana));
    for (size_t i = 0; i < dashboard->annotations.count; i++) {
        value_add_item(grafana->arena, annotations,
            annotation_value(grafana, &dashboard->annotations.at[i]));
    }
    for (size_t i = 0; i < dashboard->links.count; i++) {
        value_add_item(grafana->arena, links, link_value(grafana, &dashboard->links.at[i]));
    }
    for (size_t i = 0; i < dashboard->variables.count; i++) {
        value_add_item(
            grafana->arena, variables, grafana_variable(grafana, &dashboard->variables.at[i]));
    }
    grafana_set(grafana, map, "annotations", in_list(grafana, annotations));
    grafana_set(grafana, map, "links", links);
    grafana_set(grafana, map, "templating", in_list(grafana, variables));
    grafana_set(grafana, map, "panels", grafana_panels(grafana, &dashboard->panels));
}

static void
set_time(struct grafana *grafana, struct value *map, const struct loaded_dashboard *dashboard)
{
    const struct dashboard *written = dashboard->dashboard;
    struct value *time = grafana_map(grafana);
    grafana_set_text(grafana, time, "from", dashboard->from);
    grafana_set_text(grafana, time, "to", dashboard->to);
    grafana_set(grafana, map, "time", time);
    struct value *picker = grafana_map(grafana);
    grafana_add_list(grafana, picker, "refresh_intervals",
        grafana_texts(grafana, written->refresh_intervals));
    grafana_set(grafana, map, "timepicker", picker);
    grafana_set_text(grafana, map, "refresh", dashboard->refresh);
    struct str timezone = written->timezone.str;
    grafana_set_text(grafana, map, "timezone", timezone.at ? timezone : STR("browser"));
    grafana_set_text(grafana, map, "weekStart", written->week_start.str);
    grafana_set_integer(grafana, map, "fiscalYearStartMonth", written->fiscal_year_start.value);
    if (written->live.is_set) {
        grafana_set_bool(grafana, map, "liveNow", written->live.truth);
    }
}

struct value *
grafana_dashboard(struct grafana *grafana, const struct loaded_dashboard *dashboard)
{
    const struct dashboard *written = dashboard->dashboard;
    struct value *map = grafana_map(grafana);
    grafana_set(grafana, map, "id", value_new(grafana->arena, VALUE_KIND_NULL, span_none()));
    grafana_set_text(grafana, map, "uid", dashboard->uid.str);
    grafana_set_text(grafana, map, "title", dashboard->title.str);
    grafana_add_text(grafana, map, "description", written->help.str);
    grafana_set(grafana, map, "tags", grafana_texts(grafana, written->tags));
    grafana_set_bool(grafana, map, "editable", written->editable.truth);
    grafana_set_integer(
        grafana, map, "graphTooltip", written->tooltip.is_set ? written->tooltip.value : 1);
    grafana_set_integer(grafana, map, "schemaVersion", SCHEMA_VERSION);
    set_time(grafana, map, dashboard);
    set_parts(grafana, map, dashboard);
    return map;
}

struct str
emit_dashboard_path(struct arena *arena, const struct loaded_dashboard *dashboard)
{
    struct str file = names_file(arena, dashboard->uid.str);
    return arena_printf(arena, "grafana/dashboards/%.*s/%.*s.json",
        STR_ARG(dashboard->folder_file), STR_ARG(file));
}

void
emit_panel(struct buf *buf, const struct model *model, const struct loaded_panel *panel)
{
    struct arena scratch;
    arena_init(&scratch);
    struct grafana grafana = { &scratch, model->versions.grafana.version };
    grafana_print(&grafana, buf, grafana_panel(&grafana, panel));
    arena_finish(&scratch);
}

static struct str_vec
subjects_of(const struct emitter *emitter, const struct loaded_dashboard *dashboard)
{
    struct str_vec subjects = { 0 };
    emit_add_subject(emitter, &subjects, dashboard->subject);
    for (size_t i = 0; i < dashboard->variables.count; i++) {
        if (dashboard->variables.at[i].variable) {
            emit_add_subject(emitter, &subjects, dashboard->variables.at[i].subject);
        }
    }
    for (size_t i = 0; i < dashboard->annotations.count; i++) {
        emit_add_subject(emitter, &subjects, dashboard->annotations.at[i].subject);
    }
    for (size_t i = 0; i < dashboard->panels.count; i++) {
        emit_add_subject(emitter, &subjects, dashboard->panels.at[i].subject);
    }
    return subjects;
}

/* There may be a thousand: all are built and printed in the same memory, one after another. */
void
emit_grafana_dashboards(const struct emitter *emitter)
{
    struct arena scratch;
    struct buf *buf = emitter->buf;
    arena_init(&scratch);
    struct grafana grafana = { &scratch, emitter->model->versions.grafana.version };
    for (size_t i = emitter->first; i < emitter->end; i++) {
        const struct loaded_dashboard *dashboard = &emitter->dashboards->all.at[i];
        buf_clear(buf);
        grafana_print(&grafana, buf, grafana_dashboard(&grafana, dashboard));
        emit_put(emitter, emit_dashboard_path(emitter->arena, dashboard), buf_str(buf),
            subjects_of(emitter, dashboard));
        arena_clear(&scratch);
    }
    arena_finish(&scratch);
}
