// A program that talks to its debugger: prints, reads, keeps a file, and exits with status 42.
// By itself, without the rest of the application, as a unit test on the target would be.

typedef unsigned int word;

enum { OPEN = 1, CLOSE = 2, WRITE0 = 4, WRITE = 5, READ = 6, FLEN = 12, GET_CMDLINE = 21,
       EXIT_EXTENDED = 32 };

static word call(word operation, const void *parameters) {
    register word r0 __asm__("r0") = operation;
    register const void *r1 __asm__("r1") = parameters;
    __asm volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
}

static word length(const char *text) {
    word count = 0;
    while (text[count]) count++;
    return count;
}

static word open(const char *path, word mode) {
    word block[3] = {(word)path, mode, length(path)};
    return call(OPEN, block);
}

static word transfer(word operation, word file, const void *bytes, word count) {
    word block[3] = {file, (word)bytes, count};
    return call(operation, block);
}

static _Noreturn void leave(word status) {
    word block[2] = {0x20026, status};
    for (;;) call(EXIT_EXTENDED, block);
}

_Noreturn void run(void) {
    static const char note[] = "from the target\n";
    char line[32];
    word request[2] = {(word)line, sizeof line};
    call(WRITE0, "hello\n");
    if (call(GET_CMDLINE, request) == 0) call(WRITE0, line);
    word file = open("note.txt", 4);
    if (file == ~0u) leave(1);
    if (transfer(WRITE, file, note, sizeof note - 1) != 0) leave(2);
    if (call(CLOSE, &file) != 0) leave(3);
    file = open("note.txt", 0);
    if (call(FLEN, &file) != sizeof note - 1) leave(4);
    // Fewer than asked for: what is missing is the answer.
    if (transfer(READ, file, line, sizeof line) != sizeof line - (sizeof note - 1)) leave(5);
    if (line[0] != 'f' || line[15] != '\n') leave(6);
    if (open("../note.txt", 0) != ~0u) leave(7);
    leave(42);
}

__attribute__((section(".vectors"), used)) static const void *const vectors[] = {
    (void *)0x20010000, (void *)run,
};
