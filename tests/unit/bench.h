/*
 * One text, read: what the tests of the readers share.
 */
#ifndef TOCSIN_TESTS_BENCH_H
#define TOCSIN_TESTS_BENCH_H

#include "base/buf.h"
#include "diag/diag.h"
#include "text/source.h"

struct bench {
    struct arena arena;
    struct sources sources;
    struct diags diags;
    const struct source *file;
};

static inline void
bench_open(struct bench *bench, struct str text)
{
    arena_init(&bench->arena);
    sources_init(&bench->sources, &bench->arena);
    diags_init(&bench->diags, &bench->arena);
    bench->file = sources_add_file(&bench->sources, STR("input"), text);
}

static inline void
bench_close(struct bench *bench)
{
    arena_finish(&bench->arena);
}

/* All findings, a line each: `kind line:column message / help / help`. */
static inline void
bench_show_findings(struct buf *buf, const struct bench *bench)
{
    for (size_t i = 0; i < bench->diags.findings.count; i++) {
        const struct finding *finding = bench->diags.findings.at[i];
        struct place place = { .line = 0 };
        sources_locate(&bench->sources, finding->span, &place);
        buf_printf(buf, "%s%s %u:%u %.*s", i > 0 ? "\n" : "", finding->kind->name, place.line,
            place.column, STR_ARG(finding->message));
        for (size_t j = 0; j < finding->helps.count; j++) {
            buf_printf(buf, " / %.*s", STR_ARG(finding->helps.at[j]));
        }
    }
}

#endif
