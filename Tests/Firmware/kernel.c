/* Threads, the tick and the context switch (Armv7-M ARM B1.5: exceptions, lazy FP stacking). */
#include "kernel.h"
#include "board.h"

#define XPSR_THUMB (1u << 24)
#define EXC_RETURN_THREAD_PSP 0xFFFFFFFDu

struct thread threads[THREAD_COUNT] = {
    [THREAD_MAIN] = {0, 0, 1, "main"},
    [THREAD_BLINKER] = {0, 0, 0, "blinker"},
    [THREAD_AVERAGER] = {0, 0, 0, "averager"},
};
struct thread *current_thread = &threads[THREAD_MAIN];
volatile uint32_t ticks;

static void thread_ended(void) {
    for (;;) {
        thread_sleep(TICKS_PER_SECOND);
    }
}

void thread_prepare(struct thread *thread, uint32_t *stack_top, void (*entry)(void)) {
    uint32_t *frame = stack_top - 8;
    for (int index = 0; index < 5; index++) {
        frame[index] = 0xA0A0A0A0u + (uint32_t)index;
    }
    frame[5] = (uint32_t)thread_ended;
    frame[6] = (uint32_t)entry & ~1u;
    frame[7] = XPSR_THUMB;
    frame -= 9;
    for (int index = 0; index < 8; index++) {
        frame[index] = 0x40404040u + (uint32_t)index;
    }
    frame[8] = EXC_RETURN_THREAD_PSP;
    thread->stack_pointer = frame;
}

void kernel_start(void) {
    /* PendSV below everything, the tick just above it, supervisor call in between. */
    SCB_SHPR3 = 0xE0F00000u;
    SCB_SHPR2 = 0xD0000000u;
    SYST_RVR = CORE_CLOCK_HZ / TICKS_PER_SECOND - 1;
    SYST_CVR = 0;
    SYST_CSR = 7;
}

void thread_yield(void) { __asm volatile("svc 0" ::: "memory"); }

void thread_sleep(uint32_t tick_count) {
    current_thread->wake_tick = ticks + tick_count;
    thread_yield();
}

/* The next thread that is awake, after the present one; the main thread never sleeps. */
uint32_t *kernel_switch(uint32_t *stack_pointer) {
    current_thread->stack_pointer = stack_pointer;
    unsigned index = (unsigned)(current_thread - threads);
    for (unsigned tried = 0; tried < THREAD_COUNT; tried++) {
        index = (index + 1) % THREAD_COUNT;
        if ((int32_t)(ticks - threads[index].wake_tick) >= 0) {
            break;
        }
    }
    current_thread = &threads[index];
    current_thread->switches++;
    return current_thread->stack_pointer;
}

void handle_tick(void) {
    ticks++;
    SCB_ICSR = SCB_ICSR_PENDSVSET;
}

void handle_supervisor_call(void) { SCB_ICSR = SCB_ICSR_PENDSVSET; }

/* Bit 4 of EXC_RETURN is 0 where the thread has used the FPU: then S16 to S31 are its too. */
__attribute__((naked)) void handle_pend_sv(void) {
    __asm volatile("mrs r0, psp\n"
                   "tst lr, #0x10\n"
                   "it eq\n"
                   "vstmdbeq r0!, {s16-s31}\n"
                   "stmdb r0!, {r4-r11, lr}\n"
                   "bl kernel_switch\n"
                   "ldmia r0!, {r4-r11, lr}\n"
                   "tst lr, #0x10\n"
                   "it eq\n"
                   "vldmiaeq r0!, {s16-s31}\n"
                   "msr psp, r0\n"
                   "bx lr\n");
}
