/*
 * The whole compile: any bytes as a spec file, through every stage and into the printers.
 *
 * The input stands in a file in memory (/dev/shm), for the loader opens paths only. Output is
 * compared with an empty folder and never written.
 */
#include "fuzz.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "compile/compile.h"
#include "diag/render.h"

static void
compile_file(struct str path)
{
    struct compile compile;
    compile_open(&compile);
    compile_run(&compile, &path, 1);
    bool has_errors = compile_has_errors(&compile);
    for (size_t i = 0; i < compile.systems.count && !has_errors; i++) {
        struct compile_counts counts = { 0 };
        struct str_vec stale = { 0 };
        compile_emit(
            &compile, compile.systems.at[i], STR("/nonexistent"), true, &counts, &stale);
    }
    struct buf buf;
    buf_init(&buf);
    struct render_options options = { .color = true };
    render_text(&buf, &compile.sources, &compile.diags, &options);
    render_json(&buf, &compile.sources, &compile.diags);
    buf_finish(&buf);
    compile_close(&compile);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[] = "/dev/shm/tocsin-fuzz-XXXXXX";
    int file = mkstemp(path);
    if (file < 0 || write(file, data, size) != (ssize_t)size) {
        abort();
    }
    close(file);
    compile_file(str_from(path));
    unlink(path);
    return 0;
}
