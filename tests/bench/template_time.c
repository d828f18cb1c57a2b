/*
 * What share of a compile is templates: linked into a tocsin of its own in which every call of
 * `template_run` goes through here (the linker's --wrap), so that the program that is measured
 * has no code for it. At the end a line on standard error: milliseconds of CPU in templates, of
 * the whole process, and how many uses were run. Uses run on several threads, so each is
 * clocked by its own thread's time.
 */
#include <stdatomic.h>
#include <stdio.h>
#include <time.h>

#include "template/use.h"

struct template_result __real_template_run(
    struct templates *templates, const struct template_use *use);
struct template_result __wrap_template_run(
    struct templates *templates, const struct template_use *use);

static atomic_llong spent; /* nanoseconds */
static atomic_int uses;

static long long
nanoseconds_of(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (long long)now.tv_sec * 1000000000 + now.tv_nsec;
}

__attribute__((destructor)) static void
tell(void)
{
    fprintf(stderr, "%f %f %d\n", (double)spent / 1e6,
        (double)nanoseconds_of(CLOCK_PROCESS_CPUTIME_ID) / 1e6, uses);
}

/* A use that another thread has run already comes here a second time, for its result. */
struct template_result
__wrap_template_run(struct templates *templates, const struct template_use *use)
{
    if (use->ran) {
        return __real_template_run(templates, use);
    }
    long long start = nanoseconds_of(CLOCK_THREAD_CPUTIME_ID);
    struct template_result result = __real_template_run(templates, use);
    spent += nanoseconds_of(CLOCK_THREAD_CPUTIME_ID) - start;
    uses++;
    return result;
}
