/*
 * Threads: how many a stage may use. Every stage gives the same bytes
 * whatever the number; it changes only the time.
 */
#ifndef SCORING_BASE_THREADS_H
#define SCORING_BASE_THREADS_H

/* What --threads asked for; 0: as many as the machine has. */
int threads_count(int asked);

#endif
