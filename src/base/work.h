/*
 * Work on several threads.
 *
 * Jobs are numbers; each writes to a place of its own, and whoever asked reads the places when
 * all are done, in whichever order it likes. So a result never depends on the number of threads
 * or on which was faster. What jobs share is only read while they run.
 */
#ifndef TOCSIN_BASE_WORK_H
#define TOCSIN_BASE_WORK_H

#include <stddef.h>

enum { WORK_MOST_THREADS = 8 }; /* nothing here is worth more */

typedef void work_function(void *work, size_t job);

/* Calls `function` once for each of `jobs` jobs, on up to `threads` threads of which the
 * caller's is one, and returns when all are done. A job begins only after those of lower
 * numbers have begun. Where no thread can be made, the others do its work. */
void work_run(work_function *function, void *work, size_t jobs, size_t threads);

/* As many threads as there are processors, within reason; at least 1. */
size_t work_default_threads(void);

#endif
