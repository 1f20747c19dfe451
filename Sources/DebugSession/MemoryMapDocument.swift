import RemoteProtocol
import TargetMemory

/// The memory map as gdb reads it (gdb manual, "Memory Map Format").
enum MemoryMapDocument {
    /// The document for these entries, by rising address.
    ///
    /// Without a way to program it, flash is no flash but ROM: else gdb would try to load there.
    static func document(_ entries: [MapEntry], canProgram: Bool) -> String {
        let elements = entries.sorted { $0.region.base < $1.region.base }.map { entry in
            element(entry, canProgram: canProgram)
        }
        return XMLElement("memory-map", [], .elements(elements)).document(
            type: "memory-map PUBLIC \"+//IDN gnu.org//DTD GDB Memory Map V1.0//EN\" "
                + "\"http://sourceware.org/gdb/gdb-memory-map.dtd\"")
    }

    private static func element(_ entry: MapEntry, canProgram: Bool) -> XMLElement {
        func memory(_ type: String, _ content: XMLElement.Content = .none) -> XMLElement {
            XMLElement(
                "memory",
                [
                    ("type", type), ("start", entry.region.base.description),
                    ("length", "0x" + String(entry.region.byteCount, radix: 16)),
                ], content)
        }
        switch entry.kind {
        case .ram: return memory("ram")
        case .rom: return memory("rom")
        case .flash(let blockByteCount):
            guard canProgram else { return memory("rom") }
            let size = "0x" + String(blockByteCount, radix: 16)
            return memory(
                "flash",
                .elements([XMLElement("property", [("name", "blocksize")], .text(size))]))
        }
    }
}
