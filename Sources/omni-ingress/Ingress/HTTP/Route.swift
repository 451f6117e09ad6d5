package import IPC

/// What a path leads to.
package enum Route: Equatable, Sendable {
    case chat
    case models
    /// One model; its id may hold slashes.
    case model(String)
    /// `/health` and `/healthz`: liveness and readiness apart, as JSON.
    case health
    /// The process runs.
    case live
    /// Requests can be served.
    case ready
    case metrics
    /// `/v1`: what this is.
    case description
    case unknown

    /// The methods it answers to besides OPTIONS, as in an `Allow` header.
    package var allow: StaticString {
        switch self {
        case .chat: "POST, OPTIONS"
        case .models, .model, .health, .live, .ready, .metrics, .description, .unknown:
            "GET, HEAD, OPTIONS"
        }
    }

    /// Whether `method` is one of `allow`.
    package func allows(_ method: HTTPMethod) -> Bool {
        switch self {
        case .chat: method == .post
        case .models, .model, .health, .live, .ready, .metrics, .description, .unknown:
            method == .get || method == .head
        }
    }

    /// What translate calls it; `none` for what the door answers itself.
    package var endpoint: Endpoint {
        switch self {
        case .chat: .chat
        case .models: .models
        case .model: .model
        case .health, .live, .ready, .metrics, .description, .unknown: .none
        }
    }
}
