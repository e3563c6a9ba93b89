/* Any bytes as the e-mail of a pack: dressed, it has one header of each kind
 * that sending sets, in front of what the pack has; or an error. */
#include "tests/fuzz/fuzz.h"

#include "render/messages/email_dress.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sv eml = {fuzz_copy((struct sv){(const char *)data, size}, false),
                     size};
    struct address to = {SV("Anna Smith"), SV("a@x.example"), SV("x.example")};
    struct email_dress d = {.from = to,
                            .n_to = 1,
                            .to = &to,
                            .date = "Mon, 29 Jun 2026 06:00:03 +0200",
                            .message_id = SV("<1@x.example>")};
    struct buf out;
    struct err err = {0};

    buf_init(&out);
    if (email_dress(&out, eml, &d, &err)) {
        struct sv rest = buf_sv(&out);
        size_t froms = 0, bcc = 0;
        while (rest.len) {
            struct sv line = sv_cut(&rest, '\n');
            if (!line.len || sv_eq(line, SV("\r")))
                break;
            froms += line.len > 5 && !strncasecmp(line.ptr, "From:", 5);
            bcc += line.len > 4 && !strncasecmp(line.ptr, "Bcc:", 4);
        }
        assert(froms == 1 && bcc == 0);
    } else {
        assert(err.code == EXIT_INPUT);
        fuzz_error(&err);
    }
    buf_release(&out);
    free((char *)eml.ptr);
    return 0;
}
