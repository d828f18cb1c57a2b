/*
 * Reading matchers in both syntaxes, and saying what is wrong in neither's words.
 */
#include "matcher/matcher.h"

#include <assert.h>

#include "base/utf8.h"
#include "matcher/syntax.h"

static const char op_list[] = "`=`, `!=`, `=~` or `!~`";

const char *
matcher_op_text(enum matcher_op op)
{
    static const char *const texts[] = { "=", "!=", "=~", "!~" };
    return texts[op];
}

static bool
is_regex_op(enum matcher_op op)
{
    return op == MATCHER_OP_REGEX || op == MATCHER_OP_NOT_REGEX;
}

static bool
knows_utf8(const struct matcher_reader *reader)
{
    struct version since = { 0, 27, 0 };
    struct version version = reader->version;
    bool is_newest = version.major == 0 && version.minor == 0 && version.patch == 0;
    return is_newest || version_compare(version, since) >= 0;
}

static void
print_quoted(struct buf *buf, struct str text)
{
    buf_add_char(buf, '"');
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        if (c == '\n') {
            buf_add_text(buf, "\\n");
            continue;
        }
        if (c == '"' || c == '\\') {
            buf_add_char(buf, '\\');
        }
        buf_add_char(buf, c);
    }
    buf_add_char(buf, '"');
}

void
matcher_print(struct buf *buf, const struct matcher *matcher)
{
    if (matcher_is_classic_name(matcher->name)) {
        buf_add(buf, matcher->name);
    } else {
        print_quoted(buf, matcher->name);
    }
    buf_add_text(buf, matcher_op_text(matcher->op));
    print_quoted(buf, matcher->value);
}

bool
matcher_matches(const struct matcher *matcher, struct str value)
{
    switch (matcher->op) {
    case MATCHER_OP_EQUAL:
        return str_equal(matcher->value, value);
    case MATCHER_OP_NOT_EQUAL:
        return !str_equal(matcher->value, value);
    case MATCHER_OP_REGEX:
        return matcher->regex && regex_matches(matcher->regex, value);
    case MATCHER_OP_NOT_REGEX:
        return matcher->regex && !regex_matches(matcher->regex, value);
    }
    assert(false);
    return false;
}

bool
matcher_check_name(const struct matcher_reader *reader, const struct matcher *matcher)
{
    if (matcher->name.len == 0 || !utf8_is_valid(matcher->name)) {
        struct finding *finding = diag_report(reader->diags, &kind_matcher_syntax,
            matcher->name_span, "a matcher needs the name of a label");
        finding_caption(
            reader->diags, finding, matcher->name.len ? "not UTF-8" : "the name is empty");
        return false;
    }
    if (matcher_is_classic_name(matcher->name) || knows_utf8(reader)) {
        return true;
    }
    struct finding *finding =
        diag_report(reader->diags, &kind_unsupported_version, matcher->name_span,
            "a matcher for the label `%.*s` needs Alertmanager 0.27", STR_ARG(matcher->name));
    finding_caption(reader->diags, finding, "the declared version is %d.%d",
        reader->version.major, reader->version.minor);
    finding_note(reader->diags, finding,
        "before, names are letters, digits, `_` and `:`, and no digit comes first");
    return false;
}

bool
matcher_compile(struct regex_set *regexes, struct matcher *matcher, struct diags *diags)
{
    if (!is_regex_op(matcher->op)) {
        return true;
    }
    struct str error = STR("");
    matcher->regex = regex_compile(regexes, matcher->value, &error);
    if (matcher->regex) {
        return true;
    }
    struct finding *finding = diag_report(diags, &kind_regex_syntax, matcher->value_span,
        "invalid regular expression: %.*s", STR_ARG(error));
    finding_caption(diags, finding, "this pattern");
    if (str_starts_with(matcher->value, STR("*"))) {
        finding_help(diags, finding, "any text is `.*` in a regular expression, not `*`");
    }
    return false;
}

static struct str
quoted(const struct matcher_reader *reader, struct str text)
{
    struct buf buf;
    buf_init(&buf);
    print_quoted(&buf, text);
    struct str result = arena_copy(reader->arena, buf_str(&buf));
    buf_finish(&buf);
    return result;
}

/* Where `and`, `or` and `&&` divide matchers, a comma is meant. */
static bool
is_conjunction(struct str word)
{
    return str_is(word, "and") || str_is(word, "AND") || str_is(word, "&&");
}

static void
help_separator(const struct matcher_reader *reader, struct finding *finding, struct str found)
{
    if (is_conjunction(found)) {
        finding_help(reader->diags, finding, "divide matchers by a comma: all must hold");
    } else if (str_is(found, "or") || str_is(found, "||")) {
        finding_help(reader->diags, finding,
            "matchers of one list must all hold: write two routes, or one `=~\"a|b\"`");
    } else {
        finding_help(reader->diags, finding,
            "put the value in double quotes; divide matchers by commas");
    }
}

/* `severity: critical` is how a map would say it. */
static void
help_op(const struct matcher_reader *reader, struct finding *finding, struct str text)
{
    struct str value = text;
    struct str name = str_cut(&value, ':');
    if (value.at && str_trim(value).len > 0) {
        struct str plain = quoted(reader, str_trim(value));
        finding_help(reader->diags, finding, "write `%.*s=%.*s`", STR_ARG(str_trim(name)),
            STR_ARG(plain));
    } else {
        finding_help(
            reader->diags, finding, "a matcher reads `name=\"value\"`, with %s", op_list);
    }
}

static void
report_trouble(const struct matcher_reader *reader, struct str text, struct span span,
    const struct syntax_trouble *trouble)
{
    struct diags *diags = reader->diags;
    struct span at = span_slice(span, trouble->from, trouble->to);
    struct str found = str_slice(text, trouble->from, trouble->to);
    const char *what = NULL;
    switch (trouble->error) {
    case SYNTAX_ERROR_NAME:
        what = "expected the name of a label";
        break;
    case SYNTAX_ERROR_OP:
        what = "expected an operator";
        break;
    case SYNTAX_ERROR_VALUE:
        what = "expected a value";
        break;
    case SYNTAX_ERROR_SEPARATOR:
        what = "expected a comma or the end of the matchers";
        break;
    case SYNTAX_ERROR_QUOTE:
        diag_report(diags, &kind_matcher_syntax, at, "a quoted value is not closed");
        return;
    case SYNTAX_ERROR_ESCAPE:
        diag_report(diags, &kind_matcher_syntax, at, "unknown escape `%.*s`", STR_ARG(found));
        return;
    case SYNTAX_ERROR_OPEN_BRACE:
        diag_report(diags, &kind_matcher_syntax, at, "`{` without its `}`");
        return;
    case SYNTAX_ERROR_CLOSE_BRACE:
        diag_report(diags, &kind_matcher_syntax, at, "`}` without its `{`");
        return;
    case SYNTAX_ERROR_UTF8:
        diag_report(diags, &kind_matcher_syntax, at, "a matcher that is not UTF-8");
        return;
    }
    struct finding *finding =
        found.len > 0 ? diag_report(diags, &kind_matcher_syntax, at, "%s, found `%.*s`", what,
                            STR_ARG(found))
                      : diag_report(diags, &kind_matcher_syntax, at, "%s, found the end", what);
    if (trouble->error == SYNTAX_ERROR_OP) {
        finding_caption(diags, finding, "expected %s", op_list);
        help_op(reader, finding, text);
    } else if (trouble->error == SYNTAX_ERROR_SEPARATOR) {
        help_separator(reader, finding, found);
    } else if (trouble->error == SYNTAX_ERROR_VALUE && found.len > 0) {
        finding_help(diags, finding, "put the value in double quotes");
    }
}

/* `a==b` is accepted by the classic syntax, with the value `=b`; nobody means that. */
static bool
refuse_double_equal(const struct matcher_reader *reader, struct str text, struct span span,
    const struct raw_matcher *raw)
{
    bool is_plain = raw->op == MATCHER_OP_EQUAL || raw->op == MATCHER_OP_NOT_EQUAL;
    if (!is_plain || raw->op_to >= text.len || text.at[raw->op_to] != '=') {
        return false;
    }
    struct span at = span_slice(span, raw->op_from, raw->op_to + 1);
    const char *op = matcher_op_text(raw->op);
    struct finding *finding =
        diag_report(reader->diags, &kind_matcher_syntax, at, "unknown operator `%s=`", op);
    finding_caption(reader->diags, finding, "expected %s", op_list);
    finding_fix(reader->diags, finding, at, str_from(op));
    return true;
}

/* The classic syntax takes single quotes as a part of the value. */
static bool
refuse_single_quotes(const struct matcher_reader *reader, struct str text, struct span span,
    const struct raw_matcher *raw)
{
    struct str value = str_slice(text, raw->value_from, raw->value_to);
    if (value.len < 2 || value.at[0] != '\'' || value.at[value.len - 1] != '\'') {
        return false;
    }
    struct span at = span_slice(span, raw->value_from, raw->value_to);
    struct finding *finding = diag_report(
        reader->diags, &kind_matcher_syntax, at, "single quotes would be part of the value");
    struct str inner = quoted(reader, str_slice(value, 1, value.len - 1));
    finding_help(reader->diags, finding, "write `%.*s`", STR_ARG(inner));
    return true;
}

/* An unquoted value of the classic syntax takes anything: `a=b c=d` is one matcher. */
static bool
refuse_bare(const struct matcher_reader *reader, struct str text, struct span span,
    const struct raw_matcher *raw)
{
    struct str value = str_slice(text, raw->value_from, raw->value_to);
    bool is_bare = !str_starts_with(value, STR("\""));
    bool is_odd = false;
    for (size_t i = 0; i < value.len; i++) {
        is_odd |= strchr("{}!=~,\\\"'` \t\n\r\f\v", value.at[i]) != NULL;
    }
    if (!is_bare || !is_odd) {
        return false;
    }
    struct span at = span_slice(span, raw->value_from, raw->value_to);
    struct finding *finding = diag_report(reader->diags, &kind_matcher_syntax, at,
        "the value `%.*s` needs quotes", STR_ARG(value));
    struct str plain = quoted(reader, value);
    finding_caption(
        reader->diags, finding, "without quotes it cannot hold blanks or operators");
    finding_help(reader->diags, finding,
        "write `%.*s`, or divide matchers by commas if these are several", STR_ARG(plain));
    return true;
}

static bool
refuse_slip(const struct matcher_reader *reader, struct str text, struct span span,
    const struct raw_matcher *raw)
{
    return refuse_double_equal(reader, text, span, raw) ||
           refuse_single_quotes(reader, text, span, raw) ||
           refuse_bare(reader, text, span, raw);
}

/* The same slips in a text that neither syntax takes: `a=="b"`. The second syntax stopped at
 * the value that it did not find. */
static bool
refuse_broken_slip(const struct matcher_reader *reader, struct str text, struct span span,
    const struct syntax_trouble *trouble)
{
    if (trouble->error != SYNTAX_ERROR_VALUE) {
        return false;
    }
    uint32_t at = trouble->from;
    struct raw_matcher raw = { .op = MATCHER_OP_REGEX, .op_to = at, .value_from = at };
    raw.op_from = at > 1 && text.at[at - 2] == '!' ? at - 2 : at - 1;
    (void)syntax_read_op(text, raw.op_from, &raw.op);
    size_t end = at < text.len ? at + 1 : at;
    while (end < text.len && text.at[end] != '\'') {
        end++;
    }
    raw.value_to = (uint32_t)(end < text.len ? end + 1 : end);
    return refuse_double_equal(reader, text, span, &raw) ||
           refuse_single_quotes(reader, text, span, &raw);
}

static bool
same_reading(const struct raw_matcher_vec *a, const struct raw_matcher_vec *b)
{
    if (a->count != b->count) {
        return false;
    }
    for (size_t i = 0; i < a->count; i++) {
        const struct raw_matcher *x = &a->at[i];
        const struct raw_matcher *y = &b->at[i];
        if (x->op != y->op || !str_equal(x->name, y->name) || !str_equal(x->value, y->value)) {
            return false;
        }
    }
    return true;
}

static struct matcher
matcher_of(const struct raw_matcher *raw, struct span span)
{
    return (struct matcher){
        .name = raw->name,
        .op = raw->op,
        .value = raw->value,
        .span = span_slice(span, raw->name_from, raw->value_to),
        .name_span = span_slice(span, raw->name_from, raw->name_to),
        .value_span = span_slice(span, raw->value_from, raw->value_to),
    };
}

static bool
complete_all(const struct matcher_reader *reader, struct str text, struct span span,
    const struct raw_matcher_vec *raws, struct matcher_list *list)
{
    bool is_good = true;
    for (size_t i = 0; i < raws->count; i++) {
        const struct raw_matcher *raw = &raws->at[i];
        struct matcher matcher = matcher_of(raw, span);
        if (refuse_slip(reader, text, span, raw) || !matcher_check_name(reader, &matcher) ||
            !matcher_compile(reader->regexes, &matcher, reader->diags)) {
            is_good = false;
            continue;
        }
        VEC_PUSH(reader->arena, &list->all, matcher);
    }
    return is_good;
}

bool
matcher_parse(const struct matcher_reader *reader, struct str text, struct span span,
    struct matcher_list *out)
{
    struct raw_matcher_vec classic = { 0 };
    struct raw_matcher_vec modern = { 0 };
    struct syntax_trouble trouble;
    bool is_classic = syntax_classic(reader->arena, text, &classic);
    bool is_modern = syntax_utf8(reader->arena, text, &modern, &trouble);
    /* The classic syntax does not care whether braces come in pairs. */
    bool has_lone_brace = !is_modern && (trouble.error == SYNTAX_ERROR_OPEN_BRACE ||
                                            trouble.error == SYNTAX_ERROR_CLOSE_BRACE);
    if ((!is_classic && !is_modern) || has_lone_brace) {
        if (!refuse_broken_slip(reader, text, span, &trouble)) {
            report_trouble(reader, text, span, &trouble);
        }
        return false;
    }
    struct matcher_list list = { .verdict = !is_modern    ? MATCHER_VERDICT_CLASSIC_ONLY
                                            : !is_classic ? MATCHER_VERDICT_UTF8_ONLY
                                            : same_reading(&classic, &modern)
                                                ? MATCHER_VERDICT_SAME
                                                : MATCHER_VERDICT_DISAGREE };
    if (!complete_all(reader, text, span, is_classic ? &classic : &modern, &list)) {
        return false;
    }
    *out = list;
    return true;
}
