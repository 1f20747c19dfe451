import Foundation
import TestSupport

/// What a moment came to.
struct ChaosResult: Sendable {
    enum Ending: String, CaseIterable, Sendable {
        /// It succeeded, and rightly so.
        case success = "success"
        /// It said that it failed; the next one works.
        case error = "error"
        /// It was killed; the next one works.
        case killed = "killed"
        /// It was done before anything happened.
        case notReached = "not reached"
        /// See `complaints`.
        case broken = "BROKEN"
    }

    var moment: ChaosMoment
    var ending: Ending
    var complaints: [String] = []
    var text = ""
}

/// Lets one moment happen and looks at all that it must not do.
struct ChaosJudge {
    let bench: ChaosBench

    func judge(_ asked: ChaosMoment) throws -> ChaosResult {
        var moment = asked
        let length = try bench.length(of: moment.operation)
        let transfer = moment.transfer ?? max(1, length * moment.place / 10_000)
        moment.transfer = transfer
        let order = moment.event.order ?? "kill"
        let before = fired(order)
        let protectedBefore = bench.protectedCount
        let outcome = try bench.perform(moment.operation, moment.event, at: transfer)
        try bench.order("forget")
        let isReached = fired(order) > before
        var complaints = try complaints(about: moment.operation, outcome)
        if outcome.status == 124 || outcome.status == 137 && moment.event != .clientKilled {
            complaints.append("it did not end by itself")
        }
        try bench.cure(moment.event)
        if let failure = try bench.nextRun(after: moment.operation) {
            complaints.append("the next run failed: \(failure)")
        }
        if bench.protectedCount == protectedBefore {
            complaints += try neighbourComplaints(moment.operation)
        } else {
            _ = try neighbourComplaints(.erase)
        }
        let illegal = try bench.newIllegal().filter { !Self.isExcused($0, $1, moment.event) }
        if !illegal.isEmpty { complaints.append("illegal operations: \(illegal)") }
        var ending = ending(moment, outcome)
        if !isReached { ending = .notReached }
        if !complaints.isEmpty { ending = .broken }
        return ChaosResult(
            moment: moment, ending: ending, complaints: complaints,
            text: outcome.text + "\n--- server\n" + bench.server.text.suffix(3000))
    }

    /// A reset that falls between two writes of one go locks the interface under the second. More
    /// than what was on its way by then is no excuse.
    private static func isExcused(_ kind: String, _ count: Int, _ event: ChaosEvent) -> Bool {
        // A probe that waits for data takes the next one's command for it, and forgets both.
        if kind == "usb-data-longer-than-announced" {
            return count == 1 && [.clientKilled, .serverKilled].contains(event)
        }
        // Killed between two keys: the next one begins anew, which the interface takes amiss until
        // the reset that follows.
        if kind.hasSuffix("key-sequence"), [.clientKilled, .serverKilled].contains(event) {
            return count == 1
        }
        guard [.resetPressed, .resetHeld, .powerFails, .powerLost].contains(event) else {
            return false
        }
        // One register is asked for before the core is seen to run; a debugger asks a few times.
        if kind.hasPrefix("DCRSR written") { return count <= 4 }
        return count <= 4 && (kind.hasSuffix("while-locked") || kind.hasSuffix("key-sequence"))
    }

    private func fired(_ order: String) -> Int {
        order == "kill" ? bench.kills : bench.count(of: order)
    }

    private func ending(_ moment: ChaosMoment, _ outcome: Outcome) -> ChaosResult.Ending {
        if moment.event == .clientKilled, outcome.status == 137 { return .killed }
        return claims(moment.operation, outcome) ? .success : .error
    }

    /// Whether it says that it did what it was asked for.
    private func claims(_ operation: ChaosOperation, _ outcome: Outcome) -> Bool {
        if outcome.status == 137 { return false }
        if operation.isTool { return outcome.status == 0 }
        if operation == .load { return outcome.output.contains("Transfer rate") }
        let signs = [
            "Remote connection closed", "not being run", "E0", "rror", "annot", "imed out",
            "failed", "no longer", "closed",
        ]
        return !signs.contains { outcome.text.contains($0) }
    }

    /// Whoever claims something must be right, and nobody changes what is not to be changed.
    private func complaints(
        about operation: ChaosOperation, _ outcome: Outcome
    ) throws -> [String] {
        var complaints: [String] = []
        let claims = claims(operation, outcome)
        let old = bench.images.programs[bench.current]
        switch operation {
        case .flash, .load:
            if claims, try !bench.holds(bench.next) { complaints.append("WRONG SUCCESS") }
            if outcome.output.contains("MIS-MATCHED"), try bench.holds(bench.next) {
                complaints.append("a difference that there is not")
            }
        case .erase, .eraseSectors:
            let found = try bench.memory(old.address, old.bytes.count)
            if claims, !found.allSatisfy({ $0 == bench.board.erased }) {
                complaints.append("WRONG SUCCESS")
            }
        default:
            if try !bench.holds(old) { complaints.append("the program was changed") }
        }
        if operation == .verify, outcome.status == 26 {
            complaints.append("a difference that there is not")
        }
        let hasRead = operation == .read || operation == .readThrough
        if hasRead, claims, (try? bench.desk.folder.bytes("read")) != old.bytes {
            complaints.append("WRONG SUCCESS: read other bytes")
        }
        if operation.isTool, !claims, outcome.status != 137, outcome.error.isEmpty {
            complaints.append("failed without a word")
        }
        // gdb 13 may well crash when its server dies under it; that is gdb's own affair.
        if operation.isTool, [132, 134, 135, 136, 139].contains(outcome.status) {
            complaints.append("crashed")
        }
        return complaints
    }

    private func neighbourComplaints(_ operation: ChaosOperation) throws -> [String] {
        let neighbour = bench.images.neighbour
        if try bench.holds(neighbour) { return [] }
        let outcome = try bench.desk.run("stlink flash --force \(neighbour.path)")
        guard outcome.status == 0, try bench.holds(neighbour) else {
            return ["the last sector cannot be programmed: \(outcome.text)"]
        }
        return operation == .erase ? [] : ["the last sector was changed"]
    }
}
