import CLibFuzzer
import Foundation

// `FUZZ_TARGET=NAME fuzz [libFuzzer's options and folders]`, or `fuzz --list`: what
// Tests/FuzzTests/fuzz.sh runs. Built only where FUZZ_RUNTIME is set (see Package.swift). The name
// is in the environment: libFuzzer starts itself again with its own arguments where it merges.

guard CommandLine.arguments.dropFirst().first != "--list" else {
    for target in FuzzTarget.all {
        let dictionary = target.dictionary ?? "-"
        print(target.name, target.maximumByteCount, target.timeoutSeconds, dictionary)
    }
    exit(0)
}
let name = ProcessInfo.processInfo.environment["FUZZ_TARGET"] ?? ""
guard let target = FuzzTarget.named(name) else {
    print("fuzz: there is no target '\(name)'; FUZZ_TARGET names one")
    exit(64)
}
Chosen.target = target

var arguments = CommandLine.arguments.map { strdup($0) }
var count = Int32(arguments.count)
arguments.append(nil)
let status = arguments.withUnsafeMutableBufferPointer { buffer in
    var start = buffer.baseAddress
    return LLVMFuzzerRunDriver(&count, &start) { bytes, byteCount in
        Chosen.target?.run(Array(UnsafeBufferPointer(start: bytes, count: byteCount)))
        return 0
    }
}
exit(status)

/// libFuzzer calls a C function, which has no context.
enum Chosen {
    @MainActor static var target: FuzzTarget?
}
