/*
 * Finding the labels that a legend, a title or a link shows.
 */
#include "check/labels.h"

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool
is_label_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_';
}

/* The label name that starts at `at`, blanks before it skipped; empty when there is none. */
static void
tell(struct text text, size_t at, label_in_text_function *found, void *context)
{
    while (at < text.str.len && is_blank(text.str.at[at])) {
        at++;
    }
    size_t end = at;
    while (end < text.str.len && is_label_char(text.str.at[end])) {
        end++;
    }
    if (end == at) {
        return;
    }
    bool is_view = text.span.at && text.span.len == text.str.len;
    found(context, (struct text){ str_slice(text.str, at, end),
                       is_view ? span_slice(text.span, at, end) : text.span });
}

void
labels_in_text(struct text text, label_in_text_function *found, void *context)
{
    static const char *const openings[] = { "{{", "__field.labels." };
    for (size_t at = 0; at < text.str.len; at++) {
        struct str rest = str_slice(text.str, at, text.str.len);
        for (size_t i = 0; i < sizeof openings / sizeof *openings; i++) {
            struct str opening = str_from(openings[i]);
            if (str_starts_with(rest, opening)) {
                tell(text, at + opening.len, found, context);
                at += opening.len - 1;
                break;
            }
        }
    }
}
