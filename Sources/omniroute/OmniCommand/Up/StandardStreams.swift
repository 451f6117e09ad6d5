internal import Glibc

/// Keeps standard output for the one `ready` line: children write theirs to standard error.
struct StandardStreams {
    private let output: CInt

    /// Moves standard output out of the way, for this process and its children.
    init() {
        output = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 10)
        dup2(STDERR_FILENO, STDOUT_FILENO)
        let null = open("/dev/null", O_RDONLY | O_CLOEXEC)
        if null >= 0 {
            dup2(null, STDIN_FILENO)
            close(null)
        }
    }

    /// Writes a line to what was standard output.
    func print(_ line: String) {
        guard output >= 0 else { return }
        do throws(CommandFailure) {
            try Terminal.write(Array((line + "\n").utf8), to: output)
        } catch {
            if !error.message.isEmpty { Terminal.error("omniroute: \(error.message), ignoring") }
        }
    }
}
