/*
 * The classic syntax, after alertmanager/pkg/labels/parse.go.
 *
 * A text is cut at commas outside of quotes, and each part must look like
 * `^\s*([a-zA-Z_:][a-zA-Z0-9_:]*)\s*(=~|=|!=|!~)\s*(.*?)\s*$`. Only `\n`, `\"` and `\\` are
 * escapes; any other backslash stands for itself.
 */
#include "base/utf8.h"
#include "matcher/syntax.h"

static bool
is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool
is_name_char(char c, bool is_first)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' ||
           (!is_first && c >= '0' && c <= '9');
}

bool
matcher_is_classic_name(struct str name)
{
    for (size_t i = 0; i < name.len; i++) {
        if (!is_name_char(name.at[i], i == 0)) {
            return false;
        }
    }
    return name.len > 0;
}

size_t
syntax_read_op(struct str text, size_t at, enum matcher_op *op)
{
    static const struct {
        struct str text;
        enum matcher_op op;
    } ops[] = {
        { STR_INIT("=~"), MATCHER_OP_REGEX },
        { STR_INIT("!="), MATCHER_OP_NOT_EQUAL },
        { STR_INIT("!~"), MATCHER_OP_NOT_REGEX },
        { STR_INIT("="), MATCHER_OP_EQUAL },
    };
    for (size_t i = 0; i < sizeof ops / sizeof *ops; i++) {
        if (str_starts_with(str_slice(text, at, text.len), ops[i].text)) {
            *op = ops[i].op;
            return ops[i].text.len;
        }
    }
    return 0;
}

/* A quote inside of the value must be escaped, and the first one closed by the last byte. */
static bool
decode_value(struct arena *arena, struct str raw, struct str *out)
{
    bool is_open = str_starts_with(raw, STR("\""));
    if (is_open) {
        raw = str_slice(raw, 1, raw.len);
    }
    struct buf buf;
    buf_init(&buf);
    bool is_good = utf8_is_valid(raw);
    for (size_t i = 0; i < raw.len && is_good; i++) {
        char c = raw.at[i];
        if (c == '"') {
            is_good = is_open && i + 1 == raw.len;
            is_open = false;
        } else if (c != '\\' || i + 1 == raw.len) {
            buf_add_char(&buf, c);
        } else {
            char next = raw.at[++i];
            if (next != 'n' && next != '"' && next != '\\') {
                buf_add_char(&buf, '\\');
            }
            buf_add_char(&buf, next == 'n' ? '\n' : next);
        }
    }
    is_good = is_good && !is_open;
    if (is_good) {
        *out = arena_copy(arena, buf_str(&buf));
    }
    buf_finish(&buf);
    return is_good;
}

static bool
parse_part(
    struct arena *arena, struct str text, size_t from, size_t to, struct raw_matcher *out)
{
    while (from < to && is_space(text.at[from])) {
        from++;
    }
    size_t at = from;
    while (at < to && is_name_char(text.at[at], at == from)) {
        at++;
    }
    *out = (struct raw_matcher){ .name_from = (uint32_t)from, .name_to = (uint32_t)at };
    out->name = str_slice(text, from, at);
    while (at < to && is_space(text.at[at])) {
        at++;
    }
    size_t len = syntax_read_op(str_slice(text, 0, to), at, &out->op);
    if (out->name.len == 0 || len == 0) {
        return false;
    }
    out->op_from = (uint32_t)at;
    at += len;
    out->op_to = (uint32_t)at;
    while (at < to && is_space(text.at[at])) {
        at++;
    }
    while (to > at && is_space(text.at[to - 1])) {
        to--;
    }
    out->value_from = (uint32_t)at;
    out->value_to = (uint32_t)to;
    return decode_value(arena, str_slice(text, at, to), &out->value);
}

bool
syntax_classic(struct arena *arena, struct str text, struct raw_matcher_vec *out)
{
    size_t from = str_starts_with(text, STR("{")) ? 1 : 0;
    size_t end = text.len > from && text.at[text.len - 1] == '}' ? text.len - 1 : text.len;
    bool is_quoted = false;
    bool is_escaped = false;
    for (size_t i = from; i <= end; i++) {
        char c = i < end ? text.at[i] : '\0';
        bool ends = i == end || (c == ',' && !is_quoted);
        if (ends) {
            bool is_rest = i == end && str_trim(str_slice(text, from, end)).len == 0;
            struct raw_matcher matcher;
            if (!is_rest && !parse_part(arena, text, from, i, &matcher)) {
                return false;
            }
            if (!is_rest) {
                VEC_PUSH(arena, out, matcher);
            }
            from = i + 1;
        }
        is_quoted ^= c == '"' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
    }
    return true;
}
