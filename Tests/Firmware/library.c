/* Checksums, sorting, text and a little linear algebra. */
#include "library.h"
#include "board.h"
#include "device.h"

uint32_t crc32(const uint8_t *bytes, unsigned count) {
    uint32_t crc = 0xFFFFFFFFu;
    for (unsigned index = 0; index < count; index++) {
        crc ^= bytes[index];
        for (int bit = 0; bit < 8; bit++) {
            crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320u : 0);
        }
    }
    return ~crc;
}

void sort_descending(int32_t *values, unsigned count) {
    for (unsigned sorted = 1; sorted < count; sorted++) {
        int32_t value = values[sorted];
        unsigned place = sorted;
        while (place > 0 && values[place - 1] < value) {
            values[place] = values[place - 1];
            place--;
        }
        values[place] = value;
    }
}

unsigned format_unsigned(char *text, uint32_t value, unsigned radix) {
    static const char digits[] = "0123456789abcdef";
    char reversed[32];
    unsigned count = 0;
    do {
        reversed[count++] = digits[value % radix];
        value /= radix;
    } while (value);
    for (unsigned index = 0; index < count; index++) {
        text[index] = reversed[count - 1 - index];
    }
    text[count] = 0;
    return count;
}

void print(const char *text) {
    const struct uart_api *uart = device_uart.api;
    while (*text) {
        uart->put(*text++);
    }
}

void print_labelled(const char *label, uint32_t value) {
    char text[33];
    format_unsigned(text, value, 10);
    print(label);
    print(": ");
    print(text);
    print("\r\n");
}

float square_root(float value) {
    float root;
    __asm("vsqrt.f32 %0, %1" : "=t"(root) : "t"(value));
    return root;
}

void multiply_matrices(float *product, const float *left, const float *right, unsigned order) {
    for (unsigned row = 0; row < order; row++) {
        for (unsigned column = 0; column < order; column++) {
            float sum = 0;
            for (unsigned index = 0; index < order; index++) {
                sum += left[row * order + index] * right[index * order + column];
            }
            product[row * order + column] = sum;
        }
    }
}
