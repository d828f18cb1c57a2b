/*
 * The record tables of uses.
 */
#include "model/use.h"

static const struct field parameter_fields[] = {
    { .key = NULL },
};

static const struct record parameters_record = {
    RECORD_DEFAULTS,
    .name = "a template's parameters",
    .doc = "The parameters of a Lua template by name; `tocsin template NAME` lists them.",
    .fields = parameter_fields,
    .takes_other_keys = true,
};

#define USE_FIELDS                                                                             \
    { .key = "template",                                                                       \
        .type = FIELD_TYPE_KEY,                                                                \
        .place = offsetof(struct use, template),                                               \
        .is_required = true,                                                                   \
        .doc = "The Lua template: `NAME` is `templates/NAME.lua` of the system, of a folder "  \
               "above it or of a library, else one that Tocsin brings along." },               \
    {                                                                                          \
        .key = "with", .type = FIELD_TYPE_VALUE, .record = &parameters_record,                 \
        .place = offsetof(struct use, with), .doc = "Its parameters."                          \
    }

static const struct field use_fields[] = {
    USE_FIELDS,
    { .key = NULL },
};

const struct record use_record = {
    RECORD_DEFAULTS,
    .name = "a use",
    .doc = "A Lua template that returns sections of a spec, any but facts.",
    .fields = use_fields,
    .size = sizeof(struct use),
    .align = _Alignof(struct use),
    .key_place = offsetof(struct use, key),
    .span_place = offsetof(struct use, span),
    .text_field = "template",
};

static const struct field use_section_fields[] = {
    { .key = "use",
        .type = FIELD_TYPE_RECORD,
        .shape = FIELD_SHAPE_MAP,
        .place = 0,
        .record = &use_record,
        .key_type = FIELD_TYPE_KEY,
        .doc = "The uses by name." },
    { .key = NULL },
};

const struct record use_section_record = {
    RECORD_DEFAULTS,
    .name = "a spec",
    .doc = "The uses of a spec.",
    .fields = use_section_fields,
    .size = sizeof(struct use_list),
    .align = _Alignof(struct use_list),
    .takes_other_keys = true,
};

static const struct field use_row_fields[] = {
    USE_FIELDS,
    { .key = "key",
        .type = FIELD_TYPE_KEY,
        .place = SCHEMA_NO_PLACE,
        .doc = "In place of the row's own key; needed when one template makes several rows of "
               "a dashboard." },
    { .key = "title",
        .type = FIELD_TYPE_TEXT,
        .place = SCHEMA_NO_PLACE,
        .doc = "In place of the row's own title." },
    { .key = NULL },
};

const struct record use_row_record = {
    RECORD_DEFAULTS,
    .name = "a row by a template",
    .doc = "A Lua template that returns a row or a list of rows.",
    .fields = use_row_fields,
    .size = sizeof(struct use),
    .align = _Alignof(struct use),
    .span_place = offsetof(struct use, span),
};

static const struct field use_panel_fields[] = {
    USE_FIELDS,
    { .key = "key",
        .type = FIELD_TYPE_KEY,
        .place = SCHEMA_NO_PLACE,
        .doc = "In place of the panel's own key." },
    { .key = "title",
        .type = FIELD_TYPE_TEXT,
        .place = SCHEMA_NO_PLACE,
        .doc = "In place of the panel's own title." },
    { .key = "w",
        .type = FIELD_TYPE_TEXT,
        .place = SCHEMA_NO_PLACE,
        .doc = "In place of the panel's own width." },
    { .key = "h",
        .type = FIELD_TYPE_COUNT,
        .place = SCHEMA_NO_PLACE,
        .doc = "In place of the panel's own height." },
    { .key = NULL },
};

const struct record use_panel_record = {
    RECORD_DEFAULTS,
    .name = "a panel by a template",
    .doc = "A Lua template that returns a panel or a list of panels.",
    .fields = use_panel_fields,
    .size = sizeof(struct use),
    .align = _Alignof(struct use),
    .span_place = offsetof(struct use, span),
};

const struct record use_rules_record = {
    RECORD_DEFAULTS,
    .name = "rules by a template",
    .doc =
        "A group to whose `rules` a Lua template adds; the group's own keys may stand beside "
        "these.",
    .fields = use_fields,
    .size = sizeof(struct use),
    .align = _Alignof(struct use),
    .span_place = offsetof(struct use, span),
    .takes_other_keys = true,
};

const struct field use_row_form = { .type = FIELD_TYPE_RECORD, .record = &use_row_record };
const struct field use_panel_form = { .type = FIELD_TYPE_RECORD, .record = &use_panel_record };
const struct field use_rules_form = { .type = FIELD_TYPE_RECORD, .record = &use_rules_record };

const struct misplaced_key use_misplaced = {
    .key = "template",
    .companion = "with",
    .message = "a Lua template cannot stand in place of",
    .help = "it can stand in place of a row or a panel of a dashboard, beside the `rules` of a "
            "group, and as an entry of the section `use`",
};
