/* The vocabulary: whole words anywhere, in eight languages. */
#include "tests/test.h"

#include "scoring/intake/outcome_words.h"

struct list {
    enum reading want;
    const char *values; /* | between them */
};

static const struct list LISTS[] = {
    {READ_WON,
     "Won|closed won|Closed-Won|closedwon|6 - Closed Won|Closed (Won)|"
     "Won (signed)|Closed — Won!|CLOSED/WON|Win|Deal won|Opportunity Won|"
     "Gewonnen|8. Gewonnen (Auftrag)|Erfolgreich abgeschlossen|Gagnée|"
     "Fermé gagné|Ferme\u0301 gagne\u0301|GAGNÉ|Cerrado ganado|Ganada|Ganho|"
     "Fechado e ganho|Vinta|Chiuso vinto|受注|【受注】|クローズ（受注）|成約|"
     "ＷＯＮ|Closed Won - Pending Onboarding|クローズ済み成立|成立|C1:WON|"
     "Won \U0001F389|Ga\u2060nada|Clo\u200bsed Won"},
    {READ_LOST,
     "Lost|Closed (Lost)|Closed – Lost|closedlost|10. Lost / budget|"
     "Closed Lost: price|Lost to competitor|Deal lost|Dead|Loss|Disqualified|"
     "Closed - No Decision|Canceled|Cancelled by customer|Not won|"
     "Geschlossen und verloren|Verloren|nicht gewonnen|Abgesagt|Storniert|"
     "Perdue|Fermé – perdu|Abandonné|Annulée|Sans suite|Perdido|"
     "Cerrada perdida|Descartado|Não ganho|Cancelada|Perso|Chiusa persa|"
     "Annullato|Niet gewonnen|Afgewezen|Vervallen|失注|5.失注（価格）|見送り|"
     "キャンセル|不成約|Closed Lost - won by competitor|クローズ済み不成立|"
     "LOSE|C4:LOSE|APOLOGY|c12:apology|Analyze failure"},
    {READ_CLOSED,
     "Closed|Geschlossen|Clôturé|Fermée|Cerrado|Fechada|Chiuso|Gesloten|"
     "クローズ|Won/Lost|Closed Won / Lost|9 - Completed"},
    {READ_NO_DEAL,
     "8 - Closed Duplicate|Deleted|Dublette|Doublon|Duplicado|重複"},
    {READ_OPEN,
     "Open|In progress|Pending|Active|Offen|In Bearbeitung|En cours|Abierto|"
     "Em andamento|In corso|Lopend|進行中|Likely lost|Probably won|"
     "To be closed|wahrscheinlich verloren|失注予定|未受注|Expected won|C1:NEW|"
     "成立見込み|Pending Closed Won|Awaiting closed won|Close to won|Verbal won"},
    {READ_UNKNOWN,
     "|Demo|Closing call|Lost contact|Loss analysis|Win plan|Wonder|Deadline|"
     "Proposal|On Hold|Won't say|Prospecting|Angebot|見積|...|Demo completed|"
     "Not lost|Not active|12|Winter|Offerte ferme|C1:EXECUTING|Can't lose|"
     "c lose|Failure analysis"},
};

static void values_are_read(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof LISTS / sizeof LISTS[0]; k++) {
        struct sv rest = sv_from(LISTS[k].values);
        while (rest.len) {
            struct sv value = sv_cut(&rest, '|');
            enum reading got = outcome_words(value);
            if (got != LISTS[k].want)
                fail_msg("\"%.*s\" is read as %d, not %d", SV_ARG(value), got,
                         LISTS[k].want);
        }
    }
}

/* What lies behind the first 256 bytes is not looked at. */
static void long_values_end(void **state)
{
    char text[2000];

    (void)state;
    memset(text, 'x', sizeof text);
    memcpy(text, "lost ", 5);
    assert_int_equal(outcome_words((struct sv){text, sizeof text}), READ_LOST);
    memset(text, ' ', sizeof text);
    assert_int_equal(outcome_words((struct sv){text, sizeof text}),
                     READ_UNKNOWN);
    for (size_t k = 0; k + 3 <= sizeof text; k += 3)
        memcpy(text + k, "失", 3);
    assert_int_equal(outcome_words((struct sv){text, 1998}), READ_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_read),
        cmocka_unit_test(long_values_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
