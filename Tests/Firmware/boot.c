/* From reset to main: vectors, FPU, data and bss, the devices in their order. */
#include "board.h"
#include "device.h"
#include "kernel.h"

#define INTERRUPT_COUNT 72
#define MAIN_STACK_WORDS 512

struct isr_entry {
    uint32_t argument;
    void (*handler)(uint32_t argument);
};

extern uint32_t data_start[], data_end[], data_load[], bss_start[], bss_end[];
extern const struct init_entry init_start[], init_end[];
extern const struct isr_entry isr_table[INTERRUPT_COUNT];
extern uint32_t interrupt_stack_top[];

uint32_t main_stack[MAIN_STACK_WORDS] __attribute__((section(".noinit"), aligned(8)));
volatile uint32_t spurious_interrupt;
volatile uint32_t fault_address;

void handle_tick(void);
void handle_pend_sv(void);
void handle_supervisor_call(void);
int main(void);

/* The compiler may call these for plain assignments. */
void *memcpy(void *restrict destination, const void *restrict source, unsigned count) {
    uint8_t *to = destination;
    const uint8_t *from = source;
    while (count--) {
        *to++ = *from++;
    }
    return destination;
}

void *memset(void *destination, int value, unsigned count) {
    uint8_t *to = destination;
    while (count--) {
        *to++ = (uint8_t)value;
    }
    return destination;
}

__attribute__((noinline)) void copy_data(void) {
    const uint32_t *from = data_load;
    for (uint32_t *to = data_start; to < data_end; to++) {
        *to = *from++;
    }
    for (uint32_t *to = bss_start; to < bss_end; to++) {
        *to = 0;
    }
}

__attribute__((noinline)) int init_devices(void) {
    int failures = 0;
    for (const struct init_entry *entry = init_start; entry < init_end; entry++) {
        failures += entry->init(entry->device) != 0;
    }
    return failures;
}

__attribute__((noreturn)) void prepare_c(void) {
    SCB_CPACR |= 0xFu << 20;
    __asm volatile("dsb\n isb\n vmsr fpscr, %0" ::"r"(0) : "memory");
    SCB_VTOR = 0x08000000;
    SCB_SHCSR |= 7u << 16;
    SCB_ICIALLU = 0;
    __asm volatile("dsb\n isb" ::: "memory");
    SCB_CCR |= SCB_CCR_IC;
    __asm volatile("dsb\n isb" ::: "memory");
    copy_data();
    init_devices();
    main();
    for (;;) {
    }
}

/* Handlers keep the stack that reset gave them; threads, main among them, run on PSP. */
__attribute__((naked, noreturn)) void handle_reset(void) {
    __asm volatile("cpsie i\n"
                   "ldr r0, =main_stack\n"
                   "add r0, r0, %0\n"
                   "msr psp, r0\n"
                   "movs r0, #2\n"
                   "msr control, r0\n"
                   "isb\n"
                   "bl prepare_c\n" ::"i"(MAIN_STACK_WORDS * 4));
}

void handle_spurious(uint32_t argument) { spurious_interrupt = argument; }

__attribute__((noinline)) void handle_interrupt(void) {
    uint32_t exception;
    __asm volatile("mrs %0, ipsr" : "=r"(exception));
    const struct isr_entry *entry = &isr_table[exception - 16];
    entry->handler(entry->argument);
}

void handle_fault(void) {
    fault_address = REGISTER(0xE000ED38);
    for (;;) {
    }
}

typedef void (*vector)(void);

const vector vectors[16 + INTERRUPT_COUNT] SECTION(".rom_start") = {
    [0] = (vector)interrupt_stack_top,
    [1] = handle_reset,
    [2 ... 10] = handle_fault,
    [11] = handle_supervisor_call,
    [12 ... 13] = handle_fault,
    [14] = handle_pend_sv,
    [15] = handle_tick,
    [16 ... 15 + INTERRUPT_COUNT] = handle_interrupt,
};

const struct isr_entry isr_table[INTERRUPT_COUNT] SECTION(".sw_isr_table") = {
    [0 ... INTERRUPT_COUNT - 1] = {0xB0B0, handle_spurious},
};

/* What follows an image in flash: the last word of what was linked. */
const uint32_t last_section SECTION(".last_section") = 0xE015E015u;
