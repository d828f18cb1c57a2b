/*
 * Running the stages, for each environment of each system.
 */
#include "compile/compile.h"

#include <time.h>

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
    *compile = (struct compile){ .today = read_today(), .regexes = regex_set_open() };
    arena_init(&compile->arena);
    sources_init(&compile->sources, &compile->arena);
    interner_init(&compile->names, &compile->arena);
    model_cache_init(&compile->cache, &compile->arena);
    diags_init(&compile->diags, &compile->arena);
    spec_reader_init(
        &compile->reader, &compile->arena, &compile->sources, &compile->diags, &model_record);
}

void
compile_close(struct compile *compile)
{
    regex_set_close(compile->regexes);
    arena_finish(&compile->arena);
}

/* The stages of one environment. Each gives up only when the next would be meaningless. */
static bool
run_stages(struct compile *compile, const struct spec_environment *spec,
    struct compiled_environment *environment)
{
    struct diags *diags = &compile->diags;
    struct model *model = &environment->model;
    if (!model_decode(spec->root, model, diags) || !model_resolve(model, diags) ||
        !rules_make(&compile->arena, model, &compile->sources, &environment->rules, diags) ||
        !analysis_make(
            &compile->arena, model, &environment->rules, &environment->analysis, diags)) {
        return false;
    }
    analysis_complete_inhibitions(&environment->analysis, &environment->rules);
    struct checker checker = { .arena = &compile->arena,
        .model = model,
        .rules = &environment->rules,
        .analysis = &environment->analysis,
        .diags = diags };
    check_run(&checker);
    diag_set_subject(diags, STR(""));
    return true;
}

static void
compile_environment(struct compile *compile, const struct spec_system *spec,
    const struct spec_environment *spec_environment, struct compiled_system *system,
    struct allow_use_vec *uses)
{
    struct compiled_environment *environment =
        ARENA_NEW(&compile->arena, struct compiled_environment);
    environment->name = spec_environment->name;
    environment->model = (struct model){ .arena = &compile->arena,
        .names = &compile->names,
        .cache = &compile->cache,
        .regexes = compile->regexes,
        .sources = &compile->sources,
        .folder = spec->folder,
        .environment = spec_environment->name };
    size_t first = compile->diags.findings.count;
    environment->is_complete = run_stages(compile, spec_environment, environment);
    finish_environment(compile, environment, first, uses);
    VEC_PUSH(&compile->arena, &system->environments, environment);
}

static void
compile_system(struct compile *compile, struct str path)
{
    struct spec_system spec;
    if (!spec_read_system(&compile->reader, path, &spec)) {
        return;
    }
    struct compiled_system *system = ARENA_NEW(&compile->arena, struct compiled_system);
    system->path = path;
    system->name = spec.name;
    size_t count = spec.environments.count;
    size_t *ends = ARENA_ARRAY(&compile->arena, size_t, count);
    struct str *names = ARENA_ARRAY(&compile->arena, struct str, count);
    size_t first = compile->diags.findings.count;
    struct allow_use_vec uses = { 0 };
    for (size_t i = 0; i < count; i++) {
        names[i] = spec.environments.at[i].name;
        compile_environment(compile, &spec, &spec.environments.at[i], system, &uses);
        ends[i] = compile->diags.findings.count;
    }
    finish_environments(compile, first, ends, names, count);
    if (system->environments.count > 0) {
        finish_allows(compile, &system->environments.at[0]->model, &uses);
    }
    VEC_PUSH(&compile->arena, &compile->systems, system);
}

void
compile_run(struct compile *compile, const struct str *paths, size_t count)
{
    struct str_vec found = { 0 };
    for (size_t i = 0; i < count; i++) {
        spec_find_systems(&compile->reader, paths[i], &found);
    }
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
        struct str prefix = environment->name.len > 0 ? arena_printf(&compile->arena, "%.*s/",
                                                            STR_ARG(environment->name))
                                                      : STR("");
        emit_environment(
            output, &environment->model, &environment->rules, &environment->analysis, prefix);
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
