/*
 * The watch over uses: each counts the time of its own thread, and the handler goes with the
 * first.
 */
#include "unit.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "template/watch.h"

enum { MILLION = 1000000 };

/* Burns processor time of this thread. */
static void
burn(long milliseconds)
{
    struct timespec now;
    do {
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    } while (now.tv_sec * 1000 + now.tv_nsec / MILLION < milliseconds);
}

struct beside {
    const struct watch *first;
    bool is_late;
    bool is_late_again;
};

static void *
run_late(void *argument)
{
    struct beside *beside = argument;
    struct watch watch = { 0 };
    watch_open_beside(&watch, beside->first);
    watch_start(&watch, STR("too late\n"));
    burn(WATCH_MILLISECONDS + WATCH_MILLISECONDS / 4);
    beside->is_late = watch_is_late(&watch);
    watch_stop(&watch);
    watch_start(&watch, STR("too late\n"));
    beside->is_late_again = watch_is_late(&watch);
    watch_stop(&watch);
    watch_close(&watch);
    return NULL;
}

static void *
run_for_ever(void *argument)
{
    struct watch watch = { 0 };
    watch_open_beside(&watch, argument);
    watch_start(&watch, STR("it runs for ever\n"));
    burn(100L * WATCH_MILLISECONDS);
    return NULL;
}

static void
each_thread_has_its_own_time(void **state)
{
    (void)state;
    struct watch first = { 0 };
    watch_open(&first);
    assert_true(first.is_open);
    watch_start(&first, STR("the wrong one\n"));
    struct beside beside = { .first = &first };
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, run_late, &beside), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_true(beside.is_late);
    assert_false(beside.is_late_again);
    assert_false(watch_is_late(&first));
    watch_stop(&first);
    watch_close(&first);
}

static void
nothing_of_the_handler_is_left(void **state)
{
    (void)state;
    struct sigaction before;
    struct sigaction after;
    assert_int_equal(sigaction(SIGPROF, NULL, &before), 0);
    struct watch watch = { 0 };
    watch_open(&watch);
    struct watch beside = { 0 };
    watch_open_beside(&beside, &watch);
    watch_close(&beside);
    assert_int_equal(sigaction(SIGPROF, NULL, &after), 0);
    assert_true(after.sa_flags & SA_SIGINFO);
    watch_close(&watch);
    watch_close(&watch);
    assert_int_equal(sigaction(SIGPROF, NULL, &after), 0);
    assert_true(after.sa_handler == before.sa_handler && after.sa_flags == before.sa_flags);
}

/* In the child: a use on another thread that has no end. */
static void
hang(int output)
{
    struct watch watch = { 0 };
    pthread_t thread;
    dup2(output, STDERR_FILENO);
    watch_open(&watch);
    pthread_create(&thread, NULL, run_for_ever, &watch);
    pthread_join(thread, NULL);
    _exit(0);
}

static void
a_thread_without_an_end_ends_the_process(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        hang(ends[1]);
    }
    close(ends[1]);
    char said[100] = "";
    ssize_t length = read(ends[0], said, sizeof said - 1);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    close(ends[0]);
    assert_true(length > 0 && strcmp(said, "it runs for ever\n") == 0);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 2);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_thread_has_its_own_time),
        cmocka_unit_test(nothing_of_the_handler_is_left),
        cmocka_unit_test(a_thread_without_an_end_ends_the_process),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
