/*
 * Any bytes as a /metrics page: families with names, samples that belong to them, and a finding
 * for each line that is left out.
 */
#include "fuzz.h"

#include "read/exposition.h"

static void
check_family(const struct exposition_family *family)
{
    FUZZ_CHECK(family->name.len > 0);
    for (size_t i = 0; i < family->samples.count; i++) {
        const struct exposition_sample *sample = &family->samples.at[i];
        FUZZ_CHECK(str_starts_with(sample->name, family->name));
        FUZZ_CHECK(sample->value_text.len > 0);
        for (size_t j = 0; j < sample->labels.count; j++) {
            FUZZ_CHECK(sample->labels.at[j].name.len > 0);
        }
    }
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
    const struct source *file =
        sources_add_file(&sources, STR("input"), str_make((const char *)data, size));
    const struct exposition *page = read_exposition(&arena, file, &diags);
    FUZZ_CHECK(page || diags.error_count > 0);
    FUZZ_CHECK(diags.findings.count <= READ_EXPOSITION_MOST_FINDINGS);
    for (size_t i = 0; i < diags.findings.count; i++) {
        struct place place;
        FUZZ_CHECK(sources_locate(&sources, diags.findings.at[i]->span, &place));
    }
    for (size_t i = 0; page && i < page->families.count; i++) {
        check_family(page->families.at[i]);
    }
    arena_finish(&arena);
    return 0;
}
