/*
 * Any bytes as JSON: a value or a finding, every place inside the file, and what was read is
 * read again from what the JSON writer makes of it.
 */
#include "fuzz.h"

#include "check_value.h"
#include "data/json_write.h"
#include "read/json.h"

static void
check_written(struct arena *arena, const struct value *value)
{
    struct sources sources;
    sources_init(&sources, arena);
    struct diags diags;
    diags_init(&diags, arena);
    struct buf buf;
    buf_init(&buf);
    json_write_value(&buf, value, JSON_LAYOUT_INDENTED);
    const struct source *file = sources_add_file(&sources, STR("written"), buf_str(&buf));
    const struct value *again = read_json(arena, &sources, file, &diags);
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
    const struct value *value = read_json(&arena, &sources, file, &diags);
    FUZZ_CHECK(value || diags.error_count > 0);
    size_t budget = SIZE_MAX;
    if (value) {
        check_value_places(&sources, file, value, &budget);
        check_written(&arena, value);
    }
    arena_finish(&arena);
    return 0;
}
