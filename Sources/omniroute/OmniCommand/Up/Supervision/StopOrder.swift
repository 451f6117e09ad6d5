/// The order in which programs stop, so that each can finish its work with those behind it.
enum StopOrder {
    /// The whole stop takes no longer.
    static let limit = Duration.seconds(10)
    /// How long the door may drain: client requests end there.
    static let drainSeconds = 5
    /// Time from SIGTERM to a second one of the door: the drain, which ends and records what still runs, and some more.
    private static let doorPatience = Duration.milliseconds(5300)
    /// The same of the others, which with the door gone have nothing to wait for but each other's records.
    private static let innerPatience = Duration.milliseconds(1100)

    /// Programs that stop at the same time, first to last.
    ///
    /// logd is the last daemon, as all deliver their records to it.
    static let stages: [[String]] = [
        ["omni-ingress"], ["omni-translate", "omni-admin"], ["omni-egress", "omni-route"],
        ["omni-logd", "omni-mock"],
    ]

    /// `OMNI_DRAIN_SECONDS` of the daemons; what the user sets counts as far as the limit allows.
    static func drainSeconds(asked: Int?) -> Int {
        asked.map { min(max($0, 0), drainSeconds) } ?? drainSeconds
    }

    /// Time from SIGTERM to a second one of a stage, which cuts a drain short; SIGKILL follows
    /// `UnitStateMachine.urgedPatience` later.
    static func patience(stage: Int) -> Duration {
        stage == 0 ? doorPatience : innerPatience
    }
}
