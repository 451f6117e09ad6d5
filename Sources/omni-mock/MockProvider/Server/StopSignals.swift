#if canImport(Glibc)
    internal import Glibc
#endif

/// SIGTERM and SIGINT as something to wait for.
struct StopSignals {
    private var set = sigset_t()

    /// Blocks both for this thread and those it makes from now on, and ignores SIGPIPE.
    init() {
        signal(SIGPIPE, SIG_IGN)
        sigemptyset(&set)
        sigaddset(&set, SIGTERM)
        sigaddset(&set, SIGINT)
        pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// Waits for one of them.
    ///
    /// - Parameter nanoseconds: For how long, below a second; nil for as long as it takes.
    /// - Returns: Whether one came.
    func wait(nanoseconds: Int?) -> Bool {
        var set = set
        guard let nanoseconds else {
            var number: Int32 = 0
            return sigwait(&set, &number) == 0
        }
        var limit = timespec(tv_sec: 0, tv_nsec: nanoseconds)
        return sigtimedwait(&set, nil, &limit) > 0
    }
}
