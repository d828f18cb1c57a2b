/*
 * grafana/provisioning: the data sources and where the dashboards are, so that Grafana comes up
 * with everything in place.
 *
 * Grafana replaces `$NAME` and `${NAME}` in every text of these files by variables of its
 * environment; that is how secrets get in. What is no such variable has its `$` doubled: its
 * own words for data links (`${__value.raw}`) and the names of folders.
 */
#include "base/map.h"
#include "emit/emitter.h"
#include "model/names.h"

enum { LONGEST_UID = 40 };

/* Grafana's default, and that of `grafana.path`. */
static const struct str usual_path = { "/etc/grafana/dashboards", 23 };

static const char *const datasource_order[] = { "name", "type", "uid", "access", "orgId", "url",
    "user", "database", "basicAuth", "basicAuthUser", "withCredentials", "isDefault",
    "editable", "version", "jsonData", "secureJsonData", NULL };

/* `$__env{…}` and `$__file{…}` are Grafana's other way to name a secret. */
static bool
is_provider(struct str rest)
{
    return str_starts_with(rest, STR("$__env{")) || str_starts_with(rest, STR("$__file{")) ||
           str_starts_with(rest, STR("$__vault{"));
}

static bool
is_own_word(struct str rest)
{
    bool is_word = str_starts_with(rest, STR("$__")) || str_starts_with(rest, STR("${__"));
    return is_word && !is_provider(rest);
}

/* With every `$` doubled, or only those before Grafana's own words; `$$` is one already. */
static struct str
escape(const struct emitter *emitter, struct str text, bool is_literal)
{
    struct buf buf;
    buf_init(&buf);
    for (size_t i = 0; i < text.len; i++) {
        struct str rest = str_slice(text, i, text.len);
        if (!is_literal && str_starts_with(rest, STR("$$"))) {
            buf_add_text(&buf, "$$");
            i++;
            continue;
        }
        bool is_doubled = text.at[i] == '$' && (is_literal || is_own_word(rest));
        buf_add_text(&buf, is_doubled ? "$" : "");
        buf_add_char(&buf, text.at[i]);
    }
    struct str escaped = arena_copy(emitter->arena, buf_str(&buf));
    buf_finish(&buf);
    return escaped;
}

/* A copy of what a user wrote, escaped. The readers bound the depth. */
static const struct value *
escape_value(const struct emitter *emitter, const struct value *value)
{
    struct value *copy = value_new(emitter->arena, value->kind, value->span);
    *copy = *value;
    if (value->kind == VALUE_KIND_TEXT) {
        copy->text = escape(emitter, value->text, false);
    }
    copy->items = (struct value_vec){ 0 };
    for (size_t i = 0; i < value->items.count; i++) {
        value_add_item(emitter->arena, copy, escape_value(emitter, value->items.at[i]));
    }
    copy->entries = (struct value_entry_vec){ 0 };
    for (size_t i = 0; i < value->entries.count; i++) {
        struct value_entry entry = value->entries.at[i];
        entry.value = escape_value(emitter, entry.value);
        VEC_PUSH(emitter->arena, &copy->entries, entry);
    }
    return copy;
}

static const struct value *
truth(const struct emitter *emitter, bool is_true)
{
    struct value *value = value_new(emitter->arena, VALUE_KIND_BOOL, span_none());
    value->truth = is_true;
    return value;
}

static const struct value *
datasource_value(const struct emitter *emitter, const struct loaded_datasource *source)
{
    static const char *const made[] = { "type", "uid", "url", "isDefault", "jsonData",
        "secureJsonData", NULL };
    const struct value *written = source->datasource ? source->datasource->value : NULL;
    struct value *map = value_new_map(emitter->arena, span_none());
    emit_set_text(emitter, map, "name", escape(emitter, source->name, true));
    emit_set_text(emitter, map, "type", source->type);
    emit_set_text(emitter, map, "uid", source->uid);
    for (size_t i = 0; written && i < written->entries.count; i++) {
        const struct value_entry *entry = &written->entries.at[i];
        if (!emit_is_one_of(entry->key, made)) {
            value_add_entry(emitter->arena, map, entry->key, span_none(),
                escape_value(emitter, entry->value));
        }
    }
    if (!value_find(map, "access")) {
        emit_set_text(emitter, map, "access", STR("proxy"));
    }
    if (!value_find(map, "editable")) {
        emit_set_value(emitter, map, "editable", truth(emitter, false));
    }
    if (source->url.len > 0) {
        emit_set_text(emitter, map, "url", escape(emitter, source->url, false));
    }
    emit_set_value(emitter, map, "isDefault", truth(emitter, source->is_default));
    if (source->json_data && source->json_data->entries.count > 0) {
        emit_set_value(emitter, map, "jsonData", escape_value(emitter, source->json_data));
    }
    if (source->secure_json_data && source->secure_json_data->entries.count > 0) {
        emit_set_value(emitter, map, "secureJsonData", source->secure_json_data);
    }
    return emit_order_keys(emitter, map, datasource_order);
}

static struct str
file_path(const struct emitter *emitter, const char *folder)
{
    struct str name = names_file(emitter->arena, emitter->model->system.str);
    return arena_printf(
        emitter->arena, "grafana/provisioning/%s/%.*s.yaml", folder, STR_ARG(name));
}

static void
begin_file(const struct emitter *emitter, struct emitted_yaml *file)
{
    emit_begin_yaml(emitter, file);
    yaml_word(&file->yaml, "apiVersion");
    yaml_integer(&file->yaml, 1);
}

void
emit_grafana_datasources(const struct emitter *emitter)
{
    const struct loaded_datasource_vec *sources = &emitter->dashboards->datasources;
    if (sources->count == 0) {
        return;
    }
    struct emitted_yaml file;
    begin_file(emitter, &file);
    yaml_word(&file.yaml, "datasources");
    yaml_begin_list(&file.yaml);
    for (size_t i = 0; i < sources->count; i++) {
        yaml_value(&file.yaml, datasource_value(emitter, &sources->at[i]));
    }
    yaml_end_list(&file.yaml);
    emit_end_yaml(emitter, &file, file_path(emitter, "datasources"));
}

/* A folder's uid follows from its name: links to it outlive a new Grafana. A name without any
 * letter that a uid may have gives the
 * system's. */
static struct str
folder_uid(const struct emitter *emitter, struct str folder)
{
    struct str uid = names_kebab(emitter->arena, folder);
    uid = uid.len > 0 ? uid : names_kebab(emitter->arena, emitter->model->system.str);
    return uid.len > LONGEST_UID ? str_slice(uid, 0, LONGEST_UID) : uid;
}

static void
print_provider(const struct emitter *emitter, struct yaml_writer *yaml,
    const struct loaded_dashboard *dashboard)
{
    const struct grafana_settings *settings = &emitter->model->grafana;
    struct str path = settings->path.str.len > 0 ? settings->path.str : usual_path;
    yaml_begin_map(yaml);
    yaml_entry(yaml, "name",
        arena_printf(emitter->arena, "%.*s/%.*s", STR_ARG(emitter->model->system.str),
            STR_ARG(dashboard->folder_file)));
    yaml_entry(yaml, "type", STR("file"));
    yaml_entry(yaml, "folder", escape(emitter, dashboard->folder, true));
    yaml_entry(yaml, "folderUid", folder_uid(emitter, dashboard->folder));
    yaml_word(yaml, "disableDeletion");
    yaml_bool(yaml, false);
    yaml_word(yaml, "allowUiUpdates");
    yaml_bool(yaml, settings->allow_ui_updates.truth);
    yaml_word(yaml, "updateIntervalSeconds");
    yaml_integer(yaml, 10);
    yaml_word(yaml, "options");
    yaml_begin_map(yaml);
    yaml_entry(yaml, "path",
        arena_printf(
            emitter->arena, "%.*s/%.*s", STR_ARG(path), STR_ARG(dashboard->folder_file)));
    yaml_end_map(yaml);
    yaml_end_map(yaml);
}

/* Two folders in one place would give Grafana every dashboard of it twice, and of two with one
 * uid it makes one. */
static void
report_clash(const struct emitter *emitter, const struct loaded_dashboard *dashboard,
    const struct loaded_dashboard *other)
{
    struct diags *diags = &emitter->made->diags;
    struct finding *finding =
        diag_report(diags, &kind_duplicate_name, dashboard->dashboard->span,
            "the folders `%.*s` and `%.*s` would both be `%.*s`", STR_ARG(other->folder),
            STR_ARG(dashboard->folder), STR_ARG(folder_uid(emitter, dashboard->folder)));
    finding_note(diags, finding,
        "their names in addresses and files are made of letters and digits; rename one of "
        "them");
}

/* The dashboard that was the first under the name, which is this one if there was none. */
static const struct loaded_dashboard *
claim(struct map *names, struct str name, struct loaded_dashboard *dashboard)
{
    void **slot = map_slot(names, name);
    if (!*slot) {
        *slot = dashboard;
    }
    return *slot;
}

static void
print_providers(const struct emitter *emitter, struct yaml_writer *yaml)
{
    struct map folders;
    struct map files;
    struct map uids;
    map_init(&folders, emitter->arena);
    map_init(&files, emitter->arena);
    map_init(&uids, emitter->arena);
    for (size_t i = 0; i < emitter->dashboards->all.count; i++) {
        struct loaded_dashboard *dashboard = &emitter->dashboards->all.at[i];
        if (claim(&folders, dashboard->folder, dashboard) != dashboard) {
            continue; /* a folder is printed with the first of its dashboards */
        }
        struct str uid = folder_uid(emitter, dashboard->folder);
        const struct loaded_dashboard *by_file =
            claim(&files, dashboard->folder_file, dashboard);
        const struct loaded_dashboard *by_uid = claim(&uids, uid, dashboard);
        if (by_file != dashboard || by_uid != dashboard) {
            report_clash(emitter, dashboard, by_file != dashboard ? by_file : by_uid);
            continue;
        }
        print_provider(emitter, yaml, dashboard);
    }
}

void
emit_grafana_providers(const struct emitter *emitter)
{
    if (emitter->dashboards->all.count == 0) {
        return;
    }
    struct emitted_yaml file;
    begin_file(emitter, &file);
    yaml_word(&file.yaml, "providers");
    yaml_begin_list(&file.yaml);
    print_providers(emitter, &file.yaml);
    yaml_end_list(&file.yaml);
    emit_end_yaml(emitter, &file, file_path(emitter, "dashboards"));
}
