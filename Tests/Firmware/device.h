/* Devices, their drivers' tables and the list of what boots when, in sections of their own. */
#ifndef DEVICE_H
#define DEVICE_H

#include <stdint.h>

struct device_state {
    uint8_t init_result;
    uint8_t initialized;
    uint16_t uses;
};

struct device {
    const char *name;
    const void *config;
    const void *api;
    struct device_state *state;
    void *data;
};

struct init_entry {
    int (*init)(const struct device *device);
    const struct device *device;
};

typedef int (*driver_function)(void);

struct gpio_api {
    int (*configure)(unsigned pin);
    uint32_t (*read)(void);
    void (*set)(uint32_t mask);
    void (*clear)(uint32_t mask);
    void (*toggle)(uint32_t mask);
    driver_function others[4];
};

struct reset_api {
    int (*assert_line)(unsigned line);
    int (*deassert_line)(unsigned line);
    int (*toggle_line)(unsigned line);
    driver_function status;
};

struct clock_control_api {
    int (*on)(unsigned bit);
    int (*off)(unsigned bit);
    uint32_t (*rate)(void);
    driver_function others[4];
};

struct uart_api {
    void (*put)(char character);
    int (*configure)(uint32_t baud);
    driver_function others[17];
};

extern const struct device device_clock, device_reset, device_gpio, device_uart;

#define SECTION(name) __attribute__((section(name), used))

#endif
