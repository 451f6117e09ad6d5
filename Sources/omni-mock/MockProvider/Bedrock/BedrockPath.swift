/// A path such as `/model/NAME/converse`.
struct BedrockPath: Equatable {
    /// The name of the model, decoded.
    let model: String
    /// Whether the answer is a stream.
    let isStreaming: Bool

    /// Reads a path without its query; nil if it is no such path.
    init?(_ path: Substring) {
        guard path.hasPrefix("/model/"), let slash = path.lastIndex(of: "/") else { return nil }
        switch path[slash...] {
        case "/converse": isStreaming = false
        case "/converse-stream": isStreaming = true
        default: return nil
        }
        let start = path.index(path.startIndex, offsetBy: "/model/".count)
        guard start < slash else { return nil }
        model = PercentCoding.decode(path[start..<slash])
    }
}
