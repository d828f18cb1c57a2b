/*
 * Comparing, writing and committing output files.
 */
#define _XOPEN_SOURCE 700 /* nftw */

#include "emit/output.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "emit/index.h"

static const struct str temporary_ending = STR_INIT(".tocsin-new");

/* `dir/name` becomes `dir/.name.tocsin-new`: beside its target, so that a rename is atomic. */
static struct str
temporary_name(struct arena *arena, struct str path)
{
    size_t name = path.len;
    while (name > 0 && path.at[name - 1] != '/') {
        name--;
    }
    return ARENA_JOIN(arena, str_slice(path, 0, name), STR("."),
        str_slice(path, name, path.len), temporary_ending);
}

static int
remove_one(const char *path, const struct stat *status, int kind, struct FTW *place)
{
    (void)status;
    (void)kind;
    (void)place;
    return remove(path);
}

/* Links are removed, not followed. */
static void
remove_tree(struct str path)
{
    enum { MOST_OPEN_FOLDERS = 16 };
    nftw(path.at, remove_one, MOST_OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS);
}

void
output_init(struct output *output, struct arena *arena, struct diags *diags, struct str folder,
    bool is_dry)
{
    struct str lasting = arena_copy(arena, folder);
    struct stat status;
    *output = (struct output){ .arena = arena,
        .diags = diags,
        .folder = lasting,
        .nursery = temporary_name(arena, lasting),
        .is_new = lstat(lasting.at, &status) != 0 && errno == ENOENT,
        .is_dry = is_dry };
    map_init(&output->by_path, arena);
    if (!is_dry) {
        remove_tree(output->nursery); /* of a build that was killed */
    }
}

static void
report_failure(struct output *output, const struct output_failure *failure)
{
    output->has_failed = true;
    struct finding *finding =
        diag_report(output->diags, &kind_write_error, span_none(), "cannot %s `%.*s`: %s",
            failure->what, STR_ARG(failure->path), strerror(failure->error));
    finding_note(output->diags, finding, "the old output is left as it was");
}

/* Only a file can be replaced: a folder in its place would make the renaming stop half-way, and
 * reading a pipe would wait for ever. */
static void
report_blocked(struct output *output, const struct output_file *file)
{
    output->has_failed = true;
    struct finding *finding = diag_report(output->diags, &kind_write_error, span_none(),
        "cannot replace `%.*s`: it is %s", STR_ARG(file->target), file->failure.what);
    finding_note(output->diags, finding, "the old output is left as it was");
}

static bool
fail(struct output_file *file, const char *what, struct str path)
{
    file->state = OUTPUT_STATE_FAILED;
    file->failure = (struct output_failure){ what, path, errno };
    return false;
}

/* Makes the folders above the path, with the usual mode whatever the umask. */
static bool
make_folders(struct arena *arena, struct output_file *file, struct str path)
{
    for (size_t i = 1; i < path.len; i++) {
        if (path.at[i] != '/') {
            continue;
        }
        struct str folder = arena_copy(arena, str_slice(path, 0, i));
        if (mkdir(folder.at, 0755) == 0) {
            chmod(folder.at, 0755);
        } else if (errno != EEXIST) {
            return fail(file, "make the folder", folder);
        }
    }
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

static int
open_temporary(struct str path)
{
    return open(path.at, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644);
}

/* The folders are there nearly always. */
static bool
write_temporary(
    struct arena *arena, struct output_file *target, struct str temporary, struct str text)
{
    int file = open_temporary(temporary);
    if (file < 0) {
        if (!make_folders(arena, target, temporary)) {
            return false;
        }
        file = open_temporary(temporary);
    }
    if (file < 0) {
        return fail(target, "write", temporary);
    }
    bool is_whole = write_all(file, text) && fchmod(file, 0644) == 0;
    int error = errno;
    if (close(file) != 0) {
        is_whole = false;
        error = errno;
    }
    if (!is_whole) {
        errno = error;
        fail(target, "write", temporary);
        unlink(temporary.at);
    }
    return is_whole;
}

static struct str
path_in(struct arena *arena, struct str folder, struct str path)
{
    return ARENA_JOIN(arena, folder, STR("/"), path);
}

/* Judges what stands in the place of the file. */
static void
compare(struct arena *arena, struct output_file *file, struct str text)
{
    bool is_equal;
    enum load_kind kind = load_compare(arena, file->target, text, &is_equal);
    if (is_equal) {
        file->state = OUTPUT_STATE_UNCHANGED;
    } else if (kind == LOAD_KIND_FOLDER || kind == LOAD_KIND_OTHER) {
        file->state = OUTPUT_STATE_BLOCKED;
        file->failure.what = kind == LOAD_KIND_FOLDER ? "a folder" : "no regular file";
    }
}

struct output_file
output_prepare(const struct output *output, struct arena *arena, struct str path,
    struct str text, struct str_vec subjects)
{
    struct output_file file = { .path = path,
        .target = path_in(arena, output->folder, path),
        .subjects = subjects,
        .state = OUTPUT_STATE_NEW };
    if (!output->is_new) {
        compare(arena, &file, text);
    }
    if (output->is_dry || file.state != OUTPUT_STATE_NEW) {
        return file;
    }
    struct str temporary = output->is_new ? path_in(arena, output->nursery, path)
                                          : temporary_name(arena, file.target);
    if (write_temporary(arena, &file, temporary, text)) {
        file.temporary = temporary;
    }
    return file;
}

static void
report_second(struct output *output, struct str first_subject, const struct output_file *second)
{
    struct finding *finding = diag_report(output->diags, &kind_duplicate_name, span_none(),
        "two outputs would be written to `%.*s`", STR_ARG(second->path));
    finding_note(output->diags, finding,
        "characters that file names should not have are replaced by `-`; rename one of them");
    if (first_subject.len > 0 && second->subjects.count > 0) {
        finding_note(output->diags, finding, "one holds `%.*s`, the other `%.*s`",
            STR_ARG(first_subject), STR_ARG(second->subjects.at[0]));
    }
    output->has_failed = true;
}

/* Of what cannot be written the first tells enough: a disk is full for all. */
static void
count(struct output *output, const struct output_file *file)
{
    switch (file->state) {
    case OUTPUT_STATE_UNCHANGED:
        output->unchanged++;
        return;
    case OUTPUT_STATE_BLOCKED:
        report_blocked(output, file);
        return;
    case OUTPUT_STATE_FAILED:
        if (!output->has_failed) {
            report_failure(output, &file->failure);
        }
        break;
    case OUTPUT_STATE_NEW:
        break;
    }
    VEC_PUSH(output->arena, &output->stale, file->target);
    output->written++;
}

void
output_take(struct output *output, const struct output_file *file)
{
    const struct str *first = map_get(&output->by_path, file->path);
    if (first) {
        report_second(output, *first, file);
        if (file->temporary.len > 0) {
            unlink(file->temporary.at);
        }
        return;
    }
    count(output, file);
    VEC_PUSH(output->arena, &output->files, *file);
    struct str *subject = ARENA_NEW(output->arena, struct str);
    *subject = file->subjects.count > 0 ? file->subjects.at[0] : STR("");
    map_put(&output->by_path, file->path, subject);
}

void
output_put(struct output *output, struct str path, struct str text, struct str_vec subjects)
{
    struct str lasting = arena_copy(output->arena, path);
    struct output_file file = output_prepare(output, output->arena, lasting, text, subjects);
    output_take(output, &file);
}

/* Finds what the last index names and this build has not made: nothing, when the new index, the
 * last file that was put, is no other. */
static void
find_leftovers(struct output *output, struct str_vec *leftovers)
{
    const struct output_file *index = VEC_LAST(&output->files);
    if (index->state == OUTPUT_STATE_UNCHANGED) {
        return;
    }
    struct str_vec old = { 0 };
    index_read(output->arena, index->target, &old);
    for (size_t i = 0; i < old.count; i++) {
        bool is_made = map_get(&output->by_path, old.at[i]);
        struct str path = path_in(output->arena, output->folder, old.at[i]);
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
            report_failure(
                output, &(struct output_failure){ "remove", leftovers->at[i], errno });
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
    if (file->temporary.len > 0 && rename(file->temporary.at, file->target.at) != 0) {
        report_failure(output, &(struct output_failure){ "replace", file->target, errno });
    }
}

/* Removes what builds that were killed left in a folder. */
static void
clear_folder(struct output *output, struct str folder)
{
    struct str_vec names = { 0 };
    load_folder(output->arena, folder, &names);
    for (size_t i = 0; i < names.count; i++) {
        if (names.at[i].at[0] == '.' && str_ends_with(names.at[i], temporary_ending)) {
            unlink(path_in(output->arena, folder, names.at[i]).at);
        }
    }
}

/* Folder by folder: to ask for the temporary of each file would cost ten times as much. */
static void
clear_temporaries(struct output *output)
{
    struct map seen;
    map_init(&seen, output->arena);
    for (size_t i = 0; i < output->files.count; i++) {
        struct str folder = load_parent(output->files.at[i].target);
        if (!map_get(&seen, folder)) {
            map_put(&seen, folder, &output->files.at[i]);
            clear_folder(output, folder);
        }
    }
}

/* The index comes last: when the build is killed before, the next one still knows by the old
 * index what to remove. */
static void
replace_all(struct output *output)
{
    struct str_vec leftovers = { 0 };
    find_leftovers(output, &leftovers);
    for (size_t i = 0; i + 1 < output->files.count; i++) {
        replace(output, &output->files.at[i]);
    }
    remove_leftovers(output, &leftovers);
    replace(output, VEC_LAST(&output->files));
    if (!output->is_dry) {
        clear_temporaries(output);
    }
}

bool
output_commit(struct output *output)
{
    if (!output->has_failed) {
        put_index(output);
    }
    if (output->has_failed) {
        output_abandon(output);
        return false;
    }
    if (!output->is_new) {
        replace_all(output);
    } else if (!output->is_dry && rename(output->nursery.at, output->folder.at) != 0) {
        report_failure(output, &(struct output_failure){ "make", output->folder, errno });
        output_abandon(output);
    }
    return !output->has_failed;
}

void
output_abandon(struct output *output)
{
    if (output->is_new && !output->is_dry) {
        remove_tree(output->nursery);
        return;
    }
    for (size_t i = 0; i < output->files.count; i++) {
        if (output->files.at[i].temporary.len > 0) {
            unlink(output->files.at[i].temporary.at);
            remove_empty_folders(output, output->files.at[i].temporary);
        }
    }
}
