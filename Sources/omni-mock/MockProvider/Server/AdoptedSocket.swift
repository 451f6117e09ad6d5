#if canImport(Glibc)
    internal import Glibc
#endif

/// The listening socket that a service manager hands over (`sd_listen_fds(3)`).
enum AdoptedSocket {
    /// The first descriptor that is handed over.
    private static let firstDescriptor: CInt = 3

    /// Takes the socket over, once; descendants shall not see it.
    ///
    /// - Returns: nil if none was handed to this process.
    static func take() -> CInt? {
        defer {
            for name in ["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"] { unsetenv(name) }
        }
        guard number(in: "LISTEN_PID") == Int(getpid()), let count = number(in: "LISTEN_FDS"),
            count >= 1, fcntl(firstDescriptor, F_SETFD, FD_CLOEXEC) == 0
        else { return nil }
        return firstDescriptor
    }

    private static func number(in name: String) -> Int? {
        getenv(name).flatMap { Int(String(cString: $0)) }
    }
}
