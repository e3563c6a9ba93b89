/*
 * Functions of libc that this project never calls: each truncates silently,
 * overruns its buffer, or depends on the locale or the clock. Every source
 * file is compiled with `-include banned.h`, so a call is a compile error.
 */
#ifndef DEALSENSE_BANNED_H
#define DEALSENSE_BANNED_H

/* Headers whose own inline code or macros use a banned name come first. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BANNED(name) sorry_##name##_is_a_banned_function

#undef strcpy
#define strcpy(dst, src) BANNED(strcpy)
#undef strcat
#define strcat(dst, src) BANNED(strcat)
#undef strncpy
#define strncpy(dst, src, n) BANNED(strncpy)
#undef strncat
#define strncat(dst, src, n) BANNED(strncat)
#undef strtok
#define strtok(s, delim) BANNED(strtok)
#undef sprintf
#define sprintf(...) BANNED(sprintf)
#undef vsprintf
#define vsprintf(...) BANNED(vsprintf)
#undef gets
#define gets(s) BANNED(gets)
#undef atoi
#define atoi(s) BANNED(atoi)
#undef atol
#define atol(s) BANNED(atol)
#undef atof
#define atof(s) BANNED(atof)
#undef rand
#define rand() BANNED(rand)
#undef srand
#define srand(seed) BANNED(srand)
#undef gmtime
#define gmtime(t) BANNED(gmtime)
#undef localtime
#define localtime(t) BANNED(localtime)
#undef asctime
#define asctime(t) BANNED(asctime)
#undef ctime
#define ctime(t) BANNED(ctime)
#undef setlocale
#define setlocale(category, locale) BANNED(setlocale)

#endif
