/*
 * A secret in the spec is a secret in version control, in the output, and in whatever shows
 * either. The decoder has gathered the literals that stand where a secret belongs.
 */
#include "check/check.h"

static void
report(struct checker *checker, const struct schema_secret *secret)
{
    diag_set_subject(checker->diags, secret->subject);
    struct finding *finding =
        CHECK_REPORT(checker, secret->text.span, "a secret stands in the spec: the %s `%.*s`",
            secret->is_in_url ? "password in" : "value of", STR_ARG(secret->key));
    finding_topic(checker->diags, finding, secret->key);
    finding_caption(checker->diags, finding, "readable by everybody who reads the spec");
    finding_note(checker->diags, finding,
        "if this was ever committed, take it for known and replace it");
    if (secret->has_file_twin) {
        finding_help(checker->diags, finding,
            "put it in a file beside the tool and write `%.*s_file: /etc/…`",
            STR_ARG(secret->key));
    } else {
        finding_help(checker->diags, finding,
            "write a placeholder such as `${SECRET}` that your deployment fills in");
    }
}

static void
look(struct checker *checker)
{
    for (size_t i = 0; i < checker->model->secrets.count; i++) {
        report(checker, &checker->model->secrets.at[i]);
    }
}

const struct check check_policy_inline_secret = {
    .kind = &check_kind_policy_inline_secret,
    .system = look,
};
