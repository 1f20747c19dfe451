/* A kernel of one page: threads with stacks of their own, a tick, sleep and yield. */
#ifndef KERNEL_H
#define KERNEL_H

#include <stdint.h>

struct thread {
    uint32_t *stack_pointer;
    uint32_t wake_tick;
    uint32_t switches;
    const char *name;
};

enum { THREAD_MAIN, THREAD_BLINKER, THREAD_AVERAGER, THREAD_COUNT };

extern struct thread threads[THREAD_COUNT];
extern struct thread *current_thread;
extern volatile uint32_t ticks;

/* Gives a thread its first frame; it starts at the next switch. */
void thread_prepare(struct thread *thread, uint32_t *stack_top, void (*entry)(void));
/* Starts the tick; from here on threads are switched. */
void kernel_start(void);
void thread_sleep(uint32_t tick_count);
void thread_yield(void);

#endif
