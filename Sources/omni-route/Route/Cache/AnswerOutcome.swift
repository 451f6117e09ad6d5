internal import IPC

/// What becomes of a request that may have its answer already.
enum AnswerOutcome: Equatable {
    /// It goes on to a provider.
    case proceed(AnswerTicket)
    /// It is told by a release.
    case wait
    case answer(KeptAnswer)
    /// Too many wait for the same request already.
    case crowded
    /// The same request is under way for longer than this one has time.
    case timedOut
}
