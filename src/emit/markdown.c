/*
 * Escaping for Markdown.
 */
#include "emit/markdown.h"

#include <stdint.h>

/* The longest run of backticks in a text. */
static size_t
longest_run(struct str text)
{
    size_t longest = 0;
    size_t run = 0;
    for (size_t i = 0; i < text.len; i++) {
        run = text.at[i] == '`' ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    return longest;
}

void
markdown_code(struct buf *buf, struct str text)
{
    size_t ticks = longest_run(text) + 1;
    buf_add_repeated(buf, '`', ticks);
    buf_add_text(buf, ticks > 1 ? " " : "");
    for (size_t i = 0; i < text.len; i++) {
        buf_add_text(buf, text.at[i] == '|' ? "\\" : "");
        buf_add_char(buf, text.at[i] == '\n' ? ' ' : text.at[i]);
    }
    buf_add_text(buf, ticks > 1 ? " " : "");
    buf_add_repeated(buf, '`', ticks);
}

void
markdown_text(struct buf *buf, struct str text)
{
    struct str trimmed = str_trim(text);
    for (size_t i = 0; i < trimmed.len; i++) {
        char c = trimmed.at[i];
        struct str behind = str_slice(trimmed, i + 1, trimmed.len);
        size_t closing = c == '`' ? str_find_char(behind, '`') : SIZE_MAX;
        if (closing != SIZE_MAX && closing > 0) {
            markdown_code(buf, str_slice(behind, 0, closing));
            i += closing + 1;
            continue;
        }
        if (c == '\n' || c == '\r' || c == '\t') {
            c = ' ';
        }
        if (c == '<') {
            buf_add_text(buf, "&lt;");
            continue;
        }
        bool is_special = c != '\0' && strchr("\\`*_[]|", c);
        buf_add_text(buf, is_special ? "\\" : "");
        buf_add_char(buf, c);
    }
}

void
markdown_block(struct buf *buf, const char *language, struct str text)
{
    size_t ticks = longest_run(text) < 3 ? 3 : longest_run(text) + 1;
    buf_add_repeated(buf, '`', ticks);
    buf_printf(buf, "%s\n%.*s\n", language, STR_ARG(text));
    buf_add_repeated(buf, '`', ticks);
    buf_add_char(buf, '\n');
}
