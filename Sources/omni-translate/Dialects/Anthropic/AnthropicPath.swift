/// Where a value stands in a request, in the words of the dialect: `messages.2.content.0.text`.
///
/// A list from the inside out, so that a request without mistakes pays for no text.
indirect enum AnthropicPath: Sendable {
    case root
    case member(AnthropicPath, String)
    case element(AnthropicPath, Int)

    /// Names and positions joined by dots; empty for the root.
    var text: String {
        switch self {
        case .root: ""
        case .member(.root, let name): name
        case .member(let parent, let name): "\(parent.text).\(name)"
        case .element(.root, let index): String(index)
        case .element(let parent, let index): "\(parent.text).\(index)"
        }
    }
}
