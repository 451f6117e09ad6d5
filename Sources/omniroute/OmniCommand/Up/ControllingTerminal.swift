internal import Glibc

/// Tells a SIGHUP that asks for a reload from one that says the terminal is gone.
struct ControllingTerminal {
    private let existed: Bool

    /// Looks whether there is one now.
    init() { existed = Self.exists }

    /// Whether there was one at the start and is none any more.
    var isLost: Bool { existed && !Self.exists }

    private static var exists: Bool {
        let descriptor = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        close(descriptor)
        return true
    }
}
