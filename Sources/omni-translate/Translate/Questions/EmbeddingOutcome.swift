internal import Dialects
internal import IPC

/// What is told of a call that had a question embedded: to route, which learns and settles, and to logd.
struct EmbeddingOutcome: Equatable {
    var verdict: FailureVerdict
    var code = ""
    var words = ""
    var retryAfterMilliseconds: UInt32 = 0
    var usage = Usage()

    /// The vector came; `estimate` are tokens of the question, where the provider says nothing of them.
    init(_ embedding: Embedding, estimate: UInt64) {
        verdict = FailureVerdict(.none, .reasonNone)
        usage =
            embedding.inputTokens.map { Usage(source: .reported, input: $0) }
            ?? .sentInput(estimate)
    }

    /// It failed; `status` is what the provider answered with, 0 for nothing.
    ///
    /// That says only that this model cannot be had now, in the time that there is: accounts and providers answer for what
    /// clients ask of them, and must not rest for the sake of the cache.
    init(_ failure: AttemptFailure, status: UInt32, estimate: UInt64) {
        verdict = failure.verdict
        switch verdict.failure {
        case .account, .provider, .transient: verdict.failure = .model
        case .none, .caller, .model, .cancelled: break
        }
        code = failure.error.code
        words = failure.words
        retryAfterMilliseconds = failure.error.retryAfterMilliseconds
        // Whoever was too slow, or answered with something else, may bill it.
        if 200..<300 ~= status || verdict.reason == .reasonSilent { usage = .sentInput(estimate) }
    }

    /// The client is gone, or its time is over; `isSent`: the provider may be at it.
    init(abandoned isSent: Bool, estimate: UInt64) {
        self.init(unheard: "client_gone", isSent: isSent, estimate: estimate)
    }

    /// egress is gone; `isSent`: the provider may be at it.
    init(lost isSent: Bool, estimate: UInt64) {
        self.init(unheard: "egress_lost", isSent: isSent, estimate: estimate)
    }

    /// It ended for a reason that says nothing of the model.
    private init(unheard code: String, isSent: Bool, estimate: UInt64) {
        verdict = FailureVerdict(.cancelled, .reasonNone)
        self.code = code
        if isSent { usage = .sentInput(estimate) }
    }
}

extension Usage {
    /// What a provider may bill that has a request and was not heard to the end: an estimate of the input.
    static func sentInput(_ tokens: UInt64) -> Usage { Usage(source: .estimated, input: tokens) }
}
