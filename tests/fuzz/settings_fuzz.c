/* Any bytes as a configuration: read, checked and described, or an error. */
#include <assert.h>
#include <stdint.h>

#include "scoring/base/buf.h"
#include "scoring/settings/settings.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct settings s;
    struct arena run;
    struct buf text;
    struct err err = {0};

    arena_init(&run);
    buf_init(&text);
    settings_default(&s);
    if (settings_read(&s, (struct sv){(const char *)data, size}, "x", &run,
                      &err)) {
        settings_check(&s);
        settings_describe(&text, &s);
        assert(text.len);
    } else {
        assert(err.code == EXIT_INPUT && !strchr(err.text, '\n'));
    }
    buf_release(&text);
    arena_release(&run);
    return 0;
}
