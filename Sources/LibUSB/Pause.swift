#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

enum Pause {
    /// Sleeps. A signal cuts a sleep short; what is left of it is slept too.
    static func milliseconds(_ count: Int) {
        var request = timespec(tv_sec: count / 1000, tv_nsec: count % 1000 * 1_000_000)
        var rest = timespec()
        while nanosleep(&request, &rest) != 0, errno == EINTR { request = rest }
    }
}
