/// The package's version, which every tool of it has.
public enum Version {
    public static let text = "0.1.0"
}
