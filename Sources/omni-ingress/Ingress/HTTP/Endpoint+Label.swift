internal import IPC

extension Endpoint {
    /// What errors call it: as the configuration file does.
    var label: String {
        switch self {
        case .none: "this path"
        case .chat: "chat"
        case .models, .model: "models"
        case .completion: "completions"
        case .countTokens: "count-tokens"
        case .compact: "compact"
        case .storedResponse, .deleteResponse: "stored-responses"
        case .generate: "generate"
        }
    }
}
