/// Where a value stands in a request: `contents[2].parts[0].functionCall`.
///
/// A list from the inside out, so that a request without mistakes pays for no text.
indirect enum GeminiPath: Sendable {
    case root
    case member(GeminiPath, String)
    case element(GeminiPath, Int)

    /// Names joined by dots, positions in brackets; empty for the root.
    var text: String {
        switch self {
        case .root: ""
        case .member(.root, let name): name
        case .member(let parent, let name): "\(parent.text).\(name)"
        case .element(let parent, let index): "\(parent.text)[\(index)]"
        }
    }
}
