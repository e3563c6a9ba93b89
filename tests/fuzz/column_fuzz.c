/* Any text as a date, an amount, a currency, a header and a clean text. */
#include <assert.h>
#include <math.h>
#include <stdint.h>

#include "scoring/intake/amount.h"
#include "scoring/intake/date_column.h"
#include "scoring/intake/dialect.h"
#include "scoring/base/encoding.h"
#include "scoring/intake/stage_names.h"
#include "scoring/settings/settings.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_date(struct sv text)
{
    struct raw_date raw = raw_date_parse(text);
    struct date_evidence evidence = {0};

    date_evidence_add(&evidence, &raw, 1);
    raw_date_settle(&raw, &evidence);
    for (int order = DATE_ORDER_AUTO; order <= DATE_ORDER_DMY; order++) {
        int32_t date = raw_date_resolve(&raw, (enum date_order)order);
        if (date == DATE_NONE)
            continue;
        struct civil c = date_civil(date);
        assert(date_from_civil(c.year, c.month, c.day) == date);
    }
    int32_t iso;
    if (date_parse_iso(&iso, text)) {
        struct civil c = date_civil(iso);
        assert(date_from_civil(c.year, c.month, c.day) == iso);
    }
}

static void try_amount(struct sv text)
{
    struct amount_evidence evidence = {0};
    char code[4];

    amount_evidence_add(&evidence, text, 1);
    for (int mark = DECIMAL_UNKNOWN; mark <= DECIMAL_COMMA; mark++) {
        struct sv currency;
        double x = 0;
        if (amount_parse(&x, &currency, text, (enum decimal_mark)mark))
            assert(currency.len <= 3);
        else
            assert(x == 0);
    }
    currency_code(code, text);
}

static void try_text(struct sv text)
{
    struct settings settings;
    struct arena a;

    arena_init(&a);
    struct sv clean = text_clean(&a, text);
    struct sv again = text_clean(&a, clean);
    assert(sv_eq(clean, again));
    for (size_t i = 0; i < clean.len; i++)
        assert((unsigned char)clean.ptr[i] >= 0x20 && clean.ptr[i] != 0x7f);
    arena_release(&a);
    assert(header_same(text, text));
    settings_default(&settings);
    assert(reading_of(text, &settings) < READ_COUNT);
    stage_usual_rank(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sv all = {(const char *)data, size};

    if (utf8_valid_length(all) < size)
        return 0; /* the gate lets no other text in */
    while (all.len) {
        struct sv line = sv_cut(&all, '\n');
        try_date(line);
        try_amount(line);
        try_text(line);
    }
    return 0;
}
