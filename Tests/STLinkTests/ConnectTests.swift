import TargetMemory
import Testing
import USBTransport

@testable import STLink

@Suite struct ConnectTests {
    private func failure(_ body: () throws -> Void) -> ProbeError? {
        do { try body() } catch { return error as? ProbeError }
        return nil
    }

    @Test func openAndConnectTakeFewTransfers() throws {
        let fake = FakeProbe()
        let link = try connect(fake)
        #expect(fake.transferCount == 12)
        #expect(fake.submitCount == 4)
        #expect(link.firmware.description == "V2J29S7")
        #expect(link.targetMillivolts == 3301)
        #expect(link.clockKHz == 4000 && fake.divisor == 0)
        #expect(link.idCode == 0x5BA0_2477)
    }

    @Test(arguments: [(0, [0xF3]), (2, [0x21]), (3, [0xF4])] as [(UInt8, [UInt8])])
    func otherModesAreLeft(_ mode: UInt8, _ command: [UInt8]) throws {
        let fake = FakeProbe()
        fake.mode = mode
        let link = try open(fake)
        #expect(Array(fake.commands.dropFirst(2).prefix(1)) == command)
        #expect(fake.mode == 1)
        link.close()
    }

    @Test(
        arguments: [
            [[0x80, 0]], [[UInt8](repeating: 0xAA, count: 64)], [[1, 2, 3, 4, 5, 6]],
            [[0x80, 0], [0x80, 0]],
        ] as [[[UInt8]]])
    func aReplyLeftByAnEarlierSessionIsNotTakenForOurs(_ stale: [[UInt8]]) throws {
        let fake = FakeProbe()
        fake.replies = stale
        let link = try connect(fake)
        #expect(link.firmware.description == "V2J29S7")
        #expect(try link.readWord(0x2000_0000) == fake.memory.word(at: 0))
    }

    @Test func closeLeavesEverythingAsFound() throws {
        let fake = FakeProbe()
        let link = try open(fake)
        try link.enter(underReset: true)
        #expect(fake.isResetLow && fake.mode == 2)
        link.close()
        #expect(!fake.isResetLow && fake.mode == 1 && fake.isClosed)
        let count = fake.transferCount
        link.close()
        #expect(fake.transferCount == count)
    }

    @Test func aForgottenLinkClosesItself() throws {
        let fake = FakeProbe()
        _ = try connect(fake)
        #expect(fake.mode == 1 && fake.isClosed)
    }

    @Test func firmwareWithoutDebugPartAndBootloadersAreRefused() throws {
        let old = FakeProbe()
        old.version = [0x20, 0x07, 0x83, 0x04, 0x48, 0x37]
        let error = try #require(failure { _ = try open(old) })
        #expect(error.status == .probeUnsupported && error.message.contains("V2J0S7"))
        #expect(old.isClosed)
        for productID in [0x3755, 0x374D] as [UInt16] {
            let other = FakeProbe(productID: productID)
            #expect(failure { _ = try open(other) }?.status == .probeUnsupported)
            #expect(other.transferCount == 0)
        }
    }

    @Test(
        arguments: [
            (.accessDenied, .noPermission), (.busy, .probeBusy), (.noDevice, .probeLost),
            (.other("LIBUSB_ERROR_IO"), .probeLost),
        ] as [(TransportError, ExitStatus)])
    func failuresToOpenHaveTheirOwnExitStatus(_ cause: TransportError, _ status: ExitStatus) throws
    {
        let bus = FakeBus(FakeProbe())
        bus.openFailure = cause
        let probe = try #require(try Probe.all(on: bus).first)
        #expect(failure { _ = try Link(opening: probe, on: bus) }?.status == status)
    }

    @Test func aBusyProbeNamesWhoHasIt() throws {
        let bus = FakeBus(FakeProbe())
        bus.openFailure = .busy
        bus.users = ["openocd (process 4711)"]
        let probe = try #require(try Probe.all(on: bus).first)
        let error = try #require(failure { _ = try Link(opening: probe, on: bus) })
        #expect(error.message.hasPrefix("openocd (process 4711) is using"))
    }

    @Test func generation3IsAskedForItsOwnVersionAndClocks() throws {
        let fake = FakeProbe(productID: 0x374F)
        fake.missing = []
        fake.version = [0x30, 0x00, 0x83, 0x04, 0x4F, 0x37]
        fake.extendedVersion = [3, 1, 7, 2, 4, 0, 0, 0, 0x83, 0x04, 0x4F, 0x37]
        let link = try open(fake)
        #expect(link.firmware.description == "V3J7M2B4S1")
        link.close()
    }
}
