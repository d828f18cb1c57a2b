/*
 * Any bytes as matchers: matchers or findings, every place inside the text, and what was read
 * is printed in a form that both syntaxes read the same again.
 */
#include "fuzz.h"

#include "diag/render.h"
#include "matcher/matcher.h"

static void
print_list(struct buf *buf, const struct matcher_list *list)
{
    for (size_t i = 0; i < list->all.count; i++) {
        buf_add_text(buf, i > 0 ? "," : "");
        matcher_print(buf, &list->all.at[i]);
    }
}

static bool
has_classic_names(const struct matcher_list *list)
{
    for (size_t i = 0; i < list->all.count; i++) {
        if (!matcher_is_classic_name(list->all.at[i].name)) {
            return false;
        }
    }
    return true;
}

static void
check_printed(const struct matcher_reader *reader, const struct matcher_list *list)
{
    struct buf once;
    struct buf twice;
    buf_init(&once);
    buf_init(&twice);
    print_list(&once, list);
    struct matcher_list again = { 0 };
    FUZZ_CHECK(matcher_parse(reader, buf_str(&once), span_none(), &again));
    FUZZ_CHECK(again.verdict == MATCHER_VERDICT_SAME || !has_classic_names(list));
    print_list(&twice, &again);
    FUZZ_CHECK(str_equal(buf_str(&once), buf_str(&twice)));
    buf_finish(&once);
    buf_finish(&twice);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    arena_init(&arena);
    struct sources sources;
    sources_init(&sources, &arena);
    struct diags diags;
    diags_init(&diags, &arena);
    struct str text = str_make((const char *)data, size);
    const struct source *source = sources_add_file(&sources, STR("input"), text);
    struct matcher_reader reader = {
        .arena = &arena, .regexes = regex_set_open(), .diags = &diags
    };
    struct matcher_list list = { 0 };
    struct span span = { source->base, (uint32_t)size };
    bool is_read = matcher_parse(&reader, text, span, &list);
    FUZZ_CHECK(is_read == (diags.findings.count == 0));
    for (size_t i = 0; i < diags.findings.count; i++) {
        struct span at = diags.findings.at[i]->span;
        FUZZ_CHECK(at.at >= source->base && at.at + at.len <= source->base + size);
    }
    struct buf buf;
    struct render_options options = { 0 };
    buf_init(&buf);
    render_text(&buf, &sources, &diags, &options);
    buf_finish(&buf);
    if (is_read) {
        check_printed(&reader, &list);
    }
    regex_set_close(reader.regexes);
    arena_finish(&arena);
    return 0;
}
