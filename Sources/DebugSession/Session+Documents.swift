import RemoteProtocol
import TargetMemory

extension Session {
    /// `qXfer`: a piece of a document.
    mutating func transfer(
        _ document: Document, annex: String, offset: Int, count: Int
    ) -> Reply {
        let text: String?
        switch document {
        case .features:
            guard !target.registers.isEmpty else { return .unsupported }
            client.knowsRegisters = true
            text = annex == "target.xml" ? TargetDescription.document(target.registers) : nil
        case .memoryMap:
            guard !target.memoryMap.isEmpty else { return .unsupported }
            text =
                annex.isEmpty
                ? MemoryMapDocument.document(target.memoryMap, canProgram: target.flash != nil)
                : nil
        case .threads: text = annex.isEmpty ? threadsDocument : nil
        case .systemData: text = systemDocument(annex)
        }
        // E00: there is no such annex (gdb manual, `qXfer`).
        guard let text else { return .errno(0) }
        return TransferWindow.reply(Array(text.utf8), offset: offset, count: count)
    }

    private var threadsDocument: String {
        let thread = XMLElement(
            "thread", [("id", "1"), ("core", "0"), ("name", target.name)], .text(threadName))
        return XMLElement("threads", [], .elements(phase == .gone ? [] : [thread]))
            .document(type: "threads SYSTEM \"threads.dtd\"")
    }

    /// `info os` lists what there is, `info os processes` the one process.
    private func systemDocument(_ annex: String) -> String? {
        func table(_ type: String, _ columns: [(String, String)]) -> String {
            let cells = columns.map { XMLElement("column", [("name", $0.0)], .text($0.1)) }
            return XMLElement(
                "osdata", [("type", type)], .elements([XMLElement("item", [], .elements(cells))])
            ).document(type: "osdata SYSTEM \"osdata.dtd\"")
        }
        switch annex {
        case "":
            return table(
                "types",
                [("Type", "processes"), ("Description", "The program"), ("Title", "Processes")])
        case "processes":
            return table(
                "processes",
                [("pid", "1"), ("user", ""), ("command", target.name), ("cores", "0")])
        default: return nil
        }
    }
}
