/// Why an answer ended, in the words of no dialect.
public enum CheckedStop: String, Sendable {
    /// The model was done.
    case end

    /// A stop sequence was hit and the dialect says so.
    case stopSequence

    /// The token limit or the context window.
    case length

    /// The model waits for results of tools.
    case tools

    /// A refusal or a content filter.
    case filtered

    /// A server-side tool loop paused.
    case paused

    /// The model or the server failed.
    case error
}
