/*
 * The page of each check, as `tocsin explain` prints it: docs/checks/<name>.md in the binary.
 * Findings of the language may have one, too.
 */
#ifndef TOCSIN_CHECK_PAGES_H
#define TOCSIN_CHECK_PAGES_H

#include "base/embedded.h"

/* By name; ends with a NULL name. */
extern const struct embedded_file check_pages[];

#endif
