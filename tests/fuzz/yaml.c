/*
 * Any bytes as YAML: a value or a finding, every place inside the file, and what was read is
 * read again from what the YAML writer makes of it.
 */
#include "fuzz.h"

#include "check_value.h"
#include "emit/yaml_writer.h"
#include "read/yaml.h"

static void
check_written(struct arena *arena, const struct value *value)
{
    struct sources sources;
    sources_init(&sources, arena);
    struct diags diags;
    diags_init(&diags, arena);
    struct buf buf;
    buf_init(&buf);
    yaml_write_value(&buf, value);
    const struct source *file = sources_add_file(&sources, STR("written"), buf_str(&buf));
    const struct value *again = read_yaml(arena, &sources, file, &diags);
    FUZZ_CHECK(diags.findings.count == 0);
    FUZZ_CHECK(value_equal(value, again));
    buf_finish(&buf);
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
    const struct value *value = read_yaml(&arena, &sources, file, &diags);
    FUZZ_CHECK(value || diags.error_count > 0);
    for (size_t i = 0; i < diags.findings.count; i++) {
        struct place place;
        FUZZ_CHECK(sources_locate(&sources, diags.findings.at[i]->span, &place));
    }
    size_t budget = 10000;
    if (value && check_value_places(&sources, file, value, &budget)) {
        check_written(&arena, value);
    }
    arena_finish(&arena);
    return 0;
}
