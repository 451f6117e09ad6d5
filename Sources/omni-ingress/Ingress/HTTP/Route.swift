package import IPC

/// What a path leads to.
package enum Route: Equatable, Sendable {
    /// To translate.
    case translate(Destination)
    /// `/health` and `/healthz`: liveness and readiness apart, as JSON.
    case health
    /// The process runs.
    case live
    /// Requests can be served.
    case ready
    case metrics
    /// `/` and `/v1`: what this is.
    case description
    /// `/api/version`: what clients of ollama ask before anything else.
    case version
    /// To admin: the management API.
    case manage
    case unknown

    /// The methods it answers to besides OPTIONS, as in an `Allow` header.
    package var allow: StaticString { methods.header }

    /// Whether `method` is one of `allow`.
    package func allows(_ method: HTTPMethod) -> Bool { methods.contains(method) }

    /// Whether it is there on the listener of the management API.
    package var isForManagers: Bool {
        switch self {
        case .manage, .health, .live, .ready: true
        case .translate, .metrics, .description, .version, .unknown: false
        }
    }

    /// What translate calls it; `none` for what the door answers itself.
    package var endpoint: Endpoint { destination?.endpoint ?? .none }

    /// What translate is asked for, if it is.
    package var destination: Destination? {
        if case .translate(let destination) = self { destination } else { nil }
    }

    private var methods: AllowedMethods { destination?.methods ?? .reading }
}
