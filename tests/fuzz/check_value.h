/*
 * What holds of every value that a reader made, whatever its input was.
 */
#ifndef TOCSIN_TESTS_FUZZ_CHECK_VALUE_H
#define TOCSIN_TESTS_FUZZ_CHECK_VALUE_H

#include <stdbool.h>
#include <stddef.h>

#include "data/value.h"
#include "text/source.h"

/* Every text is what stands under its span, and every byte of it leads into the file. Stops
 * after `*budget` nodes (aliases can repeat a value very often); false then. */
bool check_value_places(const struct sources *sources, const struct source *file,
    const struct value *value, size_t *budget);

#endif
