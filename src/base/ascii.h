/*
 * Passing over ordinary text, eight bytes at a time: what printers copy as it is and readers
 * need not look at.
 */
#ifndef TOCSIN_BASE_ASCII_H
#define TOCSIN_BASE_ASCII_H

#include "base/str.h"

/* The first place from `at` on that is not printable ASCII, a blank to `~`; the length of the
 * text when there is none. */
size_t ascii_skip_printable(struct str text, size_t at);

/* The same, where `"` and `\` are not passed over either: what stands for itself between the
 * double quotes of JSON, Go and PromQL. */
size_t ascii_skip_plain(struct str text, size_t at);

#endif
