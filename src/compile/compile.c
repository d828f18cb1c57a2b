/*
 * Running the stages, for each environment of each system.
 */
#include "compile/compile.h"

#include <time.h>

#include "base/work.h"
#include "check/check.h"
#include "compile/finish.h"
#include "diag/finish.h"
#include "emit/emit.h"

static struct date
read_today(void)
{
    time_t now = time(NULL);
    struct tm utc;
    gmtime_r(&now, &utc);
    return (struct date){
        .year = utc.tm_year + 1900, .month = utc.tm_mon + 1, .day = utc.tm_mday, .is_set = true
    };
}

void
compile_open(struct compile *compile)
{
    *compile = (struct compile){
        .today = read_today(), .threads = work_default_threads(), .regexes = regex_set_open()
    };
    arena_init(&compile->arena);
    sources_init(&compile->sources, &compile->arena);
    interner_init(&compile->names, &compile->arena);
    model_cache_init(&compile->cache, &compile->arena);
    canonical_init(&compile->canonical, &compile->arena, &compile->sources);
    diags_init(&compile->diags, &compile->arena);
    spec_reader_init(
        &compile->reader, &compile->arena, &compile->sources, &compile->diags, &model_record);
    compile->templates = (struct templates){ .arena = &compile->arena,
        .sources = &compile->sources,
        .diags = &compile->diags,
        .reader = &compile->reader };
}

void
compile_close(struct compile *compile)
{
    templates_close(&compile->templates);
    regex_set_close(compile->regexes);
    arena_finish(&compile->arena);
}

/* Errors about one text or value: what they break is left out, and checks know it. */
static bool
is_of_one_value(const struct diag_kind *kind)
{
    return kind == &kind_promql_syntax || kind == &kind_promql_type ||
           kind == &kind_regex_syntax || kind == &kind_template_syntax ||
           kind == &kind_template_type || kind == &kind_matcher_syntax ||
           kind == &kind_invalid_value;
}

/* A declared version decides how everything else is read. */
static bool
is_version(const struct value *root, struct span place)
{
    const struct value_entry *versions = root ? value_find(root, "versions") : NULL;
    for (size_t i = 0; versions && i < versions->value->entries.count; i++) {
        if (versions->value->entries.at[i].value->span.at == place.at) {
            return true;
        }
    }
    return false;
}

/* Whether the findings from `first` on leave the model whole. */
static bool
is_whole_since(const struct diags *diags, size_t first, const struct value *root)
{
    for (size_t i = first; i < diags->findings.count; i++) {
        const struct finding *finding = diags->findings.at[i];
        bool is_breaking = !is_of_one_value(finding->kind) || is_version(root, finding->span);
        if (finding->severity == SEVERITY_ERROR && is_breaking) {
            return false;
        }
    }
    return true;
}

/* The stages of one environment. Each gives up only when the next would be meaningless. Checks
 * need a model that is whole: a catalog that was not found or a key that was not understood
 * would come back as a finding at every place that needs it. */
static bool
run_stages(struct compile *compile, const struct spec_environment *spec, bool is_whole,
    struct compiled_environment *environment)
{
    struct diags *diags = &compile->diags;
    struct model *model = &environment->model;
    size_t first = diags->findings.count;
    if (!model_decode_facts(spec->root, model, diags)) {
        return false;
    }
    model_resolve_facts(model, diags);
    compile->templates.facts = model;
    environment->is_expanded =
        templates_expand(&compile->templates, spec->root, &environment->root);
    environment->slos = compile->templates.slos;
    model_decode_rest(environment->root, model, diags);
    model_resolve_rest(model, diags);
    is_whole = is_whole && environment->is_expanded && is_whole_since(diags, first, spec->root);
    if (!rules_make(&compile->arena, model, &compile->sources, &environment->rules, diags) ||
        !analysis_make(
            &compile->arena, model, &environment->rules, &environment->analysis, diags)) {
        return false;
    }
    analysis_complete_inhibitions(&environment->analysis, &environment->rules);
    analysis_complete_links(&environment->analysis, &environment->rules, diags);
    if (!dashboards_make(&compile->arena, model, &environment->rules, &environment->analysis,
            &environment->dashboards, diags)) {
        return false;
    }
    dashboards_refer(&environment->dashboards, &environment->analysis);
    struct checker checker = { .arena = &compile->arena,
        .model = model,
        .rules = &environment->rules,
        .analysis = &environment->analysis,
        .dashboards = &environment->dashboards,
        .diags = diags };
    if (is_whole) {
        check_run(&checker);
        environment->is_judged =
            !environment->rules.is_partial && !environment->dashboards.is_partial;
    }
    diag_set_subject(diags, STR(""));
    return true;
}

static void
compile_environment(struct compile *compile, const struct spec_system *spec,
    const struct spec_environment *spec_environment, bool is_whole,
    struct compiled_system *system, struct allow_use_vec *uses)
{
    struct compiled_environment *environment =
        ARENA_NEW(&compile->arena, struct compiled_environment);
    environment->name = spec_environment->name;
    environment->root = spec_environment->root;
    environment->model = (struct model){ .arena = &compile->arena,
        .names = &compile->names,
        .cache = &compile->cache,
        .regexes = compile->regexes,
        .sources = &compile->sources,
        .threads = compile->threads,
        .folder = spec->folder,
        .environment = spec_environment->name };
    size_t first = compile->diags.findings.count;
    environment->is_complete = run_stages(compile, spec_environment, is_whole, environment);
    finish_environment(compile, environment, first, uses);
    VEC_PUSH(&compile->arena, &system->environments, environment);
}

static void
compile_system(struct compile *compile, struct str path)
{
    struct spec_system spec;
    size_t start = compile->diags.findings.count;
    if (!spec_read_system(&compile->reader, path, &spec)) {
        return;
    }
    struct compiled_system *system = ARENA_NEW(&compile->arena, struct compiled_system);
    system->path = path;
    system->name = spec.name;
    system->spec = spec;
    compile->templates.folders = spec.template_folders.at;
    compile->templates.folder_count = spec.template_folders.count;
    size_t count = spec.environments.count;
    bool is_whole = is_whole_since(&compile->diags, start, NULL);
    size_t *ends = ARENA_ARRAY(&compile->arena, size_t, count);
    size_t first = compile->diags.findings.count;
    struct allow_use_vec uses = { 0 };
    for (size_t i = 0; i < count; i++) {
        compile_environment(compile, &spec, &spec.environments.at[i], is_whole, system, &uses);
        ends[i] = compile->diags.findings.count;
    }
    finish_environments(compile, first, ends, system);
    if (system->environments.count > 0) {
        finish_allows(compile, system, &uses);
    }
    VEC_PUSH(&compile->arena, &compile->systems, system);
}

void
compile_run(struct compile *compile, const struct str *paths, size_t count)
{
    struct str_vec found = { 0 };
    compile->reader.threads = compile->threads;
    for (size_t i = 0; i < count; i++) {
        spec_find_systems(&compile->reader, paths[i], &found);
    }
    compile->found = found.count;
    compile->templates.threads = compile->threads;
    for (size_t i = 0; i < found.count; i++) {
        compile_system(compile, found.at[i]);
    }
    diags_finish(&compile->diags, &compile->sources);
}

bool
compile_has_errors(const struct compile *compile)
{
    for (size_t i = 0; i < compile->diags.findings.count; i++) {
        if (compile->diags.findings.at[i]->severity == SEVERITY_ERROR) {
            return true;
        }
    }
    return false;
}

/* Metrics that some job of the environment exposes; each name once. */
static size_t
count_metrics(struct compile *compile, const struct model *model)
{
    struct map names;
    map_init(&names, &compile->arena);
    for (size_t i = 0; i < model->jobs.count; i++) {
        const struct job *job = &model->jobs.at[i];
        for (size_t j = 0; j < job->catalog_count; j++) {
            const struct metric_list *metrics = &job->catalogs[j]->metrics;
            for (size_t k = 0; k < metrics->count; k++) {
                map_put(&names, metrics->at[k].key.str, compile);
            }
        }
    }
    return names.count;
}

static void
emit_all(struct compile *compile, const struct compiled_system *system, struct output *output)
{
    for (size_t i = 0; i < system->environments.count; i++) {
        const struct compiled_environment *environment = system->environments.at[i];
        struct emit_source source = { .model = &environment->model,
            .rules = &environment->rules,
            .analysis = &environment->analysis,
            .dashboards = &environment->dashboards };
        if (environment->name.len > 0) {
            source.prefix = arena_printf(&compile->arena, "%.*s/", STR_ARG(environment->name));
        }
        emit_environment(output, &source, compile->threads);
    }
}

bool
compile_emit(struct compile *compile, const struct compiled_system *system, struct str folder,
    bool is_dry, struct compile_counts *counts, struct str_vec *stale)
{
    struct output output;
    struct str path =
        arena_printf(&compile->arena, "%.*s/%.*s", STR_ARG(folder), STR_ARG(system->name));
    output_init(&output, &compile->arena, &compile->diags, path, is_dry);
    emit_all(compile, system, &output);
    for (size_t i = 0; i < system->environments.count; i++) {
        counts->rules += system->environments.at[i]->rules.all.count;
        counts->dashboards += system->environments.at[i]->dashboards.all.count;
    }
    if (system->environments.count > 0) {
        counts->metrics = count_metrics(compile, &system->environments.at[0]->model);
    }
    bool is_whole = output_commit(&output);
    counts->written = output.written;
    counts->unchanged = output.unchanged;
    counts->removed = output.removed;
    *stale = output.stale;
    return is_whole;
}

/* Nothing lies below /dev/null, so nothing on disk is compared with. */
void
compile_list_files(struct compile *compile, const struct compiled_system *system,
    struct output_file_vec *files)
{
    struct output output;
    output_init(&output, &compile->arena, &compile->diags, STR("/dev/null"), true);
    emit_all(compile, system, &output);
    *files = output.files;
}
