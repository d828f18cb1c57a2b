/*
 * What share of a compile is templates: linked into a tocsin of its own in which every call of
 * `template_run` goes through here (the linker's --wrap), so that the program that is measured
 * has no code for it. At the end a line on standard error: milliseconds of CPU in templates, of
 * the whole process, and how many uses were run.
 */
#include <stdio.h>
#include <time.h>

#include "template/use.h"

struct template_result __real_template_run(
    struct templates *templates, const struct template_use *use);
struct template_result __wrap_template_run(
    struct templates *templates, const struct template_use *use);

static double spent;
static int uses;

static double
milliseconds_of_cpu(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

__attribute__((destructor)) static void
tell(void)
{
    fprintf(stderr, "%f %f %d\n", spent, milliseconds_of_cpu(), uses);
}

struct template_result
__wrap_template_run(struct templates *templates, const struct template_use *use)
{
    double start = milliseconds_of_cpu();
    struct template_result result = __real_template_run(templates, use);
    spent += milliseconds_of_cpu() - start;
    uses++;
    return result;
}
