/*
 * The files of the project that `tocsin init` makes, from src/command/init.
 */
#ifndef TOCSIN_COMMAND_INIT_H
#define TOCSIN_COMMAND_INIT_H

#include "base/embedded.h"

extern const struct embedded_file init_files[];

#endif
