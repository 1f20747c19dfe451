// A program that goes wrong on demand: the debugger sets `wanted` and lets it run on.
//
// One function for each kind of fault, an interrupt inside an interrupt with floating point in
// both, recursion, code in RAM, exclusive accesses and sleep. For Cortex-M7, -O0 for the
// debugger's sake.

typedef unsigned int word;

#define REGISTER(address) (*(volatile word *)(address))
#define ICSR REGISTER(0xE000ED04)
#define CCR REGISTER(0xE000ED14)
#define SHPR3 REGISTER(0xE000ED20)
#define SHCSR REGISTER(0xE000ED24)
#define CPACR REGISTER(0xE000ED88)
#define ISPR0 REGISTER(0xE000E200)
#define ISER0 REGISTER(0xE000E100)

enum { PENDSVSET = 1 << 28, PENDSTSET = 1 << 26, UNALIGN_TRP = 1 << 3, DIV_0_TRP = 1 << 4 };

volatile word wanted;
volatile word result;
volatile float scale = 1.5f;
volatile word order;

__attribute__((noinline)) static void undefined_instruction(void) {
    __asm volatile("udf #1");
}

__attribute__((noinline)) static void division_by_zero(word divisor) {
    CCR |= DIV_0_TRP;
    __asm volatile("udiv %0, %1, %2" : "=r"(result) : "r"(7), "r"(divisor));
}

__attribute__((noinline)) static void unaligned_access(word address) {
    CCR |= UNALIGN_TRP;
    result = *(volatile word *)address;
}

__attribute__((noinline)) static void even_branch(word address) {
    __asm volatile("blx %0" : : "r"(address) : "lr", "r0", "r1", "r2", "r3", "r12", "memory");
}

__attribute__((noinline)) static void bad_read(word address) {
    result = *(volatile word *)address;
}

__attribute__((noinline)) static void no_coprocessor(void) {
    CPACR = 0;
    __asm volatile("dsb\n isb");
    scale = scale * 2;
}

__attribute__((noinline)) static word depth(word count) {
    return count == 0 ? 0 : 1 + depth(count - 1);
}

/// In .data, where a breakpoint is an instruction.
__attribute__((noinline, section(".data.code"))) word in_ram(word count) {
    word sum = 0;
    for (word index = 0; index < count; index++) sum += index;
    return sum;
}

__attribute__((noinline)) static word exclusive(volatile word *place) {
    word old, failed;
    do {
        __asm volatile("ldrex %0, [%1]" : "=r"(old) : "r"(place) : "memory");
        __asm volatile("strex %0, %1, [%2]" : "=&r"(failed) : "r"(old + 1), "r"(place) : "memory");
    } while (failed);
    return old + 1;
}

__attribute__((noinline)) static void inner(float value) {
    scale = value * 3;
    order = order * 10 + 2;
}

/// SysTick, more urgent: interrupts PendSV in the middle of its floating point.
void tick_handler(void) { inner(scale); }

/// PendSV: pends what is more urgent, and is followed at once by interrupt 0 (tail-chained).
void service_handler(void) {
    float value = scale * 2;
    order = order * 10 + 1;
    ISPR0 = 1;
    ICSR = PENDSTSET;
    __asm volatile("dsb\n isb");
    scale = value;
}

void chained_handler(void) { order = order * 10 + 3; }

void hard_fault(void) {
    for (;;) {}
}

__attribute__((noinline)) static void nested(void) {
    float mine = scale + 1;
    order = 0;
    ISER0 = 1;
    // PendSV and interrupt 0 least urgent, SysTick above.
    SHPR3 = 0x40FF0000;
    REGISTER(0xE000E400) = 0xFF;
    ICSR = PENDSVSET;
    __asm volatile("dsb\n isb");
    scale = mine;
}

static void sleep(void) {
    __asm volatile("wfi");
    result = 77;
}

void ready(void) { __asm volatile("nop"); }

__attribute__((noinline)) static void act(void) {
    switch (wanted) {
    case 1: undefined_instruction(); break;
    case 2: division_by_zero(0); break;
    case 3: unaligned_access(0x20000001); break;
    case 4: even_branch((word)&ready & ~1u); break;
    case 5: bad_read(0xB0000000); break;
    case 6: even_branch(0xB0000001); break;
    case 7: even_branch(0x40000001); break;
    case 8: no_coprocessor(); break;
    case 9: nested(); break;
    case 10: result = depth(20); break;
    case 11: result = in_ram(5); break;
    case 12: result = exclusive(&order); break;
    case 13: sleep(); break;
    default: break;
    }
}

extern word data_start[], data_end[], data_load[];

_Noreturn void start(void) {
    word *from = data_load;
    for (word *to = data_start; to < data_end;) *to++ = *from++;
    CPACR = 0xF << 20;
    __asm volatile("dsb\n isb");
    scale = 1.5f;
    for (;;) {
        ready();
        act();
    }
}

__attribute__((section(".vectors"), used)) static const void *const vectors[17] = {
    (void *)0x20008000, start, hard_fault, hard_fault, hard_fault, hard_fault, hard_fault,
    0, 0, 0, 0, hard_fault, hard_fault, 0, service_handler, tick_handler, chained_handler,
};
