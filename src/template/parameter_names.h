/*
 * Inside the template room: the reading of parameters, what it says, and the parameters that
 * are names of something the spec declares.
 */
#ifndef TOCSIN_TEMPLATE_PARAMETER_NAMES_H
#define TOCSIN_TEMPLATE_PARAMETER_NAMES_H

#include "template/parameter.h"

/* One reading of the parameters of a use. */
struct decoding {
    lua_State *lua;
    struct diags *diags;
    int types;       /* the table of all parameters, on the stack */
    struct str path; /* `rows[2].short`; empty at the top */
};

/* "`rows[2].short`" */
struct str decoding_title(const struct decoding *decoding);

struct finding *decoding_report(struct decoding *decoding, const struct diag_kind *kind,
    struct span span, const char *format, ...) __attribute__((format(printf, 4, 5)));

/* What the type at `type` is for, and where it is declared. */
void decoding_note_doc(struct decoding *decoding, int type, struct finding *finding);

/* "did you mean `x`?" with its replacement; nothing when `better` is empty. */
void decoding_suggest(struct decoding *decoding, struct finding *finding,
    const struct value *value, struct str better);

/* A required parameter, or field at the end of the path, is not given. */
void decoding_missing(struct decoding *decoding, int type, struct str step);

/* Reports keys of the map that are not among the names; `map` may be NULL. */
bool decoding_check_keys(
    struct decoding *decoding, const struct str_vec *names, const struct value *map);

/* Whether an unknown key of the map was probably meant to be this name: that has been told. */
bool decoding_is_misspelt(
    const struct str_vec *names, const struct value *map, struct str name);

/* False after a finding; pushes a metric only when true. */
bool names_push_metric(struct decoding *decoding, int type, const struct value *value);
bool names_check_label(struct decoding *decoding, int type, const struct value *value);
bool names_check_severity(struct decoding *decoding, const struct value *value);

#endif
