public import STM32
import TargetMemory

/// One field of the option bytes, as it is on a chip.
public struct OptionValue: Hashable, Sendable {
    /// The manual's name of its register.
    public var register: String
    public var field: OptionField
    public var value: UInt32
    /// What it means, where the protection tables say so: `RDP level 0`.
    public var meaning: String?

    /// The highest value that fits.
    public var valueMax: UInt32 { field.valueMax }
    /// `REGISTER.FIELD`, which is never ambiguous.
    public var fullName: String { "\(register).\(field.name)" }
}

/// A field that is to get another value.
public struct OptionChange: Hashable, Sendable {
    /// `FIELD`, or `REGISTER.FIELD` where several registers have one of that name.
    public var field: String
    public var value: UInt32

    public init(_ field: String, _ value: UInt32) {
        self.field = field
        self.value = value
    }

    /// `FIELD=VALUE`, decimal or with 0x; `nil` where it is not of that form.
    public init?(_ text: String) {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, !parts[0].isEmpty else { return nil }
        let isHex = parts[1].hasPrefix("0x") || parts[1].hasPrefix("0X")
        let digits = isHex ? String(parts[1].dropFirst(2)) : parts[1]
        guard let value = UInt32(digits, radix: isHex ? 16 : 10) else { return nil }
        self.init(parts[0], value)
    }
}

/// What writing option bytes has done, or would do.
public struct OptionReport: Hashable, Sendable {
    public var before: [OptionValue]
    /// Empty where the chip could not be read any more.
    public var after: [OptionValue]
    /// Nothing of what was written is in force until the chip is powered afresh.
    public var isPowerCycleNeeded: Bool
    /// All of the flash was erased on the way, and was looked at: it is blank.
    public var isErased: Bool
    /// Sentences for the person at the bench, in the order of their weight.
    public var notes: [String]

    public init(
        before: [OptionValue], after: [OptionValue], isPowerCycleNeeded: Bool = false,
        isErased: Bool = false, notes: [String] = []
    ) {
        self.before = before
        self.after = after
        self.isPowerCycleNeeded = isPowerCycleNeeded
        self.isErased = isErased
        self.notes = notes
    }

    /// Fields that have another value now.
    public var changed: [(before: OptionValue, after: OptionValue)] {
        after.compactMap { new in
            before.first { $0.register == new.register && $0.field == new.field }
                .flatMap { $0.value == new.value ? nil : ($0, new) }
        }
    }
}

extension OptionField {
    public var valueMax: UInt32 {
        mask == 0 ? 0 : mask >> UInt32(mask.trailingZeroBitCount)
    }
}

/// One option register and the value that it is to get.
struct OptionWord: Hashable {
    var register: OptionRegister
    var old: UInt32
    var value: UInt32

    /// Fields that change, with their old and new values.
    var changes: [(field: OptionField, old: UInt32, new: UInt32)] {
        register.fields.compactMap { field in
            let place = RegisterField(register.address, mask: field.mask)
            let (old, new) = (place.value(in: old), place.value(in: value))
            return old == new ? nil : (field, old, new)
        }
    }
}
