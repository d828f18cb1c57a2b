/*
 * The net under the limits: a timer of the processor time that the thread takes.
 *
 * Steps and bytes are counted, yet a single step of Lua may take long (comparing two long texts
 * does). When a use has taken WATCH_MILLISECONDS, `watch_is_late` says so and the next count of
 * steps ends the use in order; when it takes as long again, no more steps are counted and the
 * process ends from the signal handler, with a message that names the use.
 *
 * A watch is of the thread that opens it. The handler is one for the process and stands as long
 * as the watch that was opened first.
 */
#ifndef TOCSIN_TEMPLATE_WATCH_H
#define TOCSIN_TEMPLATE_WATCH_H

#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <time.h>

#include "base/str.h"

enum { WATCH_MILLISECONDS = 800 };

struct watch {
    bool is_open; /* without a timer the other limits must do */
    bool has_handler;
    timer_t timer;
    struct sigaction before;
    atomic_int rings;   /* the handler runs in any thread */
    struct str message; /* what the process says when it ends here */
};

void watch_open(struct watch *watch);

/* In another thread, while a watch is open that is closed later. */
void watch_open_beside(struct watch *watch, const struct watch *first);

void watch_close(struct watch *watch);

/* The message must live until `watch_stop`. */
void watch_start(struct watch *watch, struct str message);
void watch_stop(struct watch *watch);

bool watch_is_late(const struct watch *watch);

#endif
