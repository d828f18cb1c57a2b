/*
 * tocsin schema: the JSON Schema of a spec file for editors, or the reference pages.
 */
#include <stdio.h>
#include <string.h>

#include "command/command.h"
#include "model/grafana_options.h"
#include "model/grafana_registry.h"
#include "model/model.h"
#include "schema/schema.h"

struct schema_options {
    bool is_reference;
    bool is_panels;
};

static const struct option schema_option_table[] = {
    { "--reference", NULL, OPTION_KIND_FLAG, NULL,
        "print the reference page as Markdown instead",
        offsetof(struct schema_options, is_reference) },
    { "--panels", NULL, OPTION_KIND_FLAG, NULL,
        "print the reference of panels' options and units instead",
        offsetof(struct schema_options, is_panels) },
    { 0 },
};

/* The plain words for units, then Grafana's own by category. */
static void
print_units(struct buf *buf)
{
    buf_add_text(buf,
        "\n## Units\n\nA unit is one of these words, one of Grafana's ids below, or "
        "`suffix:`, `prefix:`, `si:`,\n`time:`, `count:`, `currency:`, `bool:` with "
        "what Grafana takes behind them.\n\n| word | Grafana's id |\n|---|---|\n");
    for (const struct grafana_unit_word *word = grafana_unit_words; word->word; word++) {
        buf_printf(buf, "| `%s` | `%s` |\n", word->word, word->id);
    }
    buf_add_text(buf, "\n| category | ids |\n|---|---|\n");
    const char *category = "";
    for (const struct grafana_unit *unit = grafana_units; unit->id; unit++) {
        if (strcmp(category, unit->category) != 0) {
            buf_printf(buf, "%s| %s | ", *category ? " |\n" : "", unit->category);
            category = unit->category;
        } else {
            buf_add_text(buf, ", ");
        }
        buf_printf(buf, "`%s`", unit->id);
    }
    buf_add_text(buf, " |\n");
}

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
    if (options.is_panels) {
        schema_print_reference(&buf, &grafana_panels_record);
        print_units(&buf);
    } else if (options.is_reference) {
        schema_print_reference(&buf, &model_record);
    } else {
        schema_print_json_schema(&buf, &model_record, STR("A Tocsin spec"));
    }
    fwrite(buf_str(&buf).at, 1, buf.len, stdout);
    buf_finish(&buf);
    return 0;
}

const struct command command_schema = { "schema", "[--reference|--panels]",
    "print the JSON Schema of a spec, for editors", schema_option_table, run };
