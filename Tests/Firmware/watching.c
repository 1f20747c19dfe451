// A program for every core, from Cortex-M0 on: counts in memory, for watchpoints, and has a tick of
// a thousand cycles, for steps that an interrupt wants to disturb.

typedef unsigned int word;
typedef volatile word word_register;

#define SYSTICK_CONTROL (*(word_register *)0xE000E010u)
#define SYSTICK_RELOAD (*(word_register *)0xE000E014u)
#define SYSTICK_VALUE (*(word_register *)0xE000E018u)

volatile word counter;
volatile word seen;
volatile word ticks;
volatile unsigned char letters[12];

__attribute__((noinline)) void count(void) {
    counter = counter + 1;
    seen = letters[5];
}

__attribute__((noinline)) void spell(void) {
    letters[9] = (unsigned char)(letters[9] + 1);
}

static void tick(void) { ticks = ticks + 1; }

static void fault(void) {
    for (;;) {}
}

void run(void) {
    counter = 0;
    seen = 0;
    ticks = 0;
    for (word index = 0; index < sizeof letters; index++) letters[index] = 0;
    SYSTICK_RELOAD = 1000 - 1;
    SYSTICK_VALUE = 0;
    SYSTICK_CONTROL = 7;
    for (;;) {
        count();
        spell();
    }
}

__attribute__((section(".vectors"), used)) static const void *const vectors[16] = {
    (void *)0x20000800, run, fault, fault, fault, fault, fault, 0, 0, 0, 0, fault, fault, 0, fault,
    tick,
};
