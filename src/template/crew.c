/*
 * Each thread takes one run of neighbours. Its states, of Lua and of everything else, are kept
 * for the next environment, whatever thread comes back for them then.
 *
 * A thread that runs out of positions stops, and so ends what could be run ahead: the rest is
 * run in its turn, behind it in positions too.
 */
#include "template/crew.h"

#include "base/work.h"
#include "model/model.h"
#include "template/state.h"

enum {
    LEAST_SHARE = 24, /* uses; a state costs as much as a few of them */
    /* for each use: an SLO of the library takes 100,000 */
    LEAST_POSITIONS = 1 << 17,
    MOST_POSITIONS = 1 << 19,
};

/* What one thread has for itself. */
struct worker {
    struct arena arena; /* of results */
    struct sources sources;
    struct interner names;
    struct model facts;
    struct diags diags;
    struct templates templates;
};

struct crew {
    struct worker *workers;
    size_t count;
    size_t positions; /* for each use, by the last call; 0: not known */
};

/* What all threads see of one call. */
struct shift {
    const struct templates *templates;
    struct worker *workers;
    struct template_use *const *uses; /* in order of their turns */
    size_t count;
    size_t threads;
    struct template_ran *ran; /* of each use */
};

/* The first use of a thread; for the number of threads, the end of all. */
static size_t
share_begin(const struct shift *shift, size_t thread)
{
    return shift->count * thread / shift->threads;
}

/* The worker as of this call: nothing is left of the last environment but its states. */
static void
prepare(
    struct worker *worker, const struct templates *templates, uint32_t offset, uint32_t size)
{
    sources_branch(&worker->sources, templates->sources, &worker->arena, offset, size);
    interner_branch(&worker->names, templates->facts->names, &worker->arena);
    worker->facts = *templates->facts;
    worker->facts.arena = &worker->arena;
    worker->facts.names = &worker->names;
    worker->facts.sources = &worker->sources;
    struct sandbox *sandbox = worker->templates.sandbox;
    struct template_lookup lookup = worker->templates.lookup;
    worker->templates = *templates;
    worker->templates.arena = &worker->arena;
    worker->templates.sources = &worker->sources;
    worker->templates.diags = &worker->diags;
    worker->templates.reader = NULL;
    worker->templates.facts = &worker->facts;
    worker->templates.crew = NULL;
    worker->templates.metrics = NULL;
    worker->templates.sandbox = sandbox;
    worker->templates.lookup = lookup;
}

/* False when the worker has no more positions: then nothing came of the use. */
static bool
run_use(struct worker *worker, const struct template_use *use, struct template_ran *ran)
{
    diags_init(&worker->diags, &worker->arena);
    diag_set_subject(&worker->diags, use->subject);
    ran->result = template_run(&worker->templates, use);
    ran->diags = worker->diags;
    return !worker->sources.is_full;
}

static void
run_share(void *work, size_t thread)
{
    const struct shift *shift = work;
    struct worker *worker = &shift->workers[thread];
    if (!worker->templates.sandbox) {
        sandbox_open(&worker->templates);
    }
    struct watch *watch = &worker->templates.sandbox->watch;
    watch_open_beside(watch, &shift->templates->sandbox->watch);
    size_t end = share_begin(shift, thread + 1);
    bool has_room = true;
    for (size_t i = share_begin(shift, thread); i < end && has_room; i++) {
        has_room = run_use(worker, shift->uses[i], &shift->ran[i]);
        shift->uses[i]->ran = has_room ? &shift->ran[i] : NULL;
    }
    watch_close(watch);
}

/* As if the worker had run nothing: its positions will be others', and what its states remember
 * of them goes with the states. */
static void
forget(struct worker *worker, const struct shift *shift, size_t thread)
{
    size_t end = share_begin(shift, thread + 1);
    for (size_t i = share_begin(shift, thread); i < end; i++) {
        shift->uses[i]->ran = NULL;
    }
    templates_close(&worker->templates);
}

/* Takes over the places of what was run; what comes behind a use that found no room will be run
 * in its turn. Other environments are like this one: half as much again is enough for them. */
static void
merge(struct templates *templates, const struct shift *shift)
{
    bool has_room = true;
    size_t taken = 0;
    for (size_t thread = 0; thread < shift->threads; thread++) {
        struct worker *worker = &shift->workers[thread];
        if (!has_room) {
            forget(worker, shift, thread);
            continue;
        }
        sources_merge(templates->sources, &worker->sources);
        has_room = !worker->sources.is_full;
        taken += worker->sources.next - worker->sources.first;
    }
    templates->crew->positions = has_room ? taken / shift->count * 3 / 2 + 1 : 0;
}

/* How many positions each use gets; 0: there are too few left. */
static size_t
share_positions(const struct templates *templates, size_t count)
{
    size_t known = templates->crew->positions;
    size_t wanted = known > 0 ? known : MOST_POSITIONS;
    size_t least = known > 0 ? known : LEAST_POSITIONS;
    size_t room = sources_room(templates->sources) / count;
    return room < least ? 0 : room < wanted ? room : wanted;
}

static void
hire(struct templates *templates, size_t count)
{
    if (!templates->crew) {
        templates->crew = ARENA_NEW(templates->arena, struct crew);
        templates->crew->workers =
            ARENA_ARRAY(templates->arena, struct worker, templates->threads);
    }
    struct crew *crew = templates->crew;
    for (; crew->count < count; crew->count++) {
        arena_init(&crew->workers[crew->count].arena);
    }
}

void
crew_run(struct templates *templates, struct template_use **uses, size_t count)
{
    size_t threads = count / LEAST_SHARE;
    threads = threads < templates->threads ? threads : templates->threads;
    if (threads < 2) {
        return;
    }
    hire(templates, threads);
    size_t room = share_positions(templates, count);
    if (room == 0) {
        return;
    }
    templates_open(templates); /* its watch has the handler */
    struct shift shift = { .templates = templates,
        .workers = templates->crew->workers,
        .uses = uses,
        .count = count,
        .threads = threads,
        .ran = ARENA_ARRAY(templates->arena, struct template_ran, count) };
    for (size_t i = 0; i < threads; i++) {
        size_t begin = share_begin(&shift, i);
        size_t share = share_begin(&shift, i + 1) - begin;
        prepare(
            &shift.workers[i], templates, (uint32_t)(begin * room), (uint32_t)(share * room));
    }
    work_run(run_share, &shift, threads, threads);
    merge(templates, &shift);
}

void
crew_close(struct templates *templates)
{
    for (size_t i = 0; templates->crew && i < templates->crew->count; i++) {
        templates_close(&templates->crew->workers[i].templates);
        arena_finish(&templates->crew->workers[i].arena);
    }
    templates->crew = NULL;
}
