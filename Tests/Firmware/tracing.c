// A program that prints through the ITM, as firmware with SWO does: a greeting when it starts,
// then a line on port 0 and one on port 3 every ten ticks of a millisecond. After 128 lines it
// turns the ITM off and resets the chip, as a power cycle would.

typedef unsigned int word;
typedef volatile unsigned char byte_register;
typedef volatile word word_register;

#define STIMULUS(port) (0xE0000000u + 4u * (port))
#define TRACE_ENABLE (*(word_register *)0xE0000E00u)
#define TRACE_CONTROL (*(word_register *)0xE0000E80u)
#define RESET_CONTROL (*(word_register *)0xE000ED0Cu)
#define SYSTICK_CONTROL (*(word_register *)0xE000E010u)
#define SYSTICK_RELOAD (*(word_register *)0xE000E014u)
#define SYSTICK_VALUE (*(word_register *)0xE000E018u)

static volatile word ticks;

static int is_open(word port) {
    return (TRACE_CONTROL & 1) != 0 && (TRACE_ENABLE >> port & 1) != 0;
}

static void put(word port, char letter) {
    if (!is_open(port)) return;
    while (*(word_register *)STIMULUS(port) == 0) {}
    *(byte_register *)STIMULUS(port) = (unsigned char)letter;
}

static void print(word port, const char *text) {
    while (*text != 0) put(port, *text++);
}

// Four hexadecimal digits.
static void print_number(word port, word number) {
    for (int shift = 12; shift >= 0; shift -= 4) {
        word digit = number >> shift & 15;
        put(port, (char)(digit < 10 ? '0' + digit : 'a' + digit - 10));
    }
}

static void tick(void) { ticks++; }

static void fault(void) {
    for (;;) {}
}

void run(void) {
    ticks = 0;
    print(0, "hello\n");
    SYSTICK_RELOAD = 16000 - 1;
    SYSTICK_VALUE = 0;
    SYSTICK_CONTROL = 7;
    for (word line = 0;; line++) {
        word end = ticks + 10;
        while ((int)(ticks - end) < 0) __asm volatile("wfi");
        print(0, "line ");
        print_number(0, line);
        print(0, "\n");
        print(3, "side\n");
        if (line < 128 || !is_open(0)) continue;
        TRACE_CONTROL = 0;
        TRACE_ENABLE = 0;
        RESET_CONTROL = 0x05FA0004u;
    }
}

__attribute__((section(".vectors"), used)) static const void *const vectors[16] = {
    (void *)0x20001000, run, fault, fault, fault, fault, fault, 0, 0, 0, 0, fault, fault, 0, fault,
    tick,
};
