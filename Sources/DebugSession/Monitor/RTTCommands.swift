import TargetMemory

/// `rtt ...`, in the words that OpenOCD and pyOCD share.
enum RTTCommands {
    static let table: [MonitorCommand] = [
        MonitorCommand(
            "rtt setup", "ADDRESS SIZE [ID] | auto",
            "Say where the control block is looked for, and by which identification (SEGGER RTT).",
            .channels, .setting, setup),
        MonitorCommand(
            "rtt start", "", "Look for the control block, and serve its channels from then on.",
            .channels, .writing, start),
        MonitorCommand("rtt stop", "", "Serve them no more.", .channels, .setting, stop),
        MonitorCommand(
            "rtt channels", "", "List the channels with their sizes and flags.", .channels,
            .reading, channels),
        MonitorCommand(
            "rtt channellist", "", "The same as Tcl has lists.", .channels, .reading,
            of: "OpenOCD", channelList),
        MonitorCommand(
            "rtt polling_interval", "[MILLISECONDS]", "Tell or set how often they are served.",
            .channels, .setting, interval),
        MonitorCommand(
            "rtt server start", "PORT CHANNEL",
            "Serve a channel on a TCP port; 0 finds a free one.", .channels, .setting,
            startServer),
        MonitorCommand(
            "rtt server stop", "PORT", "Close the port.", .channels, .setting, stopServer),
        MonitorCommand(
            "exec SetRTTAddr", "ADDRESS", "Say where the control block is.", .channels,
            .setting, of: "J-Link", setAddress),
        MonitorCommand(
            "exec SetRTTSearchRanges", "ADDRESS SIZE", "Say where it is looked for.", .channels,
            .setting, of: "J-Link", setup),
    ]

    private static func setup(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        var setup = RTTService.Setup.standard
        if !arguments.takes("auto") {
            let address = try arguments.address()
            let most = (1 << 32) - Int(address.rawValue)
            guard most >= RTTControlBlock.headerByteCount else {
                throw arguments.failure("there is no room for a control block at \(address)")
            }
            let byteCount = try arguments.number(
                "size", in: RTTControlBlock.headerByteCount...most)
            setup.region = Region(base: address, byteCount: byteCount)
        }
        // pyOCD's users write the two words of the identification without quotes.
        let words = arguments.all
        if !words.isEmpty {
            setup.identification = Array(words.joined(separator: " ").utf8)
            guard setup.identification.count <= RTTControlBlock.identificationByteCount else {
                throw arguments.failure("an identification has 16 bytes at most")
            }
        }
        session.monitoring.channels.setup = setup
        return ""
    }

    private static func setAddress(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        let address = try arguments.address()
        try arguments.end()
        let most = (1 << 32) - Int(address.rawValue)
        session.monitoring.channels.setup = RTTService.Setup(
            region: Region(
                base: address, byteCount: min(most, RTTControlBlock.headerByteCount)),
            identification: RTTService.Setup.standard.identification)
        return ""
    }

    private static func start(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        try arguments.end()
        guard let block = try session.monitoring.channels.start(session.target) else {
            return "rtt: No control block found; it is looked for until `rtt stop`"
        }
        return "rtt: Control block found at \(block.place)"
    }

    private static func stop(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        try arguments.end()
        session.monitoring.channels.stop()
        return ""
    }

    private static func block(_ session: Session) throws(TargetFault) -> RTTControlBlock {
        guard let block = session.monitoring.channels.block else {
            throw TargetFault(
                .state, "rtt: Control block not available: `rtt start` looks for it")
        }
        return block
    }

    private static func channels(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        try arguments.end()
        let block = try block(session)
        var lines = ["Channels: up=\(block.up.count), down=\(block.down.count)", "Up-channels:"]
        for (number, buffer) in block.up.enumerated() where buffer.byteCount > 0 {
            lines.append(try line(number, buffer, session))
        }
        lines.append("Down-channels:")
        for (number, buffer) in block.down.enumerated() where buffer.byteCount > 0 {
            lines.append(try line(number, buffer, session))
        }
        return lines.joined(separator: "\n")
    }

    private static func line(
        _ number: Int, _ buffer: RTTControlBlock.Buffer, _ session: Session
    ) throws(TargetFault) -> String {
        "\(number): \(try name(buffer, session)) \(buffer.byteCount) \(buffer.flags)"
    }

    private static func channelList(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        try arguments.end()
        let block = try block(session)
        var lists: [String] = []
        for buffers in [block.up, block.down] {
            var text = "{\n"
            for buffer in buffers where buffer.byteCount > 0 {
                text += """
                        {
                            name  \(try name(buffer, session))
                            size  0x\(String(buffer.byteCount, radix: 16))
                            flags 0x\(String(buffer.flags, radix: 16))
                        }

                    """
            }
            lists.append(text + "}")
        }
        return lists.joined(separator: "\n")
    }

    /// The channel's name, which lies in flash or RAM behind a zero byte's end.
    private static func name(
        _ buffer: RTTControlBlock.Buffer, _ session: Session
    ) throws(TargetFault) -> String {
        guard buffer.name.rawValue != 0,
            buffer.name.rawValue < UInt32.max - UInt32(Limits.rttNameByteCount)
        else { return "" }
        let bytes = try session.target.readMemory(buffer.name, count: Limits.rttNameByteCount)
        return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }

    private static func interval(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        if arguments.isEmpty { return "\(session.monitoring.channels.intervalMilliseconds) ms" }
        let time = try arguments.number("time", in: 1...Limits.monitorPauseMillisecondsMax)
        try arguments.end()
        session.monitoring.channels.intervalMilliseconds = time
        return ""
    }

    private static func startServer(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        let port = try arguments.number("port", in: 0...65535)
        let channel = try arguments.number("channel", in: 0...Limits.rttChannelCountMax - 1)
        // OpenOCD's greeting for who connects.
        _ = arguments.optionalWord()
        try arguments.end()
        let number = try session.monitoring.channels.open(
            UInt16(port), channel: channel, try session.monitorHost())
        return "Listening on port \(number) for rtt connections"
    }

    private static func stopServer(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        let port = try arguments.number("port", in: 1...65535)
        try arguments.end()
        let host = try session.monitorHost()
        guard session.monitoring.channels.close(UInt16(port), host) else {
            throw TargetFault(.unsupported, "no RTT channel is served on port \(port)")
        }
        return ""
    }
}
