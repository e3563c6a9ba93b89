#include "scoring/intake/outcome_words.h"

#include <stdint.h>

#include "scoring/base/encoding.h"

/* What a word means; the readings themselves come first. */
enum meaning {
    MEANS_NEITHER = READ_COUNT, /* looks like a word of the others */
    MEANS_NOT_YET               /* "likely lost" has not ended */
};

enum language { EN, DE, FR, ES, PT, IT, NL, JA, LANGUAGES };

/*
 * Lower case and without accents, as values are compared; `|` stands between
 * words, and `=` before one that counts only where it is all that a value
 * says: "Loss", but not "Loss analysis". Japanese is written without blanks,
 * so its words count anywhere.
 */
static const struct {
    int means;
    const char *words[LANGUAGES];
} WORDS[] = {
    {READ_WON,
     {
         [EN] = "won|closedwon|=win|=wins|=closed win|=sold|=success|"
                "=successful|=closed successful|=deal signed",
         [DE] = "gewonnen|=gewinn|=erfolgreich|erfolgreich abgeschlossen|"
                "auftrag erhalten|zuschlag erhalten|=beauftragt",
         [FR] = "gagne|gagnee|gagnes|gagnees|remporte|remportee|remportes|"
                "remportees",
         [ES] = "ganado|ganada|ganados|ganadas|=vendido|=vendida",
         [PT] = "ganho|ganha|ganhos|ganhas|ganhou|conquistado|conquistada",
         [IT] = "vinto|vinta|vinti|aggiudicato|aggiudicata",
         [NL] = "binnengehaald|=gewonnen offerte",
         [JA] = "受注|成約|成立|商談成立|獲得済",
     }},
    {READ_LOST,
     {
         [EN] = "lost|closedlost|=loss|=closed loss|not won|unwon|dead|"
                "disqualified|qualified out|abandoned|cancelled|canceled|"
                "withdrawn|rejected|declined|no decision|no sale|no deal|"
                "no bid|no go|not interested|unsuccessful|=expired|=failed|"
                "=refused|=dropped|=omitted|=lose|=apology|=analyze failure",
         [DE] = "verloren|=verlust|nicht gewonnen|nicht erfolgreich|erfolglos|"
                "abgesagt|=absage|storniert|abgebrochen|abgelehnt|"
                "disqualifiziert|gescheitert|kein interesse|nicht beauftragt|"
                "keine entscheidung|=tot",
         [FR] = "perdu|perdue|perdus|perdues|non gagne|non gagnee|pas gagne|"
                "abandonne|abandonnee|annule|annulee|annules|annulees|"
                "disqualifie|disqualifiee|non qualifie|refuse|refusee|"
                "sans suite|pas interesse|=echec|=echoue|=mort|=morte",
         [ES] = "perdido|perdida|perdidos|perdidas|no ganado|no ganada|"
                "abandonado|abandonada|cancelado|cancelada|cancelados|"
                "canceladas|anulado|anulada|descartado|descartada|"
                "descalificado|descalificada|rechazado|rechazada|"
                "no interesado|sin interes|=muerto|=muerta|=fallido|=fallida",
         [PT] = "=perda|nao ganho|nao ganha|desqualificado|desqualificada|"
                "rejeitado|rejeitada|recusado|recusada|declinado|declinada|"
                "sem interesse|=morto|=morta|perdeu",
         [IT] = "perso|persa|persi|non vinto|non vinta|annullato|annullata|"
                "abbandonato|abbandonata|squalificato|squalificata|rifiutato|"
                "rifiutata|scartato|scartata|non interessato|=fallito|"
                "=fallita|=morto",
         [NL] = "niet gewonnen|geannuleerd|afgewezen|gediskwalificeerd|"
                "afgebroken|vervallen|geen interesse|=afgezegd|=dood",
         [JA] = "失注|敗戦|見送り|見送|中止|辞退|キャンセル|取消|取り消し|"
                "失格|却下|断念|不成立|不成約|破談|商談消滅",
     }},
    {READ_CLOSED,
     {
         [EN] = "closed|=completed|=complete|=ended|=done|=finished",
         [DE] = "geschlossen|=abgeschlossen|=beendet|=erledigt",
         [FR] = "cloture|cloturee|=ferme|=fermee|=clos|=termine|"
                "=terminee",
         [ES] = "cerrado|cerrada|cerrados|cerradas|=finalizado|=finalizada|"
                "=terminado|=terminada",
         [PT] = "fechado|fechada|encerrado|encerrada|=concluido|=concluida",
         [IT] = "chiuso|chiusa|chiusi|=concluso|=conclusa",
         [NL] = "gesloten|=afgesloten|=afgerond",
         [JA] = "クローズ|=完了|=終了|=終結",
     }},
    {READ_NO_DEAL,
     {
         [EN] = "duplicate|deleted|merged",
         [DE] = "duplikat|dublette|doppelt|geloscht|geloescht",
         [FR] = "doublon|supprime|supprimee",
         [ES] = "duplicado|duplicada|eliminado|eliminada",
         [PT] = "excluido|excluida",
         [IT] = "duplicato|duplicata|eliminato|eliminata",
         [NL] = "duplicaat|dubbel|verwijderd",
         [JA] = "重複|削除",
     }},
    {READ_OPEN,
     {
         [EN] = "open|active|in progress|in process|ongoing|=new|"
                "=working|=in play",
         [DE] = "offen|offene|aktiv|in bearbeitung|laufend|=neu",
         [FR] = "ouvert|ouverte|ouverts|ouvertes|actif|en cours|=nouveau|"
                "=nouvelle",
         [ES] = "abierto|abierta|abiertos|abiertas|activo|activa|en curso|"
                "en proceso|en progreso|pendiente|=nuevo|=nueva",
         [PT] = "aberto|aberta|abertos|abertas|em aberto|ativo|ativa|"
                "em andamento|em curso|pendente|=novo|=nova",
         [IT] = "aperto|aperta|aperti|aperte|attivo|attiva|in corso|=nuovo|"
                "=nuova",
         [NL] = "actief|lopend|lopende|in behandeling|=nieuw",
         [JA] = "進行中|商談中|対応中|交渉中|オープン|継続中|=継続|=新規",
     }},
    {MEANS_NEITHER,
     {
         [EN] = "lost contact|lost touch|not lost|not closed|not yet closed|"
                "not yet won|not active|not open|meeting cancelled|"
                "meeting canceled|call cancelled|call canceled|"
                "demo cancelled|demo canceled|lost deals pipeline|"
                "lost pipeline|no deal yet|won over",
         [DE] = "nicht verloren|nicht geschlossen|noch nicht gewonnen|"
                "nicht aktiv|nicht offen",
         [FR] = "non perdu|non cloture|inactif",
         [ES] = "no perdido|no cerrado|no activo",
         [PT] = "nao perdido|nao fechado",
         [IT] = "non perso|non chiuso",
         [NL] = "niet verloren|niet gesloten",
         [JA] = "未クローズ",
     }},
    {MEANS_NOT_YET,
     {
         [EN] = "likely|probable|probably|expected|pending|almost|nearly|"
                "maybe|to be|about to|at risk|soon|verbally|verbal|awaiting|"
                "close to",
         [DE] = "wahrscheinlich|voraussichtlich|fast|bald|mundlich",
         [FR] = "probablement|presque|prevu|bientot",
         [ES] = "probablemente|casi|previsto|posible|por cerrar",
         [PT] = "provavel|provavelmente|quase",
         [IT] = "probabile|probabilmente|quasi",
         [NL] = "waarschijnlijk|bijna|verwacht",
         [JA] = "見込|予定|待ち|確度|未|直前|受注前|失注前|成約前",
     }},
};
enum { N_WORDS = sizeof WORDS / sizeof WORDS[0], FOLDED = 256 };

/* U+00C0 … U+00FF without case and accent. */
static const char LATIN[] = "aaaaaaaceeeeiiiidnooooo ouuuuyts"
                            "aaaaaaaceeeeiiiidnooooo ouuuuyty";

/* Marks that stand on or in a word and are no part of it. */
static bool is_mark(uint32_t c)
{
    return (c >= 0x300 && c < 0x370) || c == '\'' || c == 0x2019 || c == 0xad ||
           (c >= 0x200b && c < 0x2010) || (c >= 0x2060 && c < 0x2065);
}

static bool is_between(uint32_t c)
{
    return (c >= 0x80 && c < 0xc0) || (c >= 0x2000 && c < 0x2c00) ||
           (c >= 0x3000 && c < 0x3005) || (c >= 0x3008 && c < 0x3040) ||
           c == 0x30fb || (c >= 0xfe30 && c < 0xff00) ||
           (c >= 0xff5f && c < 0xff66) || c >= 0x1f000;
}

/* One blank before, between and behind the words. */
static struct sv fold(char out[FOLDED + 8], struct sv value)
{
    size_t n = 0;

    out[n++] = ' ';
    while (value.len && n < FOLDED) {
        int32_t code;
        struct sv cut = utf8_cut(&value, &code);
        if (!cut.len)
            break; /* the gate lets only UTF-8 pass */
        uint32_t c = (uint32_t)code;

        if (is_mark(c))
            continue;
        if (c >= 0xff01 && c < 0xff5f) /* as wide as a kanji */
            c = c - 0xff01 + '!';
        if (c >= 0xc0 && c < 0x100)
            c = (unsigned char)LATIN[c - 0xc0];
        if (c >= 'A' && c <= 'Z')
            c = c - 'A' + 'a';
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            out[n++] = (char)c;
        } else if (c < 0x80 || is_between(c)) {
            if (out[n - 1] != ' ')
                out[n++] = ' ';
        } else {
            memcpy(out + n, cut.ptr, cut.len);
            n += cut.len;
        }
    }
    if (out[n - 1] != ' ')
        out[n++] = ' ';
    return (struct sv){out, n};
}

/* Past the number of a stage, "6 - Closed", or of Bitrix24's pipeline,
 * "C4:LOSE". */
static size_t behind_number(struct sv text)
{
    size_t from = text.len > 1 && text.ptr[1] == 'c' ? 2 : 1, at = from;

    while (at < text.len && text.ptr[at] >= '0' && text.ptr[at] <= '9')
        at++;
    return at > from && at + 1 < text.len && text.ptr[at] == ' ' ? at + 1 : 1;
}

/* Does the word stand at `at`? */
static bool stands(struct sv word, struct sv text, size_t at)
{
    size_t end = at + word.len;

    if (end >= text.len || memcmp(text.ptr + at, word.ptr, word.len) != 0)
        return false;
    return (unsigned char)word.ptr[0] >= 0x80 ||
           (text.ptr[at - 1] == ' ' && text.ptr[end] == ' ');
}

static bool stands_alone(struct sv word, struct sv text, size_t at)
{
    return at == behind_number(text) && at + word.len + 1 == text.len &&
           !memcmp(text.ptr + at, word.ptr, word.len);
}

/* No word stands within another word or character. */
static bool may_begin(struct sv text, size_t at)
{
    unsigned char c = (unsigned char)text.ptr[at];

    return text.ptr[at - 1] == ' ' || c >= 0xc0;
}

/* The longest word at `at`: its length, 0 where there is none. */
static size_t longest(int *means, bool *anywhere, struct sv text, size_t at)
{
    size_t best = 0;

    if (!may_begin(text, at))
        return 0;
    for (size_t k = 0; k < N_WORDS; k++)
        for (size_t l = 0; l < LANGUAGES; l++) {
            struct sv rest = sv_from(WORDS[k].words[l]);
            while (rest.len) {
                struct sv word = sv_cut(&rest, '|');
                bool alone = word.ptr[0] == '=';
                if (alone)
                    word = sv_skip(word, 1);
                if (word.ptr[0] != text.ptr[at] || word.len <= best ||
                    (alone ? !stands_alone(word, text, at)
                           : !stands(word, text, at)))
                    continue;
                best = word.len;
                *means = WORDS[k].means;
                *anywhere = l == JA;
            }
        }
    return best;
}

enum reading outcome_words(struct sv value)
{
    char bytes[FOLDED + 8];
    struct sv text = fold(bytes, value);
    bool found[READ_COUNT] = {false}, not_yet = false, before = false;
    bool both = false;
    enum reading first = READ_UNKNOWN;
    size_t ended = 0; /* where the last word of won or lost ended */

    for (size_t at = 1, len; at < text.len; at += len) {
        int means = 0;
        bool anywhere = false;

        len = longest(&means, &anywhere, text, at);
        if (!len) {
            len = 1;
            continue;
        }
        if (means == MEANS_NOT_YET) {
            /* "Won, invoice pending" is won; Japanese says it behind. */
            before = before || !(anywhere || first || found[READ_CLOSED]);
            not_yet = not_yet || anywhere || before;
        } else if (means == READ_WON || means == READ_LOST) {
            /* "Won/Lost", but not "Lost – won by a competitor" */
            both = first && first != (enum reading)means && at == ended + 1 &&
                   at + len + 1 == text.len;
            if (!first)
                first = (enum reading)means;
            ended = at + len;
        } else if (means < READ_COUNT) {
            found[means] = true;
        }
    }
    if (first || found[READ_CLOSED])
        if (before ||
            (not_yet && !found[READ_CLOSED])) /* "Pending closed won" */
            return READ_OPEN;
    if (first)
        return both ? READ_CLOSED : first;
    if (found[READ_NO_DEAL])
        return READ_NO_DEAL;
    if (found[READ_CLOSED])
        return not_yet ? READ_OPEN : READ_CLOSED;
    return found[READ_OPEN] || not_yet ? READ_OPEN : READ_UNKNOWN;
}
