import ProbeSetup

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// What the environment says, for whoever gave no option.
enum Environment {
    /// STLINK_DEVICE=BUS:ADDRESS, as st-util's users name a probe; `nil` where it is not set.
    static var device: String? {
        getenv(ConnectOptions.deviceVariable).map { String(cString: $0) }
    }
}
