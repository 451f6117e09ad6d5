internal import IPC

/// What a base URL ends with, which people may write in more ways than one.
struct BaseURLEnding {
    /// Segments that are dropped from the end; the first list that is there counts, `*` is any segment.
    var dropped: [[String]] = []
    /// Segments that are appended then.
    var appended: [String] = []
    /// `v1` is appended unless one of the last two segments is a version.
    var wantsVersion = false

    /// As it is written.
    static let exact = BaseURLEnding()

    /// The ending of a dialect; `isVersioned` when the provider's addresses begin with a version.
    init(_ dialect: Dialect, isVersioned: Bool) {
        dropped = Self.written[dialect] ?? []
        switch dialect {
        case .openaiChat, .openaiResponses: wantsVersion = isVersioned
        case .cohere: appended = ["v2"]
        case .none, .anthropic, .gemini, .ollama, .bedrock: break
        }
    }

    init(dropped: [[String]] = [], appended: [String] = []) {
        self.dropped = dropped
        self.appended = appended
    }

    /// What people write behind the base in each dialect, up to the whole address of a request.
    private static let written: [Dialect: [[String]]] = [
        .openaiChat: [["chat", "completions"]],
        .openaiResponses: [["responses"]],
        .anthropic: [["v1", "messages"], ["messages"], ["v1"]],
        .gemini: [["v1beta", "models"], ["v1", "models"], ["v1beta"], ["v1"]],
        .ollama: [
            ["v1", "chat", "completions"], ["api", "chat"], ["api", "generate"], ["api"], ["v1"],
        ],
        .cohere: [["v2", "chat"], ["v1", "chat"], ["v2"], ["v1"]],
        .bedrock: [["model"]],
    ]

    /// Gives a path its ending.
    func apply(to segments: inout [String]) {
        if let tail = dropped.first(where: { Self.ends(segments, with: $0) }) {
            segments.removeLast(tail.count)
        }
        segments += appended
        if wantsVersion, !segments.suffix(2).contains(where: { BaseURL.isVersion($0) }) {
            segments.append("v1")
        }
    }

    private static func ends(_ segments: [String], with tail: [String]) -> Bool {
        segments.count >= tail.count
            && zip(segments.suffix(tail.count), tail).allSatisfy { $1 == "*" || $0 == $1 }
    }
}
