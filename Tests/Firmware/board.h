/* Registers of the STM32F756 that the firmware touches (RM0385) and of its Cortex-M7 (PM0253). */
#ifndef BOARD_H
#define BOARD_H

#include <stdbool.h>
#include <stdint.h>

#define REGISTER(address) (*(volatile uint32_t *)(address))

/* Reset and clock control, RM0385 5.3. */
#define RCC_CR REGISTER(0x40023800)
#define RCC_CR_HSEON (1u << 16)
#define RCC_CR_HSERDY (1u << 17)
#define RCC_CR_HSEBYP (1u << 18)
#define RCC_CR_PLLON (1u << 24)
#define RCC_CR_PLLRDY (1u << 25)
#define RCC_PLLCFGR REGISTER(0x40023804)
#define RCC_PLLCFGR_SOURCE_HSE (1u << 22)
#define RCC_CFGR REGISTER(0x40023808)
#define RCC_CFGR_SW_PLL 2u
#define RCC_CFGR_SWS_MASK (3u << 2)
#define RCC_CFGR_SWS_PLL (2u << 2)
#define RCC_AHB1ENR REGISTER(0x40023830)
#define RCC_AHB1RSTR REGISTER(0x40023810)
#define RCC_APB1ENR REGISTER(0x40023840)

/* Power control, RM0385 4.4. */
#define PWR_CR1 REGISTER(0x40007000)
#define PWR_CR1_ODEN (1u << 16)
#define PWR_CR1_ODSWEN (1u << 17)
#define PWR_CSR1 REGISTER(0x40007004)
#define PWR_CSR1_ODRDY (1u << 16)
#define PWR_CSR1_ODSWRDY (1u << 17)

/* Flash access control, RM0385 3.7.1. */
#define FLASH_ACR REGISTER(0x40023C00)
#define FLASH_ACR_LATENCY_MASK 15u

/* GPIO port B and USART3. */
#define GPIOB_MODER REGISTER(0x40020400)
#define GPIOB_IDR REGISTER(0x40020410)
#define GPIOB_BSRR REGISTER(0x40020418)
#define USART3_CR1 REGISTER(0x40004800)
#define USART3_BRR REGISTER(0x4000480C)
#define USART3_ISR REGISTER(0x4000481C)
#define USART3_ISR_TXE (1u << 7)
#define USART3_TDR REGISTER(0x40004828)

/* System control space, PM0253 4.1 to 4.5. */
#define SYST_CSR REGISTER(0xE000E010)
#define SYST_RVR REGISTER(0xE000E014)
#define SYST_CVR REGISTER(0xE000E018)
#define SCB_ICSR REGISTER(0xE000ED04)
#define SCB_ICSR_PENDSVSET (1u << 28)
#define SCB_VTOR REGISTER(0xE000ED08)
#define SCB_CCR REGISTER(0xE000ED14)
#define SCB_CCR_IC (1u << 17)
#define SCB_SHPR2 REGISTER(0xE000ED1C)
#define SCB_SHPR3 REGISTER(0xE000ED20)
#define SCB_SHCSR REGISTER(0xE000ED24)
#define SCB_CPACR REGISTER(0xE000ED88)
#define SCB_ICIALLU REGISTER(0xE000EF50)

#define CORE_CLOCK_HZ 216000000u
#define TICKS_PER_SECOND 1000u

/* One entry of a driver's table of functions that this board does not have. */
int driver_unsupported(void);

#endif
