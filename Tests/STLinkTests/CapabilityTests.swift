import Testing

@testable import STLink

/// What each firmware can do, typed in again from OpenOCD's and pyOCD's sources.
@Suite struct CapabilityTests {
    private func capabilities(_ generation: Int, _ debug: Int) -> Set<Capability> {
        Capability.of(FirmwareVersion(generation: generation, debug: debug)) ?? []
    }

    /// What comes with each version of the V2's firmware, on top of what was there.
    static let secondGeneration: [(Int, Set<Capability>)] = [
        (1, [.secondCommandSet, .swd, .resetLine]), (13, [.targetVoltage, .trace]),
        (15, [.faultAddress, .floatingPointRegisters]), (22, [.swdDivisor]),
        (24, [.jtagDivisor, .dapRegisters]), (26, [.halfwordAccess, .fixedAddressWrites]),
        (28, [.accessPorts]), (29, [.closePortStatus]),
        (
            32,
            [.directPortReads, .bankedPort, .memoryThroughPort, .mixedAccess, .fixedAddressReads]
        ),
        (36, [.boardIdentifiers]),
    ]

    @Test(arguments: 1...99)
    func secondGenerationGrowsStepByStep(_ debug: Int) {
        let expected = Self.secondGeneration.filter { $0.0 <= debug }.flatMap(\.1)
        #expect(capabilities(2, debug) == Set(expected))
    }

    @Test(arguments: 1...60)
    func thirdGenerationHasNearlyAllFromTheStart(_ debug: Int) {
        var expected = Set(Capability.allCases)
        expected.subtract([.swdDivisor, .jtagDivisor])
        if debug < 2 {
            expected.subtract([.bankedPort, .memoryThroughPort, .mixedAccess, .fixedAddressReads])
        }
        if debug < 6 { expected.subtract([.boardIdentifiers, .wideByteAccess]) }
        #expect(capabilities(3, debug) == expected)
    }

    @Test func firstGenerationHasNeitherResetLineNorStatusAddress() {
        #expect(capabilities(1, 10) == [])
        #expect(capabilities(1, 11) == [.secondCommandSet, .swd])
        #expect(capabilities(1, 40) == [.secondCommandSet, .swd])
    }

    @Test func whatComesNextIsServedAsTheNewest() {
        var newest = Set(Capability.allCases)
        newest.subtract([.swdDivisor, .jtagDivisor])
        #expect(capabilities(4, 6) == newest)
        #expect(capabilities(5, 9) == newest)
        #expect(Capability.isUnknown(FirmwareVersion(generation: 2, debug: 99)))
        #expect(!Capability.isUnknown(FirmwareVersion(generation: 2, debug: 29)))
        #expect(Capability.isUnknown(FirmwareVersion(generation: 5, debug: 1)))
    }

    @Test func firmwareWithoutDebugPartHasNone() {
        #expect(Capability.of(FirmwareVersion(generation: 2, debug: 0)) == nil)
        #expect(Capability.of(FirmwareVersion(generation: 3, debug: 0)) == nil)
    }

    @Test func everyCapabilityNamesItselfAndWhereToGetIt() {
        #expect(Set(Capability.allCases.map(\.purpose)).count == Capability.allCases.count)
        #expect(Capability.halfwordAccess.firstFirmware(generation: 2) == "V2J26")
        #expect(Capability.wideByteAccess.firstFirmware(generation: 2) == nil)
        for capability in Capability.allCases {
            let generations = (1...4).compactMap(capability.firstFirmware(generation:))
            #expect(!generations.isEmpty, "\(capability)")
        }
    }
}
