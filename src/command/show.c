/*
 * tocsin show: one object as emitted with all that is known of it, or what is in an output
 * file.
 *
 * Objects are asked for by the subject that findings and index.json name. A path of the output
 * leads back to the places in the spec: the files are printed as a build would, without
 * writing.
 */
#include "command/show.h"

#include <stdio.h>

#include "command/command.h"

struct show_options {
    struct str environment;
    struct report_options report;
};

static const struct option show_option_table[] = {
    { "--environment", "-e", OPTION_KIND_TEXT, "NAME", "only this environment",
        offsetof(struct show_options, environment) },
    REPORT_OPTIONS(struct show_options, report),
    JOBS_OPTION(struct show_options, report),
    { 0 },
};

/* Whether the path of a user ends with the file: `out/shop/x.yml`, `shop/x.yml` or `x.yml`. */
static bool
is_path_of(struct str path, struct str file)
{
    if (!str_ends_with(path, file)) {
        return false;
    }
    return path.len == file.len || path.at[path.len - file.len - 1] == '/';
}

/* The environment that a file was printed for: that of its first folder, else the only one. */
static const struct compiled_environment *
environment_of(const struct compiled_system *system, struct str path)
{
    struct str folder = str_cut(&path, '/');
    for (size_t i = 0; i < system->environments.count; i++) {
        if (str_equal(system->environments.at[i]->name, folder)) {
            return system->environments.at[i];
        }
    }
    return system->environments.at[0];
}

static void
print_file(struct compile *compile, const struct compiled_environment *environment,
    const struct output_file *file)
{
    struct buf buf;
    buf_init(&buf);
    for (size_t i = 0; i < file->subjects.count; i++) {
        struct str subject = file->subjects.at[i];
        buf_printf(&buf, "%.*s  ", STR_ARG(subject));
        query_print_place(&buf, compile, show_span_of(environment, subject));
        buf_add_char(&buf, '\n');
    }
    if (file->subjects.count == 0) {
        buf_printf(&buf, "%.*s is made of the spec as a whole\n", STR_ARG(file->path));
    }
    fwrite(buf.at, 1, buf.len, stdout);
    buf_finish(&buf);
}

/* Prints the files of a system that the path means, and offers the others. */
static bool
show_files(struct compile *compile, const struct compiled_system *system, struct str path,
    struct nearest *nearest)
{
    struct output_file_vec files = { 0 };
    compile_list_files(compile, system, &files);
    bool is_found = false;
    for (size_t i = 0; i < files.count; i++) {
        const struct output_file *file = &files.at[i];
        struct str whole = arena_printf(
            &compile->arena, "%.*s/%.*s", STR_ARG(system->name), STR_ARG(file->path));
        if (is_path_of(path, whole) || str_equal(path, file->path)) {
            print_file(compile, environment_of(system, file->path), file);
            is_found = true;
        }
        nearest_offer(nearest, arena_printf(&compile->arena, "out/%.*s", STR_ARG(whole)));
    }
    return is_found;
}

/* Files can be listed only of a system that would be built. */
static bool
show_output(struct compile *compile, struct str path, struct nearest *nearest)
{
    bool is_found = false;
    for (size_t i = 0; i < compile->systems.count && !compile_has_errors(compile); i++) {
        if (compile->systems.at[i]->environments.count > 0) {
            is_found |= show_files(compile, compile->systems.at[i], path, nearest);
        }
    }
    return is_found;
}

static void
offer_objects(struct compile *compile, struct nearest *nearest)
{
    for (size_t i = 0; i < compile->systems.count; i++) {
        const struct compiled_environment_vec *environments =
            &compile->systems.at[i]->environments;
        for (size_t j = 0; j < environments->count; j++) {
            if (environments->at[j]->is_complete) {
                show_offer(nearest, &compile->arena, environments->at[j]);
            }
        }
    }
}

static int
show(struct compile *compile, struct str environment, struct str path)
{
    if (!query_has_environment(compile, "show", environment)) {
        return 2;
    }
    if (query_ask(compile, environment, show_object, &path)) {
        return query_status(compile);
    }
    struct nearest nearest;
    nearest_begin(&nearest, path);
    if (show_output(compile, path, &nearest)) {
        return query_status(compile);
    }
    offer_objects(compile, &nearest);
    query_report_unknown("show", "nothing", &nearest);
    if (nearest.best.len == 0) {
        fprintf(stderr, "PATH is `alerts/GROUP/NAME`, `recordings/GROUP/NAME`, `metrics/NAME`, "
                        "`jobs/NAME`, `routing/receivers/NAME`, `dashboards/NAME`, "
                        "`dashboards/NAME/PANEL` or a file of the output\n");
    }
    return 1;
}

static int
run(const struct command *command, int argc, char **argv)
{
    struct show_options options = { 0 };
    int count;
    int status = report_parse_options(command, argc, argv, &options, &options.report, &count);
    if (status >= 0) {
        return status;
    }
    if (count != 2) {
        fprintf(stderr, "usage: tocsin show %s\n", command->usage);
        return 2;
    }
    struct compile compile;
    status = query_open(&compile, argv[0], &options.report);
    if (status >= 0) {
        return status;
    }
    status = show(&compile, options.environment, str_from(argv[1]));
    compile_close(&compile);
    return status;
}

const struct command command_show = { "show", "SPEC PATH",
    "show one object as emitted, or what of the spec is in an output file", show_option_table,
    run };
