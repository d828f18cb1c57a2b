/*
 * Order, merging and fingerprints of findings.
 *
 * The places are found once per finding and kept in an entry beside it, since the comparison of
 * the sort would otherwise search them again and again.
 */
#include "diag/finish.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/map.h"

struct entry {
    struct finding *finding;
    struct span span; /* in a file or a use */
    struct str path;
    struct place place;
    size_t ordinal; /* keeps the sort stable */
};

VEC_DECLARE(entry_vec, struct entry);

static int
compare_numbers(size_t a, size_t b)
{
    return (a > b) - (a < b);
}

/* What makes two findings the same to a reader: zero when kind, shown place and message are. */
static int
compare_shown(const struct entry *a, const struct entry *b)
{
    int order = str_compare(a->path, b->path);
    order = order ? order : compare_numbers(a->place.line, b->place.line);
    order = order ? order : compare_numbers(a->place.column, b->place.column);
    order = order ? order : strcmp(a->finding->kind->name, b->finding->kind->name);
    return order ? order : str_compare(a->finding->message, b->finding->message);
}

static int
compare_entries(const void *left, const void *right)
{
    const struct entry *a = left;
    const struct entry *b = right;
    int order = compare_shown(a, b);
    order = order ? order : str_compare(a->finding->subject, b->finding->subject);
    order = order ? order : str_compare(a->finding->topic, b->finding->topic);
    return order ? order : compare_numbers(a->ordinal, b->ordinal);
}

static struct entry
entry_of(struct finding *finding, const struct sources *sources, size_t ordinal)
{
    struct entry entry = { .finding = finding, .ordinal = ordinal };
    entry.span = sources_to_file(sources, finding->span);
    if (sources_locate(sources, entry.span, &entry.place)) {
        entry.path = entry.place.source->name;
    }
    return entry;
}

/* Two runnings of one Lua file show the same place from different sources. Findings without a
 * place tell their objects apart by the subject alone. */
static bool
merge(struct entry *kept, const struct entry *other)
{
    if (compare_shown(kept, other) != 0) {
        return false;
    }
    if (!span_is_set(kept->span)) {
        return str_equal(kept->finding->subject, other->finding->subject);
    }
    if (kept->span.at != other->span.at) {
        kept->finding->more_uses += 1 + other->finding->more_uses;
    }
    return true;
}

/* FNV-1a; part of the output's contract, unlike the hash of the tables. */
static uint64_t
hash_text(uint64_t hash, struct str text)
{
    for (size_t i = 0; i <= text.len; i++) {
        hash ^= i < text.len ? (unsigned char)text.at[i] : 0;
        hash *= UINT64_C(0x100000001b3);
    }
    return hash;
}

static uint64_t
hash_finding(const struct finding *finding)
{
    uint64_t hash = hash_text(UINT64_C(0xcbf29ce484222325), str_from(finding->kind->name));
    return hash_text(hash_text(hash, finding->subject), finding->topic);
}

static void
give_fingerprints(struct diags *diags)
{
    struct map seen;
    map_init(&seen, diags->arena);
    for (size_t i = 0; i < diags->findings.count; i++) {
        struct finding *finding = diags->findings.at[i];
        struct str key = arena_printf(diags->arena, "%s\n%.*s\n%.*s", finding->kind->name,
            STR_ARG(finding->subject), STR_ARG(finding->topic));
        void **slot = map_slot(&seen, key);
        if (!*slot) {
            *slot = ARENA_NEW(diags->arena, size_t);
        }
        size_t *count = *slot;
        struct str ordinal = arena_printf(diags->arena, "%zu", (*count)++);
        uint64_t hash = hash_text(hash_finding(finding), ordinal);
        finding->fingerprint = arena_printf(diags->arena, "%016llx", (unsigned long long)hash);
    }
}

void
diags_finish(struct diags *diags, const struct sources *sources)
{
    struct entry_vec entries = { 0 };
    for (size_t i = 0; i < diags->findings.count; i++) {
        struct finding *finding = diags->findings.at[i];
        if (finding->severity != SEVERITY_OFF) {
            VEC_PUSH(diags->arena, &entries, entry_of(finding, sources, i));
        }
    }
    if (entries.count) {
        qsort(entries.at, entries.count, sizeof *entries.at, compare_entries);
    }
    diags->findings.count = 0;
    struct entry *kept = NULL;
    for (size_t i = 0; i < entries.count; i++) {
        if (!kept || !merge(kept, &entries.at[i])) {
            kept = &entries.at[i];
            VEC_PUSH(diags->arena, &diags->findings, kept->finding);
        }
    }
    give_fingerprints(diags);
}

struct finding_counts
diags_count(const struct diags *diags)
{
    struct finding_counts counts = { 0 };
    for (size_t i = 0; i < diags->findings.count; i++) {
        enum severity severity = diags->findings.at[i]->severity;
        counts.errors += severity == SEVERITY_ERROR;
        counts.warnings += severity == SEVERITY_WARNING;
        counts.infos += severity == SEVERITY_INFO;
    }
    return counts;
}

bool
diag_fix_place(const struct sources *sources, const struct diag_fix *fix, struct span *out)
{
    struct span span = sources_to_file(sources, fix->span);
    const struct source *written = sources_find(sources, fix->span.at);
    const struct source *source = sources_find(sources, span.at);
    if (!source || source->kind != SOURCE_KIND_FILE || written->kind == SOURCE_KIND_MADE) {
        return false;
    }
    if (!str_equal(sources_text(sources, fix->span), sources_text(sources, span))) {
        return false;
    }
    *out = span;
    return true;
}
