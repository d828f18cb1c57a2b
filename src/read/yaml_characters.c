/*
 * Bytes that YAML forbids, found before libyaml sees them.
 *
 * libyaml has no place for an encoding error but a count of bytes; looking first also tells
 * whether characters and bytes are the same, which makes places cheap.
 */
#include "read/yaml_trouble.h"

#include <stdint.h>

#include "base/utf8.h"

static bool
report_bytes(struct diags *diags, const struct source *file, size_t at, size_t len)
{
    struct span span = { file->base + (uint32_t)at, (uint32_t)len };
    unsigned char byte = (unsigned char)file->text.at[at];
    struct finding *finding =
        diag_report(diags, &kind_yaml_syntax, span, "the byte 0x%02x is not UTF-8", byte);
    finding_caption(diags, finding, "no character");
    finding_help(diags, finding, "save the file as UTF-8");
    return false;
}

static bool
report_control(
    struct diags *diags, const struct source *file, size_t at, size_t len, uint32_t point)
{
    struct span span = { file->base + (uint32_t)at, (uint32_t)len };
    struct finding *finding = diag_report(diags, &kind_yaml_syntax, span,
        "YAML forbids the control character U+%04X", (unsigned)point);
    finding_help(diags, finding,
        point <= 0xFFFF ? "remove it, or write `\"\\u%04X\"`" : "remove it", (unsigned)point);
    return false;
}

static bool
is_utf16(struct str text)
{
    return str_starts_with(text, STR("\xFF\xFE")) || str_starts_with(text, STR("\xFE\xFF")) ||
           (text.len >= 2 && (text.at[0] == '\0') != (text.at[1] == '\0'));
}

/* libyaml's rule (reader.c): printable characters, tab and line breaks. */
static bool
is_allowed(uint32_t point)
{
    return point == 0x85 || (point >= 0xA0 && point <= 0xFFFD) || point >= 0x10000;
}

bool
yaml_check_characters(struct diags *diags, const struct source *file, bool *is_ascii)
{
    struct str text = file->text;
    if (is_utf16(text)) {
        struct finding *finding = diag_report(diags, &kind_yaml_syntax,
            (struct span){ file->base, 0 }, "the file is UTF-16, not UTF-8");
        finding_help(diags, finding, "save the file as UTF-8");
        return false;
    }
    bool has_others = false;
    for (size_t at = 0; at < text.len;) {
        unsigned char byte = (unsigned char)text.at[at];
        if (byte < 0x80) {
            if ((byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7F) {
                return report_control(diags, file, at, 1, byte);
            }
            at++;
            continue;
        }
        has_others = true;
        uint32_t point = 0;
        size_t len = utf8_decode(str_slice(text, at, text.len), &point);
        if (len == 0) {
            return report_bytes(diags, file, at, 1);
        }
        if (!is_allowed(point)) {
            return report_control(diags, file, at, len, point);
        }
        at += len;
    }
    *is_ascii = !has_others;
    return true;
}
