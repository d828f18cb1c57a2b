/*
 * Expressions judged in a system: the checks that look at expressions, and shapes as text.
 */
#include "command/promql_catalog.h"

#include <stdio.h>

#include "check/check.h"
#include "command/report.h"

bool
promql_catalog_open(struct promql_catalog *catalog, struct str spec)
{
    static const struct report_options as_text = { 0 };
    *catalog = (struct promql_catalog){ 0 };
    compile_open(&catalog->compile);
    compile_run(&catalog->compile, &spec, 1);
    if (catalog->compile.systems.count > 0 &&
        catalog->compile.systems.at[0]->environments.count > 0) {
        catalog->environment = catalog->compile.systems.at[0]->environments.at[0];
    }
    if (catalog->environment && catalog->environment->is_complete) {
        return true;
    }
    report_findings(&catalog->compile, &as_text);
    return false;
}

void
promql_catalog_close(struct promql_catalog *catalog)
{
    compile_close(&catalog->compile);
}

struct span
promql_catalog_place(struct promql_catalog *catalog, struct str text)
{
    const struct source *source =
        sources_add_file(&catalog->compile.sources, STR("expression"), text);
    return source ? (struct span){ source->base, (uint32_t)text.len } : span_none();
}

static void
add_texts(struct json_writer *json, const char *key, const struct str_vec *texts)
{
    if (texts->count == 0) {
        return;
    }
    json_key(json, str_from(key));
    json_begin_list(json);
    for (size_t i = 0; i < texts->count; i++) {
        json_string(json, texts->at[i]);
    }
    json_end_list(json);
}

static void
add_finding(struct json_writer *json, const struct finding *finding, struct span place)
{
    json_begin_object(json);
    json_key(json, STR("kind"));
    json_string(json, str_from(finding->kind->name));
    json_key(json, STR("severity"));
    json_string(json, str_from(severity_text(finding->severity)));
    json_key(json, STR("message"));
    json_string(json, finding->message);
    json_key(json, STR("at"));
    json_number_integer(json, (int64_t)finding->span.at - place.at);
    json_key(json, STR("len"));
    json_number_integer(json, finding->span.len);
    add_texts(json, "notes", &finding->notes);
    add_texts(json, "helps", &finding->helps);
    json_end_object(json);
}

static void
add_shape(struct promql_catalog *catalog, const struct promql_tree *tree, struct arena *arena,
    struct json_writer *json)
{
    struct shapes shapes;
    struct buf text;
    analysis_shapes(&catalog->environment->analysis, tree, arena, &shapes);
    buf_init(&text);
    shape_print(&text, shape_of_root(&shapes));
    json_key(json, STR("shape"));
    json_string(json, buf_str(&text));
    json_key(json, STR("unit"));
    json_string(json, unit_text(arena, shape_of_root(&shapes)->unit));
    buf_finish(&text);
}

void
promql_catalog_judge(struct promql_catalog *catalog, const struct promql_tree *tree,
    struct span place, bool has_shape, struct json_writer *json)
{
    struct arena arena;
    struct diags diags;
    arena_init(&arena);
    diags_init(&diags, &arena);
    struct checker checker = { .arena = &arena,
        .model = &catalog->environment->model,
        .rules = &catalog->environment->rules,
        .analysis = &catalog->environment->analysis,
        .diags = &diags };
    check_expression(&checker, tree);
    json_key(json, STR("findings"));
    json_begin_list(json);
    for (size_t i = 0; i < diags.findings.count; i++) {
        add_finding(json, diags.findings.at[i], place);
    }
    json_end_list(json);
    if (has_shape) {
        add_shape(catalog, tree, &arena, json);
    }
    arena_finish(&arena);
}
