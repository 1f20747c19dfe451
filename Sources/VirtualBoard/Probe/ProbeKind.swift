/// A probe as it was asked for: a model with one firmware.
struct ProbeKind: Sendable {
    let model: ProbeModel
    let version: FirmwareVersion
    /// What the descriptors and GET_VERSION tell; not the model's own on a clone.
    let product: UInt16
    /// Mbed's identifier of the board that the probe is soldered to, four characters; zeros on a
    /// probe of its own.
    private(set) var boardIdentifier = "\0\0\0\0"

    /// `firmware` `nil`: the one that the model comes with. A fault may make another of it.
    init(
        model name: String, firmware: String? = nil, faults: FaultPlan = FaultPlan(),
        boardIdentifier: String? = nil
    ) throws(BoardError) {
        guard let named = ProbeModel.model(named: name) else {
            throw BoardCatalogue.unknown("probe", name, ProbeModel.all.map(\.name))
        }
        let known = faults.productID.flatMap { ProbeModel.model(product: $0) } ?? named
        let text = faults.firmware ?? firmware ?? known.firmware
        guard let version = FirmwareVersion(text) else {
            throw BoardError(
                "unknown firmware '\(text)'; it is written like \(known.firmware)")
        }
        let isFault = faults.firmware != nil
        let substitute = isFault ? ProbeModel.all.first { $0.takes(version) } : nil
        guard let model = known.takes(version) ? known : substitute else {
            throw BoardError(
                "probe '\(known.name)' takes no firmware '\(text)'; its own is \(known.firmware)")
        }
        self.model = model
        self.version = version
        product = faults.productID ?? model.product
        if model.isOnBoard, let boardIdentifier { self.boardIdentifier = boardIdentifier }
    }

    /// What a loader becomes when it is left; `nil`: it is no loader.
    var application: ProbeKind? {
        guard let product = model.application, let model = ProbeModel.model(product: product)
        else { return nil }
        return try? ProbeKind(model: model.name)
    }
}
