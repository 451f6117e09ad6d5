/// What the mock bounds, and what happens at the edge.
package enum Limits {
    /// Bytes of a request head; more is answered 431 and closes.
    ///
    /// Twice what gateways send.
    package static let headBytes = 128 << 10

    /// Bytes of a request body; more is answered 413 and closes.
    ///
    /// Twice the gateway's own default.
    package static let bodyBytes = 200 << 20

    /// Bytes of all large bodies in memory at once; more is answered 503 and closes.
    package static let bodyBudgetBytes = 800 << 20

    /// Bodies above this are validated and dropped, and `/_mock/requests` shows length and hash.
    package static let keptBodyBytes = 1 << 20

    /// How many requests `/_mock/requests` remembers; the oldest goes.
    package static let rememberedRequests = 1_000

    /// Bytes of all remembered requests; the oldest go until it fits.
    package static let rememberedBytes = 16 << 20

    /// Bytes read ahead while an answer is being sent; then reading stops until it has ended.
    package static let pipelinedBytes = 256 << 10

    /// Names that statistics and `times` counters tell apart; later ones are counted as `(other)`.
    package static let countedModels = 1_024

    /// How many cancellations the statistics remember; the oldest goes.
    package static let rememberedCancellations = 100

    /// Largest `chunks`, `times` and `after:` of a directive; more is a 400.
    package static let directiveCount = 10_000_000

    /// Largest `bytes` of a directive; more is a 400.
    package static let directiveBytes = 256 << 20

    /// Largest `cutat` of a directive, because so much of a stream is gathered; more is a 400.
    package static let cutBytes = 16 << 20

    /// Longest wait of a directive, in nanoseconds: one hour; more is a 400.
    package static let directiveNanoseconds: Int64 = 3_600_000_000_000

    /// Connections of one event loop; more are closed as they come.
    package static let connections = 20_000

    /// How long a connection may neither read nor write, silent answers included; then it closes.
    package static let idleSeconds: Int64 = 3_600

    /// How long a closing connection still reads, so that its client gets to see the answer.
    package static let lingerSeconds: Int64 = 2

    /// Overrides of behaviour in force at once; more are refused with 400.
    package static let overrides = 1_000

    /// Bytes of one write of an answer without pauses; then the socket must take them first.
    package static let batchBytes = 16 << 10
}
