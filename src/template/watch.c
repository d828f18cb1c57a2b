/*
 * The timer of a use. The handler finds its watch through the signal's own value, so that there
 * is no global; it only counts, and the second time writes and ends the process, both of which
 * a handler may do.
 */
#include "template/watch.h"

#include <string.h>
#include <unistd.h>

static void
ring(int number, siginfo_t *info, void *context)
{
    (void)number;
    (void)context;
    if (info->si_code != SI_TIMER) {
        return;
    }
    struct watch *watch = info->si_value.sival_ptr;
    if (atomic_fetch_add(&watch->rings, 1) > 0) {
        ssize_t ignored = write(STDERR_FILENO, watch->message.at, watch->message.len);
        (void)ignored;
        _exit(2);
    }
}

static void
open_timer(struct watch *watch)
{
    struct sigevent event = { .sigev_notify = SIGEV_SIGNAL,
        .sigev_signo = SIGPROF,
        .sigev_value = { .sival_ptr = watch } };
    watch->is_open = timer_create(CLOCK_THREAD_CPUTIME_ID, &event, &watch->timer) == 0;
}

void
watch_open(struct watch *watch)
{
    struct sigaction action = { .sa_sigaction = ring, .sa_flags = SA_SIGINFO | SA_RESTART };
    sigemptyset(&action.sa_mask);
    watch->has_handler = sigaction(SIGPROF, &action, &watch->before) == 0;
    if (watch->has_handler) {
        open_timer(watch);
    }
}

void
watch_open_beside(struct watch *watch, const struct watch *first)
{
    if (first->has_handler) {
        open_timer(watch);
    }
}

void
watch_close(struct watch *watch)
{
    if (watch->is_open) {
        timer_delete(watch->timer);
        watch->is_open = false;
    }
    if (watch->has_handler) {
        sigaction(SIGPROF, &watch->before, NULL);
        watch->has_handler = false;
    }
}

static void
set_timer(struct watch *watch, long milliseconds)
{
    if (watch->is_open) {
        struct timespec time = { milliseconds / 1000, milliseconds % 1000 * 1000000 };
        struct itimerspec spec = { .it_interval = time, .it_value = time };
        timer_settime(watch->timer, 0, &spec, NULL);
    }
}

void
watch_start(struct watch *watch, struct str message)
{
    atomic_store(&watch->rings, 0);
    watch->message = message;
    set_timer(watch, WATCH_MILLISECONDS);
}

void
watch_stop(struct watch *watch)
{
    set_timer(watch, 0);
    atomic_store(&watch->rings, 0);
}

bool
watch_is_late(const struct watch *watch)
{
    return atomic_load_explicit(&watch->rings, memory_order_relaxed) > 0;
}
