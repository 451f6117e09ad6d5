internal import Dialects
internal import IPC

/// Keeps a provider's answer as it comes, for the cache and for whoever repeats the request.
struct AnswerKeeper {
    private var bytes: [UInt8] = []
    private var isLost = false

    /// Bytes that are kept.
    var byteCount: Int { bytes.count }

    /// Takes what came.
    mutating func take(_ more: RawSpan) {
        guard !isLost else { return }
        guard bytes.count + more.byteCount <= Limits.keptBytes else {
            return forget()
        }
        more.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }

    /// Keeps nothing of this answer.
    mutating func forget() {
        isLost = true
        bytes = []
    }

    /// The answer, now that it is whole; nil where it must not be given again.
    func kept(
        _ lease: Lease, _ headers: [Header], _ target: Target, requestID: String, _ usage: Usage
    ) -> AnswerKeep? {
        guard !isLost, let provider = Codecs.provider(lease.dialect),
            let answer = WholeAnswer.read(bytes, from: provider, target), Self.isWhole(answer)
        else { return nil }
        return AnswerKeep(
            requestID: requestID, leaseID: lease.leaseID,
            headers: headers.filter { $0.name == "content-type" }, body: bytes, usage: usage,
            shareable: Self.isShareable(answer))
    }

    /// Whether an answer may be given to the same request again: it came to an end that its dialect has a name for.
    static func isWhole(_ answer: Answer) -> Bool {
        switch answer.stop {
        case .end, .stopSequence, .length, .toolCalls, .filtered: !answer.blocks.isEmpty
        case .contextLength, .paused, .malformed, nil: false
        }
    }

    /// Whether it may be given to whoever asks the same: it came to its own end, and nothing outside hangs on it.
    static func isShareable(_ answer: Answer) -> Bool {
        switch answer.stop {
        case .end, .stopSequence: break
        case .length, .contextLength, .toolCalls, .filtered, .paused, .malformed, nil: return false
        }
        return answer.blocks.allSatisfy { block in
            switch block {
            case .text, .reasoning: true
            case .refusal, .media, .toolCall, .toolResult, .opaque: false
            }
        }
    }
}
