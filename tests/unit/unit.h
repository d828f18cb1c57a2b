/*
 * What every unit test includes: cmocka with the headers it wants before it.
 */
#ifndef TOCSIN_TESTS_UNIT_H
#define TOCSIN_TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"

/* Compares a str with a C string and shows both on failure. */
#define assert_str(actual, expected)                                                           \
    do {                                                                                       \
        struct str actual_str = (actual);                                                      \
        if (!str_is(actual_str, (expected))) {                                                 \
            fail_msg("got `%.*s`, expected `%s`", STR_ARG(actual_str), (expected));            \
        }                                                                                      \
    } while (0)

#endif
