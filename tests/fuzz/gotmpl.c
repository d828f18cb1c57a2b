/*
 * Any bytes as a template of each dialect: a tree or a finding, every place inside the text,
 * and a substitution that changes nothing but `$limit`. Findings are rendered too.
 */
#include "fuzz.h"

#include "diag/render.h"
#include "gotmpl/gotmpl.h"

static void
check_span(const struct source *source, struct span span)
{
    FUZZ_CHECK(span.at >= source->base);
    FUZZ_CHECK(span.at + span.len <= source->base + source->text.len);
}

static void
check_findings(
    const struct sources *sources, const struct source *source, const struct diags *diags)
{
    struct buf buf;
    struct render_options options = { .color = true, .width = 40 };
    buf_init(&buf);
    for (size_t i = 0; i < diags->findings.count; i++) {
        check_span(source, diags->findings.at[i]->span);
    }
    render_text(&buf, sources, diags, &options);
    FUZZ_CHECK(diags->findings.count == 0 || buf.len > 0);
    buf_finish(&buf);
}

static void
check_template(const struct source *source, const struct gotmpl *gotmpl, struct diags *diags)
{
    struct gotmpl_uses uses;
    bool is_good = gotmpl_check(gotmpl, NULL, diags, &uses);
    FUZZ_CHECK(is_good == (diags->error_count == 0));
    for (size_t i = 0; i < uses.all.count; i++) {
        check_span(source, uses.all.at[i].span);
    }
    struct buf buf;
    buf_init(&buf);
    gotmpl_print_substituted(&buf, gotmpl, STR("$limit"));
    FUZZ_CHECK(str_equal(buf_str(&buf), gotmpl->text));
    buf_finish(&buf);
}

static void
check_dialect(struct str text, const struct gotmpl_options *options)
{
    struct arena arena;
    arena_init(&arena);
    struct sources sources;
    sources_init(&sources, &arena);
    struct diags diags;
    diags_init(&diags, &arena);
    const struct source *source = sources_add_file(&sources, STR("input"), text);
    struct span span = { source->base, (uint32_t)text.len };
    const struct gotmpl *gotmpl = gotmpl_parse(&arena, text, span, options, &diags);
    FUZZ_CHECK((gotmpl == NULL) == (diags.error_count > 0));
    if (gotmpl) {
        check_template(source, gotmpl, &diags);
    }
    check_findings(&sources, source, &diags);
    arena_finish(&arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct gotmpl_options all[] = {
        { .dialect = GOTMPL_DIALECT_PROMETHEUS, .allow_limit = true },
        { .dialect = GOTMPL_DIALECT_ALERTMANAGER },
        { .dialect = GOTMPL_DIALECT_ALERTMANAGER, .is_file = true },
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        check_dialect(str_make((const char *)data, size), &all[i]);
    }
    return 0;
}
