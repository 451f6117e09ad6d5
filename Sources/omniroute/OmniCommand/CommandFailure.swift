/// Why a command could not do its work, with the exit status that says so (sysexits.h).
struct CommandFailure: Error, Equatable {
    /// The exit statuses in use.
    enum Kind: Int32 {
        /// Something is unhealthy, or not there.
        case unhealthy = 1
        /// The command line makes no sense.
        case usage = 64
        /// What was given is wrong, or does not fit what there is.
        case data = 65
        /// A daemon is not reachable.
        case unavailable = 69
        /// May be better at the next try.
        case temporary = 75
        /// This user may not.
        case denied = 77
        /// The configuration, or the set-up, is wrong: trying again will not help.
        case configuration = 78
    }

    /// What to tell the user: what, why, what to do.
    ///
    /// Empty when all has been said.
    let message: String
    /// Exit status of the process.
    let status: Int32

    /// Makes a failure of a known kind.
    init(_ kind: Kind, _ message: String) {
        self.init(status: kind.rawValue, message)
    }

    /// Makes a failure with any status.
    init(status: Int32, _ message: String) {
        self.status = status
        self.message = message
    }
}
