/*
 * Any YAML as a spec: decoding says yes or reports, in one line of visible text at a place of
 * the file; a record decoded into its struct is judged as when it is only checked.
 */
#include "fuzz.h"

#include "model/model.h"
#include "read/yaml.h"

static void
check_findings(const struct sources *sources, const struct diags *diags)
{
    for (size_t i = 0; i < diags->findings.count; i++) {
        const struct finding *finding = diags->findings.at[i];
        struct place place;
        FUZZ_CHECK(sources_locate(sources, finding->span, &place));
        FUZZ_CHECK(finding->message.len > 0);
        for (size_t j = 0; j < finding->message.len; j++) {
            FUZZ_CHECK((unsigned char)finding->message.at[j] >= 0x20);
        }
    }
}

/* The number of errors that decoding finds. */
static size_t
count_errors(struct arena *arena, const struct sources *sources, const struct record *record,
    const struct value *value, void *out)
{
    struct diags diags;
    diags_init(&diags, arena);
    struct schema_context context = { .arena = arena, .diags = &diags };
    context.versions[TOOL_ALERTMANAGER] = (struct version){ 0, 27, 0 };
    bool is_ok = schema_decode(&context, record, value, out);
    FUZZ_CHECK(is_ok == (diags.error_count == 0));
    check_findings(sources, &diags);
    return diags.error_count;
}

static void
check_span(void *user, const struct field *field, struct text text)
{
    const struct sources *sources = user;
    (void)field;
    FUZZ_CHECK(str_equal(sources_text(sources, text.span), text.str));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct record *const records[] = { &catalog_record, &alert_group_record,
        &recording_group_record, &routing_record, &policy_record };
    struct arena arena;
    arena_init(&arena);
    struct sources sources;
    sources_init(&sources, &arena);
    struct diags ignored;
    diags_init(&ignored, &arena);
    const struct source *file =
        sources_add_file(&sources, STR("input"), str_make((const char *)data, size));
    const struct value *value = read_yaml(&arena, &sources, file, &ignored);
    if (value) {
        count_errors(&arena, &sources, &model_record, value, NULL);
        struct schema_context context = { .arena = &arena, .diags = &ignored };
        schema_visit(&context, &model_record, value, FIELD_TYPE_EXPR, check_span, &sources);
    }
    for (size_t i = 0; value && i < sizeof records / sizeof records[0]; i++) {
        void *out = arena_alloc(&arena, records[i]->size, records[i]->align);
        size_t checked = count_errors(&arena, &sources, records[i], value, NULL);
        FUZZ_CHECK(checked == count_errors(&arena, &sources, records[i], value, out));
    }
    arena_finish(&arena);
    return 0;
}
