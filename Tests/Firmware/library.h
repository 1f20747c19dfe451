/* Small routines in the size and shape that firmware has. */
#ifndef LIBRARY_H
#define LIBRARY_H

#include <stdint.h>

uint32_t crc32(const uint8_t *bytes, unsigned count);
void sort_descending(int32_t *values, unsigned count);
unsigned format_unsigned(char *text, uint32_t value, unsigned radix);
void print(const char *text);
void print_labelled(const char *label, uint32_t value);
float square_root(float value);
void multiply_matrices(float *product, const float *left, const float *right, unsigned order);

#endif
