/*
 * Comparing, writing and committing output files.
 */
#include "emit/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "emit/index.h"

void
output_init(struct output *output, struct arena *arena, struct diags *diags, struct str folder,
    bool is_dry)
{
    *output =
        (struct output){ .arena = arena, .diags = diags, .folder = folder, .is_dry = is_dry };
    map_init(&output->by_path, arena);
    map_init(&output->folders, arena);
}

static void
report_failure(struct output *output, struct str path, const char *what)
{
    int error = errno;
    output->has_failed = true;
    struct finding *finding = diag_report(output->diags, &kind_write_error, span_none(),
        "cannot %s `%.*s`: %s", what, STR_ARG(path), strerror(error));
    finding_note(output->diags, finding, "the old output is left as it was");
}

/* Makes the folders above a path, with the usual mode whatever the umask. */
static bool
make_folders(struct output *output, struct str path)
{
    struct str parent = load_parent(path);
    if (map_get(&output->folders, parent)) {
        return true;
    }
    for (size_t i = 1; i < path.len; i++) {
        if (path.at[i] != '/') {
            continue;
        }
        struct str folder = arena_copy(output->arena, str_slice(path, 0, i));
        if (mkdir(folder.at, 0755) == 0) {
            chmod(folder.at, 0755);
        } else if (errno != EEXIST) {
            report_failure(output, folder, "make the folder");
            return false;
        }
    }
    map_put(&output->folders, arena_copy(output->arena, parent), output);
    return true;
}

static bool
write_all(int file, struct str text)
{
    while (text.len > 0) {
        ssize_t written = write(file, text.at, text.len);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written < 0) {
            return false;
        }
        text = str_slice(text, (size_t)written, text.len);
    }
    return true;
}

/* `dir/name` becomes `dir/.name.tocsin-new`: beside its target, so that a rename is atomic. */
static struct str
temporary_name(struct output *output, struct str path)
{
    struct str folder = load_parent(path);
    struct str name = str_slice(path, folder.len + 1, path.len);
    return arena_printf(output->arena, "%.*s/.%.*s.tocsin-new", STR_ARG(folder), STR_ARG(name));
}

static bool
write_temporary(struct output *output, struct str temporary, struct str text)
{
    if (!make_folders(output, temporary)) {
        return false;
    }
    int file = open(temporary.at, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0644);
    if (file < 0) {
        report_failure(output, temporary, "write");
        return false;
    }
    bool is_whole = write_all(file, text) && fchmod(file, 0644) == 0;
    int error = errno;
    if (close(file) != 0) {
        is_whole = false;
        error = errno;
    }
    if (!is_whole) {
        errno = error;
        report_failure(output, temporary, "write");
        unlink(temporary.at);
    }
    return is_whole;
}

static struct str
full_path(struct output *output, struct str path)
{
    return arena_printf(output->arena, "%.*s/%.*s", STR_ARG(output->folder), STR_ARG(path));
}

/* Only a file can be replaced: a folder in its place would make the renaming stop half-way, and
 * reading a pipe would wait for ever. */
static bool
can_be_replaced(struct output *output, struct str target, enum load_kind kind)
{
    if (kind == LOAD_KIND_MISSING || kind == LOAD_KIND_FILE) {
        return true;
    }
    output->has_failed = true;
    struct finding *finding = diag_report(output->diags, &kind_write_error, span_none(),
        "cannot replace `%.*s`: it is %s", STR_ARG(target),
        kind == LOAD_KIND_FOLDER ? "a folder" : "no regular file");
    finding_note(output->diags, finding, "the old output is left as it was");
    return false;
}

/* Compares, and writes the temporary when the text is new. */
static void
put(struct output *output, struct output_file *file, struct str text)
{
    struct str target = full_path(output, file->path);
    struct str temporary = temporary_name(output, target);
    enum load_kind kind = load_kind_of(output->arena, target);
    if (!can_be_replaced(output, target, kind)) {
        return;
    }
    if (kind == LOAD_KIND_FILE && load_equals(output->arena, target, text)) {
        output->unchanged++;
        if (!output->is_dry) {
            unlink(temporary.at); /* of a build that was killed */
        }
        return;
    }
    VEC_PUSH(output->arena, &output->stale, target);
    output->written++;
    if (output->is_dry || output->has_failed) {
        return;
    }
    if (write_temporary(output, temporary, text)) {
        file->temporary = temporary;
    }
}

void
output_put(struct output *output, struct str path, struct str text, struct str_vec subjects)
{
    struct output_file file = { .path = arena_copy(output->arena, path), .subjects = subjects };
    const struct str *first = map_get(&output->by_path, path);
    if (first) {
        struct finding *finding = diag_report(output->diags, &kind_duplicate_name, span_none(),
            "two outputs would be written to `%.*s`", STR_ARG(path));
        finding_note(output->diags, finding,
            "characters that file names should not have are replaced by `-`; rename one of "
            "them");
        if (first->len > 0 && subjects.count > 0) {
            finding_note(output->diags, finding, "one holds `%.*s`, the other `%.*s`",
                STR_ARG(*first), STR_ARG(subjects.at[0]));
        }
        output->has_failed = true;
        return;
    }
    put(output, &file, text);
    VEC_PUSH(output->arena, &output->files, file);
    struct str *subject = ARENA_NEW(output->arena, struct str);
    *subject = subjects.count > 0 ? subjects.at[0] : STR("");
    map_put(&output->by_path, file.path, subject);
}

/* Finds what the last index names and this build has not made. */
static void
find_leftovers(struct output *output, struct str_vec *leftovers)
{
    struct str_vec old = { 0 };
    index_read(output->arena, full_path(output, STR("index.json")), &old);
    for (size_t i = 0; i < old.count; i++) {
        bool is_made = map_get(&output->by_path, old.at[i]) || str_is(old.at[i], "index.json");
        struct str path = full_path(output, old.at[i]);
        if (!is_made && index_path_is_safe(output->folder, old.at[i]) &&
            load_kind_of(output->arena, path) == LOAD_KIND_FILE) {
            VEC_PUSH(output->arena, leftovers, path);
        }
    }
}

/* Removes folders that have become empty, up to the system's own. */
static void
remove_empty_folders(struct output *output, struct str path)
{
    struct str folder = arena_copy(output->arena, load_parent(path));
    while (folder.len > output->folder.len && rmdir(folder.at) == 0) {
        folder = arena_copy(output->arena, load_parent(folder));
    }
}

static void
remove_leftovers(struct output *output, const struct str_vec *leftovers)
{
    for (size_t i = 0; i < leftovers->count; i++) {
        VEC_PUSH(output->arena, &output->stale, leftovers->at[i]);
        output->removed++;
        if (output->is_dry) {
            continue;
        }
        if (unlink(leftovers->at[i].at) != 0) {
            report_failure(output, leftovers->at[i], "remove");
            continue;
        }
        remove_empty_folders(output, leftovers->at[i]);
    }
}

static void
put_index(struct output *output)
{
    struct buf index;
    buf_init(&index);
    index_print(&index, output->arena, &output->files);
    struct str_vec none = { 0 };
    output_put(output, STR("index.json"), buf_str(&index), none);
    buf_finish(&index);
}

static void
replace(struct output *output, const struct output_file *file)
{
    struct str target = full_path(output, file->path);
    if (file->temporary.len > 0 && rename(file->temporary.at, target.at) != 0) {
        report_failure(output, target, "replace");
    }
}

/* The index comes last: when the build is killed before, the next one still knows by the old
 * index what to remove. */
bool
output_commit(struct output *output)
{
    struct str_vec leftovers = { 0 };
    find_leftovers(output, &leftovers);
    if (!output->has_failed) {
        put_index(output);
    }
    if (output->has_failed) {
        output_abandon(output);
        return false;
    }
    for (size_t i = 0; i + 1 < output->files.count; i++) {
        replace(output, &output->files.at[i]);
    }
    remove_leftovers(output, &leftovers);
    replace(output, VEC_LAST(&output->files));
    return !output->has_failed;
}

void
output_abandon(struct output *output)
{
    for (size_t i = 0; i < output->files.count; i++) {
        if (output->files.at[i].temporary.len > 0) {
            unlink(output->files.at[i].temporary.at);
            remove_empty_folders(output, output->files.at[i].temporary);
        }
    }
}
