/* The configuration: defaults, reading, errors by line, description, and
 * the template that `init` prints. */
#include "tests/test.h"

#include "scoring/base/buf.h"
#include "scoring/intake/init_file.h"
#include "tests/scoring/export.h"

static void every_key_can_be_set(void **state)
{
    static const char TEXT[] =
        "\xEF\xBB\xBF# comment\n; another\r\n"
        "[columns]\nowner = Rep = Name\nCategory = A, \"B, C\"\n    D\n"
        "numeric = N\n"
        "[stages]\norder = One, Two\nwon = Yes\nlost = No, Never\n"
        "[input]\ndate_order = dmy\nencoding = windows-1252\n"
        "crm = hubspot\ncrm_url = https://crm.example/{id}\n"
        "[rules]\npreset = seed\ncycle_points = 31, 21, 11\n"
        "stage_names = Trial, Legal\ncap = 90\n"
        "[levels]\ncritical = 80\ncritical_share = 0.05\n"
        "[forest]\ntrees = 50\n[score]\nrule_weight = 0.3\n"
        "[money]\nsave_rate = 0.25\n"
        "[actions]\nrep.critical = Call them | VP | 1\n"
        "own field.low = Wait | owner | 30\n"
        "[brand]\ncompany = M\u00fcller & Co\n"
        "[report]\npaper = letter\nfiscal_month = 4\n";
    struct settings s;
    struct arena run;
    struct err err;

    (void)state;
    arena_init(&run);
    settings_default(&s);
    assert_null(settings_check(&s));
    if (!settings_read(&s, SV(TEXT), "x.ini", &run, &err))
        fail_msg("%s", err.text);
    assert_null(settings_check(&s));
    assert_sv(s.columns[COLUMN_OWNER], "Rep = Name");
    assert_int_equal(s.n_own_categories, 3);
    assert_sv(s.own_categories[1], "B, C");
    assert_sv(s.own_categories[2], "D");
    assert_int_equal(s.n_lost_stages, 2);
    assert_int_equal(s.date_order, DATE_ORDER_DMY);
    assert_int_equal(s.encoding, ENCODING_WINDOWS_1252);
    assert_sv(s.crm_url, "https://crm.example/{id}");
    assert_int_equal(s.rules.preset, PRESET_SEED);
    assert_true(s.rules.cycle_points[2] == 11 && s.rules.cap == 90);
    assert_sv(s.rules.stage_names[1], "Legal");
    assert_true(s.levels.critical == 80 && s.levels.critical_share == 0.05);
    assert_int_equal(s.forest.trees, 50);
    assert_int_equal(s.n_actions, 2);
    assert_int_equal(s.actions[0].level, LEVEL_CRITICAL);
    assert_sv(s.actions[0].owner, "VP");
    assert_int_equal(s.actions[1].subject, SUBJECT_OWN);
    assert_int_equal(s.actions[1].due_days, 30);
    assert_true(s.letter);
    assert_int_equal(s.fiscal_month, 4);
    arena_release(&run);
}

static void errors_name_the_line(void **state)
{
    static const struct {
        const char *text, *want;
    } CASES[] = {
        {"[rules]\n\ncycl_points = 1\n", "x.ini:3: [rules] has no key cycl_"},
        {"[rulez]\n", "x.ini:1: there is no section [rulez]"},
        {"cap = 1\n", "x.ini:1: cap stands before any [section]"},
        {"[rules]\ncap = high\n", "x.ini:2: cap: \"high\" is no number"},
        {"[rules]\ncap = nan\n", "x.ini:2: cap: \"nan\" is no number"},
        {"[rules]\ncap = 1e9\n", "x.ini:2: cap: 1e9 is not between 0 and 100"},
        {"[rules]\ncap = 1, 2\n",
         "x.ini:2: cap: \"2\" is too much; it takes one number"},
        {"[rules]\nrep_points = 1\n", "x.ini:2: rep_points: \"\" is no number"},
        {"[forest]\ntrees = 1.5\n", "x.ini:2: trees: 1.5 is no whole number"},
        {"[input]\ndate_order = ymd\n",
         "x.ini:2: date_order: \"ymd\" is none of: auto mdy dmy"},
        {"[columns]\nprice = X\n", "x.ini:2: [columns] has no key price"},
        {"[filter]\nexclude = Test\n", "x.ini:2: exclude: write it as"},
        {"[filter]\nomit = A: b\n", "x.ini:2: [filter] has no key omit"},
        {"[rates]\nEUR = -1\n", "x.ini:2: EUR: \"-1\" is no rate above 0"},
        {"[rates]\neuro = 1\n", "x.ini:2: [rates] has no key euro"},
        {"[actions]\nrep.urgent = x | y | 1\n",
         "x.ini:2: [actions] has no key rep.urgent"},
        {"[actions]\nrep.high = x\n", "x.ini:2: rep.high: write it as"},
        {"[rules]\nnonsense\n", "x.ini:2: is neither"},
        {"[rules\n", "x.ini:1: "},
    };

    (void)state;
    for (size_t k = 0; k < sizeof CASES / sizeof CASES[0]; k++) {
        struct settings s;
        struct arena run;
        struct err err = {0};
        arena_init(&run);
        settings_default(&s);
        if (settings_read(&s, sv_from(CASES[k].text), "x.ini", &run, &err) ||
            strncmp(err.text, CASES[k].want, strlen(CASES[k].want)) != 0)
            fail_msg("%s\nwanted %s", err.text, CASES[k].want);
        assert_int_equal(err.code, EXIT_INPUT);
        arena_release(&run);
    }
}

static void a_long_line_is_not_cut(void **state)
{
    char text[600] = "[columns]\ncategory = ";
    struct settings s;
    struct arena run;
    struct err err;

    (void)state;
    arena_init(&run);
    settings_default(&s);
    memset(text + strlen(text), 'x', 400);
    assert_false(settings_read(&s, sv_from(text), "x.ini", &run, &err));
    assert_non_null(strstr(err.text, "x.ini:2: the line is longer than"));
    text[10] = '#';
    assert_true(settings_read(&s, sv_from(text), "x.ini", &run, &err));
    arena_release(&run);
}

static void combinations_are_checked(void **state)
{
    static const char *const BAD[] = {
        "[levels]\nhigh = 80\n",
        "[levels]\ncritical_share = 0.6\nhigh_share = 0.6\n",
        "[levels]\nhigh_share = 0.2\n",
        "[score]\nrule_weight = 0.9\n",
        "[rates]\nEUR = 1.1\n",
        "[rates]\ncurrency = USD\nEUR = 1.1\neur = 1.2\n",
        "[columns]\ncategory = A\nnumeric = a\n",
        "[stages]\nwon = A\nlost = a\n",
        "[rules]\ncycle_days = 70, 90\n",
        "[input]\ncrm_url = javascript:alert({id})\n",
        "[input]\ncrm_url = https://crm.example/\n",
        "[report]\nbase_url = file:///etc\n",
        "[report]\nbase_url = https://\n",
        "[report]\nbase_url = https:///x\n",
        "[report]\nbase_url = https://example.com/?pack=\n",
        "[report]\nbase_url = https://example.com/#\n",
        "[report]\nbase_url = https://robot:secret@example.com/\n",
        "[report]\naudience = cro, ceo\n",
        "[report]\naudience = manager\n",
        "[report]\naudience = board, manager: A, manager: a\n",
        "[report]\nprivate = Champion\n",
        "[brand]\naccent = blue\n",
        "[brand]\naccent = #12345\n",
        "[brand]\naccent = 1234567\n",
    };
    struct err err;

    (void)state;
    for (size_t k = 0; k < sizeof BAD / sizeof BAD[0]; k++) {
        struct settings s;
        struct arena run;
        arena_init(&run);
        settings_default(&s);
        assert_true(settings_read(&s, sv_from(BAD[k]), "x", &run, &err));
        assert_non_null(settings_check(&s));
        arena_release(&run);
    }
}

/* What affects the result must show in the description. */
static void the_description_shows_every_change(void **state)
{
    static const char *const CHANGES[] = {
        "[columns]\nowner = X\n",
        "[columns]\ncategory = X\n",
        "[stages]\nwon = X\n",
        "[filter]\nkeep = A: b\n",
        "[input]\nencoding = utf-8\n",
        "[rates]\ncurrency = EUR\n",
        "[rules]\nregion_rate = 0.450000000000001\n",
        "[levels]\nmedium = 31\n",
        "[forest]\nmtry = 3\n",
        "[score]\nforest_weight = 59\n",
        "[money]\nsave_rate = 0.1\n",
        "[actions]\nrep.high = a | b | 2\n",
        "[brand]\ncompany = X\n",
        "[brand]\naccent = #123456\n",
        "[brand]\nlogo = X.png\n",
        "[report]\npaper = letter\n",
        "[report]\naudience = board\n",
        "[report]\nsymbol = kr\n",
        "[report]\nsymbol_position = after\n",
        "[report]\nprivate = X\n",
        "[email]\nattach = brief\n",
    };
    static const char *const ROUTES[] = {
        "[email]\nhost = mail.example.com\nto = a@example.com\n",
        "[slack]\nchannel = #revenue\n",
        "[alerts]\nstale_days = 3\n",
    };
    struct buf before, after;
    struct settings s;
    struct err err;

    (void)state;
    buf_init(&before);
    buf_init(&after);
    settings_default(&s);
    settings_describe(&before, &s);
    assert_non_null(strstr(before.ptr, "\nrules.cycle_points = 30, 20, 10\n"));
    for (size_t k = 0; k < sizeof CHANGES / sizeof CHANGES[0]; k++) {
        struct arena run;
        arena_init(&run);
        settings_default(&s);
        assert_true(settings_read(&s, sv_from(CHANGES[k]), "x", &run, &err));
        buf_clear(&after);
        settings_describe(&after, &s);
        if (sv_eq(buf_sv(&before), buf_sv(&after)))
            fail_msg("%s", CHANGES[k]);
        arena_release(&run);
    }
    /* Where a pack goes does not make it another one. */
    for (size_t k = 0; k < sizeof ROUTES / sizeof ROUTES[0]; k++) {
        struct arena run;
        arena_init(&run);
        settings_default(&s);
        assert_true(settings_read(&s, sv_from(ROUTES[k]), "x", &run, &err));
        buf_clear(&after);
        settings_describe(&after, &s);
        assert_string_equal(before.ptr, after.ptr);
        arena_release(&run);
    }
    buf_release(&before);
    buf_release(&after);
}

/* The template is a configuration, and changes nothing but to name columns. */
static void the_template_reads_back(void **state)
{
    static const char TEXT[] =
        "Opportunity ID,Stage,Amount,Rival,Size,Note;1,Created Date\n"
        "1,Closed Won,5,X,1,a,2024-01-01\n2,Closed Lost,6,Y,2,b,2024-01-01\n"
        "3,Proposal,7,X,3,c,2024-01-01\n4,Prospecting,8,Y,4,d,2024-01-01\n";
    struct export x;
    struct buf text;
    char path[64];
    int fd;

    (void)state;
    export_init(&x);
    buf_init(&text);
    fd = export_file(path, SV(TEXT));
    assert_true(init_file_write(&text, path, &x.settings, (struct sv){0},
                                &x.run, &x.err));
    close(fd);
    assert_non_null(strstr(text.ptr, "\ndeal_id = Opportunity ID\n"));
    assert_non_null(strstr(text.ptr, "\n# category = Rival\n"));
    assert_non_null(strstr(text.ptr, "\n# numeric = Size\n"));
    assert_non_null(strstr(text.ptr, "# order = Prospecting,\n#     Proposal"));
    assert_non_null(strstr(text.ptr, "\n# won = Closed Won\n"));
    assert_non_null(strstr(text.ptr, "\n# cycle_points = 30, 20, 10\n"));
    assert_true(
        settings_read(&x.settings, buf_sv(&text), "x.ini", &x.run, &x.err));
    assert_sv(x.settings.columns[COLUMN_CREATED], "Created Date");
    assert_int_equal(x.settings.n_own_categories, 0);
    assert_true(export_read(&x, SV(TEXT), (struct sv){0}));
    assert_int_equal(x.deals.n, 4);
    buf_release(&text);
    export_release(&x);
}

/* Uncommented, every line of it is still a configuration. */
static void the_template_can_be_uncommented(void **state)
{
    struct settings s;
    struct arena run;
    struct buf text, bare;
    struct err err;
    char path[64];
    int fd;

    (void)state;
    arena_init(&run);
    buf_init(&text);
    buf_init(&bare);
    settings_default(&s);
    fd = export_file(path, SV("deal_id,stage,Rival,Region 2\n1,Won,a,c\n"
                              "2,Lost,b,d\n3,Hello,a,c\n"));
    assert_true(init_file_write(&text, path, &s, (struct sv){0}, &run, &err));
    close(fd);
    struct sv rest = buf_sv(&text);
    while (rest.len) {
        struct sv line = sv_cut(&rest, '\n');
        bool key = sv_starts(line, SV("# ")) && memchr(line.ptr, '=', line.len);
        bool more = sv_starts(line, SV("#     "));
        if (key || more) /* "# a = b" and "#     b" lose their mark */
            line = (struct sv){line.ptr + (more ? 1 : 2),
                               line.len - (more ? 1 : 2)};
        buf_add_sv(&bare, line);
        buf_add_char(&bare, '\n');
    }
    if (!settings_read(&s, buf_sv(&bare), "x.ini", &run, &err))
        fail_msg("%s\n%s", err.text, bare.ptr);
    assert_int_equal(s.n_own_categories, 2);
    buf_release(&text);
    buf_release(&bare);
    arena_release(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_key_can_be_set),
        cmocka_unit_test(errors_name_the_line),
        cmocka_unit_test(a_long_line_is_not_cut),
        cmocka_unit_test(combinations_are_checked),
        cmocka_unit_test(the_description_shows_every_change),
        cmocka_unit_test(the_template_reads_back),
        cmocka_unit_test(the_template_can_be_uncommented),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
