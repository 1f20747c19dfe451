import STM32Flash
import TargetMemory

extension STM32Target {
    /// Reads what protects the flash, once, and says so where anything does.
    func noteProtection() {
        do throws(TargetFault) {
            let state = try ProtectionState.read(identity, from: access)
            protection = state
            guard identity.device != nil else { return }
            notices(state.isOpen ? .info : .warning, "protection: \(state.summary)")
        } catch {
            notices(.info, "protection could not be read: \(error.message)")
        }
    }
}
