/*
 * Tokens: who may read which pack. A file of mode 0600, a line a token:
 *
 *   # what follows the token is the audience, as [report] audience names it
 *   5f0c…  cro
 *   a83e…  manager: Anna Berg
 *
 * A token has TOKEN_LEAST to TOKEN_MOST letters, digits, '-', '.', '_', '~',
 * '+', '/' or '='. Only the hash of each is kept, and all hashes are compared
 * to the end, so that time tells nothing of them. No error names a token.
 */
#ifndef CMD_IO_SERVER_TOKENS_H
#define CMD_IO_SERVER_TOKENS_H

#include "scoring/base/err.h"
#include "scoring/base/file.h"
#include "scoring/base/sv.h"

enum { TOKEN_LEAST = 24, TOKEN_MOST = 256, TOKENS_MOST = 1000 };

struct tokens {
    size_t n;
    struct token {
        char sha256[SHA256_TEXT];
        const char *folder; /* audience_folder(); "" of the CRO's */
    } * list;
};

/* Everything is in `a`. */
bool tokens_read(struct tokens *out, const char *path, struct arena *a,
                 struct err *err);
/* The same from the text of such a file. */
bool tokens_parse(struct tokens *out, struct sv text, const char *path,
                  struct arena *a, struct err *err);

/* The token of an Authorization: "Bearer TOKEN", or "Basic …" with the token
 * as the password, as browsers send it; into `out`. False: there is none. */
bool token_given(char out[TOKEN_MOST + 1], struct sv authorization);

/* NULL: none of them. */
const struct token *tokens_find(const struct tokens *t, const char *given);

#endif
