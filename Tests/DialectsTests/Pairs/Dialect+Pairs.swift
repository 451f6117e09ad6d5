import DialectCheck
import IPC

extension Dialect {
    /// Dialects that clients speak.
    static let clients: [Dialect] = [
        .openaiChat, .openaiResponses, .anthropic, .gemini, .ollama,
    ]
    /// Dialects that providers speak.
    static let providers: [Dialect] = clients + [.cohere, .bedrock]

    /// The dialect for the strict checkers; traps for none, which nobody speaks.
    var checked: CheckedDialect {
        switch self {
        case .openaiChat: .openaiChat
        case .openaiResponses: .openaiResponses
        case .anthropic: .anthropic
        case .gemini: .gemini
        case .ollama: .ollama
        case .cohere: .cohere
        case .bedrock: .bedrock
        case .none: preconditionFailure("no dialect has no checker")
        }
    }
}
