#include "scoring/settings/address.h"
#include "scoring/settings/audience.h"
#include "scoring/base/buf.h"
#include "scoring/base/date.h"
#include "scoring/base/encoding.h"
#include "scoring/settings/settings_keys.h"

static void describe_free(struct buf *out, const struct settings *s)
{
    char number[KEY_NUMBER_TEXT], quarter[DATE_TEXT];

    for (size_t c = 0; c < COLUMN_COUNT; c++)
        if (s->columns[c].len)
            buf_printf(out, "columns.%s = %.*s\n", column_name((enum column)c),
                       SV_ARG(s->columns[c]));
    for (size_t c = 0; c < HISTORY_KEY_COUNT; c++)
        if (s->history[c].len)
            buf_printf(out, "columns.%s = %.*s\n",
                       history_column_name((enum history_column)c),
                       SV_ARG(s->history[c]));
    for (size_t k = 0; k < s->n_filters; k++)
        buf_printf(out, "filter.%s = %.*s: %.*s\n",
                   s->filters[k].keep ? "keep" : "exclude",
                   SV_ARG(s->filters[k].column), SV_ARG(s->filters[k].value));
    for (size_t k = 0; k < s->n_rates; k++)
        buf_printf(out, "rates.%.*s = %s\n", SV_ARG(s->rates[k].currency),
                   settings_number(number, s->rates[k].rate));
    for (size_t k = 0; k < s->n_targets; k++)
        buf_printf(out, "targets.%s%s%.*s = %.*s\n",
                   quarter_name(quarter, s->targets[k].quarter),
                   s->targets[k].who.len ? " " : "",
                   SV_ARG(s->targets[k].who), SV_ARG(s->targets[k].amount));
    for (size_t k = 0; k < s->n_actions; k++) {
        const struct action_setting *a = &s->actions[k];
        if (a->warning < WARNING_COUNT)
            buf_printf(out, "actions.%s", warning_name(a->warning));
        else
            buf_printf(out, "actions.%s.%s", subject_name(a->subject),
                       level_name(a->level));
        buf_printf(out, " = %.*s | %.*s | %d\n", SV_ARG(a->text),
                   SV_ARG(a->owner), a->due_days);
    }
}

void settings_describe(struct buf *out, const struct settings *s)
{
    for (size_t k = 0; k < SETTINGS_KEYS_N; k++) {
        const struct settings_key *key = &SETTINGS_KEYS[k];
        if (settings_key_carries(key))
            continue;
        buf_printf(out, "%s.%s = ", key->section, key->name);
        settings_key_value(out, key, s);
        buf_add_char(out, '\n');
    }
    describe_free(out, s);
}

void settings_change_texts(struct settings *s,
                           void (*change)(struct sv *text, const void *context),
                           const void *context)
{
    for (size_t k = 0; k < SETTINGS_KEYS_N; k++) {
        const struct settings_key *key = &SETTINGS_KEYS[k];
        struct sv *texts = (void *)((char *)s + key->offset);
        size_t n = key->type == KEY_TEXT ? key->count : 0;
        if (key->type == KEY_LIST)
            n = *(const size_t *)(const void *)((char *)s + key->counter);
        for (size_t i = 0; i < n && !settings_key_carries(key); i++)
            change(&texts[i], context);
    }
    for (size_t c = 0; c < COLUMN_COUNT; c++)
        change(&s->columns[c], context);
    for (size_t c = 0; c < HISTORY_KEY_COUNT; c++)
        change(&s->history[c], context);
    for (size_t k = 0; k < s->n_filters; k++) {
        change(&s->filters[k].column, context);
        change(&s->filters[k].value, context);
    }
    for (size_t k = 0; k < s->n_rates; k++)
        change(&s->rates[k].currency, context);
    for (size_t k = 0; k < s->n_targets; k++)
        change(&s->targets[k].who, context);
    for (size_t k = 0; k < s->n_actions; k++) {
        change(&s->actions[k].text, context);
        change(&s->actions[k].owner, context);
    }
}

static const char *check_rates(const struct settings *s)
{
    if (s->n_rates && !s->currency.len)
        return "[rates] gives rates but not the report's currency; add "
               "currency = USD (or yours)";
    if (s->currency.len && s->currency.len != 3)
        return "[rates] currency must be a code of three letters, such as USD";
    for (size_t k = 0; k < s->n_rates; k++)
        for (size_t j = 0; j < k; j++)
            if (sv_eq_fold(s->rates[k].currency, s->rates[j].currency))
                return "[rates] gives a currency twice; keep one";
    return NULL;
}

static bool listed_twice(const struct sv *a, size_t n, const struct sv *b,
                         size_t m)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < m; j++)
            if ((a != b || i != j) && sv_eq_fold(a[i], b[j]))
                return true;
    return false;
}

static const char *check_lists(const struct settings *s)
{
    if (listed_twice(s->own_categories, s->n_own_categories, s->own_numerics,
                     s->n_own_numerics) ||
        listed_twice(s->own_categories, s->n_own_categories, s->own_categories,
                     s->n_own_categories) ||
        listed_twice(s->own_numerics, s->n_own_numerics, s->own_numerics,
                     s->n_own_numerics))
        return "[columns] names a field of its own twice; keep one";
    if (listed_twice(s->won_stages, s->n_won_stages, s->lost_stages,
                     s->n_lost_stages))
        return "[stages] lists a stage as won and as lost; keep one";
    if (listed_twice(s->open_stages, s->n_open_stages, s->won_stages,
                     s->n_won_stages) ||
        listed_twice(s->open_stages, s->n_open_stages, s->lost_stages,
                     s->n_lost_stages))
        return "[stages] lists a stage as open and as ended; keep one";
    if (listed_twice(s->stages, s->n_stages, s->stages, s->n_stages))
        return "[stages] order names a stage twice; keep one";
    return NULL;
}

/* Links are followed by a click: only the web's own kinds. */
static bool is_web(struct sv url)
{
    for (size_t i = 0; i < url.len; i++)
        if ((unsigned char)url.ptr[i] <= ' ' || url.ptr[i] == '"' ||
            url.ptr[i] == '<' || url.ptr[i] == '>')
            return false;
    return sv_starts(url, SV("https://")) || sv_starts(url, SV("http://"));
}

/* The pages' names are written behind it, and everybody reads it. */
const char *settings_base_url(struct sv url)
{
    struct sv rest = url, host;

    sv_cut(&rest, ':');
    if (utf8_valid_length(url) < url.len)
        return "[report] base_url must be UTF-8";
    if (!is_web(url) || !sv_starts(rest, SV("//")))
        return "[report] base_url must begin with https://, without blanks, "
               "quotes or < >";
    rest = sv_skip(rest, 2);
    for (size_t i = 0; i < rest.len; i++)
        if (rest.ptr[i] == '?' || rest.ptr[i] == '#')
            return "[report] base_url must end before any ? or #, as the names "
                   "of pages follow it";
    host = sv_cut(&rest, '/');
    if (!host.len)
        return "[report] base_url must name a host after https://";
    return memchr(host.ptr, '@', host.len)
               ? "[report] base_url must hold no user or password: it is "
                 "written into messages"
               : NULL;
}

static bool holds_id(struct sv url)
{
    for (size_t i = 0; i + 4 <= url.len; i++)
        if (sv_eq((struct sv){url.ptr + i, 4}, SV("{id}")))
            return true;
    return false;
}

static const char *check_audiences(const struct settings *s)
{
    struct audience a, b;

    for (size_t k = 0; k < s->n_audiences; k++) {
        if (!audience_parse(&a, s->audiences[k]))
            return "[report] audience takes cro, board and manager: NAME";
        for (size_t j = 0; j < k; j++)
            if (audience_parse(&b, s->audiences[j]) && audience_same(&a, &b))
                return "[report] audience names one twice; keep one";
    }
    for (size_t k = 0; k < s->n_private; k++)
        if (!sv_eq_fold(s->private_fields[k], SV("account")) &&
            !listed_twice(&s->private_fields[k], 1, s->own_categories,
                          s->n_own_categories))
            return "[report] private names a field that is neither account "
                   "nor a category of [columns]";
    return NULL;
}

static bool is_colour(struct sv text)
{
    size_t sign = text.len == 7;

    for (size_t i = sign; i < text.len; i++)
        if (ascii_hex(text.ptr[i]) < 0)
            return false;
    return text.len == 6 || (sign && text.ptr[0] == '#');
}

static const char *check_brand(const struct settings *s)
{
    if (s->symbol.len > MONEY_SIGN)
        return "[report] symbol must have at most 8 bytes";
    if (s->accent.len && !is_colour(s->accent))
        return "[brand] accent must be a colour of six hexadecimal digits, "
               "such as #0b5394";
    return NULL;
}

static const char *check_links(const struct settings *s)
{
    if (s->crm_url.len && (!is_web(s->crm_url) || !holds_id(s->crm_url)))
        return "[input] crm_url must begin with https:// and hold {id}";
    return s->base_url.len ? settings_base_url(s->base_url) : NULL;
}

static bool is_host(struct sv host)
{
    for (size_t i = 0; i < host.len; i++) {
        unsigned char c = (unsigned char)host.ptr[i];
        if (c <= ' ' || c > 126 || strchr("/@?#\\\"<>", c))
            return false;
    }
    return host.len > 0;
}

static const char *check_addresses(const struct email_settings *e)
{
    struct address a;

    if (e->from.len && !address_parse(&a, e->from))
        return "[email] from must be name@example.com or Name "
               "<name@example.com>; other than ASCII only in the name";
    if (e->reply_to.len && !address_parse(&a, e->reply_to))
        return "[email] reply_to must be an address like from";
    for (size_t k = 0; k < e->n_to; k++)
        if (!address_parse(&a, e->to[k]))
            return "[email] to must hold addresses like name@example.com, a "
                   "comma between; other than ASCII only in the name (write "
                   "an international domain in its xn-- form)";
    return NULL;
}

static const char *check_sends(const struct settings *s)
{
    struct address a;

    for (size_t k = 0; k < s->n_sends; k++) {
        const struct send_settings *send = &s->sends[k];
        for (size_t j = 0; j < send->n_to; j++)
            if (!address_parse(&a, send->to[j]))
                return "[send …] to must hold addresses like those of [email]";
        if (send->n_to && !s->email.host.len)
            return "[send …] to needs [email] host and from";
        if (!send->channel.len != !send->webhook_file.len)
            return "[send …] needs channel and webhook_file, both or none: "
                   "DEALSENSE_SLACK_WEBHOOK is the CRO's";
        if (!send->n_to && !send->channel.len)
            return "[send …] names nobody; set to, or channel and "
                   "webhook_file";
    }
    return NULL;
}

static bool somebody_else(const struct settings *s)
{
    for (size_t k = 0; k < s->n_sends; k++)
        if (s->sends[k].n_to)
            return true;
    return false;
}

static const char *check_email(const struct settings *s)
{
    const struct email_settings *e = &s->email;

    for (size_t k = 0; k < e->n_attach; k++)
        if (!sv_eq_fold(e->attach[k], SV("workbook")) &&
            !sv_eq_fold(e->attach[k], SV("brief")) &&
            !(sv_eq_fold(e->attach[k], SV("none")) && e->n_attach == 1))
            return "[email] attach takes workbook, brief, both, or none";
    if (!e->host.len)
        return check_addresses(e);
    if (!is_host(e->host))
        return "[email] host must be the bare name of a mail server";
    if (!e->from.len || !(e->n_to || somebody_else(s)))
        return "[email] host needs from and to";
    if (e->tls == MAIL_PLAIN && e->user.len)
        return "[email] tls = none and user: a password is never sent "
               "without TLS";
    return check_addresses(e);
}

const char *settings_check(const struct settings *s)
{
    const struct level_settings *l = &s->levels;
    const char *why;

    if (!(l->critical > l->high && l->high > l->medium && l->medium > 0))
        return "[levels] must fall: critical above high above medium above 0";
    if (l->critical_share + l->high_share + l->medium_share > 1)
        return "[levels] shares must not add up to more than 1";
    if (!l->critical_share && (l->high_share || l->medium_share))
        return "[levels] shares need critical_share";
    if (s->rules.cycle_days[0] < s->rules.cycle_days[1] ||
        s->rules.cycle_quantile[0] < s->rules.cycle_quantile[1])
        return "[rules] cycle limits must fall, the highest first";
    if (s->rule_weight * s->rules.cap + s->forest_weight > 100 + 1e-9)
        return "[score] rule_weight × cap + forest_weight must not be above "
               "100, the highest score";
    why = check_rates(s);
    if (!why)
        why = check_lists(s);
    if (!why)
        why = check_email(s);
    if (!why)
        why = check_sends(s);
    if (!why)
        why = check_audiences(s);
    if (!why)
        why = check_brand(s);
    return why ? why : check_links(s);
}
