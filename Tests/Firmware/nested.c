// Handlers within handlers, one chained to the next, floats in all of them, recursion, and code
// that was copied into RAM: what a debugger has to unwind, step through and break in.

typedef unsigned int word;

#define REGISTER(address) (*(volatile word *)(address))
// Armv7-M ARM, B3.4 and B3.2.
#define NVIC_ISER0 REGISTER(0xE000E100)
#define NVIC_ISPR0 REGISTER(0xE000E200)
#define NVIC_IPR0 REGISTER(0xE000E400)
#define CPACR REGISTER(0xE000ED88)
#define BARRIERS() __asm volatile("dsb\n isb" ::: "memory")

volatile float level;
volatile word low_count, high_count, chained_count, order, rounds, in_ram;

extern word ram_start[], ram_end[], ram_load[], bss_start[], bss_end[];

__attribute__((noinline)) word fibonacci(word n) {
    if (n < 2) return n;
    return fibonacci(n - 1) + fibonacci(n - 2);
}

__attribute__((noinline, section(".ramcode"))) word double_in_ram(word value) {
    word twice = value + value;
    in_ram++;
    return twice;
}

// The same priority as high's: runs when that is done, without unstacking in between.
void chained_handler(void) {
    chained_count++;
    order = order * 10 + 3;
}

void high_handler(void) {
    level = level * 2.0f;
    high_count++;
    order = order * 10 + 2;
    NVIC_ISPR0 = 1u << 2;
    BARRIERS();
}

void low_handler(void) {
    float before = level;
    low_count++;
    order = order * 10 + 1;
    NVIC_ISPR0 = 1u << 1;
    BARRIERS();
    level = before + level;
    order = order * 10 + 4;
}

__attribute__((noinline)) void interrupt_once(void) {
    order = 0;
    NVIC_ISPR0 = 1u << 0;
    BARRIERS();
}

int main(void) {
    for (;;) {
        level = 1.5f;
        interrupt_once();
        word sum = fibonacci(10);
        sum = double_in_ram(sum);
        rounds += sum == 110 && order == 1234 && level == 4.5f;
    }
}

_Noreturn void handle_reset(void) {
    CPACR |= 0xFu << 20;
    BARRIERS();
    const word *from = ram_load;
    for (word *to = ram_start; to < ram_end;) *to++ = *from++;
    for (word *to = bss_start; to < bss_end;) *to++ = 0;
    // 0: low; 1 and 2: high.
    NVIC_IPR0 = 0x000040C0u | 0x00400000u;
    NVIC_ISER0 = 7;
    BARRIERS();
    main();
    for (;;) {
    }
}

void handle_fault(void) {
    for (;;) {
    }
}

__attribute__((section(".vectors"), used)) static const void *const vectors[16 + 3] = {
    [0] = (void *)0x20014000, [1] = (void *)handle_reset, [2 ... 15] = (void *)handle_fault,
    [16] = (void *)low_handler, [17] = (void *)high_handler, [18] = (void *)chained_handler,
};
