#include "sample/names.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

const char *const SAMPLE_STAGES[WORLD_STAGES] = {
    "Prospecting", "Qualified", "Demo", "Proposal", "Negotiation"};
const char *const SAMPLE_FORECASTS[WORLD_STAGES] = {
    "Pipeline", "Pipeline", "Pipeline", "Best Case", "Commit"};
const char *const SAMPLE_SOURCES[WORLD_SOURCES] = {
    "Inbound", "Outbound", "Referral", "Partner", "Event"};
const char *const SAMPLE_INDUSTRIES[WORLD_INDUSTRIES] = {
    "Software",   "Manufacturing", "Retail",       "Health care",
    "Financials", "Logistics",     "Public sector"};
const char *const SAMPLE_REGIONS[WORLD_REGIONS] = {"North America", "EMEA",
                                                   "APAC", "Latin America"};
const char *const SAMPLE_PRODUCTS[WORLD_PRODUCTS + 1] = {
    "Core", "Professional", "Enterprise", "Launchpad"};

static const char *const FIRST[] = {
    "Amara",   "Bruno",   "Chloé",   "Dmitri",   "Elif",   "Farid",  "Grace",
    "Hiroshi", "Ingrid",  "Jamal",   "Katya",    "Łukasz", "Meera",  "Nikos",
    "Olivia",  "Pedro",   "Quentin", "Rosa",     "Søren",  "Tomás",  "Uma",
    "Viktor",  "Wanjiru", "Xin",     "Yasmin",   "Zoltán", "Aoife",  "Bjørn",
    "Carmen",  "Declan",  "Eszter",  "François", "Giulia", "Hassan", "Imani",
    "Jürgen",  "Keiko",   "Leila",   "Mateo",    "Noor"};
static const char *const LAST[] = {
    "Okafor", "Lindqvist", "Tanaka", "O'Brien", "Müller", "Silva",  "Kowalska",
    "Haddad", "Nguyen",    "Petrov", "Moreau",  "Rossi",  "Yılmaz", "Andersen",
    "Mensah", "Castillo",  "Novák",  "Singh",   "Kim"};
static const char *const MANAGERS[] = {"Helena Brandt", "Marcus Oyelaran",
                                       "Sofía Delgado", "Rajesh Iyer",
                                       "Claire Fontaine"};

/* Whole names that a page, a PDF and a spreadsheet must all get right. */
static const char *const WORLD_NAMES[] = {"株式会社さくら製作所",
                                          "شركة النور للتجارة",
                                          "ООО «Северный Ветер»",
                                          "서울정밀전자",
                                          "Ελληνικά Τρόφιμα ΑΕ",
                                          "Müller & Söhne GmbH",
                                          "L'Éclair d'Or SA",
                                          "Zażółć Gęślą Sp. z o.o.",
                                          "深圳市晨光科技",
                                          "חברת אופק בע״מ",
                                          "Công ty Hoa Sen",
                                          "\"Quoted\" Holdings, Inc.",
                                          "O'Neil <Partners> Ltd",
                                          "Rocket 🚀 Labs",
                                          "भारत टेक्नो"};
static const char *const STEM[] = {
    "Alder",    "Brook",  "Cedar",   "Delta",    "Ember",    "Falcon",
    "Granite",  "Harbor", "Ivory",   "Juniper",  "Keystone", "Lumen",
    "Meridian", "North",  "Orchard", "Pinnacle", "Quarry",   "River",
    "Summit",   "Timber", "Union",   "Vertex",   "Willow",   "Zenith"};
static const char *const TRADE[] = {
    "Analytics", "Foods",  "Logistics", "Materials", "Medical",  "Networks",
    "Power",     "Retail", "Robotics",  "Systems",   "Textiles", "Works"};
static const char *const FORM[] = {"Inc.", "LLC", "Ltd", "GmbH", "AG", "Group"};

struct sv sample_account(size_t number, struct arena *a)
{
    size_t plain;

    if (number % 23 == 7 && number / 23 < COUNT(WORLD_NAMES))
        return sv_from(WORLD_NAMES[number / 23]);
    plain = number * 7 + number / 24;
    if (number < COUNT(STEM) * COUNT(TRADE))
        return sv_printf(a, "%s %s %s", STEM[number % COUNT(STEM)],
                         TRADE[number / COUNT(STEM) % COUNT(TRADE)],
                         FORM[plain % COUNT(FORM)]);
    return sv_printf(a, "%s %s %zu %s", STEM[number % COUNT(STEM)],
                     TRADE[number / COUNT(STEM) % COUNT(TRADE)],
                     number / (COUNT(STEM) * COUNT(TRADE)) + 1,
                     FORM[plain % COUNT(FORM)]);
}

struct sv sample_rep(int number, struct arena *a)
{
    size_t n = (size_t)number;

    return sv_printf(a, "%s %s", FIRST[n % COUNT(FIRST)],
                     LAST[(n * 5 + n / COUNT(FIRST)) % COUNT(LAST)]);
}

struct sv sample_manager(int rep)
{
    return sv_from(MANAGERS[(size_t)rep % COUNT(MANAGERS)]);
}

struct sv sample_next_step(uint32_t draw)
{
    static const char *const steps[] = {"",
                                        "Send revised quote",
                                        "Security review with IT",
                                        "Meet the CFO",
                                        "Legal redlines due",
                                        "Pilot results on Thursday",
                                        "Reference call",
                                        "",
                                        "Confirm budget holder"};
    return sv_from(steps[draw % COUNT(steps)]);
}
