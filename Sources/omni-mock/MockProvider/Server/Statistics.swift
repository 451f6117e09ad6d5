package import NIOCore

/// What has been served, in all and for each model name.
package struct Statistics: Sendable {
    /// How a chat request ended.
    package enum Outcome: Sendable {
        /// The whole answer was sent.
        case completed
        /// The client closed the connection before.
        case cancelled
        /// The answer was cut short on command.
        case cut
    }

    /// Counts of one model name, or of all.
    package struct Counts: Sendable, Equatable {
        /// Requests received.
        package var requests = 0
        /// Answers sent whole.
        package var completed = 0
        /// Answers that the client did not wait for.
        package var cancelled = 0
        /// Answers cut short on command.
        package var cut = 0
        /// Answers with a status from 400 on.
        package var errors = 0
        /// Chunks written.
        package var chunks = 0
        /// Tokens of the requests whose answers were sent whole.
        package var promptTokens = 0
        /// Tokens of those answers.
        package var completionTokens = 0
        /// Of the requests' tokens: those read from a cache.
        package var cachedTokens = 0
        /// Of the answers' tokens: reasoning.
        package var reasoningTokens = 0

        fileprivate mutating func end(_ response: Response, _ outcome: Outcome, _ chunks: Int) {
            self.chunks += chunks
            if response.status >= 400 { errors += 1 }
            switch outcome {
            case .completed:
                completed += 1
                promptTokens += response.promptTokens
                completionTokens += response.completionTokens
                cachedTokens += response.cachedTokens
                reasoningTokens += response.reasoningTokens
            case .cancelled: cancelled += 1
            case .cut: cut += 1
            }
        }
    }

    /// A client that left early.
    package struct Cancellation: Sendable, Equatable {
        /// The model name.
        package let model: String
        /// When it was noticed, by the monotonic clock.
        package let time: NIODeadline
        /// How long after the last write, or after the request if there was none.
        package let sinceLastWrite: TimeAmount
        /// Chunks written until then.
        package let chunks: Int
    }

    /// Counts of all models.
    package private(set) var total = Counts()
    /// Counts by model name.
    package private(set) var models: [String: Counts] = [:]
    /// The last cancellations, the oldest first.
    package private(set) var cancellations: [Cancellation] = []
    /// Answers in progress.
    package private(set) var openStreams = 0
    /// Connections accepted.
    package var connectionsAccepted = 0
    /// Connections open now.
    package var connectionsOpen = 0

    /// Nothing served yet.
    package init() {}

    /// Counts a chat request whose answer begins.
    package mutating func begin(_ model: String) {
        openStreams += 1
        total.requests += 1
        models[key(model), default: Counts()].requests += 1
    }

    /// Counts the end of an answer.
    package mutating func end(
        _ response: Response, model: String, outcome: Outcome, chunks: Int
    ) {
        openStreams -= 1
        total.end(response, outcome, chunks)
        models[key(model), default: Counts()].end(response, outcome, chunks)
    }

    /// Remembers a client that left early.
    package mutating func note(_ cancellation: Cancellation) {
        if cancellations.count == Limits.rememberedCancellations { cancellations.removeFirst() }
        cancellations.append(cancellation)
    }

    /// Forgets all counts but those of what is open.
    package mutating func reset() {
        total = Counts()
        models = [:]
        cancellations = []
        connectionsAccepted = 0
    }

    private func key(_ model: String) -> String {
        models.count < Limits.countedModels || models[model] != nil ? model : "(other)"
    }
}
