/*
 * Findings: what Tocsin has to say, and the collector of a whole run.
 *
 * A stage reports what it found and goes on; nobody stops at the first error. A finding has one
 * primary place and may have labels (other places with a word each), notes (facts), helps (what
 * to do) and fixes (exact replacements). Rendering, severity, `allow` and order come at the end
 * of the run.
 *
 *     struct finding *f = diag_report(diags, &kind_unknown_key, span, "unknown key `%.*s`", …);
 *     finding_caption(diags, f, "not a key of an alert");
 *     finding_help(diags, f, "did you mean `severity`?");
 *
 * Texts: lower case, no full stop, the thing in backticks. The message says what is wrong in
 * one line that makes sense without the picture; the caption stands beside the carets and is
 * short.
 */
#ifndef TOCSIN_DIAG_DIAG_H
#define TOCSIN_DIAG_DIAG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/vec.h"
#include "text/load.h"
#include "text/source.h"

enum severity {
    SEVERITY_OFF,
    SEVERITY_INFO,
    SEVERITY_WARNING,
    SEVERITY_ERROR,
};

/* `off`, `info`, `warning`, `error` */
const char *severity_text(enum severity severity);

struct diag_kind {
    const char *name;       /* kebab-case, stable for ever */
    enum severity severity; /* unless `checks:` says otherwise */
    bool is_check; /* a check may be configured and allowed; a language finding may not */
    bool wants_all_environments; /* "unused": true only when every environment says so */
    const char *summary;
};

#define KIND(id, name, summary) extern const struct diag_kind kind_##id;
#include "diag/kinds.def"
#undef KIND

/* All language kinds, for `explain` and for the docs; ends with NULL. */
extern const struct diag_kind *const diag_language_kinds[];

struct diag_label {
    struct span span;
    struct str text;
};

/* Replaces the text under `span`; offered only where the span is one raw slice of a file. The
 * replacement must be right in any quoting of that slice: no quotes, backslashes or line breaks
 * unless the fix replaces the whole scalar. */
struct diag_fix {
    struct span span;
    struct str replacement;
};

VEC_DECLARE(diag_label_vec, struct diag_label);
VEC_DECLARE(diag_fix_vec, struct diag_fix);

struct finding {
    const struct diag_kind *kind;
    enum severity severity;
    struct span span;
    struct str message;
    struct str caption; /* beside the carets; may be empty */
    struct str subject; /* `alerts/database/PoolExhaustion#critical`; may be empty */
    struct str topic;   /* the metric, label, receiver it is about; may be empty */
    struct diag_label_vec labels;
    struct str_vec notes;
    struct str_vec helps;
    struct diag_fix_vec fixes;
    struct str environments; /* "in `staging` only"; set when environments are merged */
    size_t more_uses;        /* the same finding in that many more uses of one template */
    struct str fingerprint;  /* set by diags_finish */
};

VEC_DECLARE(finding_vec, struct finding *);

struct diags {
    struct arena *arena;
    struct finding_vec findings;
    struct str subject; /* given to each new finding */
    size_t error_count; /* findings reported as errors so far, language ones included */
};

void diags_init(struct diags *diags, struct arena *arena);

/* Every later finding belongs to this object, until set again. The text is borrowed. */
void diag_set_subject(struct diags *diags, struct str subject);

/* Reports a finding of the kind's own severity. The returned finding may be completed until the
 * run ends; it is never NULL. */
struct finding *diag_report(struct diags *diags, const struct diag_kind *kind, struct span span,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Puts the findings of a part of the run, reported on a thread of its own, behind the others;
 * they must live as long. */
void diags_append(struct diags *diags, const struct diags *more);

void finding_caption(struct diags *diags, struct finding *finding, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void finding_label(struct diags *diags, struct finding *finding, struct span span,
    const char *format, ...) __attribute__((format(printf, 4, 5)));
void finding_note(struct diags *diags, struct finding *finding, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void finding_help(struct diags *diags, struct finding *finding, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void finding_fix(
    struct diags *diags, struct finding *finding, struct span span, struct str replacement);
void finding_topic(struct diags *diags, struct finding *finding, struct str topic);

#endif
