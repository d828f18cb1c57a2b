/*
 * Findings as JSON, version 1. Keys are only ever added; a change of meaning is a new version.
 */
#include "data/json_write.h"
#include "diag/render.h"

static void
write_member(struct json_writer *json, struct str key, struct str text)
{
    if (text.len > 0) {
        json_key(json, key);
        json_string(json, text);
    }
}

static void
write_number(struct json_writer *json, struct str key, size_t number)
{
    json_key(json, key);
    json_number_integer(json, (int64_t)number);
}

static void
write_place(struct json_writer *json, const struct sources *sources, struct span span)
{
    struct span in_file = sources_to_file(sources, span);
    struct place start;
    struct place end;
    struct span behind = { in_file.at + in_file.len, 0 };
    if (!sources_locate(sources, in_file, &start)) {
        return;
    }
    if (!sources_locate(sources, behind, &end) || end.source != start.source) {
        end = start;
    }
    write_member(json, STR("path"), start.source->name);
    write_number(json, STR("line"), start.line);
    write_number(json, STR("column"), start.column);
    write_number(json, STR("end_line"), end.line);
    write_number(json, STR("end_column"), end.column);
}

static void
write_texts(struct json_writer *json, struct str key, const struct str_vec *texts)
{
    json_key(json, key);
    json_begin_list(json);
    for (size_t i = 0; i < texts->count; i++) {
        json_string(json, texts->at[i]);
    }
    json_end_list(json);
}

static void
write_labels(
    struct json_writer *json, const struct sources *sources, const struct finding *finding)
{
    json_key(json, STR("labels"));
    json_begin_list(json);
    for (size_t i = 0; i < finding->labels.count; i++) {
        json_begin_object(json);
        write_member(json, STR("message"), finding->labels.at[i].text);
        write_place(json, sources, finding->labels.at[i].span);
        json_end_object(json);
    }
    json_end_list(json);
}

/* The places that used the Lua file in which the finding stands, innermost first. */
static void
write_uses(
    struct json_writer *json, const struct sources *sources, const struct finding *finding)
{
    struct span span = sources_to_file(sources, finding->span);
    const struct source *source = sources_find(sources, span.at);
    if (!source || source->kind != SOURCE_KIND_USE) {
        return;
    }
    json_key(json, STR("uses"));
    json_begin_list(json);
    while (source && source->kind == SOURCE_KIND_USE) {
        span = sources_to_file(sources, source->parent);
        json_begin_object(json);
        write_place(json, sources, span);
        json_end_object(json);
        source = sources_find(sources, span.at);
    }
    json_end_list(json);
}

static void
write_fixes(
    struct json_writer *json, const struct sources *sources, const struct finding *finding)
{
    json_key(json, STR("fixes"));
    json_begin_list(json);
    for (size_t i = 0; i < finding->fixes.count; i++) {
        struct span span;
        if (!diag_fix_place(sources, &finding->fixes.at[i], &span)) {
            continue;
        }
        json_begin_object(json);
        write_place(json, sources, span);
        json_key(json, STR("replacement"));
        json_string(json, finding->fixes.at[i].replacement);
        json_end_object(json);
    }
    json_end_list(json);
}

static void
write_finding(
    struct json_writer *json, const struct sources *sources, const struct finding *finding)
{
    json_begin_object(json);
    write_member(json, STR("kind"), str_from(finding->kind->name));
    write_member(json, STR("severity"), str_from(severity_text(finding->severity)));
    write_member(json, STR("message"), finding->message);
    write_member(json, STR("caption"), finding->caption);
    write_place(json, sources, finding->span);
    write_member(json, STR("subject"), finding->subject);
    write_member(json, STR("topic"), finding->topic);
    write_member(json, STR("fingerprint"), finding->fingerprint);
    write_member(json, STR("environments"), finding->environments);
    if (finding->more_uses) {
        write_number(json, STR("more_uses"), finding->more_uses);
    }
    write_labels(json, sources, finding);
    write_uses(json, sources, finding);
    write_texts(json, STR("notes"), &finding->notes);
    write_texts(json, STR("helps"), &finding->helps);
    write_fixes(json, sources, finding);
    json_end_object(json);
}

void
render_json(struct buf *buf, const struct sources *sources, const struct diags *diags)
{
    struct json_writer json;
    json_writer_init(&json, buf, JSON_LAYOUT_INDENTED);
    json_begin_object(&json);
    write_number(&json, STR("version"), 1);
    json_key(&json, STR("findings"));
    json_begin_list(&json);
    for (size_t i = 0; i < diags->findings.count; i++) {
        write_finding(&json, sources, diags->findings.at[i]);
    }
    json_end_list(&json);
    json_end_object(&json);
    buf_add_char(buf, '\n');
}
