/*
 * Runs a command with its output thrown away and prints its wall time in milliseconds, its peak
 * memory in KiB and its CPU time in milliseconds. A small process of its own, for a child
 * inherits the peak of the one that forks it.
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double
milliseconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static double
milliseconds_of(struct timeval time)
{
    return (double)time.tv_sec * 1e3 + (double)time.tv_usec / 1e3;
}

int
main(int argc, char **argv)
{
    if (argc < 2) {
        return 2;
    }
    double start = milliseconds_now();
    pid_t child = fork();
    if (child == 0) {
        int nowhere = open("/dev/null", O_RDWR);
        dup2(nowhere, 1);
        dup2(nowhere, 2);
        execvp(argv[1], argv + 1);
        _exit(127);
    }
    int status = 0;
    waitpid(child, &status, 0);
    double milliseconds = milliseconds_now() - start;
    struct rusage usage;
    getrusage(RUSAGE_CHILDREN, &usage);
    printf("%f %ld %f\n", milliseconds, usage.ru_maxrss,
        milliseconds_of(usage.ru_utime) + milliseconds_of(usage.ru_stime));
    return WIFEXITED(status) ? WEXITSTATUS(status) : 127;
}
