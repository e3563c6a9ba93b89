/*
 * One process of requests, for http_check.py: a line of standard input is
 * `METHOD URL all|unsent MOST TOTAL_SECONDS FILE|- BODY|-`; a line of
 * standard output is what came of it, as JSON in all but escapes.
 */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "cmd/io/http/http.h"

static void request_once(struct http *h, struct sv line, struct arena *a)
{
    const char *method = sv_cstr(a, sv_cut(&line, ' '));
    const char *url = sv_cstr(a, sv_cut(&line, ' '));
    bool all = sv_eq(sv_cut(&line, ' '), SV("all"));
    uint64_t most = strtoull(sv_cstr(a, sv_cut(&line, ' ')), NULL, 10);
    double total = strtod(sv_cstr(a, sv_cut(&line, ' ')), NULL);
    const char *file = sv_cstr(a, sv_cut(&line, ' '));
    struct sv body = sv_trim(line);
    struct http_header headers[] = {{"Authorization", SV("Bearer s3cret")}};
    struct http_wanted wanted[] = {{"X-Told", {0}}};
    struct http_request request = {.method = method,
                                   .url = url,
                                   .n_headers = 1,
                                   .headers = headers,
                                   .body = body,
                                   .retry =
                                       all ? HTTP_RETRY_ALL : HTTP_RETRY_UNSENT,
                                   .total_seconds = total,
                                   .n_wanted = 1,
                                   .wanted = wanted,
                                   .most = most};
    struct http_response response;
    struct err err = {0};
    bool ok;

    if (strcmp(file, "-") != 0)
        request.fd = open(file, O_WRONLY | O_CREAT, 0600);
    ok = http_send(&response, h, &request, a, &err);
    printf("{\"ok\":%s,\"status\":%d,\"tries\":%d,\"doubt\":%s,\"bytes\":%llu,"
           "\"told\":\"%.*s\",\"body\":\"%.200s\",\"error\":\"%s\"}\n",
           ok ? "true" : "false", response.status, response.tries,
           response.in_doubt ? "true" : "false",
           (unsigned long long)response.bytes, SV_ARG(wanted[0].value),
           response.body.ptr ? response.body.ptr : "", ok ? "" : err.text);
    fflush(stdout);
    if (request.fd > 0)
        close(request.fd);
    http_response_release(&response);
}

int main(int argc, char **argv)
{
    struct network_settings network = {.connect_seconds = 2,
                                       .timeout_seconds = 1,
                                       .retries = 2,
                                       .retry_seconds = 0.05};
    struct arena a;
    struct err err;
    struct http *h;
    char line[4096];

    if (argc > 1)
        network.ca_file = sv_from(argv[1]);
    h = http_new(&network, &err);
    if (!h) {
        printf("%s\n", err.text);
        return err.code;
    }
    arena_init(&a);
    while (fgets(line, sizeof line, stdin))
        request_once(h, sv_trim(sv_from(line)), &a);
    arena_release(&a);
    http_free(h);
    return 0;
}
