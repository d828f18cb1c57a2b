/*
 * Notification template files: read, parsed, and given a name in the output. The texts of the
 * receivers are templates too and judged here.
 */
#include <string.h>

#include "model/names.h"
#include "rules/make.h"

/* A file that a library names stands beside the library's file, any other in the spec's folder.
 */
static struct str
folder_of(struct maker *maker, struct text name)
{
    struct place place;
    if (sources_locate(maker->sources, name.span, &place) && place.source->is_library) {
        return load_parent(place.source->name);
    }
    return maker->model->folder;
}

static struct str
base_name(struct str path)
{
    struct str rest = path;
    struct str name = path;
    while (rest.at) {
        name = str_cut(&rest, '/');
    }
    return name;
}

static void
report_unread(struct maker *maker, struct text name, struct str path, int error)
{
    struct finding *finding = diag_report(maker->diags, &kind_read_error, name.span,
        "cannot read the notification templates `%.*s`: %s", STR_ARG(name.str),
        strerror(error));
    finding_note(maker->diags, finding, "looked for `%.*s`", STR_ARG(path));
}

/* Also what would fail only when a notification is sent; NULL after findings. */
static const struct gotmpl *
judge_template(struct maker *maker, struct str text, struct span span,
    const struct gotmpl_options *options)
{
    const struct gotmpl *template =
        gotmpl_parse(maker->arena, text, span, options, maker->diags);
    struct gotmpl_uses uses;
    bool is_good =
        template && gotmpl_check(template, maker->model->regexes, maker->diags, &uses);
    return is_good ? template : NULL;
}

/* Every text of a receiver may be a template. Recursion is bounded by the readers' depth. */
static void
judge_value(struct maker *maker, const struct value *value)
{
    if (value->kind == VALUE_KIND_TEXT && str_contains(value->text, STR("{{"))) {
        struct gotmpl_options options = {
            .dialect = GOTMPL_DIALECT_ALERTMANAGER,
            .version = maker->model->versions.alertmanager.version,
        };
        (void)judge_template(maker, value->text, value->span, &options);
    }
    for (size_t i = 0; i < value->items.count; i++) {
        judge_value(maker, value->items.at[i]);
    }
    for (size_t i = 0; i < value->entries.count; i++) {
        judge_value(maker, value->entries.at[i].value);
    }
}

static void
judge_receivers(struct maker *maker)
{
    const struct receiver_list *receivers = &maker->model->routing.receivers;
    for (size_t i = 0; i < receivers->count; i++) {
        const struct receiver *receiver = &receivers->at[i];
        diag_set_subject(maker->diags,
            arena_printf(maker->arena, "routing/receivers/%.*s", STR_ARG(receiver->key.str)));
        if (receiver->value) {
            judge_value(maker, receiver->value);
        }
    }
}

static void
make_template(struct maker *maker, struct text name)
{
    struct loaded_template loaded = {
        .path = load_join(maker->arena, folder_of(maker, name), name.str),
        .file = names_file(maker->arena, base_name(name.str)),
        .span = name.span,
    };
    int error = load_file(maker->arena, loaded.path, &loaded.text);
    if (error) {
        report_unread(maker, name, loaded.path, error);
        return;
    }
    const struct source *source = sources_add_file(maker->sources, loaded.path, loaded.text);
    if (!source) {
        diag_report(maker->diags, &kind_too_large, name.span, "too much input");
        return;
    }
    struct gotmpl_options options = {
        .dialect = GOTMPL_DIALECT_ALERTMANAGER,
        .version = maker->model->versions.alertmanager.version,
        .is_file = true,
    };
    struct span whole = { source->base, (uint32_t)loaded.text.len };
    loaded.template = judge_template(maker, loaded.text, whole, &options);
    VEC_PUSH(maker->arena, &maker->rules->templates, loaded);
}

void
make_templates(struct maker *maker)
{
    const struct text_list *names = &maker->model->routing.templates;
    diag_set_subject(maker->diags, STR("routing/templates"));
    for (size_t i = 0; i < names->count; i++) {
        make_template(maker, names->at[i]);
    }
    judge_receivers(maker);
}
