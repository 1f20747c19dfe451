/* The four drivers of the image: clock control, reset lines, GPIO port B and USART3. */
#include "board.h"
#include "device.h"

#define PIN_COUNT 16u
#define UART_POLLS_MAX 2000

int driver_unsupported(void) { return -88; }

static struct device_state state_clock SECTION(".device_states") = {255, 0, 0x5A01};
static struct device_state state_reset SECTION(".device_states") = {255, 0, 0x5A02};
static struct device_state state_gpio SECTION(".device_states") = {255, 0, 0x5A03};
static struct device_state state_uart SECTION(".device_states") = {255, 0, 0x5A04};

static void mark_initialized(const struct device *device, int result) {
    device->state->init_result = (uint8_t)result;
    device->state->initialized = 1;
    device->state->uses = 0;
}

static int clock_on(unsigned bit) {
    RCC_AHB1ENR |= 1u << bit;
    return (RCC_AHB1ENR >> bit & 1) ? 0 : -5;
}

static int clock_off(unsigned bit) {
    RCC_AHB1ENR &= ~(1u << bit);
    return 0;
}

static uint32_t clock_rate(void) {
    bool pll = (RCC_CFGR & RCC_CFGR_SWS_MASK) == RCC_CFGR_SWS_PLL;
    return pll ? CORE_CLOCK_HZ : 16000000u;
}

/* 8 MHz from outside, times 216, by 4, by 2: 216 MHz with over-drive (RM0385 4.1.4, 5.2). */
static int clock_init(const struct device *device) {
    RCC_APB1ENR |= 1u << 28;
    RCC_CR |= RCC_CR_HSEBYP;
    RCC_CR |= RCC_CR_HSEON;
    while (!(RCC_CR & RCC_CR_HSERDY)) {
    }
    PWR_CR1 |= 3u << 14;
    RCC_CR &= ~RCC_CR_PLLON;
    while (RCC_CR & RCC_CR_PLLRDY) {
    }
    RCC_PLLCFGR = 4u | 216u << 6 | 0u << 16 | RCC_PLLCFGR_SOURCE_HSE | 9u << 24;
    RCC_CR |= RCC_CR_PLLON;
    PWR_CR1 |= PWR_CR1_ODEN;
    while (!(PWR_CSR1 & PWR_CSR1_ODRDY)) {
    }
    PWR_CR1 |= PWR_CR1_ODSWEN;
    while (!(PWR_CSR1 & PWR_CSR1_ODSWRDY)) {
    }
    while (!(RCC_CR & RCC_CR_PLLRDY)) {
    }
    FLASH_ACR = 7u | 1u << 8 | 1u << 9;
    while ((FLASH_ACR & FLASH_ACR_LATENCY_MASK) != 7u) {
    }
    /* AHB undivided, APB1 by 4, APB2 by 2, then the switch itself. */
    RCC_CFGR = 5u << 10 | 4u << 13;
    RCC_CFGR |= RCC_CFGR_SW_PLL;
    while ((RCC_CFGR & RCC_CFGR_SWS_MASK) != RCC_CFGR_SWS_PLL) {
    }
    mark_initialized(device, 0);
    return 0;
}

static int reset_assert(unsigned line) {
    RCC_AHB1RSTR |= 1u << line;
    return 0;
}

static int reset_deassert(unsigned line) {
    RCC_AHB1RSTR &= ~(1u << line);
    return 0;
}

static int reset_toggle(unsigned line) {
    reset_assert(line);
    return reset_deassert(line);
}

static int reset_init(const struct device *device) {
    mark_initialized(device, reset_toggle(1));
    return 0;
}

static int gpio_configure(unsigned pin) {
    if (pin >= PIN_COUNT) {
        return -22;
    }
    GPIOB_MODER = (GPIOB_MODER & ~(3u << 2 * pin)) | 1u << 2 * pin;
    return 0;
}

static uint32_t gpio_read(void) { return GPIOB_IDR; }

static void gpio_set(uint32_t mask) { GPIOB_BSRR = mask; }

static void gpio_clear(uint32_t mask) { GPIOB_BSRR = mask << PIN_COUNT; }

static void gpio_toggle(uint32_t mask) {
    uint32_t high = gpio_read() & mask;
    GPIOB_BSRR = (mask & ~high) | high << PIN_COUNT;
}

static int gpio_init(const struct device *device) {
    clock_on(1);
    int result = 0;
    static const uint8_t pins[] = {0, 7, 14};
    for (unsigned index = 0; index < sizeof pins; index++) {
        result |= gpio_configure(pins[index]);
    }
    mark_initialized(device, result);
    return result;
}

static void uart_put(char character) {
    /* Limited: a board without a transmitter must still boot. */
    for (int polls = 0; polls < UART_POLLS_MAX; polls++) {
        if (USART3_ISR & USART3_ISR_TXE) {
            break;
        }
    }
    USART3_TDR = (uint8_t)character;
}

static int uart_configure(uint32_t baud) {
    USART3_BRR = (clock_rate() / 4 + baud / 2) / baud;
    USART3_CR1 = 1u << 3 | 1u << 2 | 1u;
    return 0;
}

static int uart_init(const struct device *device) {
    RCC_APB1ENR |= 1u << 18;
    mark_initialized(device, uart_configure(115200));
    return 0;
}

#define UNSUPPORTED driver_unsupported

static const struct gpio_api gpio_functions SECTION(".gpio_driver_api_area") = {
    gpio_configure, gpio_read,
    gpio_set,       gpio_clear,
    gpio_toggle,    {UNSUPPORTED, UNSUPPORTED, UNSUPPORTED, UNSUPPORTED},
};

static const struct reset_api reset_functions SECTION(".reset_driver_api_area") = {
    reset_assert, reset_deassert, reset_toggle, UNSUPPORTED};

static const struct clock_control_api clock_functions SECTION(".clock_control_driver_api_area") = {
    clock_on, clock_off, clock_rate, {UNSUPPORTED, UNSUPPORTED, UNSUPPORTED, UNSUPPORTED}};

static const struct uart_api uart_functions SECTION(".uart_driver_api_area") = {
    uart_put,
    uart_configure,
    {UNSUPPORTED, UNSUPPORTED, UNSUPPORTED, UNSUPPORTED, UNSUPPORTED, UNSUPPORTED, UNSUPPORTED,
     UNSUPPORTED, UNSUPPORTED, UNSUPPORTED, UNSUPPORTED, UNSUPPORTED, UNSUPPORTED, UNSUPPORTED,
     UNSUPPORTED, UNSUPPORTED, UNSUPPORTED}};

#define DEVICE(name, label, base, functions, state)                                                \
    const struct device name SECTION(".device_area") = {label, (const void *)base, &functions,     \
                                                        &state, 0}

DEVICE(device_clock, "rcc@40023800", 0x40023800, clock_functions, state_clock);
DEVICE(device_reset, "reset-controller", 0x40023810, reset_functions, state_reset);
DEVICE(device_gpio, "gpio@40020400", 0x40020400, gpio_functions, state_gpio);
DEVICE(device_uart, "serial@40004800", 0x40004800, uart_functions, state_uart);

static const struct init_entry init_entries[] SECTION(".initlevel") = {
    {clock_init, &device_clock},
    {reset_init, &device_reset},
    {gpio_init, &device_gpio},
    {uart_init, &device_uart},
};
