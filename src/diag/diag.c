/*
 * Collecting findings.
 */
#include "diag/diag.h"

#include <stdarg.h>

#define KIND(id, name, summary)                                                                \
    const struct diag_kind kind_##id = { name, SEVERITY_ERROR, false, false, summary };
#define MILD_KIND(id, name, summary)                                                           \
    const struct diag_kind kind_##id = { name, SEVERITY_WARNING, false, false, summary };
#include "diag/kinds.def"
#undef KIND

#define KIND(id, name, summary) &kind_##id,
const struct diag_kind *const diag_language_kinds[] = {
#include "diag/kinds.def"
    NULL,
};
#undef KIND

const char *
severity_text(enum severity severity)
{
    static const char *const texts[] = { "off", "info", "warning", "error" };
    return texts[severity];
}

void
diags_init(struct diags *diags, struct arena *arena)
{
    *diags = (struct diags){ .arena = arena };
}

void
diag_set_subject(struct diags *diags, struct str subject)
{
    diags->subject = subject;
}

struct finding *
diag_report(struct diags *diags, const struct diag_kind *kind, struct span span,
    const char *format, ...)
{
    struct finding *finding = ARENA_NEW(diags->arena, struct finding);
    finding->kind = kind;
    finding->severity = kind->severity;
    finding->span = span;
    finding->subject = diags->subject;
    va_list arguments;
    va_start(arguments, format);
    finding->message = arena_vprintf(diags->arena, format, arguments);
    va_end(arguments);
    VEC_PUSH(diags->arena, &diags->findings, finding);
    diags->error_count += kind->severity == SEVERITY_ERROR;
    return finding;
}

void
diags_append(struct diags *diags, const struct diags *more)
{
    for (size_t i = 0; i < more->findings.count; i++) {
        VEC_PUSH(diags->arena, &diags->findings, more->findings.at[i]);
    }
    diags->error_count += more->error_count;
}

void
finding_caption(struct diags *diags, struct finding *finding, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    finding->caption = arena_vprintf(diags->arena, format, arguments);
    va_end(arguments);
}

void
finding_label(
    struct diags *diags, struct finding *finding, struct span span, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct diag_label label = { span, arena_vprintf(diags->arena, format, arguments) };
    va_end(arguments);
    VEC_PUSH(diags->arena, &finding->labels, label);
}

void
finding_note(struct diags *diags, struct finding *finding, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct str note = arena_vprintf(diags->arena, format, arguments);
    va_end(arguments);
    VEC_PUSH(diags->arena, &finding->notes, note);
}

void
finding_help(struct diags *diags, struct finding *finding, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct str help = arena_vprintf(diags->arena, format, arguments);
    va_end(arguments);
    VEC_PUSH(diags->arena, &finding->helps, help);
}

void
finding_fix(
    struct diags *diags, struct finding *finding, struct span span, struct str replacement)
{
    struct diag_fix fix = { span, arena_copy(diags->arena, replacement) };
    VEC_PUSH(diags->arena, &finding->fixes, fix);
}

void
finding_topic(struct diags *diags, struct finding *finding, struct str topic)
{
    finding->topic = arena_copy(diags->arena, topic);
}
