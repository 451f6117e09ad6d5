/// Bounds of what changes the configuration.
enum LayerLimits {
    /// Changes that wait for their turn; more are refused with 503.
    ///
    /// A change takes some tens of milliseconds, and none waits for longer than its client.
    static let waitingChanges = 64
    /// How long a daemon that restarts is waited for, in one step of a change.
    static let step = Duration.seconds(10)
    /// How long the daemons have for one change, from its turn on; what is not done then is taken back.
    ///
    /// Less than the 30 seconds that a request may take, so that its client learns how it ended.
    static let change = Duration.seconds(20)
    /// How long a change that another process has begun is believed to be going on while that process lives.
    static let foreignMicroseconds: Int64 = 60_000_000
}
