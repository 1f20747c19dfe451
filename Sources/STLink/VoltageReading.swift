/// The answer to GET_TARGET_VOLTAGE: two readings of the probe's converter.
///
/// The voltage is 2 x `reading` x 1.2 V / `factor`: half the target's voltage in units of the
/// probe's 1.2 V reference (OpenOCD `stlink_usb_check_voltage`).
public struct VoltageReading: Hashable, Sendable {
    /// The converter's reading of the 1.2 V reference.
    public var factor: UInt32
    /// Its reading of half the voltage at the VTref pin.
    public var reading: UInt32

    public init(factor: UInt32, reading: UInt32) {
        self.factor = factor
        self.reading = reading
    }

    /// `nil` where the factor is 0.
    public var millivolts: Int? {
        factor == 0 ? nil : Int(2 * UInt64(reading) * 1200 / UInt64(factor))
    }

    public enum Meaning: Hashable, Sendable {
        /// The probe gives no factor: it does not measure. Clones do so.
        case notMeasured
        /// Below 100 mV: no power, or the pin is not wired on a probe that pulls it down.
        case absent
        /// A pin that is not wired floats here (1.07 V is often seen), or the supply is broken.
        case floating
        /// What the probe's data brief allows, 1.65 V to 5.5 V.
        case usable
        /// More than any target has: the reading means nothing.
        case nonsense
    }

    public var meaning: Meaning {
        guard let millivolts else { return .notMeasured }
        switch millivolts {
        case ..<Limits.absentTargetMillivolts: return .absent
        case ..<Limits.lowestTargetMillivolts: return .floating
        case ...Limits.highestTargetMillivolts: return .usable
        default: return .nonsense
        }
    }
}

extension VoltageReading: CustomStringConvertible {
    /// `3.30 V`, or why there is no number.
    public var description: String { millivolts.map(Self.volts) ?? "not measured" }

    /// `3.30 V`; what is below 10 mV is left out, as everybody who shows the number does.
    public static func volts(_ millivolts: Int) -> String {
        let hundredths = millivolts / 10
        let fraction = String(hundredths % 100)
        return "\(hundredths / 100)." + (fraction.count == 1 ? "0" : "") + fraction + " V"
    }
}
