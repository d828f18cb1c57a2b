/*
 * Threads live as long as one call: to make one takes a few ten microseconds, and nothing has
 * to be kept for the next call.
 */
#include "base/work.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

enum { STACK_BYTES = 8 * 1024 * 1024 }; /* as the main thread has; the default may be less */

struct work {
    work_function *function;
    void *work;
    size_t jobs;
    atomic_size_t next;
};

static void *
run_jobs(void *argument)
{
    struct work *work = argument;
    for (;;) {
        size_t job = atomic_fetch_add(&work->next, 1);
        if (job >= work->jobs) {
            return NULL;
        }
        work->function(work->work, job);
    }
}

/* How many could be made. */
static size_t
start_threads(struct work *work, pthread_t *threads, size_t count)
{
    size_t started = 0;
    pthread_attr_t attributes;
    if (pthread_attr_init(&attributes)) {
        return 0;
    }
    int error = pthread_attr_setstacksize(&attributes, STACK_BYTES);
    while (started < count && !error) {
        error = pthread_create(&threads[started], &attributes, run_jobs, work);
        started += !error;
    }
    pthread_attr_destroy(&attributes);
    return started;
}

void
work_run(work_function *function, void *work, size_t jobs, size_t threads)
{
    struct work shared = { .function = function, .work = work, .jobs = jobs };
    pthread_t others[WORK_MOST_THREADS - 1];
    size_t wanted = threads < jobs ? threads : jobs;
    wanted = wanted < WORK_MOST_THREADS ? wanted : WORK_MOST_THREADS;
    size_t started = wanted > 1 ? start_threads(&shared, others, wanted - 1) : 0;
    run_jobs(&shared);
    for (size_t i = 0; i < started; i++) {
        int error = pthread_join(others[i], NULL);
        assert(!error);
        (void)error;
    }
}

size_t
work_default_threads(void)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    if (processors < 1) {
        return 1;
    }
    return processors < WORK_MOST_THREADS ? (size_t)processors : WORK_MOST_THREADS;
}
