/*
 * The growing buffer behind every printer.
 */
#include "base/buf.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"

void
buf_init(struct buf *buf)
{
    *buf = (struct buf){ 0 };
}

void
buf_finish(struct buf *buf)
{
    free(buf->at);
    buf_init(buf);
}

void
buf_clear(struct buf *buf)
{
    buf->len = 0;
}

void
buf_reserve(struct buf *buf, size_t more)
{
    if (buf->capacity - buf->len >= more) {
        return;
    }
    size_t capacity = buf->capacity ? buf->capacity * 2 : 256;
    while (capacity - buf->len < more) {
        capacity *= 2;
    }
    buf->at = memory_resize(buf->at, capacity);
    buf->capacity = capacity;
}

void
buf_add_repeated(struct buf *buf, char c, size_t count)
{
    if (count == 0) {
        return;
    }
    buf_reserve(buf, count);
    memset(buf->at + buf->len, c, count);
    buf->len += count;
}

void
buf_add_integer(struct buf *buf, int64_t number)
{
    char digits[24];
    size_t first = sizeof digits;
    uint64_t left = number < 0 ? -(uint64_t)number : (uint64_t)number;
    do {
        digits[--first] = (char)('0' + left % 10);
        left /= 10;
    } while (left > 0);
    if (number < 0) {
        digits[--first] = '-';
    }
    buf_add(buf, str_make(digits + first, sizeof digits - first));
}

void
buf_vprintf(struct buf *buf, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    buf_reserve(buf, 1);
    size_t room = buf->capacity - buf->len;
    int len = vsnprintf(buf->at + buf->len, room, format, arguments);
    assert(len >= 0);
    if ((size_t)len >= room) {
        buf_reserve(buf, (size_t)len + 1);
        vsnprintf(buf->at + buf->len, (size_t)len + 1, format, again);
    }
    va_end(again);
    buf->len += (size_t)len;
}

void
buf_printf(struct buf *buf, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    buf_vprintf(buf, format, arguments);
    va_end(arguments);
}
