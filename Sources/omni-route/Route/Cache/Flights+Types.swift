internal import IPC

extension Flights {
    /// What becomes of a request.
    enum Entry: Equatable {
        /// It goes on; its end must be told by this ticket.
        case lead(UInt64)
        /// It is told later.
        case wait
        /// It was answered already.
        case kept(KeptAnswer)
        /// Too many wait already.
        case crowded
        /// Too many are under way to take note of one more; it goes on.
        case untracked
    }

    /// How a leader ended that has no answer for the others.
    enum End {
        /// It failed: another may have more luck.
        case failed
        /// It was answered, but with nothing that can be shared: nobody gains by waiting.
        case unshared
    }

    /// Who waits no more.
    struct Released: Equatable {
        /// Leads now.
        var leader: Lead?
        /// Go on by themselves.
        var alone: [Token] = []
    }

    /// A request that came to lead.
    struct Lead: Equatable {
        var token: Token
        var ticket: UInt64
    }
}
