/*
 * Committing output: what is left alone, what is replaced and removed, and that a build which
 * fails or is killed leaves the old output whole.
 */
#include "unit.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/work.h"
#include "emit/index.h"
#include "emit/output.h"

/* One build into a folder of its own. */
struct fixture {
    struct arena arena;
    struct diags diags;
    struct str root;   /* removed at the end */
    struct str folder; /* `ROOT/out/system`, made by the build */
};

static int
set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    arena_init(&fixture->arena);
    diags_init(&fixture->diags, &fixture->arena);
    struct str pattern = arena_copy(&fixture->arena, STR("/tmp/tocsin-output-XXXXXX"));
    char *name = ARENA_ARRAY(&fixture->arena, char, pattern.len + 1);
    memcpy(name, pattern.at, pattern.len);
    assert_non_null(mkdtemp(name));
    fixture->root = str_from(name);
    fixture->folder = arena_printf(&fixture->arena, "%s/out/system", name);
    *state = fixture;
    return 0;
}

static void
remove_tree(struct arena *arena, struct str path)
{
    struct str_vec names = { 0 };
    load_folder(arena, path, &names);
    for (size_t i = 0; i < names.count; i++) {
        struct str inner = load_join(arena, path, names.at[i]);
        struct stat status;
        if (lstat(inner.at, &status) == 0 && S_ISDIR(status.st_mode)) {
            remove_tree(arena, arena_copy(arena, inner));
        } else {
            unlink(inner.at);
        }
    }
    rmdir(path.at);
}

static int
tear_down(void **state)
{
    struct fixture *fixture = *state;
    remove_tree(&fixture->arena, fixture->root);
    arena_finish(&fixture->arena);
    free(fixture);
    return 0;
}

static struct output
begin(struct fixture *fixture, bool is_dry)
{
    struct output output;
    output_init(&output, &fixture->arena, &fixture->diags, fixture->folder, is_dry);
    return output;
}

static void
put(struct output *output, const char *path, const char *text)
{
    struct str_vec subjects = { 0 };
    VEC_PUSH(output->arena, &subjects, STR("alerts/a/B"));
    output_put(output, str_from(path), str_from(text), subjects);
}

static struct str
path_of(struct fixture *fixture, const char *path)
{
    return arena_printf(&fixture->arena, "%.*s/%s", STR_ARG(fixture->folder), path);
}

static struct str
content(struct fixture *fixture, const char *path)
{
    struct str text = STR("(missing)");
    load_file(&fixture->arena, path_of(fixture, path), &text);
    return text;
}

static void
write_file(struct fixture *fixture, const char *path, const char *text)
{
    FILE *file = fopen(path_of(fixture, path).at, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

/* Makes a file look old, so that any rewriting shows. */
static void
age(struct fixture *fixture, const char *path)
{
    struct timespec times[2] = { { .tv_sec = 1000 }, { .tv_sec = 1000 } };
    assert_int_equal(utimensat(AT_FDCWD, path_of(fixture, path).at, times, 0), 0);
}

static bool
is_aged(struct fixture *fixture, const char *path)
{
    struct stat status;
    return stat(path_of(fixture, path).at, &status) == 0 && status.st_mtime == 1000;
}

static size_t
count_names(struct fixture *fixture, const char *path)
{
    struct str_vec names = { 0 };
    load_folder(&fixture->arena, path_of(fixture, path), &names);
    return names.count;
}

static void
build_two(struct fixture *fixture)
{
    struct output output = begin(fixture, false);
    put(&output, "rules/a.yml", "one\n");
    put(&output, "rules/b.yml", "two\n");
    assert_true(output_commit(&output));
    assert_int_equal(output.written, 3);
}

static void
unchanged_files_are_left_alone(void **state)
{
    struct fixture *fixture = *state;
    build_two(fixture);
    age(fixture, "rules/a.yml");
    age(fixture, "rules/b.yml");
    age(fixture, "index.json");
    struct output output = begin(fixture, false);
    put(&output, "rules/a.yml", "one\n");
    put(&output, "rules/b.yml", "changed\n");
    assert_true(output_commit(&output));
    assert_int_equal(output.written, 1);
    assert_int_equal(output.unchanged, 2);
    assert_true(is_aged(fixture, "rules/a.yml"));
    assert_false(is_aged(fixture, "rules/b.yml"));
    assert_true(is_aged(fixture, "index.json"));
    assert_str(content(fixture, "rules/b.yml"), "changed\n");
    assert_int_equal(count_names(fixture, "rules"), 2);
}

static void
the_index_tells_files_and_subjects(void **state)
{
    struct fixture *fixture = *state;
    build_two(fixture);
    assert_str(content(fixture, "index.json"), "{\n"
                                               "  \"version\": 1,\n"
                                               "  \"files\": {\n"
                                               "    \"rules/a.yml\": [\n"
                                               "      \"alerts/a/B\"\n"
                                               "    ],\n"
                                               "    \"rules/b.yml\": [\n"
                                               "      \"alerts/a/B\"\n"
                                               "    ]\n"
                                               "  }\n"
                                               "}\n");
}

static void
leftovers_are_removed_with_their_folders(void **state)
{
    struct fixture *fixture = *state;
    struct output first = begin(fixture, false);
    put(&first, "rules/a.yml", "one\n");
    put(&first, "old/deep/b.yml", "two\n");
    assert_true(output_commit(&first));
    write_file(fixture, "rules/by-hand.yml", "mine\n");
    struct output output = begin(fixture, false);
    put(&output, "rules/a.yml", "one\n");
    assert_true(output_commit(&output));
    assert_int_equal(output.removed, 1);
    assert_int_equal(load_kind_of(&fixture->arena, path_of(fixture, "old")), LOAD_KIND_MISSING);
    assert_str(content(fixture, "rules/by-hand.yml"), "mine\n");
}

static void
a_dry_run_writes_nothing_and_tells_what_is_stale(void **state)
{
    struct fixture *fixture = *state;
    build_two(fixture);
    struct output output = begin(fixture, true);
    put(&output, "rules/a.yml", "changed\n");
    put(&output, "rules/c.yml", "new\n");
    assert_true(output_commit(&output));
    assert_int_equal(output.written, 3);
    assert_int_equal(output.removed, 1);
    assert_int_equal(output.stale.count, 4);
    assert_str(content(fixture, "rules/a.yml"), "one\n");
    assert_str(content(fixture, "rules/b.yml"), "two\n");
    assert_int_equal(count_names(fixture, "rules"), 2);
}

static void
a_hostile_index_removes_nothing_outside(void **state)
{
    struct fixture *fixture = *state;
    build_two(fixture);
    struct str outside =
        arena_printf(&fixture->arena, "%.*s/outside.yml", STR_ARG(fixture->root));
    fclose(fopen(outside.at, "w"));
    assert_int_equal(symlink(fixture->root.at, path_of(fixture, "link").at), 0);
    struct str index = arena_printf(&fixture->arena,
        "{\"files\": {\"../../outside.yml\": [], \"%.*s\": [], \"link/outside.yml\": [], "
        "\"rules/./a.yml\": [], \"rules//a.yml\": [], \"\": [], \"rules\": [], \"a\\u0000b\": "
        "[]}}",
        STR_ARG(outside));
    write_file(fixture, "index.json", index.at);
    struct output output = begin(fixture, false);
    put(&output, "rules/c.yml", "new\n");
    assert_true(output_commit(&output));
    assert_int_equal(output.removed, 0);
    assert_int_equal(load_kind_of(&fixture->arena, outside), LOAD_KIND_FILE);
    assert_str(content(fixture, "rules/a.yml"), "one\n");
}

static void
paths_of_an_index_are_judged(void **state)
{
    (void)state;
    const char *bad[] = { "", "/etc/passwd", "..", "a/../b", "./a", "a//b", "a/", "a/.." };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(index_path_is_safe(STR("out"), str_from(bad[i])));
    }
    assert_true(index_path_is_safe(STR("out"), STR("staging/prometheus/rules/a.yml")));
    assert_true(index_path_is_safe(STR("out"), STR("..a/b..c")));
}

static void
a_broken_index_is_no_index(void **state)
{
    struct fixture *fixture = *state;
    build_two(fixture);
    write_file(fixture, "index.json", "{\"files\": [1, {");
    struct output output = begin(fixture, false);
    put(&output, "rules/a.yml", "one\n");
    assert_true(output_commit(&output));
    assert_int_equal(fixture->diags.findings.count, 0);
    assert_str(content(fixture, "rules/b.yml"), "two\n");
}

/* Everything of the old output is there and no temporary is. */
static void
assert_old_output(struct fixture *fixture)
{
    assert_str(content(fixture, "rules/a.yml"), "one\n");
    assert_str(content(fixture, "rules/b.yml"), "two\n");
    assert_int_equal(count_names(fixture, "rules"), 2);
}

static void
a_folder_in_a_files_place_stops_the_build(void **state)
{
    struct fixture *fixture = *state;
    build_two(fixture);
    assert_int_equal(mkdir(path_of(fixture, "rules.yml").at, 0755), 0);
    struct output output = begin(fixture, false);
    put(&output, "rules/a.yml", "changed\n");
    put(&output, "rules.yml", "new\n");
    put(&output, "rules/b.yml", "changed\n");
    assert_false(output_commit(&output));
    assert_int_equal(fixture->diags.findings.count, 1);
    assert_true(str_ends_with(
        fixture->diags.findings.at[0]->message, STR("/rules.yml`: it is a folder")));
    assert_old_output(fixture);
}

static void
a_pipe_in_a_files_place_is_not_waited_for(void **state)
{
    struct fixture *fixture = *state;
    build_two(fixture);
    assert_int_equal(mkfifo(path_of(fixture, "pipe.yml").at, 0644), 0);
    struct output output = begin(fixture, false);
    put(&output, "pipe.yml", "new\n");
    assert_false(output_commit(&output));
    assert_true(
        str_ends_with(fixture->diags.findings.at[0]->message, STR("it is no regular file")));
    assert_old_output(fixture);
}

static void
a_file_in_a_folders_place_stops_the_build(void **state)
{
    struct fixture *fixture = *state;
    build_two(fixture);
    write_file(fixture, "grafana", "mine\n");
    struct output output = begin(fixture, false);
    put(&output, "rules/a.yml", "changed\n");
    put(&output, "grafana/x.json", "{}\n");
    assert_false(output_commit(&output));
    assert_int_equal(fixture->diags.findings.count, 1);
    assert_str(content(fixture, "grafana"), "mine\n");
    assert_old_output(fixture);
}

/* Runs in a child, so that its limit and its death do not touch the tests. */
static int
in_child(struct fixture *fixture, void (*body)(struct fixture *))
{
    pid_t child = fork();
    if (child == 0) {
        body(fixture);
        _exit(99);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* As on a full disk: the first write comes back short, the next one fails. */
static void
build_with_little_room(struct fixture *fixture)
{
    signal(SIGXFSZ, SIG_IGN);
    struct rlimit limit = { 4, 4 };
    setrlimit(RLIMIT_FSIZE, &limit);
    struct output output = begin(fixture, false);
    put(&output, "rules/a.yml", "longer than there is room\n");
    put(&output, "rules/b.yml", "2\n");
    bool is_whole = output_commit(&output);
    _exit(is_whole ? 1 : (int)fixture->diags.findings.count + 10);
}

static void
a_full_disk_leaves_the_old_output(void **state)
{
    struct fixture *fixture = *state;
    build_two(fixture);
    assert_int_equal(in_child(fixture, build_with_little_room), 11);
    assert_old_output(fixture);
}

static void
build_and_die(struct fixture *fixture)
{
    struct output output = begin(fixture, false);
    put(&output, "rules/a.yml", "changed\n");
    put(&output, "rules/b.yml", "changed\n");
    kill(getpid(), SIGKILL);
}

static void
a_build_killed_before_its_commit_changes_nothing(void **state)
{
    struct fixture *fixture = *state;
    build_two(fixture);
    assert_int_equal(in_child(fixture, build_and_die), 128 + SIGKILL);
    assert_str(content(fixture, "rules/a.yml"), "one\n");
    assert_str(content(fixture, "rules/b.yml"), "two\n");
    assert_int_equal(count_names(fixture, "rules"), 4); /* with two temporaries … */
    struct output output = begin(fixture, false);
    put(&output, "rules/a.yml", "one\n");
    put(&output, "rules/b.yml", "again\n");
    assert_true(output_commit(&output));
    assert_int_equal(count_names(fixture, "rules"), 2); /* … that the next build clears away */
    assert_str(content(fixture, "rules/b.yml"), "again\n");
}

/* Names in the folder in which the system's own stands. */
static size_t
count_beside(struct fixture *fixture)
{
    return count_names(fixture, "..");
}

static void
a_first_output_appears_all_at_once(void **state)
{
    struct fixture *fixture = *state;
    struct output output = begin(fixture, false);
    put(&output, "rules/a.yml", "one\n");
    put(&output, "staging/b.yml", "two\n");
    assert_int_equal(load_kind_of(&fixture->arena, fixture->folder), LOAD_KIND_MISSING);
    assert_true(output_commit(&output));
    assert_str(content(fixture, "rules/a.yml"), "one\n");
    assert_str(content(fixture, "staging/b.yml"), "two\n");
    assert_int_equal(count_names(fixture, ""), 3);
    assert_int_equal(count_beside(fixture), 1);
}

static void
make_and_die(struct fixture *fixture)
{
    struct output output = begin(fixture, false);
    put(&output, "rules/gone.yml", "one\n");
    kill(getpid(), SIGKILL);
}

static void
what_a_killed_first_build_left_is_cleared(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(in_child(fixture, make_and_die), 128 + SIGKILL);
    assert_int_equal(load_kind_of(&fixture->arena, fixture->folder), LOAD_KIND_MISSING);
    build_two(fixture);
    assert_int_equal(count_names(fixture, "rules"), 2);
    assert_int_equal(count_beside(fixture), 1);
}

static void
a_first_build_that_fails_leaves_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct str out = arena_copy(&fixture->arena, load_parent(fixture->folder));
    assert_int_equal(in_child(fixture, build_with_little_room), 11);
    struct str_vec names = { 0 };
    assert_int_equal(load_folder(&fixture->arena, out, &names), 0);
    assert_int_equal(names.count, 0);
}

static void
one_path_twice_is_a_finding(void **state)
{
    struct fixture *fixture = *state;
    struct output output = begin(fixture, false);
    put(&output, "rules/a.yml", "one\n");
    put(&output, "rules/a.yml", "two\n");
    assert_false(output_commit(&output));
    assert_ptr_equal(fixture->diags.findings.at[0]->kind, &kind_duplicate_name);
    assert_int_equal(count_names(fixture, "rules"), 0);
}

/* Files of which every third is as it was, two have the place of a folder, and one comes twice.
 */
struct prepared {
    const struct output *output;
    struct arena arenas[60];
    struct output_file files[60];
};

static void
prepare(void *work, size_t job)
{
    struct prepared *prepared = work;
    struct arena *arena = &prepared->arenas[job];
    struct str path =
        job == 40 ? STR("rules/39.yml") : arena_printf(arena, "rules/%zu.yml", job);
    struct str text = job % 3 == 0 ? STR("old\n") : STR("new\n");
    struct str_vec none = { 0 };
    prepared->files[job] = output_prepare(prepared->output, arena, path, text, none);
}

static void
prepare_all(struct fixture *fixture, struct output *output, size_t threads)
{
    struct prepared prepared = { .output = output };
    struct arena_pool pool;
    arena_pool_open(&pool, &fixture->arena);
    for (size_t i = 0; i < 60; i++) {
        arena_init_in(&prepared.arenas[i], &pool);
    }
    work_run(prepare, &prepared, 60, threads);
    arena_pool_close(&pool);
    for (size_t i = 0; i < 60; i++) {
        output_take(output, &prepared.files[i]);
    }
}

static void
threads_change_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct output first = begin(fixture, false);
    for (size_t i = 0; i < 60; i += 3) {
        put(&first, arena_printf(&fixture->arena, "rules/%zu.yml", i).at, "old\n");
    }
    assert_true(output_commit(&first));
    assert_int_equal(mkdir(path_of(fixture, "rules/7.yml").at, 0755), 0);
    assert_int_equal(mkdir(path_of(fixture, "rules/50.yml").at, 0755), 0);
    for (size_t threads = 1; threads <= 4; threads++) {
        size_t before = fixture->diags.findings.count;
        struct output output = begin(fixture, false);
        prepare_all(fixture, &output, threads);
        assert_false(output_commit(&output));
        assert_int_equal(output.unchanged, 20);
        assert_int_equal(output.written, 37);
        assert_int_equal(fixture->diags.findings.count, before + 3);
        struct finding *const *found = &fixture->diags.findings.at[before];
        assert_true(str_ends_with(found[0]->message, STR("/7.yml`: it is a folder")));
        assert_true(str_ends_with(found[1]->message, STR("`rules/39.yml`")));
        assert_true(str_ends_with(found[2]->message, STR("/50.yml`: it is a folder")));
        assert_int_equal(count_names(fixture, "rules"), 22);
        assert_str(content(fixture, "rules/39.yml"), "old\n");
    }
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(unchanged_files_are_left_alone),
        CASE(the_index_tells_files_and_subjects),
        CASE(leftovers_are_removed_with_their_folders),
        CASE(a_dry_run_writes_nothing_and_tells_what_is_stale),
        CASE(a_hostile_index_removes_nothing_outside),
        CASE(paths_of_an_index_are_judged),
        CASE(a_broken_index_is_no_index),
        CASE(a_folder_in_a_files_place_stops_the_build),
        CASE(a_pipe_in_a_files_place_is_not_waited_for),
        CASE(a_file_in_a_folders_place_stops_the_build),
        CASE(a_full_disk_leaves_the_old_output),
        CASE(a_build_killed_before_its_commit_changes_nothing),
        CASE(a_first_output_appears_all_at_once),
        CASE(what_a_killed_first_build_left_is_cleared),
        CASE(a_first_build_that_fails_leaves_nothing),
        CASE(one_path_twice_is_a_finding),
        CASE(threads_change_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
