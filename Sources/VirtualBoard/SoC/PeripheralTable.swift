/// Peripherals of the STM32F756 that only keep what is written to them: name, base, size, reset
/// values that are not zero and bits that clear themselves (RM0385, table 1 and the register maps
/// of each chapter).
enum PeripheralTable {
    struct Row: Sendable {
        let name: String
        let base: UInt32
        var byteCount = 0x400
        var resetValues: [UInt32: UInt32] = [:]
        var momentary: [UInt32: UInt32] = [:]
    }

    /// TIMx_EGR.
    private static let timerEvents: [UInt32: UInt32] = [0x14: 0xFFFF]
    /// OTG_GRSTCTL: core and FIFO resets.
    private static let otgResets: [UInt32: UInt32] = [0x10: 0x0000_003F]

    private static let timer32: [UInt32: UInt32] = [0x2C: 0xFFFF_FFFF]
    private static let timer16: [UInt32: UInt32] = [0x2C: 0xFFFF]
    private static let spi: [UInt32: UInt32] = [0x04: 0x0700, 0x08: 0x0002, 0x10: 0x0007]
    private static let i2c: [UInt32: UInt32] = [0x18: 0x0000_0001]
    private static let can: [UInt32: UInt32] = [
        0x00: 0x0001_0002, 0x04: 0x0000_0C02, 0x08: 0x1C00_0000,
    ]
    private static let otg: [UInt32: UInt32] = [0x10: 0x8000_0000, 0x14: 0x0400_0020]

    static let apb1: [Row] = [
        Row(name: "TIM2", base: 0x4000_0000, resetValues: timer32, momentary: timerEvents),
        Row(name: "TIM3", base: 0x4000_0400, resetValues: timer16, momentary: timerEvents),
        Row(name: "TIM4", base: 0x4000_0800, resetValues: timer16, momentary: timerEvents),
        Row(name: "TIM5", base: 0x4000_0C00, resetValues: timer32, momentary: timerEvents),
        Row(name: "TIM6", base: 0x4000_1000, resetValues: timer16, momentary: timerEvents),
        Row(name: "TIM7", base: 0x4000_1400, resetValues: timer16, momentary: timerEvents),
        Row(name: "TIM12", base: 0x4000_1800, resetValues: timer16, momentary: timerEvents),
        Row(name: "TIM13", base: 0x4000_1C00, resetValues: timer16, momentary: timerEvents),
        Row(name: "TIM14", base: 0x4000_2000, resetValues: timer16, momentary: timerEvents),
        Row(name: "LPTIM1", base: 0x4000_2400, resetValues: [0x18: 0x0001]),
        Row(
            name: "RTC", base: 0x4000_2800,
            resetValues: [0x04: 0x0000_2101, 0x0C: 0x0000_0007, 0x10: 0x007F_00FF, 0x14: 0xFFFF]),
        Row(name: "SPI2", base: 0x4000_3800, resetValues: spi),
        Row(name: "SPI3", base: 0x4000_3C00, resetValues: spi),
        Row(name: "SPDIFRX", base: 0x4000_4000),
        Row(name: "I2C1", base: 0x4000_5400, resetValues: i2c),
        Row(name: "I2C2", base: 0x4000_5800, resetValues: i2c),
        Row(name: "I2C3", base: 0x4000_5C00, resetValues: i2c),
        Row(name: "I2C4", base: 0x4000_6000, resetValues: i2c),
        Row(name: "CAN1", base: 0x4000_6400, resetValues: can),
        Row(name: "CAN2", base: 0x4000_6800, resetValues: can),
        Row(name: "CEC", base: 0x4000_6C00),
        Row(name: "DAC", base: 0x4000_7400),
    ]

    static let apb2: [Row] = [
        Row(name: "TIM1", base: 0x4001_0000, resetValues: timer16, momentary: timerEvents),
        Row(name: "TIM8", base: 0x4001_0400, resetValues: timer16, momentary: timerEvents),
        Row(
            name: "ADC", base: 0x4001_2000,
            resetValues: [0x24: 0x0FFF, 0x124: 0x0FFF, 0x224: 0x0FFF]),
        Row(name: "SDMMC1", base: 0x4001_2C00),
        Row(name: "SPI1", base: 0x4001_3000, resetValues: spi),
        Row(name: "SPI4", base: 0x4001_3400, resetValues: spi),
        Row(name: "SYSCFG", base: 0x4001_3800),
        Row(name: "EXTI", base: 0x4001_3C00),
        Row(name: "TIM9", base: 0x4001_4000, resetValues: timer16, momentary: timerEvents),
        Row(name: "TIM10", base: 0x4001_4400, resetValues: timer16, momentary: timerEvents),
        Row(name: "TIM11", base: 0x4001_4800, resetValues: timer16, momentary: timerEvents),
        Row(name: "SPI5", base: 0x4001_5000, resetValues: spi),
        Row(name: "SPI6", base: 0x4001_5400, resetValues: spi),
        Row(name: "SAI1", base: 0x4001_5800),
        Row(name: "SAI2", base: 0x4001_5C00),
        Row(name: "LTDC", base: 0x4001_6800),
    ]

    static let ahb: [Row] = [
        Row(
            name: "CRC", base: 0x4002_3000,
            resetValues: [0x00: 0xFFFF_FFFF, 0x10: 0xFFFF_FFFF, 0x14: 0x04C1_1DB7],
            momentary: [0x08: 1]),
        Row(name: "DMA1", base: 0x4002_6000),
        Row(name: "DMA2", base: 0x4002_6400),
        Row(
            name: "ETH", base: 0x4002_8000, byteCount: 0x1400,
            resetValues: [0x00: 0x0000_8000, 0x1000: 0x0002_0100],
            momentary: [0x1000: 1]),
        Row(name: "DMA2D", base: 0x4002_B000, byteCount: 0xC00, momentary: [0x00: 1]),
        Row(
            name: "OTG_HS", base: 0x4004_0000, byteCount: 0x4_0000, resetValues: otg,
            momentary: otgResets),
        Row(
            name: "OTG_FS", base: 0x5000_0000, byteCount: 0x4_0000, resetValues: otg,
            momentary: otgResets),
        Row(name: "DCMI", base: 0x5005_0000),
        Row(name: "CRYP", base: 0x5006_0000, resetValues: [0x04: 0x0003]),
        Row(name: "HASH", base: 0x5006_0400, resetValues: [0x24: 0x0001]),
        Row(
            name: "FMC", base: 0xA000_0000, byteCount: 0x1000,
            resetValues: [
                0x00: 0x0000_30DB, 0x04: 0x0FFF_FFFF, 0x08: 0x0000_30D2, 0x10: 0x0000_30D2,
                0x18: 0x0000_30D2,
            ]),
        Row(name: "QUADSPI", base: 0xA000_1000, byteCount: 0x1000),
    ]

    static let ports: [Row] = "ABCDEFGHIJK".enumerated().map { index, letter in
        let resetValues: [UInt32: UInt32]
        switch letter {
        // The JTAG pins (RM0385, 6.4.1 to 6.4.4).
        case "A": resetValues = [0x00: 0xA800_0000, 0x08: 0x0C00_0000, 0x0C: 0x6400_0000]
        case "B": resetValues = [0x00: 0x0000_0280, 0x08: 0x0000_00C0, 0x0C: 0x0000_0100]
        default: resetValues = [:]
        }
        return Row(
            name: "GPIO\(letter)", base: 0x4002_0000 + UInt32(0x400 * index),
            resetValues: resetValues)
    }

    static let usarts: [Row] = [
        Row(name: "USART1", base: 0x4001_1000), Row(name: "USART2", base: 0x4000_4400),
        Row(name: "USART3", base: 0x4000_4800), Row(name: "UART4", base: 0x4000_4C00),
        Row(name: "UART5", base: 0x4000_5000), Row(name: "USART6", base: 0x4001_1400),
        Row(name: "UART7", base: 0x4000_7800), Row(name: "UART8", base: 0x4000_7C00),
    ]
}
