extension FixedWidthInteger {
    /// Upper-case hexadecimal with leading zeros to `digitCount`.
    func hex(digitCount: Int) -> String {
        let digits = String(self, radix: 16, uppercase: true)
        return String(repeating: "0", count: Swift.max(0, digitCount - digits.count)) + digits
    }
}
