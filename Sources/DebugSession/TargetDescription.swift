import RemoteProtocol

/// `target.xml`: the registers as the target lists them (gdb manual, "Target Description Format"
/// and "ARM Features").
enum TargetDescription {
    /// The document for a Cortex-M with these registers.
    ///
    /// The ABI is named, and is none: a gdb for many systems otherwise takes a bare-metal ELF for
    /// a GNU/Linux one and steps by putting breakpoints instead of asking us.
    static func document(_ registers: [RegisterDescription]) -> String {
        var features: [(name: String, registers: [XMLElement])] = []
        for (number, register) in registers.enumerated() {
            let element = element(register, number: number)
            if features.last?.name == register.feature {
                features[features.count - 1].registers.append(element)
            } else {
                features.append((register.feature, [element]))
            }
        }
        let target = XMLElement(
            "target", [("version", "1.0")],
            .elements(
                [
                    XMLElement("architecture", [], .text("arm")),
                    XMLElement("osabi", [], .text("none")),
                ]
                    + features.map {
                        XMLElement("feature", [("name", $0.name)], .elements($0.registers))
                    }))
        return target.document(type: "target SYSTEM \"gdb-target.dtd\"")
    }

    private static func element(_ register: RegisterDescription, number: Int) -> XMLElement {
        var attributes = [
            (name: "name", value: register.name), (name: "bitsize", value: "\(register.bitCount)"),
            (name: "regnum", value: "\(number)"), (name: "type", value: register.type),
        ]
        if let group = register.group { attributes.append((name: "group", value: group)) }
        return XMLElement("reg", attributes)
    }
}
