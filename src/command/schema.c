/*
 * tocsin schema: the JSON Schema of a spec file for editors, or the reference page.
 */
#include <stdio.h>

#include "command/command.h"
#include "model/model.h"
#include "schema/schema.h"

struct schema_options {
    bool is_reference;
};

static const struct option schema_option_table[] = {
    { "--reference", NULL, OPTION_KIND_FLAG, NULL,
        "print the reference page as Markdown instead",
        offsetof(struct schema_options, is_reference) },
    { 0 },
};

static int
run(const struct command *command, int argc, char **argv)
{
    struct schema_options options = { 0 };
    int count;
    int status = options_parse(command, argc, argv, &options, &count);
    if (status >= 0) {
        return status;
    }
    struct buf buf;
    buf_init(&buf);
    if (options.is_reference) {
        schema_print_reference(&buf, &model_record);
    } else {
        schema_print_json_schema(&buf, &model_record, STR("A Tocsin spec"));
    }
    fwrite(buf_str(&buf).at, 1, buf.len, stdout);
    buf_finish(&buf);
    return 0;
}

const struct command command_schema = { "schema", "[--reference]",
    "print the JSON Schema of a spec, for editors", schema_option_table, run };
