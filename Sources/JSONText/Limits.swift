enum Limits {
    /// Arrays and objects within each other; what is read may be a stranger's.
    static let nestingDepth = 8
}
