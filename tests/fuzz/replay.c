/*
 * Feeds the files of a folder to a fuzz target: `replay FOLDER`.
 */
#include "fuzz.h"

#include "base/arena.h"
#include "text/load.h"

int
main(int count, char **arguments)
{
    if (count != 2) {
        fputs("usage: replay FOLDER\n", stderr);
        return 2;
    }
    struct arena arena;
    arena_init(&arena);
    struct str folder = str_from(arguments[1]);
    struct str_vec names = { 0 };
    if (load_folder(&arena, folder, &names) != 0 || names.count == 0) {
        fprintf(stderr, "no inputs in %s\n", arguments[1]);
        return 1;
    }
    for (size_t i = 0; i < names.count; i++) {
        struct str text;
        if (load_file(&arena, load_join(&arena, folder, names.at[i]), &text) != 0) {
            fprintf(stderr, "cannot read %.*s\n", STR_ARG(names.at[i]));
            return 1;
        }
        /* A copy of its own size, so that the sanitizer sees a read beyond the end. */
        uint8_t *bytes = malloc(text.len > 0 ? text.len : 1);
        if (!bytes) {
            return 1;
        }
        memcpy(bytes, text.at, text.len);
        LLVMFuzzerTestOneInput(bytes, text.len);
        free(bytes);
    }
    printf("%zu inputs\n", names.count);
    arena_finish(&arena);
    return 0;
}
