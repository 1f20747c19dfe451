/// Which interface each endpoint belongs to, from the configuration descriptor (USB 2.0, 9.6).
struct InterfaceTable {
    private var interfaces: Set<UInt32> = []
    private var owners: [UInt8: UInt32] = [:]

    private static let interfaceDescriptor: UInt8 = 4
    private static let endpointDescriptor: UInt8 = 5

    init(_ configuration: [UInt8]) {
        var offset = 0
        var current: UInt32 = 0
        while offset + 2 < configuration.count, configuration[offset] > 0 {
            switch configuration[offset + 1] {
            case Self.interfaceDescriptor:
                current = UInt32(configuration[offset + 2])
                interfaces.insert(current)
            case Self.endpointDescriptor:
                owners[configuration[offset + 2]] = current
            default: break
            }
            offset += Int(configuration[offset])
        }
    }

    func has(interface: UInt32) -> Bool { interfaces.contains(interface) }

    func interface(of endpoint: UInt8) -> UInt32? { owners[endpoint] }
}
