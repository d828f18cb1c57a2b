/*
 * tocsin init: a small working project to start from.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/embedded.h"
#include "command/command.h"
#include "command/init.h"
#include "text/load.h"

static bool
write_file(struct arena *arena, struct str folder, const struct embedded_file *file)
{
    struct str path = arena_printf(arena, "%.*s/%s.yaml", STR_ARG(folder), file->name);
    int descriptor = open(path.at, O_WRONLY | O_CREAT | O_EXCL, 0644);
    if (descriptor < 0) {
        fprintf(stderr, "tocsin init: cannot write `%s`: %s\n", path.at, strerror(errno));
        return false;
    }
    bool is_whole = write(descriptor, file->text, file->len) == (ssize_t)file->len;
    if (close(descriptor) != 0 || !is_whole) {
        fprintf(stderr, "tocsin init: cannot write `%s`: %s\n", path.at, strerror(errno));
        return false;
    }
    printf("%s\n", path.at);
    return true;
}

static bool
make_folder(struct arena *arena, struct str folder)
{
    struct str parent = load_parent(folder);
    if (!str_is(parent, ".") && load_kind_of(arena, parent) == LOAD_KIND_MISSING &&
        !make_folder(arena, parent)) {
        return false;
    }
    if (mkdir(arena_copy(arena, folder).at, 0777) == 0 || errno == EEXIST) {
        return true;
    }
    fprintf(stderr, "tocsin init: cannot make the folder `%.*s`: %s\n", STR_ARG(folder),
        strerror(errno));
    return false;
}

static int
init(struct arena *arena, struct str folder)
{
    struct str_vec names = { 0 };
    if (load_folder(arena, folder, &names) == 0 && names.count > 0) {
        fprintf(
            stderr, "tocsin init: `%.*s` is there already and not empty\n", STR_ARG(folder));
        return 2;
    }
    if (!make_folder(arena, folder)) {
        return 2;
    }
    for (const struct embedded_file *file = init_files; file->name; file++) {
        if (!write_file(arena, folder, file)) {
            return 2;
        }
    }
    printf("\nnow `tocsin build %.*s` compiles it to `out/shop`\n", STR_ARG(folder));
    return 0;
}

static int
run(const struct command *command, int argc, char **argv)
{
    int count;
    int status = options_parse(command, argc, argv, NULL, &count);
    if (status >= 0) {
        return status;
    }
    struct arena arena;
    arena_init(&arena);
    struct str folder =
        load_join(&arena, STR(""), count > 0 ? str_from(argv[0]) : STR("specs/shop"));
    status = init(&arena, folder);
    arena_finish(&arena);
    return status;
}

const struct command command_init = { "init", "[FOLDER]",
    "make a small working project to start from (default: specs/shop)", NULL, run };
