/* Mentions: who is found in a text, who is not, and what folders are called. */
#include "scoring/base/buf.h"
#include "scoring/settings/audience.h"
#include "scoring/intake/mentions.h"
#include "tests/reference.h"

enum depth { NONE, INSIDE, ANY, WHOLE }; /* the shallowest search that finds */

static void names_are_found(void **state)
{
    static const struct {
        const char *text;
        enum depth depth;
    } CASES[] = {
        {"Anna Müller calls", WHOLE},
        {"handed over by ANNA  MULLER.", WHOLE},
        {"<anna-müller>", WHOLE},
        {"user anna_muller", WHOLE},
        {"Ask Anna", ANY},
        {"Muller, A.", ANY},
        {"Annabel calls", INSIDE},
        {"ANNA2024-17", ANY},
        {"Renewal_Muller_12", ANY},
        {"RenewalMuller7", ANY},
        {"Muller2026", ANY},
        {"2026MULLER", ANY},
        {"CRMMuller", ANY},
        {"AnnaMuller", WHOLE},
        {"deal_annaMuller_2", WHOLE},
        {"Renewal\u200bMuller", ANY},
        {"Mul\u00adler", ANY},
        {"Mul\u200dler\u2060", ANY},
        {"O\u02bcShaughnessy", ANY},
        {"O\u2019Shaughnessy", ANY},
        {"AcmeMcDonald7", ANY},
        {"McDonald", ANY},
        {"Donald", NONE},
        {"siobhanoshaughnessy", ANY}, /* a long word within another */
        {"EUMuller", ANY},
        {"b.stone@corp.example wrote", WHOLE},
        {"Stone asks", ANY},
        {"the corp.example site", NONE},
        {"005A7 again", ANY},
        {"Room 12", WHOLE},
        {"12 seats", NONE},
        {"our sales team", NONE},
        {"Kwisatz Holdings", WHOLE},
        {"Kwisatz", NONE},
        {"Li said", ANY},
        {"LI, Bo", ANY},
        {"Renewal Li3", ANY},
        {"li said", NONE}, /* as a word of another language */
        {"the EU region", NONE},
        {"Mulling it over", NONE},
        {"Le Monde", NONE}, /* Le Blanc is to be seen */
        {"Bo Li said", WHOLE},
        {"Cara says", NONE}, /* Cara Stein is to be seen */
        {"Cara Voss says", WHOLE},
        {"anna mueller ruft an", WHOLE},
        {"Muellers Deal", ANY},
        {"Anna M\xc3\xbcllers Deal", WHOLE},
        {"Annas", ANY},
        {"the Steins", NONE},
        {"Soren's", WHOLE},
        {"S\xc3\xb8rens", WHOLE},
        {"SOEREN", WHOLE},
        {"for LUKASZ", ANY},
        {"\xc5\x81ukasz Ste\xc3\x9f", WHOLE},
        {"lukasz.stess", WHOLE},
        {"山田太郎様の更新", WHOLE},
        {"更新：田中様", WHOLE},
        {"鈴木様", NONE}, /* to be seen */
        {"김철수에게 전화", WHOLE},
        {"ดีลของสมชายปี", WHOLE},
        {"", NONE},
    };
    struct mentions m;
    struct arena a;

    (void)state;
    arena_init(&a);
    mentions_init(&m, &a);
    mentions_show(&m, SV("Cara Stein"));
    mentions_show(&m, SV("Steins"));
    mentions_show(&m, SV("鈴木 花子"));
    mentions_show(&m, SV("Le Blanc"));
    mentions_hide(&m, SV("EU Sales"));
    mentions_hide(&m, SV("Le Roux"));
    mentions_hide(&m, SV("Siobh\u00e1n O'Shaughnessy"));
    mentions_hide(&m, SV("Ronald McDonald"));
    mentions_hide(&m, SV("Anna Müller"));
    mentions_hide(&m, SV("b.stone@corp.example"));
    mentions_hide(&m, SV("Sales Team (005A7)"));
    mentions_hide(&m, SV("Room 12"));
    mentions_hide(&m, SV("Bo Li"));
    mentions_hide(&m, SV("Cara Voss"));
    mentions_hide(&m, SV("Stein")); /* but Cara Stein may be named */
    mentions_hide(&m, SV("S\xc3\xb8ren"));
    mentions_hide(&m, SV("\xc5\x81ukasz Ste\xc3\x9f"));
    mentions_hide(&m, SV("山田太郎"));
    mentions_hide(&m, SV("田中 花子"));
    mentions_hide(&m, SV("김철수"));
    mentions_hide(&m, SV("สมชาย"));
    mentions_hide_whole(&m, SV("Kwisatz Holdings"));
    for (size_t k = 0; k < sizeof CASES / sizeof CASES[0]; k++) {
        struct sv text = sv_from(CASES[k].text);
        enum depth found = mentions_whole(&m, text)    ? WHOLE
                           : mentions_any(&m, text)    ? ANY
                           : mentions_inside(&m, text) ? INSIDE
                                                       : NONE;
        if (found != CASES[k].depth)
            fail_msg("\"%s\": %d instead of %d", CASES[k].text, (int)found,
                     (int)CASES[k].depth);
    }
    mentions_release(&m);
    arena_release(&a);
}

/* A square of the length would take hours. */
static void long_texts_take_no_longer(void **state)
{
    static const char *const PARTS[] = {"ab", "a1", "aB", "anna",
                                        "\xe5\xb1\xb1"};
    enum { BYTES = 400000 };
    struct mentions m;
    struct arena a;
    struct buf b;

    (void)state;
    arena_init(&a);
    buf_init(&b);
    mentions_init(&m, &a);
    mentions_hide(&m, SV("Annabella Abbott"));
    mentions_hide(&m, SV("山田太郎"));
    for (size_t k = 0; k < sizeof PARTS / sizeof PARTS[0]; k++) {
        buf_clear(&b);
        while (b.len < BYTES)
            buf_add_str(&b, PARTS[k]);
        assert_false(mentions_any(&m, buf_sv(&b)));
        assert_false(mentions_inside(&m, buf_sv(&b)));
        buf_add_str(&b, "Annabella");
        assert_true(mentions_inside(&m, buf_sv(&b)));
    }
    buf_release(&b);
    mentions_release(&m);
    arena_release(&a);
}

static void audiences_and_their_folders(void **state)
{
    static const struct {
        const char *text, *folder; /* NULL: refused */
    } CASES[] = {
        {"cro", ""},
        {" Board ", "board"},
        {"manager: Anna Berg", "manager-anna-berg"},
        {"MANAGER:ANNA BERG", "manager-anna-berg"},
        {"manager: Zoë", "manager-zo-2752b886"},
        {"manager: ../x", "manager-x-d6b96a97"},
        {"manager:", NULL},
        {"manager", NULL},
        {"board: x", NULL},
        {"ceo", NULL},
        {"", NULL},
    };
    struct audience audience;
    struct arena a;

    (void)state;
    arena_init(&a);
    for (size_t k = 0; k < sizeof CASES / sizeof CASES[0]; k++) {
        bool ok = audience_parse(&audience, sv_from(CASES[k].text));
        struct sv folder = ok ? audience_folder(&audience, &a) : SV("");
        if (ok != (CASES[k].folder != NULL) ||
            (ok && !sv_eq(folder, sv_from(CASES[k].folder))))
            fail_msg("\"%s\": %d %.*s", CASES[k].text, ok, SV_ARG(folder));
    }
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_found),
        cmocka_unit_test(long_texts_take_no_longer),
        cmocka_unit_test(audiences_and_their_folders),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
