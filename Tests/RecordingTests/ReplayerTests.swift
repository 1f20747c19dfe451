import TargetMemory
import Testing
import USBTransport

@testable import Recording

@Suite struct ReplayerTests {
    private static let poll = Sent.readWord(0xE000_EDF0)
    private static let halt = Sent.writeWord(0xE000_EDF0, 0xA05F_0003)
    private static let secret = [UInt8]((0..<64).map { $0 &* 3 &+ 1 })

    /// Records what `work` does with a probe that answers so.
    private func recording(
        _ replies: [Result<[[UInt8]], TransportError>], isEnded: Bool = true,
        _ work: (any USBDevice) throws -> Void
    ) throws -> RecordedFile {
        let desk = RecordingDesk()
        let recorder = desk.recorder()
        let bus = RecordedBus(ScriptedBus(replies), recorder)
        let device = try bus.open(bus.devices()[0])
        try work(device)
        device.close()
        if isEnded { recorder.end(status: 0, "") }
        return try desk.file()
    }

    private func open(_ replayer: Replayer) throws -> any USBDevice {
        let bus = ReplayBus(replayer)
        return try bus.open(bus.devices()[0])
    }

    /// Two polls, the second of which sees the halt.
    private func polled() throws -> RecordedFile {
        try recording([
            .success([[0x80, 1]]), .success([[0x80, 2]]), .success([[0x80, 3]]),
            .success([[0x80, 0]]),
        ]) { device in
            for _ in 0..<3 { try device.ask(Self.poll) }
            try device.ask(Self.halt)
        }
    }

    @Test(arguments: 1...9)
    func questionsMayBeAskedMoreOrLessOften(count: Int) throws {
        let replayer = Replayer(try polled())
        let device = try open(replayer)
        var last: UInt8 = 0
        for _ in 0..<count { last = try device.ask(Self.poll)[1] }
        #expect(last == UInt8(min(count, 3)))
        #expect(try device.ask(Self.halt) == [0x80, 0])
        device.close()
        #expect(replayer.divergence == nil)
        #expect(replayer.finish() == nil)
    }

    @Test func theFirstDifferenceIsNamedByLineAndCommand() throws {
        let replayer = Replayer(try polled())
        let device = try open(replayer)
        try device.ask(Self.poll)
        #expect(throws: TransportError.noDevice) {
            try device.ask(Sent.writeWord(0xE000_ED0C, 1))
        }
        let words = try #require(replayer.divergence)
        #expect(words.contains("line 5: expected READDEBUGREG at 0xe000edf0"), "\(words)")
        #expect(words.contains("came WRITEDEBUGREG at 0xe000ed0c"), "\(words)")
    }

    @Test func whatIsLeftUndoneIsNamed() throws {
        let replayer = Replayer(try polled())
        try open(replayer).ask(Self.poll)
        #expect(replayer.finish()?.contains("expected WRITEDEBUGREG at 0xe000edf0") == true)
    }

    /// After an end that was recorded nothing may come; after a crash the probe just goes.
    @Test(arguments: [true, false])
    func goingOnIsADifferenceOnlyAfterAnEnd(isEnded: Bool) throws {
        let file = try recording([.success([[0x80, 1]])], isEnded: isEnded) { device in
            try device.ask(Self.poll)
        }
        let replayer = Replayer(file)
        let device = try open(replayer)
        try device.ask(Self.poll)
        #expect(throws: TransportError.noDevice) { try device.ask(Self.halt) }
        #expect(replayer.wentBeyond)
        #expect((replayer.divergence != nil) == isEnded)
    }

    @Test func dataIsComparedByItsName() throws {
        let batch = { (bytes: [UInt8]) -> [BulkTransfer] in
            [
                .out(endpoint: 2, Sent.write(0x2000_0000, count: 64)),
                .out(endpoint: 2, bytes), .out(endpoint: 2, Sent.command(0xF2, 0x3E)),
                .in(endpoint: 0x81, byteCount: 64),
            ]
        }
        let file = try recording([.success([[0x80, 0]]), .success([Self.secret, [0x80, 0]])]) {
            device in
            _ = try device.submit(batch(Self.secret), timeoutMilliseconds: 1)
            _ = try device.submit(
                [
                    .out(endpoint: 2, Sent.read(0x2000_0000, count: 64)),
                    .in(endpoint: 0x81, byteCount: 64), .out(endpoint: 2, Sent.command(0xF2, 0x3E)),
                    .in(endpoint: 0x81, byteCount: 64),
                ], timeoutMilliseconds: 1)
        }
        let same = Replayer(file)
        let device = try open(same)
        #expect(try device.submit(batch(Self.secret), timeoutMilliseconds: 1) == [[0x80, 0]])
        // What was written is known when it is read back.
        #expect(try device.ask(Sent.read(0x2000_0000, count: 64)) == Self.secret)
        #expect(same.divergence == nil)

        let other = Replayer(file)
        let wrong = [UInt8](repeating: 7, count: 64)
        let second = try open(other)
        #expect(throws: TransportError.noDevice) {
            try second.submit(batch(wrong), timeoutMilliseconds: 1)
        }
        #expect(other.divergence?.contains("the 64 bytes are others") == true)

        var options = Replayer.Options()
        options.ignoresContents = true
        let careless = Replayer(file, options: options)
        #expect(throws: Never.self) {
            try open(careless).submit(batch(wrong), timeoutMilliseconds: 1)
        }
    }

    @Test func contentsThatSomebodyHasAreBelievedByTheirName() throws {
        let file = try recording([.success([Self.secret])]) { device in
            try device.ask(Sent.read(0x0800_0000, count: 64))
        }
        for (known, expected) in [
            (Self.secret, Self.secret),
            ([UInt8](repeating: 9, count: 64), [UInt8](repeating: 0, count: 64)),
        ] {
            var options = Replayer.Options()
            options.contents = { address, count in
                address == 0x0800_0000 ? Array(known.prefix(count)) : nil
            }
            let device = try open(Replayer(file, options: options))
            #expect(try device.ask(Sent.read(0x0800_0000, count: 64)) == expected)
        }
    }

    @Test(arguments: [
        TransportError.stall(endpoint: 0x81), .timeout(endpoint: 0x81), .noDevice,
        .overflow(endpoint: 0x81), .other("LIBUSB_TRANSFER_ERROR"),
    ])
    func failuresComeAgain(failure: TransportError) throws {
        let file = try recording([
            .failure(failure), .success([Sent.version]), .success([[2, 0]]),
            .success([[0x80, 1]]),
        ]) { device in
            #expect(throws: failure) { try device.ask(Self.halt) }
            try device.clearHalt(endpoint: 0x81)
            if failure != .noDevice { try device.askWhatFits() }
        }
        let replayer = Replayer(file)
        let device = try open(replayer)
        #expect(throws: failure) { try device.ask(Self.halt) }
        if failure != .noDevice {
            try device.clearHalt(endpoint: 0x81)
            #expect(try device.askWhatFits() == [0x80, 1])
        }
        #expect(replayer.divergence == nil)
    }

    /// A first-generation probe's wrapper counts commands: one question more, and all that come
    /// after have another tag.
    @Test func tagsOfWrappedCommandsFollow() throws {
        func wrapped(_ command: [UInt8], tag: UInt8) -> [UInt8] {
            Array("USBC".utf8) + [tag, 0, 0, 0, 8, 0, 0, 0, 0x80, 0, 10] + command
        }
        func status(_ tag: UInt8) -> [UInt8] {
            Array("USBS".utf8) + [tag] + [UInt8](repeating: 0, count: 8)
        }
        func ask(_ device: any USBDevice, _ command: [UInt8], _ tag: UInt8) throws -> [[UInt8]] {
            try device.submit(
                [
                    .out(endpoint: 2, wrapped(command, tag: tag)),
                    .in(endpoint: 0x81, byteCount: 8), .in(endpoint: 0x81, byteCount: 13),
                ], timeoutMilliseconds: 1)
        }
        let file = try recording([
            .success([[1, 0], status(1)]), .success([[2, 0], status(2)]),
        ]) { device in
            _ = try ask(device, Self.poll, 1)
            _ = try ask(device, Self.halt, 2)
        }
        let device = try open(Replayer(file))
        #expect(try ask(device, Self.poll, 1) == [[1, 0], status(1)])
        #expect(try ask(device, Self.poll, 2) == [[1, 0], status(2)])
        #expect(try ask(device, Self.halt, 3) == [[2, 0], status(3)])
    }
}

extension USBDevice {
    /// As a host does that falls into step again: version and mode, then a question.
    @discardableResult
    fileprivate func askWhatFits() throws -> [UInt8] {
        _ = try ask(Sent.command(0xF1))
        _ = try ask(Sent.command(0xF5))
        return try ask(Sent.readWord(0xE000_EDF0))
    }
}
