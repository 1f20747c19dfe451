/// A kind of ST-Link as data: what it is on the bus and what its firmware may be.
struct ProbeModel: Sendable {
    /// What an interface is for, with its class and endpoints as the descriptors list them.
    enum Interface: Sendable {
        /// ST's own: IN, OUT and, but for a loader, trace.
        case debug
        /// The V1: commands wrapped as those of a disk (USB Mass Storage Class, Bulk-Only).
        case wrappedDebug
        case massStorage
        case serialPort
        case bridge
    }

    /// What a command that the firmware does not know comes to.
    enum UnknownCommand: Sendable {
        case stall
        /// Status 0x42 for a debug command; a stall for any other.
        case status
    }

    /// What `stlink-sim --probe` takes.
    let name: String
    let summary: String
    let product: UInt16
    /// Product string of the device descriptor.
    var title = "STM32 STLink"
    var bus = Timing.Bus.fullSpeed
    var commandEndpoint: UInt8 = 0x01
    let replyEndpoint: UInt8 = 0x81
    var traceEndpoint: UInt8? = 0x82
    let interfaces: [Interface]
    /// mA that the configuration asks for.
    var milliamperes = 300
    /// The firmware that it comes with here.
    let firmware: String
    /// `true`: a firmware loader, which knows little but how to leave.
    var isLoader = false
    /// What a loader becomes when it is left.
    var application: UInt16?
    /// Soldered to a board, whose identifier it may know.
    var isOnBoard = false
    /// Frequencies in kHz, fastest first; empty: the clock is a divisor.
    var serialWireKilohertz: [UInt32] = []
    var jtagKilohertz: [UInt32] = []
    /// Answers of a V3 to what it does not know: an assumption, see docs/virtual-board.md.
    var unknownCommand = UnknownCommand.stall

    var isWrapped: Bool {
        if case .wrappedDebug = interfaces[0] { return true }
        return false
    }

    /// What `--list` says of it.
    var text: String {
        let digits = String(product, radix: 16)
        let speed = bus.speed == "480" ? "high speed" : "full speed"
        return "\(summary) (0483:\(digits), \(speed), firmware \(firmware))"
    }

    /// The first of those with the product number.
    static func model(product: UInt16) -> ProbeModel? { all.first { $0.product == product } }

    /// `v2-1` and `stlink-v2-1` mean the same.
    static func model(named name: String) -> ProbeModel? {
        all.first { $0.name == name || $0.name == "stlink-" + name }
    }

    /// Whether it may carry that firmware.
    func takes(_ version: FirmwareVersion) -> Bool {
        guard let own = FirmwareVersion(firmware) else { return false }
        return version.hardware == own.hardware && (version.debug > 0 || isLoader)
    }
}

// Product numbers and endpoints: OpenOCD (stlink_usb.c), pyOCD (probe/stlink/usb.py), stlink
// (usb.h). Which interfaces a product number has besides: UM2448 (V3SET), UM2502 (V3E), UM1724
// (Nucleo), and the names that the projects give the numbers. Strings and currents are ours.

extension ProbeModel {
    static let all: [ProbeModel] = [
        ProbeModel(
            name: "stlink-v1", summary: "ST-Link/V1, commands wrapped for a disk", product: 0x3744,
            commandEndpoint: 0x02, traceEndpoint: nil, interfaces: [.wrappedDebug],
            milliamperes: 100, firmware: "V1J13"),
        ProbeModel(
            name: "stlink-v2", summary: "ST-Link/V2", product: 0x3748, commandEndpoint: 0x02,
            traceEndpoint: 0x83, interfaces: [.debug], milliamperes: 100, firmware: "V2J29S7"),
        ProbeModel(
            name: "stlink-v2-1", summary: "ST-Link/V2-1 of a Nucleo, disk and serial port",
            product: 0x374B, interfaces: [.debug, .massStorage, .serialPort],
            firmware: "V2J37M26", isOnBoard: true),
        ProbeModel(
            name: "stlink-v2-1-audio", summary: "ST-Link/V2-1 of a Discovery with audio",
            product: 0x374A, interfaces: [.debug, .massStorage], firmware: "V2J37M26"),
        ProbeModel(
            name: "stlink-v2-1-no-disk", summary: "ST-Link/V2-1 without disk", product: 0x3752,
            interfaces: [.debug, .serialPort], firmware: "V2J37M26"),
        v3(
            "stlink-v3e", "STLINK-V3E of a Nucleo, disk and serial port", 0x374E,
            [.debug, .massStorage, .serialPort], "V3J13M4", isOnBoard: true),
        v3(
            "stlink-v3set", "STLINK-V3SET, disk, serial port and bridge", 0x374F,
            [.debug, .bridge, .massStorage, .serialPort], "V3J15M7B5S1"),
        v3(
            "stlink-v3-2vcp", "STLINK-V3 with two serial ports", 0x3753,
            [.debug, .serialPort, .serialPort], "V3J13M4"),
        v3(
            "stlink-v3minie", "STLINK-V3MINIE, no disk", 0x3754, [.debug, .serialPort],
            "V3J15M6"),
        v3(
            "stlink-v3-no-disk", "STLINK-V3 without disk", 0x3754, [.debug, .serialPort],
            "V3J13M4"),
        v3(
            "stlink-v3pwr", "STLINK-V3PWR, which calls itself version 4", 0x3757,
            [.debug, .bridge, .serialPort], "V4J4B1P2"),
        loader("stlink-v3-loader", "firmware loader of a STLINK-V3", 0x374D, "V3", for: 0x374E),
        loader(
            "stlink-v3pwr-loader", "firmware loader of a STLINK-V3PWR", 0x3755, "V4", for: 0x3757),
    ]

    private static func v3(
        _ name: String, _ summary: String, _ product: UInt16, _ interfaces: [Interface],
        _ firmware: String, isOnBoard: Bool = false
    ) -> ProbeModel {
        ProbeModel(
            name: name, summary: summary, product: product, title: "STLINK-V3",
            bus: Timing.Bus.highSpeed, interfaces: interfaces, firmware: firmware,
            isOnBoard: isOnBoard,
            // As OpenOCD's debug log prints those of a V3.
            serialWireKilohertz: [24000, 8000, 3300, 1000, 200, 50, 5],
            jtagKilohertz: [21333, 16000, 12000, 8000, 1777, 750], unknownCommand: .status)
    }

    private static func loader(
        _ name: String, _ summary: String, _ product: UInt16, _ firmware: String,
        for application: UInt16
    ) -> ProbeModel {
        ProbeModel(
            name: name, summary: summary, product: product, title: "STM32 STLink",
            bus: Timing.Bus.highSpeed, traceEndpoint: nil, interfaces: [.debug],
            firmware: firmware, isLoader: true, application: application)
    }
}
