/*
 * What an alert must have: the policy's list, or severity and summary where there is no policy;
 * and what a panel must have.
 */
#ifndef TOCSIN_CHECK_REQUIRED_H
#define TOCSIN_CHECK_REQUIRED_H

#include "check/check.h"

/* Whether every alert must have this; sets `*place` to the policy's line, or to nothing. */
bool required_of_alerts(const struct checker *checker, struct str what, struct span *place);

/* Whether the rule has a label, or an annotation, of that name. */
bool required_has_label(const struct rule *rule, struct str name);
bool required_has_annotation(const struct rule *rule, struct str name);

/* Reports that an alert lacks an annotation that the key `key` of the spec would give it.
 * `help` is a whole text. */
void required_report(
    struct checker *checker, const struct rule *rule, struct str key, const char *help);

/* The same for a check that is about one annotation only: looks, and reports what is missing.
 */
void required_check_annotation(struct checker *checker, const struct rule *rule, struct str key,
    struct str annotation, const char *help);

/* Whether every panel should have this: by the policy's list, or title and unit where it has
 * none. Sets `*place` to the policy's line, or to nothing. */
bool required_of_panels(const struct checker *checker, struct str what, struct span *place);

/* Whether the policy lists this for every metric of the system's own. */
bool required_of_metrics(const struct checker *checker, struct str what, struct span *place);

/* Reports what a panel lacks, as an error when the policy says so and else as the check has it.
 * `message` is whole. */
struct finding *required_report_panel(struct checker *checker, const struct loaded_panel *panel,
    struct span policy, struct str message);

/* Where the panel is shown to stand: its title, else all of it. */
struct span required_panel_place(const struct loaded_panel *panel);

/* Whether some fields of the panel have, or may have, units of their own. */
bool required_panel_has_other_units(const struct loaded_panel *panel);

/* "the panel `Requests`" */
struct str required_panel_text(struct checker *checker, const struct loaded_panel *panel);

#endif
