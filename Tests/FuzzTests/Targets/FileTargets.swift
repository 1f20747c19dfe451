import Firmware
import TargetMemory

extension FuzzTarget {
    /// A file that is said to be firmware: telling apart, and every format.
    static let firmware = FuzzTarget(
        name: "firmware", maximumByteCount: 8192, dictionary: "firmware"
    ) { bytes in
        for (base, force) in [(nil, false), (0x0800_0000 as Address?, false), (0xFFFF_FFF0, true)] {
            do throws(FirmwareError) {
                let image = try FirmwareImage.parse(bytes, base: base, force: force)
                checkImage(image, fileByteCount: bytes.count)
                try image.check(
                    flash: [Region(base: 0x0800_0000, byteCount: 1 << 20)],
                    ram: [Region(base: 0x2000_0000, byteCount: 320 << 10)], chip: "STM32F756",
                    force: force)
            } catch {
                checkSentence(error.message)
            }
        }
    }

    private static func checkImage(_ image: FirmwareImage, fileByteCount: Int) {
        check(
            image.byteCount <= fileByteCount, "\(image.byteCount) bytes of \(fileByteCount)")
        var end = -1
        for segment in image.segments {
            let start = Int(segment.address.rawValue)
            check(start > end, "\(segment.address) touches what is before it")
            check(!segment.bytes.isEmpty, "nothing at \(segment.address)")
            end = start + segment.bytes.count
            check(end <= 1 << 32, "\(segment.address) goes past 4 GiB")
        }
    }

    /// For the person at the bench: one that can be read.
    private static func checkSentence(_ message: String) {
        check(!message.isEmpty && message.utf8.count < 1000, "says '\(message.prefix(2000))'")
    }

    /// A file that is said to be a flash loader, of CMSIS or of ST.
    static let loader = FuzzTarget(
        name: "loader", maximumByteCount: 16384, dictionary: "firmware"
    ) { bytes in
        do throws(FirmwareError) {
            let loader = try FlashAlgorithm.parse(bytes)
            check(loader.code.count <= 1 << 20, "\(loader.code.count) bytes of code")
            let code = loader.code.indices
            let functions = loader.functions
            let offsets = [
                functions.initialise, functions.eraseSector, functions.program, functions.finish,
            ]
            for offset in offsets.compactMap(\.self) {
                check(code.contains(offset), "a function at \(offset)")
            }
            for sector in loader.sectors.prefix(4096) {
                check(loader.region.contains(sector), "\(sector) is not in \(loader.region)")
            }
        } catch {
            checkSentence(error.message)
        }
    }
}
