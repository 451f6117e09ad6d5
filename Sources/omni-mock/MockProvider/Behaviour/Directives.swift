package import NIOCore

/// What a model name asks for beyond an answer: pace, shape and faults.
package struct Directives: Sendable, Equatable {
    /// Where an answer falls silent.
    package enum Silence: Sendable, Equatable {
        /// Before the response head.
        case headers
        /// After the response head.
        case first
        /// After so many chunks.
        case after(Int)
    }

    /// Where an answer's connection ends too early.
    package enum Cut: Sendable, Equatable {
        /// Before the response head, by a reset.
        case headers
        /// After so many chunks, by a close.
        case after(Int)
        /// In the middle of the chunk that follows so many, by a close.
        case inside(Int)
        /// After so many chunks, by a reset.
        case reset(Int)
    }

    /// A fixed number of bytes at a time with a pause between.
    package struct Drip: Sendable, Equatable {
        /// Bytes of a write.
        package var bytes: Int
        /// Pause between writes.
        package var pause: TimeAmount
    }

    /// What the client is told about trying again.
    package enum RetryAfter: Sendable, Equatable {
        /// `retry-after`, in seconds.
        case seconds(Int)
        /// `retry-after-ms`, in milliseconds.
        case milliseconds(Int)
    }

    /// Why an answer ends, where it is not to be found out from its content.
    package enum Finish: String, Sendable, Equatable {
        /// It is complete.
        case stop
        /// The limit of tokens is reached.
        case length
        /// A filter stopped it, or the model refused.
        case filter
        /// The model wants to go on in another turn.
        case pause
    }

    /// An error that means more than its status says.
    package enum NamedError: String, Sendable, Equatable {
        /// The request does not fit into the model's window.
        case context
        /// The model does not go on with a message of the assistant.
        case prefill
        /// The content is against the provider's policy.
        case refused
        /// The plan's allowance, or the account's credit, is used up.
        case exhausted
    }

    /// Answer with this status and its usual error body.
    package var status: Int?
    /// Answer with this error in the dialect's own words.
    package var error: NamedError?
    /// The advice that goes with `status`.
    package var retryAfter: RetryAfter?
    /// How many requests with this model name misbehave; later ones are answered well.
    package var times: Int?
    /// Where the answer falls silent.
    package var silence: Silence?
    /// Where the connection ends too early.
    package var cut: Cut?
    /// After how many chunks an error event ends the stream.
    package var errorStream: Int?
    /// After how many chunks a data line holds no JSON.
    package var garbage: Int?
    /// The stream ends without finish chunk and `[DONE]`.
    package var noTerm = false
    /// The stream ends without `[DONE]`.
    package var noDone = false
    /// 200 with a page of HTML.
    package var html = false
    /// 200 with an error object.
    package var error200 = false
    /// 200 with the error of an account that is used up: an object, or a stream's first event.
    package var exhausted200 = false
    /// 200 without choices, or a stream without events.
    package var empty = false
    /// Answers of this many bytes of text.
    package var bytes: Int?
    /// Answers in this many chunks.
    package var chunks: Int?
    /// How many tools one answer calls.
    package var calls: Int?
    /// Words of reasoning before the answer, asked for or not.
    package var think: Int?
    /// The reasoning comes without its text where the dialect knows that.
    package var redacted = false
    /// Tokens of the prompt that count as read from a cache.
    package var cached: Int?
    /// Why the answer ends, whatever it holds.
    package var finish: Finish?
    /// Whether tools are used to run the command that a `RUN:` line asks for.
    package var agent = false
    /// Whether some words come before the calls of an answer.
    package var talk = false
    /// Whether calls of the history must carry the proof they were made with, as Gemini 3 asks.
    package var signed = false
    /// Each chunk's text is the monotonic time of its write, in nanoseconds.
    package var stamp = false
    /// Time to the first byte.
    package var firstDelay: TimeAmount?
    /// Time between chunks.
    package var delay: TimeAmount?
    /// SSE comments between the events.
    package var comments = false
    /// Lines of the stream end in CR LF.
    package var crlf = false
    /// Every write has at most this many bytes of the body.
    package var split: Int?
    /// The first write ends at this byte of the body.
    package var cutAt: Int?
    /// The body leaves a few bytes at a time.
    package var drip: Drip?
    /// Pause between reads of the request body.
    package var slowRead: TimeAmount?

    /// Directives that ask for nothing.
    package init() {}

    /// The same without faults, as a request is answered once `times` are used up.
    package var withoutFaults: Directives {
        var kept = self
        kept.status = nil
        kept.error = nil
        kept.retryAfter = nil
        kept.times = nil
        kept.silence = nil
        kept.cut = nil
        kept.errorStream = nil
        kept.garbage = nil
        kept.noTerm = false
        kept.noDone = false
        kept.html = false
        kept.error200 = false
        kept.exhausted200 = false
        kept.empty = false
        kept.drip = nil
        kept.slowRead = nil
        return kept
    }
}
