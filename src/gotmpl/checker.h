/*
 * The state of checking a template: types instead of values (private to this room).
 */
#ifndef TOCSIN_GOTMPL_CHECKER_H
#define TOCSIN_GOTMPL_CHECKER_H

#include "gotmpl/functions.h"

/* One label of one set. */
struct label_ref {
    enum gotmpl_use_kind kind;
    struct str name;
};

VEC_DECLARE(label_ref_vec, struct label_ref);

/* What is known of a value without running anything. */
struct shape {
    enum type type;
    const struct gotmpl_node *literal; /* the STRING it is, or NULL */
    struct label_ref_vec if_true;      /* labels that are not empty when it is not */
    struct label_ref_vec if_false;     /* and when it is empty */
};

struct known_variable {
    struct str name;
    struct shape shape;
};

VEC_DECLARE(known_variable_vec, struct known_variable);

/* An argument with where it stands. */
struct argument {
    struct shape shape;
    struct span span;
};

VEC_DECLARE(argument_vec, struct argument);

struct checker {
    const struct gotmpl *gotmpl;
    struct arena *arena; /* of the template */
    struct regex_set *regexes;
    struct diags *diags;
    struct gotmpl_uses *uses;
    struct known_variable_vec variables;
    size_t scope;
    struct label_ref_vec guards;   /* labels known to be there at this point */
    struct argument_vec arguments; /* of the calls that are being read, the innermost last */
    struct shape dot;
    struct shape dollar;
    enum type *define_types; /* per define: what `.` is in it */
    bool *define_called;
    bool has_changed;  /* a define's type did */
    bool is_final;     /* the pass that reports */
    bool is_broken;    /* an error was reported */
    bool is_condition; /* values are only asked for */
    bool is_alias;     /* the operand only gets another name */
    struct str formatter;
};

struct shape shape_of(enum type type);

/* A set of labels, which takes any name as a field. */
bool type_is_map(enum type type);
const char *type_text(enum type type);

/* The type of the elements that `range` walks through, or that `index` picks. */
enum type type_element(enum type type);

/* Notes a use of a label (or, with an empty name, of a whole set). */
void checker_use_label(
    struct checker *checker, enum type map, struct str name, struct span span);
void checker_use(struct checker *checker, struct gotmpl_use use);

/* A finding in the last pass, NULL before. */
struct finding *checker_report(struct checker *checker, const struct diag_kind *kind,
    struct span span, const char *format, ...) __attribute__((format(printf, 4, 5)));

/* The value's field or method; uses and findings are made. */
struct shape checker_field(
    struct checker *checker, const struct shape *value, const struct gotmpl_name *name);

/* The result of a function for these arguments, the piped one last. */
struct shape checker_call(struct checker *checker, const struct gotmpl_node *function,
    const struct argument_vec *arguments);

/* Whether the function only asks whether that argument is empty or equal. */
bool checker_only_asks(struct str function, bool is_last_argument);

#endif
