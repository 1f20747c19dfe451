/// A key register: the first key must be followed by the second, or it is over until a reset.
struct KeyLock {
    let keys: [UInt32]
    private var progress = 0
    private(set) var isLocked = true
    private var isDead = false

    init(_ keys: [UInt32]) { self.keys = keys }

    /// 0x45670123, 0xCDEF89AB: of every interface since F0.
    static let control = KeyLock([0x4567_0123, 0xCDEF_89AB])
    /// 0x08192A3B, 0x4C5D6E7F: option bytes of F2, F4, F7 and everything since L4.
    static let options = KeyLock([0x0819_2A3B, 0x4C5D_6E7F])

    /// `false`: a wrong key. The right sequence on an open interface changes nothing: only "any
    /// wrong sequence" locks it up (PM0075 2.3.1, RM0090 3.6.1).
    mutating func accept(_ key: UInt32) -> Bool {
        if progress == keys.count { progress = 0 }
        guard !isDead, key == keys[progress] else {
            isLocked = true
            isDead = true
            return false
        }
        progress += 1
        if progress == keys.count { isLocked = false }
        return true
    }

    mutating func close() {
        isLocked = true
        progress = 0
    }

    mutating func reset() { self = KeyLock(keys) }
}
