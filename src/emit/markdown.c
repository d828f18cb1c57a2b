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
        if (text.at[i] == '|') {
            buf_add_char(buf, '\\');
        }
        buf_add_char(buf, text.at[i] == '\n' ? ' ' : text.at[i]);
    }
    buf_add_text(buf, ticks > 1 ? " " : "");
    buf_add_repeated(buf, '`', ticks);
}

/* How many characters at the start stand for themselves. */
static size_t
count_plain(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        bool is_plain = (c >= 'a' && c <= 'z') || (c >= '-' && c <= '9') || c == ' ';
        if (!is_plain && (c < ' ' || strchr("<\\`*_[]|", c))) {
            return i;
        }
    }
    return text.len;
}

void
markdown_text(struct buf *buf, struct str text)
{
    struct str trimmed = str_trim(text);
    for (size_t i = 0; i < trimmed.len; i++) {
        size_t plain = count_plain(str_slice(trimmed, i, trimmed.len));
        buf_add(buf, str_slice(trimmed, i, i + plain));
        i += plain;
        if (i == trimmed.len) {
            break;
        }
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
    buf_add_text(buf, language);
    buf_add_char(buf, '\n');
    buf_add(buf, text);
    buf_add_char(buf, '\n');
    buf_add_repeated(buf, '`', ticks);
    buf_add_char(buf, '\n');
}
