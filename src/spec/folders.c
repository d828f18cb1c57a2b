/*
 * Walking up from a system's folder.
 */
#include "spec/folders.h"

enum {
    DEEPEST_PROJECT = 32, /* folders between a system and the `.git` of its project */
    WITHOUT_PROJECT = 3, /* folders that count where there is no `.git`: the system's and two */
};

static struct str
folder_above(struct arena *arena, struct str folder)
{
    return load_join(arena, folder, STR(".."));
}

static bool
is_listed(const struct str_vec *folders, struct str folder)
{
    for (size_t i = 0; i < folders->count; i++) {
        if (str_equal(folders->at[i], folder)) {
            return true;
        }
    }
    return false;
}

static void
add_folder(struct arena *arena, struct str_vec *folders, struct str folder)
{
    if (!is_listed(folders, folder)) {
        VEC_PUSH(arena, folders, folder);
    }
}

/* How many folders, from the system's up, belong to its project. */
static size_t
count_project(struct arena *arena, struct str folder)
{
    for (size_t i = 0; i < DEEPEST_PROJECT; i++) {
        if (load_kind_of(arena, load_join(arena, folder, STR(".git"))) != LOAD_KIND_MISSING) {
            return i + 1;
        }
        folder = folder_above(arena, folder);
    }
    return WITHOUT_PROJECT;
}

void
folders_of_templates(struct arena *arena, struct str system, const struct str_vec *libraries,
    struct str_vec *folders)
{
    struct str folder = load_join(arena, system, STR("."));
    size_t count = count_project(arena, folder);
    for (size_t i = 0; i < count; i++) {
        add_folder(arena, folders, folder);
        folder = folder_above(arena, folder);
    }
    for (size_t i = 0; i < libraries->count; i++) {
        bool is_folder = load_kind_of(arena, libraries->at[i]) == LOAD_KIND_FOLDER;
        struct str path = load_join(arena, libraries->at[i], STR("."));
        add_folder(arena, folders, is_folder ? path : load_parent(path));
    }
}
