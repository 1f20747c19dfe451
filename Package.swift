// swift-tools-version: 6.2
import PackageDescription

/// Every target of ours: Swift 6 mode comes with the tools version; warnings stop the build.
let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("ExistentialAny"),
]

let argumentParser: Target.Dependency = .product(
    name: "ArgumentParser", package: "swift-argument-parser")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")

/// `make fuzz` says where libFuzzer is: then modules are instrumented, the tools are libraries, and
/// there is a program that feeds them.
let fuzzRuntime = Context.environment["FUZZ_RUNTIME"]
let instrumented: [SwiftSetting] =
    fuzzRuntime == nil
    ? []
    : [
        .unsafeFlags([
            "-sanitize=address", "-enable-testing",
            "-sanitize-coverage=edge,inline-8bit-counters,pc-table,trace-cmp",
        ])
    ]

let sanitizedC: [CSetting] =
    fuzzRuntime == nil
    ? []
    : [.unsafeFlags(["-fsanitize=address,undefined", "-fno-sanitize-recover=undefined"])]

/// One of our programs.
func tool(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    fuzzRuntime == nil
        ? .executableTarget(name: name, dependencies: dependencies, swiftSettings: strict)
        : .target(
            name: name, dependencies: dependencies, exclude: ["Main.swift"],
            swiftSettings: strict + instrumented)
}

/// A library target with its one unit-test target's worth of settings.
func module(
    _ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []
) -> Target {
    .target(
        name: name, dependencies: dependencies, exclude: exclude,
        swiftSettings: strict + instrumented)
}

func tests(
    _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []
) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

// What a user with hardware builds: libusb is its only system library. Arrows point down.
var targets: [Target] = [
    module("TargetMemory"),
    module("JSONText"),
    module("USBTransport"),
    .systemLibrary(
        name: "CLibUSB", pkgConfig: "libusb-1.0",
        providers: [.apt(["libusb-1.0-0-dev"]), .brew(["libusb"])]),
    module("LibUSB", ["CLibUSB", "USBTransport"]),
    module("STLink", ["USBTransport", "TargetMemory"]),
    // What a session said, as lines, and the probe's side of it played back.
    module("Recording", ["JSONText", "USBTransport", "TargetMemory"]),
    module("CortexM", ["TargetMemory"]),
    module("STM32", ["TargetMemory"]),
    // The loaders' sources run on the target; the Swift file made of them is checked by a test.
    module(
        "STM32Flash", ["STM32", "CortexM", "Firmware", "TargetMemory"], exclude: ["Loaders"]),
    module("Firmware", ["TargetMemory"]),
    // What comes out of SWO. Pure.
    module("Trace"),
    module("RemoteProtocol", ["TargetMemory"]),
    module("DebugSession", ["RemoteProtocol", "Firmware", "Trace", "TargetMemory"]),
    module(
        "STM32Target",
        ["CortexM", "STM32", "STM32Flash", "Firmware", "DebugSession", "TargetMemory"]),
    module(
        "ProbeSetup",
        [
            "LibUSB", "STLink", "STM32Target", "STM32Flash", "Firmware", "CortexM", "STM32",
            "USBTransport", "DebugSession", "Recording", "TargetMemory",
        ]),
    module("HostFiles"),
    module(
        "GDBServer",
        ["DebugSession", "RemoteProtocol", "HostFiles", "TargetMemory", logging]),
    // Options that the tools have in common.
    module("ToolOptions", ["ProbeSetup", "STLink", "Recording", argumentParser]),
    tool(
        "stlink-gdbserver",
        [
            "ToolOptions", "GDBServer", "DebugSession", "HostFiles", "ProbeSetup", "STM32Target",
            "STM32Flash", "STM32", "CortexM", "STLink", "Firmware", "Recording", "RemoteProtocol",
            "LibUSB", "USBTransport", "TargetMemory", argumentParser, logging,
        ]),
    tool(
        "stlink",
        [
            "ToolOptions", "ProbeSetup", "STM32Target", "STM32Flash", "STM32", "CortexM", "STLink",
            "LibUSB", "USBTransport", "Firmware", "Trace", "Recording", "JSONText", "TargetMemory",
            argumentParser, logging,
        ]),
    tests("LibUSBTests", ["LibUSB", "USBTransport"]),
    tests("ProbeSetupTests", ["ProbeSetup", "STLink", "CortexM", "TargetMemory"]),
    tests("STLinkTests", ["STLink", "USBTransport", "TargetMemory"]),
    tests("CortexMTests", ["CortexM", "TargetMemory"]),
    tests("STM32Tests", ["STM32", "TargetMemory"]),
    tests("STM32FlashTests", ["STM32Flash", "STM32", "CortexM", "TargetMemory"]),
    tests("FirmwareTests", ["Firmware", "TargetMemory"]),
    tests("TraceTests", ["Trace"]),
    tests("RemoteProtocolTests", ["RemoteProtocol", "TargetMemory"]),
    .target(
        name: "TargetDouble", dependencies: ["DebugSession", "TargetMemory"],
        path: "Tests/TargetDouble", swiftSettings: strict + instrumented),
    tests(
        "DebugSessionTests", ["DebugSession", "RemoteProtocol", "TargetMemory", "TargetDouble"],
        exclude: ["Transcripts"]),
    tests(
        "GDBServerTests",
        [
            "GDBServer", "DebugSession", "RemoteProtocol", "TargetMemory", "TargetDouble",
            "Recording", "stlink-gdbserver", argumentParser, logging,
        ]),
    tests("HostFilesTests", ["HostFiles"]),
    tests("RecordingTests", ["Recording", "STLink", "USBTransport", "TargetMemory"]),
    tests("TidyTests", []),
]

var products: [Product] = [
    .executable(name: "stlink-gdbserver", targets: ["stlink-gdbserver"]),
    .executable(name: "stlink", targets: ["stlink"]),
]

// The virtual board: Linux only, because umockdev is; nothing above depends on it.
#if os(Linux)
    targets += [
        // Optimised in debug builds too: its hook runs for every Thumb instruction.
        .target(
            name: "CUnicorn",
            cSettings: [.unsafeFlags(["-O2"], .when(configuration: .debug))] + sanitizedC,
            linkerSettings: [.linkedLibrary("unicorn")]),
        .systemLibrary(
            name: "CUMockdev", pkgConfig: "umockdev-1.0", providers: [.apt(["libumockdev-dev"])]),
        // And what the hook calls.
        .target(
            name: "VirtualBoard", dependencies: ["USBTransport", "CUnicorn"],
            swiftSettings: strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]),
        // So is the bus: the host's time for a transfer is overhead in every measurement.
        .target(
            name: "VirtualBus", dependencies: ["VirtualBoard", "CUMockdev"],
            swiftSettings: strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]),
        .executableTarget(
            name: "stlink-sim",
            dependencies: [
                "VirtualBus", "VirtualBoard", "Recording", "USBTransport", argumentParser,
            ], swiftSettings: strict),
        tests("VirtualBoardTests", ["VirtualBoard"]),
        // Our target side on the virtual board in one process, on the board's own clock.
        tests(
            "STM32TargetTests",
            [
                "ProbeSetup", "STM32Target", "STM32Flash", "STM32", "CortexM", "DebugSession",
                "RemoteProtocol", "STLink",
                "VirtualBoard", "USBTransport", "TargetMemory", "Firmware", "TestSupport",
            ]),
        .target(
            name: "TestSupport",
            dependencies: [.product(name: "Subprocess", package: "swift-subprocess")],
            path: "Tests/TestSupport", swiftSettings: strict),
        tests(
            "ShellToolTests", ["TestSupport", "stlink-sim", "stlink"], exclude: ["bind.c"]),
        tests("ScenarioTests", ["TestSupport", "stlink-sim", "stlink", "stlink-gdbserver"]),
        tests(
            "ReplayTests", ["TestSupport", "stlink-sim", "stlink", "stlink-gdbserver"],
            exclude: ["Recordings"]),
        tests(
            "ReliabilityTests", ["TestSupport", "stlink-sim", "stlink", "stlink-gdbserver"]),
        tests("PeerTests", ["TestSupport", "stlink-sim"], exclude: ["Clients"]),
        tests(
            "TimeTests", ["TestSupport", "stlink-sim", "stlink", "stlink-gdbserver"],
            exclude: ["clock.c"]),
        tests("EndToEndTests", ["TestSupport", "stlink-sim", "stlink", "stlink-gdbserver"]),
        // Ill-meaning clients of a real server, by raw sockets.
        tests(
            "NetworkTests",
            ["RemoteProtocol", "TestSupport", "stlink-sim", "stlink", "stlink-gdbserver"]),
        tests(
            "ClientTests", ["TestSupport", "stlink-sim", "stlink", "stlink-gdbserver"],
            exclude: ["Sessions", "Zephyr"]),
    ]
    products += [.executable(name: "stlink-sim", targets: ["stlink-sim"])]

    // The same files are an ordinary test that feeds kept inputs, and the program that finds them.
    let fuzzed: [Target.Dependency] = [
        "RemoteProtocol", "DebugSession", "Firmware", "Trace", "HostFiles", "ProbeSetup", "STLink",
        "STM32Target", "USBTransport", "TargetMemory", "TargetDouble", "VirtualBoard", "stlink",
        "stlink-gdbserver", argumentParser,
    ]
    if let fuzzRuntime {
        targets = targets.filter { $0.type != .test }
        products = []
        targets += [
            .target(name: "CLibFuzzer", path: "Tests/FuzzTests/CLibFuzzer"),
            .executableTarget(
                name: "fuzz", dependencies: fuzzed + ["CLibFuzzer"], path: "Tests/FuzzTests",
                exclude: [
                    "CLibFuzzer", "Corpus", "Dictionaries", "Replay", "fuzz.sh", "leaks.supp",
                ],
                swiftSettings: strict + instrumented,
                linkerSettings: [
                    .unsafeFlags([
                        "-sanitize=address", "-use-ld=lld", fuzzRuntime, "-lstdc++",
                    ])
                ]),
        ]
    } else {
        targets.append(
            .testTarget(
                name: "FuzzTests", dependencies: fuzzed,
                exclude: [
                    "CLibFuzzer", "Corpus", "Dictionaries", "Driver", "fuzz.sh", "leaks.supp",
                ],
                swiftSettings: strict))
    }
#endif

let package = Package(
    name: "swift-stlink",
    platforms: [.macOS(.v15)],
    products: products,
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.8.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0"),
    ],
    targets: targets)
