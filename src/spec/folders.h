/*
 * Inside the spec room: the folders in which Lua templates of a system may stand.
 */
#ifndef TOCSIN_SPEC_FOLDERS_H
#define TOCSIN_SPEC_FOLDERS_H

#include "text/load.h"

/* Adds the system's folder and those above it, up to the one that holds `.git`, or only two of
 * them when none does; then the libraries' folders. What is found never depends on the working
 * folder or on how the path to the system was given. */
void folders_of_templates(struct arena *arena, struct str system,
    const struct str_vec *libraries, struct str_vec *folders);

#endif
