/*
 * A growing byte buffer for printing, outside any arena.
 *
 * Outputs are printed into one buffer that is reused from file to file; `buf_init` and
 * `buf_finish` own its memory. `buf_str` is a view that the next addition invalidates.
 */
#ifndef TOCSIN_BASE_BUF_H
#define TOCSIN_BASE_BUF_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct buf {
    char *at;
    size_t len;
    size_t capacity;
};

void buf_init(struct buf *buf);
void buf_finish(struct buf *buf);

/* Empties the buffer and keeps its memory. */
void buf_clear(struct buf *buf);

/* Makes room for so many more bytes. */
void buf_reserve(struct buf *buf, size_t more);

static inline void
buf_add(struct buf *buf, struct str s)
{
    if (s.len == 0) {
        return;
    }
    if (buf->capacity - buf->len < s.len) {
        buf_reserve(buf, s.len);
    }
    memcpy(buf->at + buf->len, s.at, s.len);
    buf->len += s.len;
}

static inline void
buf_add_text(struct buf *buf, const char *z)
{
    buf_add(buf, str_from(z));
}

static inline void
buf_add_char(struct buf *buf, char c)
{
    if (buf->capacity == buf->len) {
        buf_reserve(buf, 1);
    }
    buf->at[buf->len++] = c;
}

void buf_add_repeated(struct buf *buf, char c, size_t count);

/* In decimal digits; much faster than `%lld`. */
void buf_add_integer(struct buf *buf, int64_t number);

void buf_printf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *buf, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

static inline struct str
buf_str(const struct buf *buf)
{
    return str_make(buf->len ? buf->at : "", buf->len);
}

#endif
