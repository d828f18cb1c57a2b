/*
 * Reading files and folders.
 */
#define _XOPEN_SOURCE 700 /* realpath */

#include "text/load.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"

static int
read_stream(FILE *stream, struct arena *arena, struct str *out)
{
    struct buf buf;
    buf_init(&buf);
    char chunk[65536];
    size_t got;
    int error = 0;
    while (!error && (got = fread(chunk, 1, sizeof chunk, stream)) > 0) {
        buf_add(&buf, str_make(chunk, got));
        if (buf.len > LOAD_LARGEST_FILE) {
            error = EFBIG;
        }
    }
    if (!error && ferror(stream)) {
        error = errno ? errno : EIO;
    }
    if (!error) {
        *out = arena_copy(arena, buf_str(&buf));
    }
    buf_finish(&buf);
    return error;
}

static const char *
terminated(struct arena *arena, struct str path)
{
    return arena_copy(arena, path).at;
}

int
load_file(struct arena *arena, struct str path, struct str *out)
{
    if (str_is(path, "-")) {
        return read_stream(stdin, arena, out);
    }
    if (memchr(path.at, '\0', path.len)) {
        return EINVAL;
    }
    FILE *stream = fopen(terminated(arena, path), "rb");
    if (!stream) {
        return errno;
    }
    struct stat status;
    int error = 0;
    if (fstat(fileno(stream), &status) == 0 && S_ISDIR(status.st_mode)) {
        error = EISDIR;
    }
    if (!error) {
        error = read_stream(stream, arena, out);
    }
    fclose(stream);
    return error;
}

static bool
file_equals(int file, struct str text)
{
    char chunk[65536];
    while (text.len > 0) {
        ssize_t got = read(file, chunk, text.len < sizeof chunk ? text.len : sizeof chunk);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0 || memcmp(chunk, text.at, (size_t)got) != 0) {
            return false;
        }
        text = str_slice(text, (size_t)got, text.len);
    }
    return true;
}

static enum load_kind
kind_of(const struct stat *status)
{
    if (S_ISDIR(status->st_mode)) {
        return LOAD_KIND_FOLDER;
    }
    return S_ISREG(status->st_mode) ? LOAD_KIND_FILE : LOAD_KIND_OTHER;
}

enum load_kind
load_kind_of(struct arena *arena, struct str path)
{
    struct stat status;
    bool is_there = stat(terminated(arena, path), &status) == 0;
    return is_there ? kind_of(&status) : LOAD_KIND_MISSING;
}

/* A pipe is opened too, so it must not be waited for. */
enum load_kind
load_compare(struct arena *arena, struct str path, struct str text, bool *is_equal)
{
    *is_equal = false;
    int file = open(terminated(arena, path), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (file < 0) {
        return errno == ENOENT ? LOAD_KIND_MISSING : load_kind_of(arena, path);
    }
    struct stat status;
    enum load_kind kind = fstat(file, &status) == 0 ? kind_of(&status) : LOAD_KIND_OTHER;
    if (kind == LOAD_KIND_FILE && (uintmax_t)status.st_size == text.len) {
        *is_equal = file_equals(file, text);
    }
    close(file);
    return kind;
}

bool
load_is_inside(struct arena *arena, struct str folder, struct str path)
{
    char *real_folder = realpath(terminated(arena, folder), NULL);
    char *real_path = realpath(terminated(arena, path), NULL);
    bool is_inside = false;
    if (real_folder && real_path) {
        struct str above = str_from(real_folder);
        struct str below = str_from(real_path);
        is_inside = str_starts_with(below, above) && below.len > above.len &&
                    (below.at[above.len] == '/' || str_is(above, "/"));
    }
    free(real_folder);
    free(real_path);
    return is_inside;
}

static int
compare_names(const void *a, const void *b)
{
    const struct str *left = a;
    const struct str *right = b;
    return str_compare(*left, *right);
}

int
load_folder(struct arena *arena, struct str path, struct str_vec *names)
{
    DIR *folder = opendir(terminated(arena, path));
    if (!folder) {
        return errno;
    }
    struct str_vec found = { 0 };
    const struct dirent *entry;
    while ((entry = readdir(folder)) != NULL) {
        struct str name = str_from(entry->d_name);
        if (!str_is(name, ".") && !str_is(name, "..")) {
            VEC_PUSH(arena, &found, arena_copy(arena, name));
        }
    }
    closedir(folder);
    if (found.count) {
        qsort(found.at, found.count, sizeof *found.at, compare_names);
    }
    *names = found;
    return 0;
}

struct str
load_parent(struct str path)
{
    for (size_t i = path.len; i > 0; i--) {
        if (path.at[i - 1] == '/') {
            return i == 1 ? str_slice(path, 0, 1) : str_slice(path, 0, i - 1);
        }
    }
    return STR(".");
}

/* Adds one path part; `..` takes the last part away unless that is itself `..` or the root. */
static void
add_part(struct str_vec *parts, struct arena *arena, struct str part, bool is_absolute)
{
    if (part.len == 0 || str_is(part, ".")) {
        return;
    }
    if (str_is(part, "..")) {
        if (parts->count > 0 && !str_is(*VEC_LAST(parts), "..")) {
            parts->count--;
            return;
        }
        if (is_absolute) {
            return;
        }
    }
    VEC_PUSH(arena, parts, part);
}

struct str
load_join(struct arena *arena, struct str folder, struct str name)
{
    bool is_absolute = str_starts_with(name, STR("/"));
    struct str whole = is_absolute || folder.len == 0
                           ? name
                           : arena_printf(arena, "%.*s/%.*s", STR_ARG(folder), STR_ARG(name));
    is_absolute = str_starts_with(whole, STR("/"));
    struct str_vec parts = { 0 };
    struct str rest = whole;
    while (rest.at) {
        add_part(&parts, arena, str_cut(&rest, '/'), is_absolute);
    }
    struct buf path;
    buf_init(&path);
    for (size_t i = 0; i < parts.count; i++) {
        buf_add_text(&path, i > 0 || is_absolute ? "/" : "");
        buf_add(&path, parts.at[i]);
    }
    if (path.len == 0) {
        buf_add_char(&path, is_absolute ? '/' : '.');
    }
    struct str joined = arena_copy(arena, buf_str(&path));
    buf_finish(&path);
    return joined;
}

/* Where the path really is; as it is when there is no such thing. */
static struct str
real_path(struct arena *arena, struct str path)
{
    char *real = realpath(terminated(arena, path), NULL);
    struct str copy = real ? arena_copy(arena, str_from(real)) : path;
    free(real);
    return copy;
}

struct str
load_relative(struct arena *arena, struct str folder, struct str path)
{
    struct str from = real_path(arena, folder);
    struct str to = real_path(arena, path);
    if (!str_starts_with(from, STR("/")) || !str_starts_with(to, STR("/"))) {
        return to;
    }
    struct str way = STR("");
    while (!str_is(from, "/") && !str_equal(to, from) &&
           !str_starts_with(to, arena_printf(arena, "%.*s/", STR_ARG(from)))) {
        from = load_parent(from);
        way = arena_printf(arena, "../%.*s", STR_ARG(way));
    }
    size_t shared = str_is(from, "/") ? 1 : from.len + 1;
    struct str rest = to.len > shared ? str_slice(to, shared, to.len) : STR("");
    return load_join(arena, way, rest.len > 0 ? rest : STR("."));
}
