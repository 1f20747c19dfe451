/* What the debugger's tests look at: calls, recursion, floats, a counter and an endless loop. */
#include "board.h"
#include "device.h"
#include "kernel.h"
#include "library.h"

#define STACK_WORDS 256
#define SAMPLE_COUNT 8
#define TAG_WORDS 8

struct reading {
    uint32_t sequence;
    int16_t tenths;
    float filtered;
};

/* Which of the two images this is; the second differs in every section that has content. */
const char image_name[] = IMAGE_NAME;
uint32_t image_tag[TAG_WORDS] = {IMAGE_TAG, 2, 3, 5, 7, 11, 13, 17};

volatile uint32_t counter;
volatile uint32_t spin_requested;
volatile uint32_t spin_count;
volatile uint32_t fault_requested;
volatile uint32_t blink_count;
volatile uint32_t idle_count;
volatile struct reading last_reading;
float samples[SAMPLE_COUNT] = {1.5f, 2.25f, 3.0f, 4.75f, 5.5f, 6.25f, 7.0f, 8.75f};
int32_t results[4] = {-1, -2, -3, -4};
uint8_t unaligned[32] = {0xA1, 0xB2, 0xC3, 0xD4, 0xE5, 0xF6, 0x07, 0x18, 0x29};

static uint32_t blinker_stack[STACK_WORDS] __attribute__((aligned(8)));
static uint32_t averager_stack[STACK_WORDS] __attribute__((aligned(8)));

int add_scaled(int left, int right) {
    int scaled = left * 10;
    int sum = scaled + right;
    return sum;
}

uint32_t factorial(uint32_t n) {
    if (n < 2) {
        return 1;
    }
    return n * factorial(n - 1);
}

float average(const float *values, unsigned count) {
    float sum = 0;
    for (unsigned index = 0; index < count; index++) {
        sum += values[index];
    }
    float mean = sum / (float)count;
    return mean;
}

void count_to(uint32_t limit) {
    for (uint32_t step = 0; step < limit; step++) {
        counter = counter + 1;
    }
    results[3] = (int32_t)limit;
}

void spin(void) {
    while (spin_requested) {
        spin_count++;
    }
}

/* Nothing is mapped at this address: a precise bus fault. */
uint32_t read_nowhere(void) { return REGISTER(0xC0000000); }

void blinker(void) {
    const struct gpio_api *gpio = device_gpio.api;
    for (;;) {
        gpio->toggle(1u << 7);
        blink_count++;
        thread_sleep(5);
    }
}

void averager(void) {
    float filtered = 0;
    for (uint32_t sequence = 1;; sequence++) {
        float sample = samples[sequence % SAMPLE_COUNT];
        filtered = filtered * 0.75f + sample * 0.25f;
        last_reading.sequence = sequence;
        last_reading.filtered = filtered;
        last_reading.tenths = (int16_t)(square_root(filtered) * 10);
        thread_sleep(2);
    }
}

__attribute__((noreturn)) void idle(void) {
    for (;;) {
        idle_count++;
        __asm volatile("wfi");
    }
}

int main(void) {
    int sum = add_scaled(3, 4);
    uint32_t product = factorial(5);
    float mean = average(samples, SAMPLE_COUNT);
    count_to(10);
    results[0] = sum;
    results[1] = (int32_t)product;
    results[2] = (int32_t)mean;
    sort_descending(results, 4);
    print(image_name);
    print_labelled(" checksum", crc32((const uint8_t *)image_tag, sizeof image_tag));
    spin();
    if (fault_requested) {
        read_nowhere();
    }
    thread_prepare(&threads[THREAD_BLINKER], blinker_stack + STACK_WORDS, blinker);
    thread_prepare(&threads[THREAD_AVERAGER], averager_stack + STACK_WORDS, averager);
    kernel_start();
    idle();
}
