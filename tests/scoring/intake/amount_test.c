/* Amounts: each form alone, then the mark that a column decides. */
#include "tests/test.h"

#include <math.h>

#include "scoring/intake/amount.h"

static void forms(void **state)
{
    static const struct {
        const char *text;
        enum decimal_mark mark;
        double want; /* −1: no number */
        const char *currency;
    } CASES[] = {
        {"1234.56", DECIMAL_UNKNOWN, 1234.56, ""},
        {"1,234.56", DECIMAL_UNKNOWN, 1234.56, ""},
        {"1.234,56", DECIMAL_UNKNOWN, 1234.56, ""},
        {"1 234,56", DECIMAL_UNKNOWN, 1234.56, ""},
        {"1\u00a0234,56 \u20ac", DECIMAL_UNKNOWN, 1234.56, "EUR"},
        {"1\u202f234\u202f567", DECIMAL_UNKNOWN, 1234567, ""},
        {"1'234.50", DECIMAL_UNKNOWN, 1234.5, ""},
        {"CHF 1\u2019234.50", DECIMAL_UNKNOWN, 1234.5, "CHF"},
        {"12,34,567.00", DECIMAL_UNKNOWN, 1234567, ""},
        {"1.234.567", DECIMAL_UNKNOWN, 1234567, ""},
        {"1,234", DECIMAL_UNKNOWN, 1234, ""},
        {"1,234", DECIMAL_DOT, 1234, ""},
        {"1,234", DECIMAL_COMMA, 1.234, ""},
        {"1.234", DECIMAL_DOT, 1.234, ""},
        {"1.234", DECIMAL_COMMA, 1234, ""},
        {"0.125", DECIMAL_COMMA, 0.125, ""},
        {"12,5", DECIMAL_DOT, 12.5, ""},
        {"$1,234", DECIMAL_UNKNOWN, 1234, "USD"},
        {"US$ 5", DECIMAL_UNKNOWN, 5, "USD"},
        {"\u00a3"
         "5.50",
         DECIMAL_UNKNOWN, 5.5, "GBP"},
        {"USD 1,234.00", DECIMAL_UNKNOWN, 1234, "USD"},
        {"1234 eur", DECIMAL_UNKNOWN, 1234, "EUR"},
        {"Rs. 500", DECIMAL_UNKNOWN, 500, ""},
        {"1.5E+06", DECIMAL_UNKNOWN, 1.5e6, ""},
        {"0", DECIMAL_UNKNOWN, 0, ""},
        {"25%", DECIMAL_UNKNOWN, 25, ""},
        {"9.5K", DECIMAL_UNKNOWN, 9500, ""},
        {"9.95k", DECIMAL_UNKNOWN, 9950, ""},
        {"$1.2M", DECIMAL_UNKNOWN, 1.2e6, "USD"},
        {"1,2 Mio. \u20ac", DECIMAL_UNKNOWN, 1.2e6, "EUR"},
        {"1.234 Mio", DECIMAL_UNKNOWN, 1.234e6, ""},
        {"12 Tsd. EUR", DECIMAL_UNKNOWN, 12000, "EUR"},
        {"3.5MM", DECIMAL_UNKNOWN, 3.5e6, ""},
        {"2B USD", DECIMAL_UNKNOWN, 2e9, "USD"},
        {"\u20b9 2.5 lakh", DECIMAL_UNKNOWN, 250000, "INR"},
        {"1.5 crore", DECIMAL_UNKNOWN, 1.5e7, ""},
        {"1.5M\u20ac", DECIMAL_UNKNOWN, 1.5e6, "EUR"},
        {"35\u4e07\u5186", DECIMAL_UNKNOWN, 350000, "JPY"},
        {"1,500\u5186", DECIMAL_UNKNOWN, 1500, "JPY"},
        {"1.234,-", DECIMAL_UNKNOWN, 1234, ""},
        {"1.234,-- \u20ac", DECIMAL_UNKNOWN, 1234, "EUR"},
        {"CHF 1'234.\u2013", DECIMAL_UNKNOWN, 1234, "CHF"},
        {"500.-", DECIMAL_COMMA, 500, ""},
        {"500-", DECIMAL_UNKNOWN, -500, ""},
        {",-", DECIMAL_UNKNOWN, -1, ""},
        {"500,-5", DECIMAL_UNKNOWN, -1, ""},
        {"$ -", DECIMAL_UNKNOWN, 0, "USD"},
        {"-   \u20ac", DECIMAL_UNKNOWN, 0, "EUR"},
        {"($)", DECIMAL_UNKNOWN, -1, ""},
        {"0,5 millones", DECIMAL_UNKNOWN, 500000, ""},
        {"R$ 1,5 milh\u00f5es", DECIMAL_UNKNOWN, 1.5e6, "BRL"},
        {"35 mil", DECIMAL_UNKNOWN, 35000, ""},
        {"35 mill", DECIMAL_UNKNOWN, -1, ""},
        {"35 Euros", DECIMAL_UNKNOWN, 35, "EUR"},
        {"(1.5K)", DECIMAL_UNKNOWN, -1500, ""},
        {"MX$1,500.00", DECIMAL_UNKNOWN, 1500, "MXN"},
        {"NZ$ 5", DECIMAL_UNKNOWN, 5, "NZD"},
        {"HK$5", DECIMAL_UNKNOWN, 5, "HKD"},
        {"S$5", DECIMAL_UNKNOWN, 5, "SGD"},
        {"NT$5", DECIMAL_UNKNOWN, 5, "TWD"},
        {"R$ 1.500,00", DECIMAL_UNKNOWN, 1500, "BRL"},
        {"CN\u00a5"
         "5",
         DECIMAL_UNKNOWN, 5, "CNY"},
        {"5 z\u0142", DECIMAL_UNKNOWN, 5, "PLN"},
        {"5 K\u010d", DECIMAL_UNKNOWN, 5, "CZK"},
        {"kr 1,500.00", DECIMAL_UNKNOWN, 1500, ""},
        {"CAD $5", DECIMAL_UNKNOWN, 5, "CAD"},
        {"$5 CAD", DECIMAL_UNKNOWN, 5, "CAD"},
        {"USD 5 USD", DECIMAL_UNKNOWN, 5, "USD"},
        {"EUR $5", DECIMAL_UNKNOWN, -1, ""},
        {"5 EUR USD", DECIMAL_UNKNOWN, -1, ""},
        {"5 kg", DECIMAL_UNKNOWN, -1, ""},
        {"5 abc", DECIMAL_UNKNOWN, -1, ""},
        {"K 5", DECIMAL_UNKNOWN, -1, ""},
        {"5KM", DECIMAL_UNKNOWN, -1, ""},
        {"5K M", DECIMAL_UNKNOWN, -1, ""},
        {"1.5e3K", DECIMAL_UNKNOWN, -1, ""},
        {"5K5", DECIMAL_UNKNOWN, -1, ""},
        {"X$5", DECIMAL_UNKNOWN, -1, ""},
        {"abc", DECIMAL_UNKNOWN, -1, ""},
        {"12-34", DECIMAL_UNKNOWN, -1, ""},
        {"1 2", DECIMAL_UNKNOWN, -1, ""},
        {"5+3", DECIMAL_UNKNOWN, -1, ""},
        {"2024-01-01", DECIMAL_UNKNOWN, -1, ""},
        {"1,23,4", DECIMAL_UNKNOWN, -1, ""},
        {"1.2.3", DECIMAL_UNKNOWN, -1, ""},
        {"1,234.567.8", DECIMAL_UNKNOWN, -1, ""},
        {"$", DECIMAL_UNKNOWN, -1, ""},
        {".", DECIMAL_UNKNOWN, -1, ""},
        {"", DECIMAL_UNKNOWN, -1, ""},
    };

    (void)state;
    for (size_t k = 0; k < sizeof CASES / sizeof CASES[0]; k++) {
        double got = NAN;
        struct sv currency = {0};
        char code[4] = "";
        bool ok = amount_parse(&got, &currency, sv_from(CASES[k].text),
                               CASES[k].mark);
        if (!ok || CASES[k].want == -1) {
            if (ok || CASES[k].want != -1)
                fail_msg("\"%s\"", CASES[k].text);
            continue;
        }
        currency_code(code, currency);
        if (fabs(got - CASES[k].want) > 1e-9 || strcmp(code, CASES[k].currency))
            fail_msg("\"%s\": %.9g %s", CASES[k].text, got, code);
    }
}

static void signs(void **state)
{
    static const char *const NEGATIVE[] = {"-5",      "(5)", "5-", "\u22125",
                                           "($5.00)", "-$5", "$-5"};
    double x;

    (void)state;
    for (size_t k = 0; k < sizeof NEGATIVE / sizeof NEGATIVE[0]; k++) {
        assert_true(amount_parse(&x, NULL, sv_from(NEGATIVE[k]), DECIMAL_DOT));
        assert_true(x == -5);
    }
    assert_true(amount_parse(&x, NULL, SV("Infinity"), DECIMAL_DOT));
    assert_true(isinf(x));
    assert_true(amount_parse(&x, NULL, SV("NaN"), DECIMAL_DOT));
    assert_true(isnan(x));
    assert_true(amount_parse(&x, NULL, SV("1e999"), DECIMAL_DOT));
    assert_true(isinf(x));
}

static enum decimal_mark mark_of(const char *amounts, bool *guessed)
{
    struct amount_evidence e = {0};
    struct sv rest = sv_from(amounts);

    while (rest.len)
        amount_evidence_add(&e, sv_cut(&rest, ' '), 2);
    return amount_mark(&e, guessed);
}

static void columns_decide(void **state)
{
    bool guessed;

    (void)state;
    assert_int_equal(mark_of("1.234 5.678,90", &guessed), DECIMAL_COMMA);
    assert_int_equal(mark_of("1,234 5,678.90", &guessed), DECIMAL_DOT);
    assert_int_equal(mark_of("1.234 12.5", &guessed), DECIMAL_DOT);
    assert_int_equal(mark_of("1,234 12,5", &guessed), DECIMAL_COMMA);
    assert_int_equal(mark_of("1,234 5,678", &guessed), DECIMAL_DOT);
    assert_int_equal(mark_of("1.234 12345", &guessed), DECIMAL_DOT);
    assert_false(guessed);
    assert_int_equal(mark_of("1.234 56.000 500", &guessed), DECIMAL_COMMA);
    assert_true(guessed);
}

static void codes(void **state)
{
    char code[4];

    (void)state;
    assert_int_equal(currency_code(code, SV("eur")).len, 3);
    assert_string_equal(code, "EUR");
    currency_code(code, SV("US Dollar (USD)"));
    assert_string_equal(code, "USD");
    currency_code(code, SV("swiss franc"));
    assert_string_equal(code, "CHF");
    currency_code(code, SV("\u00a3"));
    assert_string_equal(code, "GBP");
    currency_code(code, SV("MX$"));
    assert_string_equal(code, "MXN");
    assert_true(sv_starts(currency_shared(SV("kr")), SV("SEK NOK")));
    assert_int_equal(currency_shared(SV("USD")).len, 0);
    assert_int_equal(currency_code(code, SV("kr")).len, 0);
    assert_int_equal(currency_code(code, SV("euro coins")).len, 0);
    assert_int_equal(currency_code(code, SV("")).len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forms),
        cmocka_unit_test(signs),
        cmocka_unit_test(columns_decide),
        cmocka_unit_test(codes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
