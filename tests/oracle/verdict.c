/*
 * What the parsers of the small languages say to many texts: the oracle tests compare it with
 * promtool and amtool. Texts come on standard input, each ended by a NUL; the answer to each is
 * a line, `ok`, `new` (a matcher in the syntax of 0.27 only) or `bad`, a tab, and the printed
 * matchers (divided by U+001F) or the message.
 *
 * Usage: verdict matcher|template MAJOR.MINOR
 */
#include <stdio.h>

#include "gotmpl/gotmpl.h"
#include "matcher/matcher.h"
#include "text/load.h"

struct judge {
    struct arena arena;
    struct diags diags;
    struct regex_set *regexes;
    struct version version;
};

static const char *
judge_matcher(struct judge *judge, struct str text, struct buf *out)
{
    struct matcher_reader reader = { &judge->arena, judge->regexes, &judge->diags,
        judge->version };
    struct matcher_list list = { 0 };
    if (!matcher_parse(&reader, text, span_none(), &list)) {
        return "bad";
    }
    for (size_t i = 0; i < list.all.count; i++) {
        buf_add_text(out, i > 0 ? "\x1f" : "");
        matcher_print(out, &list.all.at[i]);
    }
    return list.verdict == MATCHER_VERDICT_UTF8_ONLY ? "new" : "ok";
}

static const char *
judge_template(struct judge *judge, struct str text)
{
    struct gotmpl_options options = {
        .dialect = GOTMPL_DIALECT_PROMETHEUS,
        .version = judge->version,
    };
    return gotmpl_parse(&judge->arena, text, span_none(), &options, &judge->diags) ? "ok"
                                                                                   : "bad";
}

static void
judge_text(struct judge *judge, bool is_matcher, struct str text)
{
    struct buf out;
    buf_init(&out);
    arena_init(&judge->arena);
    diags_init(&judge->diags, &judge->arena);
    const char *verdict =
        is_matcher ? judge_matcher(judge, text, &out) : judge_template(judge, text);
    if (judge->diags.findings.count > 0) {
        const struct finding *finding = judge->diags.findings.at[0];
        buf_printf(&out, "%s: %.*s", finding->kind->name, STR_ARG(finding->message));
    }
    for (size_t i = 0; i < out.len; i++) {
        out.at[i] = out.at[i] == '\n' || out.at[i] == '\0' ? ' ' : out.at[i];
    }
    printf("%s\t%.*s\n", verdict, STR_ARG(buf_str(&out)));
    arena_finish(&judge->arena);
    buf_finish(&out);
}

int
main(int argc, char **argv)
{
    struct judge judge = { 0 };
    struct arena arena;
    struct str input;
    arena_init(&arena);
    if (argc != 3 || !version_parse(str_from(argv[2]), &judge.version) ||
        load_file(&arena, STR("-"), &input) != 0) {
        fprintf(stderr, "usage: verdict matcher|template MAJOR.MINOR\n");
        return 2;
    }
    judge.regexes = regex_set_open();
    while (input.at && input.len > 0) {
        struct str text = str_cut(&input, '\0');
        judge_text(&judge, str_is(str_from(argv[1]), "matcher"), text);
    }
    regex_set_close(judge.regexes);
    arena_finish(&arena);
    return 0;
}
