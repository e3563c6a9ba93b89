/* dealsense completion: what a shell completes, from the tables of commands
 * and options. */
#include <stdio.h>

#include "cmd/commands.h"
#include "sample/scenarios.h"
#include "scoring/base/buf.h"
#include "scoring/base/near.h"
#include "scoring/intake/dialect.h"

/* What a value or an operand is, by the name that help gives it. */
enum value { VALUE_FREE, VALUE_FILE, VALUE_FOLDER, VALUE_WORDS };

static void add_worlds(struct buf *out)
{
    scenario_names(out, " ");
}

/* Names in capitals that stand for words which another table holds. */
static const struct {
    const char *takes;
    void (*add)(struct buf *out);
} LISTS[] = {{"NAME", dialect_names}, /* of --crm */ {"WORLD", add_worlds}};
enum { N_LISTS = sizeof LISTS / sizeof LISTS[0] };

/* `takes` divides words by |; a name in capitals stands for something. */
static enum value value_kind(const char *takes)
{
    for (size_t k = 0; k < N_LISTS; k++)
        if (!strcmp(takes, LISTS[k].takes))
            return VALUE_WORDS;
    if (!strcmp(takes, "DIR") || !strcmp(takes, "PACK"))
        return VALUE_FOLDER;
    if (sv_ends(sv_from(takes), SV("FILE")) ||
        sv_ends(sv_from(takes), SV(".csv")))
        return VALUE_FILE;
    return takes[0] >= 'a' && takes[0] <= 'z' ? VALUE_WORDS : VALUE_FREE;
}

static void add_words(struct buf *out, const char *takes)
{
    struct sv rest = sv_from(takes);

    for (size_t k = 0; k < N_LISTS; k++)
        if (!strcmp(takes, LISTS[k].takes)) {
            LISTS[k].add(out);
            return;
        }
    for (bool first = true; rest.len; first = false) {
        buf_add_str(out, first ? "" : " ");
        buf_add_sv(out, sv_cut(&rest, '|'));
    }
}

/* Names of the commands, one blank between. */
static void add_commands(struct buf *out)
{
    for (size_t i = 0; i < COMMANDS_N; i++)
        buf_printf(out, "%s%s", i ? " " : "", COMMANDS[i].name);
}

/* The first operand, of which alone there is something to complete. */
static struct sv operand(const struct command *command)
{
    struct sv rest = sv_from(command->operands);
    struct sv first = sv_cut(&rest, ' ');

    if (sv_starts(first, SV("["))) /* it may be left out */
        first = (struct sv){first.ptr + 1, first.len - 2};
    return first;
}

static const char *operand_cstr(char out[32], const struct command *command)
{
    struct sv first = operand(command);

    snprintf(out, 32, "%.*s", SV_ARG(first));
    return out;
}

/* Text inside '…', with those of `also` behind a backslash. */
static void add_quoted(struct buf *out, struct sv text, const char *also)
{
    for (size_t k = 0; k < text.len; k++) {
        char c = text.ptr[k];
        if (c == '\n') {
            buf_add_char(out, ' ');
        } else if (c == '\'') {
            buf_add_str(out, "'\\''");
        } else {
            if (strchr(also, c))
                buf_add_char(out, '\\');
            buf_add_char(out, c);
        }
    }
}

/* The first sentence of what a command does. */
static struct sv summary_of(const struct command *command)
{
    struct sv text = sv_from(command->summary);

    for (size_t k = 0; k + 1 < text.len; k++)
        if (text.ptr[k] == '.' &&
            (text.ptr[k + 1] == '\n' || text.ptr[k + 1] == ' '))
            text.len = k + 1;
    return text;
}

/* Bash: one function; COMP_WORDBREAKS has "=", so --crm=x comes as 3 words. */

static void bash_value(struct buf *out, const char *takes)
{
    switch (value_kind(takes)) {
    case VALUE_FILE:
        buf_add_str(out, "_dealsense_paths -f");
        break;
    case VALUE_FOLDER:
        buf_add_str(out, "_dealsense_paths -d");
        break;
    case VALUE_WORDS:
        buf_add_str(out, "_dealsense_words \"");
        add_words(out, takes);
        buf_add_char(out, '"');
        break;
    case VALUE_FREE:
        buf_add_char(out, ':');
        break;
    }
}

static void bash_command(struct buf *out, const struct command *command)
{
    char takes[32];

    buf_printf(out,
               "    %s)\n        if [[ $cur == -* ]]; then\n"
               "            _dealsense_words \"",
               command->name);
    for (size_t i = 0; i < FLAGS_N; i++)
        if (flag_known(command, &FLAGS[i]))
            buf_printf(out, "--%s ", FLAGS[i].name);
    buf_add_str(out, "--help\"\n        else\n            ");
    bash_value(out, operand_cstr(takes, command));
    buf_add_str(out, "\n        fi ;;\n");
}

static void write_bash(struct buf *out)
{
    buf_add_str(out,
                "# bash completion of dealsense, written by `dealsense "
                "completion bash`\n"
                "_dealsense_words()\n{\n"
                "    mapfile -t COMPREPLY < <(compgen -W \"$1\" -- \"$cur\")\n"
                "}\n"
                "_dealsense_paths()\n{\n"
                "    mapfile -t COMPREPLY < <(compgen \"$1\" -- \"$cur\")\n"
                "    compopt -o filenames 2>/dev/null\n"
                "}\n"
                "_dealsense()\n{\n"
                "    local cur=${COMP_WORDS[COMP_CWORD]} at=$COMP_CWORD prev\n"
                "    [[ $cur == = ]] && cur=\n"
                "    prev=${COMP_WORDS[at-1]}\n"
                "    [[ $prev == = ]] && prev=${COMP_WORDS[at-2]}\n"
                "    [[ ${COMP_WORDS[at]} == = ]] && prev=${COMP_WORDS[at-1]}\n"
                "    COMPREPLY=()\n"
                "    if ((COMP_CWORD == 1)); then\n"
                "        _dealsense_words \"");
    add_commands(out);
    buf_add_str(out, " help --help --version\"\n        return\n    fi\n"
                     "    case $prev in\n");
    for (size_t i = 0; i < FLAGS_N; i++) {
        if (!FLAGS[i].takes)
            continue;
        buf_printf(out, "    --%s)\n        ", FLAGS[i].name);
        bash_value(out, FLAGS[i].takes);
        buf_add_str(out, "\n        return ;;\n");
    }
    buf_add_str(out, "    esac\n    case ${COMP_WORDS[1]} in\n");
    for (size_t i = 0; i < COMMANDS_N; i++)
        bash_command(out, &COMMANDS[i]);
    buf_add_str(out, "    help)\n        _dealsense_words \"");
    add_commands(out);
    buf_add_str(out, "\" ;;\n    esac\n}\ncomplete -F _dealsense dealsense\n");
}

/* Zsh: _arguments, in which [ ] : are marks. */
static const char ZSH_MARKS[] = "[]:\\";

static void zsh_value(struct buf *out, const char *takes)
{
    buf_add_char(out, ':');
    add_quoted(out, sv_from(takes), ZSH_MARKS);
    buf_add_char(out, ':');
    switch (value_kind(takes)) {
    case VALUE_FILE:
        buf_add_str(out, "_files");
        break;
    case VALUE_FOLDER:
        buf_add_str(out, "_files -/");
        break;
    case VALUE_WORDS:
        buf_add_char(out, '(');
        add_words(out, takes);
        buf_add_char(out, ')');
        break;
    case VALUE_FREE:
        break;
    }
}

static void zsh_command(struct buf *out, const struct command *command)
{
    char takes[32];

    buf_printf(out, "    %s)\n        _arguments \\\n", command->name);
    for (size_t i = 0; i < FLAGS_N; i++) {
        struct buf help;
        if (!flag_known(command, &FLAGS[i]))
            continue;
        flag_help(&help, &FLAGS[i]);
        buf_printf(out, "            '--%s%s[", FLAGS[i].name,
                   FLAGS[i].takes ? "=" : "");
        add_quoted(out, buf_sv(&help), ZSH_MARKS);
        buf_add_char(out, ']');
        if (FLAGS[i].takes)
            zsh_value(out, FLAGS[i].takes);
        buf_add_str(out, "' \\\n");
        buf_release(&help);
    }
    if (operand_cstr(takes, command)[0]) {
        buf_add_str(out, "            '1");
        zsh_value(out, takes);
        buf_add_str(out, "' \\\n");
    }
    buf_add_str(out, "            '--help[this text]' ;;\n");
}

static void write_zsh(struct buf *out)
{
    buf_add_str(out, "#compdef dealsense\n# Written by `dealsense completion "
                     "zsh`\n_dealsense()\n{\n    local -a commands\n"
                     "    commands=(\n");
    for (size_t i = 0; i < COMMANDS_N; i++) {
        buf_printf(out, "        '%s:", COMMANDS[i].name);
        add_quoted(out, summary_of(&COMMANDS[i]), ZSH_MARKS);
        buf_add_str(out, "'\n");
    }
    buf_add_str(out, "    )\n    if ((CURRENT == 2)); then\n"
                     "        _describe command commands\n"
                     "        return\n    fi\n    local command=$words[2]\n"
                     "    shift words\n    ((CURRENT--))\n"
                     "    case $command in\n");
    for (size_t i = 0; i < COMMANDS_N; i++)
        zsh_command(out, &COMMANDS[i]);
    buf_add_str(out, "    help)\n        _describe command commands ;;\n"
                     "    esac\n}\n_dealsense \"$@\"\n");
}

/* Fish: a line for each command and each of its options. */
static const char FISH_MARKS[] = "\\";

static void fish_value(struct buf *out, const char *takes)
{
    switch (value_kind(takes)) {
    case VALUE_FILE:
        buf_add_str(out, " -F");
        break;
    case VALUE_FOLDER:
        buf_add_str(out, " -x -a '(__fish_complete_directories)'");
        break;
    case VALUE_WORDS:
        buf_add_str(out, " -x -a '");
        add_words(out, takes);
        buf_add_char(out, '\'');
        break;
    case VALUE_FREE:
        break;
    }
}

static void fish_describe(struct buf *out, struct sv text)
{
    buf_add_str(out, " -d '");
    add_quoted(out, text, FISH_MARKS);
    buf_add_str(out, "'\n");
}

static void fish_command(struct buf *out, const struct command *command)
{
    static const char FOR[] =
        "complete -c dealsense -n '__fish_seen_subcommand_from";
    char takes[32];

    for (size_t i = 0; i < FLAGS_N; i++) {
        struct buf help;
        if (!flag_known(command, &FLAGS[i]))
            continue;
        flag_help(&help, &FLAGS[i]);
        buf_printf(out, "%s %s' -l %s%s", FOR, command->name, FLAGS[i].name,
                   FLAGS[i].takes ? " -r" : "");
        if (FLAGS[i].takes)
            fish_value(out, FLAGS[i].takes);
        fish_describe(out, buf_sv(&help));
        buf_release(&help);
    }
    if (!operand_cstr(takes, command)[0])
        return;
    buf_printf(out, "%s %s'", FOR, command->name);
    fish_value(out, takes);
    buf_add_char(out, '\n');
}

static void write_fish(struct buf *out)
{
    buf_add_str(out, "# Written by `dealsense completion fish`\n"
                     "complete -c dealsense -f\n");
    for (size_t i = 0; i < COMMANDS_N; i++) {
        buf_printf(out, "complete -c dealsense -n __fish_use_subcommand -a %s",
                   COMMANDS[i].name);
        fish_describe(out, summary_of(&COMMANDS[i]));
    }
    buf_add_str(out, "complete -c dealsense -n __fish_use_subcommand -a help "
                     "-d 'Help of a command'\n"
                     "complete -c dealsense -l help -d 'Help'\n"
                     "complete -c dealsense -n __fish_use_subcommand -l "
                     "version -d 'Version'\n"
                     "complete -c dealsense -n '__fish_seen_subcommand_from "
                     "help' -a '");
    add_commands(out);
    buf_add_str(out, "'\n");
    for (size_t i = 0; i < COMMANDS_N; i++)
        fish_command(out, &COMMANDS[i]);
}

static const struct {
    const char *name;
    void (*write)(struct buf *out);
} SHELLS[] = {{"bash", write_bash}, {"zsh", write_zsh}, {"fish", write_fish}};
enum { N_SHELLS = sizeof SHELLS / sizeof SHELLS[0] };

int cmd_completion(const struct options *o)
{
    struct near near = near_to(sv_from(o->operands[0]));
    char hint[NEAR_TEXT];
    struct buf text;
    struct err err;

    for (size_t k = 0; k < N_SHELLS; k++) {
        near_offer(&near, sv_from(SHELLS[k].name));
        if (strcmp(o->operands[0], SHELLS[k].name) != 0)
            continue;
        buf_init(&text);
        SHELLS[k].write(&text);
        fwrite(text.ptr, 1, text.len, stdout); /* main checks the stream */
        buf_release(&text);
        return EXIT_DONE;
    }
    err_set(&err, EXIT_USAGE, "completion: `%s` is none of bash, zsh, fish%s",
            o->operands[0], near_said(hint, &near, "", ""));
    return cmd_fail(o, &err);
}
