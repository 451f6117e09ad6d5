/// What people are told of a stream of events that does not come: why, and that it comes again.
struct OutageRemarks {
    private var isAway = false

    /// What to say about a step of a follower; nil where there is nothing to say.
    mutating func about(_ step: EventFollower.Step) -> String? {
        switch step {
        case .away(let reason):
            isAway = true
            return "nothing new is shown for now: \(reason); trying again"
        case .opened where isAway:
            isAway = false
            return "what is new is shown again"
        case .opened, .event: return nil
        }
    }
}
