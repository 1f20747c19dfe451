import CortexM
public import DebugSession
public import TargetMemory

extension STM32Target {
    public var interruptMasking: InterruptMasking {
        get {
            switch core.interruptMasking {
            case .stepping: .stepping
            case .never: .never
            case .always: .always
            }
        }
        set {
            switch newValue {
            case .stepping: core.interruptMasking = .stepping
            case .never: core.interruptMasking = .never
            case .always: core.interruptMasking = .always
            }
        }
    }

    public var vectorCatch: VectorCatch { VectorCatch(rawValue: core.catches.rawValue) }

    public func setVectorCatch(_ vectorCatch: VectorCatch) throws(TargetFault) {
        try core.setCatches(DEMCR.Catch(rawValue: vectorCatch.rawValue))
    }

    public var watchpointCapacity: Int { core.watchpointCapacity }
}
