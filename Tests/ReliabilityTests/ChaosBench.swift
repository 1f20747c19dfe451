import Foundation
import TestSupport

/// A board on its desk with a server, and the hand that cuts its power and pulls its plug.
final class ChaosBench {
    let board: ChaosBoard
    let desk: Desk
    let images: ChaosImages
    private(set) var server: Server
    private let control: String
    /// Index of the program in flash.
    var current = 0
    private var optionValue: Int
    /// How often lost power has left the option bytes protected.
    private(set) var protectedCount = 0
    private var illegal: [String: Int] = [:]
    /// Transfers of an undisturbed run.
    private var lengths: [ChaosOperation: Int] = [:]

    /// So long may an operation take; then somebody presses Ctrl-C, and later gives up.
    private static let patienceSeconds = 180
    private static let limitSeconds = 200

    init(_ board: ChaosBoard) async throws {
        self.board = board
        optionValue = board.optionValue
        desk = try Desk(
            board.probe.map { ["--probe", "\($0),board=\(board.name)"] }
                ?? ["--board", board.name])
        images = try await ChaosImages(board, in: desk.folder)
        control = try desk.run("echo $STLINK_SIM_CONTROL").output
            .trimmingCharacters(in: .whitespacesAndNewlines)
        for image in [images.neighbour, images.programs[0]] {
            let outcome = try desk.run("stlink flash --force \(image.path)")
            guard outcome.status == 0 else { throw DeskFailure(outcome.text) }
        }
        server = try desk.startServer()
        try greetServer()
        _ = try newIllegal()
    }

    /// A server keeps the probe until its first debugger leaves.
    private func greetServer() throws {
        let outcome = try desk.run(gdb(["info registers pc"]))
        guard outcome.status == 0 else { throw DeskFailure(outcome.text) }
    }

    // MARK: - The hand

    private var log: [Substring] {
        ((try? String(contentsOfFile: control + ".log", encoding: .utf8)) ?? "")
            .split(separator: "\n")
    }

    /// Gives an order; one that is for now has been carried out then.
    func order(_ text: String) throws {
        let before = log.count
        guard let pipe = FileHandle(forWritingAtPath: control) else {
            throw DeskFailure("no \(control)")
        }
        try pipe.write(contentsOf: Data((text + "\n").utf8))
        try pipe.close()
        guard !text.hasPrefix("after") else { return }
        guard waitUntil(timeoutSeconds: 30, { log.count > before }) else {
            throw DeskFailure(
                "the simulator did not mind: \(text)\n\(desk.folder.text("sim.log"))")
        }
    }

    /// How many orders like this one have been carried out.
    func count(of text: String) -> Int { log.filter { $0.hasSuffix(" " + text) }.count }

    /// How many processes were killed.
    var kills: Int { log.filter { $0.contains(" kill ") }.count }

    private func transfers() throws -> Int {
        try order("count")
        return log.last { $0.hasSuffix(" count") }
            .flatMap { $0.split(separator: " ").first }.flatMap { Int($0) } ?? 0
    }

    /// What the cells hold, whatever any tool says.
    func memory(_ address: Int, _ count: Int) throws -> [UInt8] {
        try order("dump 0x\(String(address, radix: 16)) \(count) \(desk.folder.file("dump"))")
        return try desk.folder.bytes("dump")
    }

    func holds(_ image: ChaosImages.Image) throws -> Bool {
        try memory(image.address, image.bytes.count) == image.bytes
    }

    /// Operations that the manuals forbid, since the last time this was asked.
    func newIllegal() throws -> [String: Int] {
        let total = try desk.statistics().illegal
        defer { illegal = total }
        return total.merging(illegal) { $0 - $1 }.filter { $0.value > 0 }
    }

    // MARK: - The operations

    /// The program that is to be in flash next.
    var next: ChaosImages.Image { images.programs[1 - current] }

    private func line(_ operation: ChaosOperation) -> String {
        let base = "0x\(String(board.base, radix: 16))"
        let count = images.programs[0].bytes.count
        switch operation {
        case .info: return "stlink info"
        case .flash: return "stlink flash \(next.path)"
        case .verify: return "stlink verify \(images.programs[current].path)"
        case .erase: return "stlink erase"
        case .eraseSectors: return "stlink erase --address \(base) --count \(count)"
        case .read: return "stlink read \(base) \(count) \(desk.folder.file("read"))"
        case .reset: return "stlink reset"
        case .options: return "stlink option-bytes \(board.option ?? "none")=\(1 - optionValue)"
        case .attach: return gdb(["info registers pc"])
        case .load: return gdb(["load", "compare-sections"], file: next.path)
        case .step: return gdb(["stepi", "stepi", "stepi"])
        case .breakpoints: return gdb(["break *\(base)+8", "continue", "continue", "delete"])
        case .readThrough:
            return gdb(["dump binary memory \(desk.folder.file("read")) \(base) \(base)+\(count)"])
        case .monitorReset: return gdb(["monitor reset halt", "info registers pc"])
        case .detach: return gdb(["break *\(base)+8", "stepi"])
        }
    }

    private func gdb(_ commands: [String], file: String? = nil) -> String {
        let all =
            ["set confirm off", "set width 0", "set remotetimeout 5"]
            + (file.map { ["file \($0)"] } ?? ["set architecture arm"])
            + ["target extended-remote :\(server.port)"] + commands + ["detach"]
        return "gdb-multiarch -nx -q -batch" + all.map { " -ex '\($0)'" }.joined()
    }

    /// Runs the operation; `order`: what is to happen at which transfer.
    func perform(
        _ operation: ChaosOperation, _ event: ChaosEvent? = nil, at transfer: Int = 0
    ) throws -> Outcome {
        var first = ""
        switch event {
        case nil: break
        case .clientKilled: first = "echo \"after \(transfer) kill $$\" >$STLINK_SIM_CONTROL; "
        case .serverKilled: try order("after \(transfer) kill \(server.pid)")
        case let event?: try order("after \(transfer) \(event.order ?? "")")
        }
        try? FileManager.default.removeItem(atPath: desk.folder.file("read"))
        let script = try desk.folder.write(
            "\(first)exec \(line(operation))\n" as String, to: "operation.sh")
        let limits = "-k \(Self.limitSeconds - Self.patienceSeconds) \(Self.patienceSeconds)"
        return try desk.run(
            "timeout --foreground -s INT \(limits) bash \(script)",
            timeoutSeconds: 2 * Self.limitSeconds)
    }

    /// Transfers of the operation when nothing happens.
    func length(of operation: ChaosOperation) throws -> Int {
        if let known = lengths[operation] { return known }
        let before = try transfers()
        let outcome = try perform(operation)
        guard outcome.status == 0 else {
            throw DeskFailure("\(board), \(operation.rawValue): \(outcome.text)")
        }
        let length = try transfers() - before
        lengths[operation] = length
        if operation == .options { optionValue = 1 - optionValue }
        try restore(operation)
        return length
    }

    // MARK: - Afterwards

    func cure(_ event: ChaosEvent) throws {
        if let cure = event.cure { try order(cure) }
        guard !server.isRunning else { return }
        server = try desk.startServer()
        try greetServer()
    }

    /// The next thing that somebody does: another program, by the same way. Its output where it
    /// does not succeed.
    func nextRun(after operation: ChaosOperation) throws -> String? {
        if operation == .options {
            var again = try perform(.options)
            if again.text.contains("read protected"), board.protectsHalfWritten {
                // Option bytes that lost power half way are protected ones on these: no tool can
                // help that. The way out takes the flash along.
                again = try desk.run("stlink unlock --erase-the-whole-chip")
                guard again.status == 0 else { return "unlocking: " + again.text }
                again = try perform(.options)
                protectedCount += 1
            }
            guard again.status == 0 else { return "\(again.status): " + again.text }
            optionValue = 1 - optionValue
        }
        let image = next
        let outcome = try perform(operation.isTool ? .flash : .load)
        let isRight = try holds(image)
        let isClaimed =
            operation.isTool ? outcome.status == 0 : outcome.output.contains("Transfer rate")
        guard isClaimed, isRight else {
            return "\(outcome.status), right: \(isRight): \(outcome.text)"
        }
        current = 1 - current
        return nil
    }

    /// Puts back what the operation takes away.
    func restore(_ operation: ChaosOperation) throws {
        if operation == .load || operation == .flash { current = 1 - current }
        guard operation == .erase || operation == .eraseSectors else { return }
        let files =
            [images.programs[current].path] + (operation == .erase ? [images.neighbour.path] : [])
        let outcome = try desk.run("stlink flash --force \(files.joined(separator: " "))")
        guard outcome.status == 0 else { throw DeskFailure(outcome.text) }
    }
}
