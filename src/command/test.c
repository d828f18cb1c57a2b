/*
 * tocsin test: run the tests of a system's alerts and recordings through promtool.
 *
 * The system is compiled into a temporary folder, so that what runs is what would be deployed.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "command/command.h"
#include "command/report.h"

struct test_options {
    struct str promtool;
    struct report_options report;
};

static const struct option test_option_table[] = {
    { "--promtool", NULL, OPTION_KIND_TEXT, "PATH", "the promtool to use (default: from PATH)",
        offsetof(struct test_options, promtool) },
    REPORT_OPTIONS(struct test_options, report),
    JOBS_OPTION(struct test_options, report),
    { 0 },
};

/* Runs promtool in the folder of the test files; returns its exit status, 127 when it is
 * missing. */
static int
run_promtool(struct arena *arena, struct str promtool, struct str folder, struct str_vec files)
{
    char **arguments = ARENA_ARRAY(arena, char *, files.count + 4);
    size_t count = 0;
    struct str program = arena_copy(arena, promtool);
    memcpy(&arguments[count++], &program.at, sizeof program.at);
    struct str words[] = { arena_copy(arena, STR("test")), arena_copy(arena, STR("rules")) };
    for (size_t i = 0; i < 2; i++) {
        memcpy(&arguments[count++], &words[i].at, sizeof words[i].at);
    }
    for (size_t i = 0; i < files.count; i++) {
        struct str file = arena_copy(arena, files.at[i]);
        memcpy(&arguments[count++], &file.at, sizeof file.at);
    }
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        if (chdir(arena_copy(arena, folder).at) == 0) {
            execvp(arguments[0], arguments);
        }
        _exit(127);
    }
    int status = 0;
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return child > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : 127;
}

static void
remove_tree(struct arena *arena, struct str path)
{
    struct str_vec names = { 0 };
    load_folder(arena, path, &names);
    for (size_t i = 0; i < names.count; i++) {
        struct str inner = load_join(arena, path, names.at[i]);
        if (load_kind_of(arena, inner) == LOAD_KIND_FOLDER) {
            remove_tree(arena, inner);
        } else {
            unlink(arena_copy(arena, inner).at);
        }
    }
    rmdir(arena_copy(arena, path).at);
}

/* The test files of one environment, below the output folder. */
static struct str_vec
find_tests(struct arena *arena, struct str folder)
{
    struct str_vec names = { 0 };
    struct str_vec tests = { 0 };
    load_folder(arena, folder, &names);
    for (size_t i = 0; i < names.count; i++) {
        if (str_ends_with(names.at[i], STR(".yml"))) {
            VEC_PUSH(arena, &tests, names.at[i]);
        }
    }
    return tests;
}

static int
test_system(struct compile *compile, const struct compiled_system *system, struct str out,
    struct str promtool)
{
    int worst = 0;
    for (size_t i = 0; i < system->environments.count; i++) {
        struct str environment = system->environments.at[i]->name;
        struct str folder =
            arena_printf(&compile->arena, "%.*s/%.*s/%.*s%sprometheus/tests", STR_ARG(out),
                STR_ARG(system->name), STR_ARG(environment), environment.len > 0 ? "/" : "");
        struct str_vec tests = find_tests(&compile->arena, folder);
        if (tests.count == 0) {
            continue;
        }
        int status = run_promtool(&compile->arena, promtool, folder, tests);
        const char *verdict = status == 0 ? "passed" : "failed";
        if (status == 127) {
            fprintf(stderr,
                "tocsin test: cannot run `%.*s`; Debian's package `prometheus` has it\n",
                STR_ARG(promtool));
            return 2;
        }
        printf("%.*s%s%.*s: %zu test file%s %s\n", STR_ARG(system->name),
            environment.len > 0 ? "/" : "", STR_ARG(environment), tests.count,
            tests.count == 1 ? "" : "s", verdict);
        worst = status != 0 ? 1 : worst;
    }
    return worst;
}

static int
test_all(struct compile *compile, struct str promtool)
{
    const char *temporary = getenv("TMPDIR");
    struct str pattern =
        arena_printf(&compile->arena, "%s/tocsin-test-XXXXXX", temporary ? temporary : "/tmp");
    char *name = ARENA_ARRAY(&compile->arena, char, pattern.len + 1);
    memcpy(name, pattern.at, pattern.len);
    if (!mkdtemp(name)) {
        fprintf(stderr, "tocsin test: cannot make a folder `%s`: %s\n", name, strerror(errno));
        return 2;
    }
    struct str out = str_from(name);
    int worst = 0;
    for (size_t i = 0; i < compile->systems.count && worst < 2; i++) {
        const struct compiled_system *system = compile->systems.at[i];
        struct compile_counts counts = { 0 };
        struct str_vec stale = { 0 };
        int status = compile_emit(compile, system, out, false, &counts, &stale)
                         ? test_system(compile, system, out, promtool)
                         : 2;
        worst = status > worst ? status : worst;
    }
    remove_tree(&compile->arena, out);
    return worst;
}

static int
run(const struct command *command, int argc, char **argv)
{
    struct test_options options = { .promtool = STR_INIT("promtool") };
    int count;
    int status = report_parse_options(command, argc, argv, &options, &options.report, &count);
    if (status >= 0) {
        return status;
    }
    struct compile compile;
    report_open(&compile, &options.report);
    size_t path_count;
    const struct str *paths = report_paths(&compile.arena, argv, count, "specs", &path_count);
    compile_run(&compile, paths, path_count);
    status = report_findings(&compile, &options.report);
    if (status == 0) {
        status = test_all(&compile, options.promtool);
    }
    compile_close(&compile);
    return status;
}

const struct command command_test = { "test", "[SPEC…]",
    "run the tests of alerts and recordings through promtool", test_option_table, run };
