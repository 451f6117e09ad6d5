/// Where a value stands in a request: `contents[2].parts[0].functionCall`.
///
/// A list from the inside out, so that a request without mistakes pays for no text.
indirect enum GeminiPath: Sendable {
    case root
    case member(GeminiPath, StaticString)
    /// A member whose name is the client's own.
    case own(GeminiPath, String)
    case element(GeminiPath, Int)

    /// Names joined by dots, positions in brackets; empty for the root.
    var text: String {
        switch self {
        case .root: ""
        case .member(let parent, let name): Self.joined(parent, name.description)
        case .own(let parent, let name): Self.joined(parent, name)
        case .element(let parent, let index): "\(parent.text)[\(index)]"
        }
    }

    private static func joined(_ parent: GeminiPath, _ name: String) -> String {
        let place = parent.text
        return place.isEmpty ? name : "\(place).\(name)"
    }
}
