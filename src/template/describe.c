/*
 * What can be used, and the page of a template, both made of what its file says of itself.
 */
#include "template/lookup.h"

/* Up to the first full stop before a blank, or the first line. */
static struct str
first_sentence(struct str doc)
{
    doc = str_trim(doc);
    for (size_t i = 0; i < doc.len; i++) {
        bool is_end = doc.at[i] == '.' &&
                      (i + 1 == doc.len || doc.at[i + 1] == ' ' || doc.at[i + 1] == '\n');
        bool is_break = doc.at[i] == '\n' && i + 1 < doc.len && doc.at[i + 1] == '\n';
        if (is_end || is_break) {
            return str_slice(doc, 0, i);
        }
    }
    return doc;
}

static const char *const kind_places[] = {
    "in place of a row of a dashboard",
    "in place of a panel",
    "beside the `rules` of a group of alerts or recordings",
    "below `use:`, for sections of a spec",
};

static void
print_places(struct buf *page, const struct template_about *about)
{
    buf_add_text(page, "\nIt can stand\n\n");
    for (size_t i = 0; i <= TEMPLATE_KIND_SPEC; i++) {
        if (about->answers[i]) {
            buf_printf(page, "- %s\n", kind_places[i]);
        }
    }
}

static void
print_cell(struct buf *page, struct str text)
{
    struct str rest = str_trim(text);
    while (rest.at) {
        struct str line = str_cut(&rest, '\n');
        buf_add(page, str_trim(line));
        buf_add_text(page, rest.at ? " " : "");
    }
}

static void
print_parameters(struct buf *page, const struct template_about *about)
{
    if (about->parameters.count == 0) {
        buf_add_text(page, "\nIt takes no parameters.\n");
        return;
    }
    buf_add_text(page, "\n| parameter | value | default | meaning |\n|---|---|---|---|\n");
    for (size_t i = 0; i < about->parameters.count; i++) {
        const struct template_parameter *parameter = &about->parameters.at[i];
        buf_printf(page, "| `%.*s` | ", STR_ARG(parameter->name));
        print_cell(page, parameter->type);
        buf_add_text(page, " | ");
        if (parameter->is_required) {
            buf_add_text(page, "required");
        } else if (parameter->fallback.len > 0) {
            buf_printf(page, "`%.*s`", STR_ARG(parameter->fallback));
        }
        buf_add_text(page, " | ");
        print_cell(page, parameter->doc);
        buf_add_text(page, " |\n");
    }
}

static const char *
example_value(const struct template_parameter *parameter)
{
    return str_starts_with(parameter->type, STR("list")) ? "[…]" : "…";
}

/* `with:` and the parameters that must be given. */
static void
print_with(struct buf *page, const struct template_about *about)
{
    const char *gap = ", with: {";
    for (size_t i = 0; i < about->parameters.count; i++) {
        const struct template_parameter *parameter = &about->parameters.at[i];
        if (parameter->is_required) {
            buf_printf(
                page, "%s%.*s: %s", gap, STR_ARG(parameter->name), example_value(parameter));
            gap = ", ";
        }
    }
    buf_add_text(page, str_is(str_from(gap), ", ") ? "}" : "");
}

/* How a use is written, unless the template's own words show it. */
static void
print_example(struct buf *page, struct str name, const struct template_about *about)
{
    if (str_contains(about->doc, STR("```yaml"))) {
        return;
    }
    static const char *const before[] = { "rows:\n  - {template: ", "panels:\n  - {template: ",
        "alerts:\n  GROUP: {template: ", "use:\n  NAME: {template: " };
    for (size_t i = 0; i <= TEMPLATE_KIND_SPEC; i++) {
        if (about->answers[i]) {
            buf_printf(page, "\n```yaml\n%s%.*s", before[i], STR_ARG(name));
            print_with(page, about);
            buf_add_text(page, "}\n```\n");
            return;
        }
    }
}

bool
templates_describe(struct templates *templates, struct str name, struct buf *page)
{
    const struct template_file *file = template_find_name(templates, name);
    struct template_about about = { 0 };
    if (!file || !template_read_about(templates, file, &about)) {
        return false;
    }
    buf_printf(page, "# %.*s\n\n", STR_ARG(name));
    buf_add(page, str_trim(about.doc));
    buf_add_text(page, "\n");
    print_places(page, &about);
    print_example(page, name, &about);
    print_parameters(page, &about);
    return true;
}

void
templates_list(struct templates *templates, struct template_listing_vec *listings)
{
    struct str_vec names = { 0 };
    template_collect_names(templates, &names);
    for (size_t i = 0; i < names.count; i++) {
        const struct template_file *file = template_find_name(templates, names.at[i]);
        struct template_about about = { 0 };
        if (!file || !template_read_about(templates, file, &about)) {
            continue;
        }
        struct template_listing listing = { names.at[i],
            arena_copy(templates->arena, first_sentence(about.doc)), file->path };
        VEC_PUSH(templates->arena, listings, listing);
    }
}
