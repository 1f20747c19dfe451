import CLibFuzzer
import Foundation

// `fuzz TARGET [libFuzzer's options and folders]`, or `fuzz --list`: what Tests/FuzzTests/fuzz.sh
// runs. Built only where FUZZ_RUNTIME is set (see Package.swift).

guard CommandLine.arguments.count > 1, CommandLine.arguments[1] != "--list" else {
    for target in FuzzTarget.all {
        let dictionary = target.dictionary ?? "-"
        print(target.name, target.maximumByteCount, target.timeoutSeconds, dictionary)
    }
    exit(0)
}
guard let target = FuzzTarget.named(CommandLine.arguments[1]) else {
    print("fuzz: there is no target \(CommandLine.arguments[1])")
    exit(64)
}
Chosen.target = target

/// The target's name is ours; the rest is libFuzzer's.
var arguments = ([CommandLine.arguments[0]] + CommandLine.arguments.dropFirst(2)).map { strdup($0) }
var count = Int32(arguments.count)
arguments.append(nil)
arguments.withUnsafeMutableBufferPointer { buffer in
    var start = buffer.baseAddress
    _ = LLVMFuzzerRunDriver(&count, &start) { bytes, byteCount in
        Chosen.target?.run(Array(UnsafeBufferPointer(start: bytes, count: byteCount)))
        return 0
    }
}

/// libFuzzer calls a C function, which has no context.
enum Chosen {
    @MainActor static var target: FuzzTarget?
}
