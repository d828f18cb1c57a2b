/*
 * A fuzz target: one function that must survive any input.
 *
 * libFuzzer calls it (option `fuzzers`); replay.c calls it with the files of the target's
 * corpus folder in every test run. A target checks more than "no crash": it asserts what must
 * hold of whatever the input gave.
 */
#ifndef TOCSIN_TESTS_FUZZ_H
#define TOCSIN_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Unlike assert it stays in release builds. */
#define FUZZ_CHECK(claim)                                                                      \
    do {                                                                                       \
        if (!(claim)) {                                                                        \
            fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #claim);              \
            abort();                                                                           \
        }                                                                                      \
    } while (0)

#endif
