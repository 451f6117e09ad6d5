package import IPC

/// Everything the door answers with an error of its own.
package enum DoorError: Equatable, Sendable {
    case malformed(String)
    case headTooLong
    case tooManyFields
    case headerTimeout
    case bodyTimeout
    case bodyTooLong(limit: UInt64)
    case unknownTransferCoding
    case unknownVersion
    case unknownExpectation
    case contentCoding
    case addressRefused
    case addressRateExceeded(RateLimit, retryAfter: Int)
    case tooManyGuesses(retryAfter: Int)
    case missingKey
    case invalidKey
    case keyDisabled
    case keyExpired
    case endpointNotAllowed(Endpoint)
    case rateExceeded(RateLimit, retryAfter: Int)
    case unknownPath(String)
    case methodNotAllowed(String)
    case tooManyConnections
    case tooManyScrapes
    case keysNotLoaded
    case unavailable
    case adminUnavailable
    case managementIsLocal
    case overloaded
    case timeout
    case broken

    /// The error for what the reader found.
    package init(_ fault: HTTPFault, bodyLimit: UInt64) {
        switch fault {
        case .malformed(let reason): self = .malformed(reason.string)
        case .headTooLong: self = .headTooLong
        case .tooManyFields: self = .tooManyFields
        case .unknownTransferCoding: self = .unknownTransferCoding
        case .unknownVersion: self = .unknownVersion
        case .bodyTooLong: self = .bodyTooLong(limit: bodyLimit)
        }
    }

    /// HTTP status.
    package var status: Int {
        switch self {
        case .malformed: 400
        case .missingKey, .invalidKey: 401
        case .addressRefused, .keyDisabled, .keyExpired, .endpointNotAllowed, .managementIsLocal:
            403
        case .unknownPath: 404
        case .methodNotAllowed: 405
        case .headerTimeout, .bodyTimeout: 408
        case .bodyTooLong: 413
        case .contentCoding: 415
        case .unknownExpectation: 417
        case .addressRateExceeded, .tooManyGuesses, .rateExceeded: 429
        case .headTooLong, .tooManyFields: 431
        case .unknownTransferCoding: 501
        case .broken: 502
        case .tooManyConnections, .tooManyScrapes, .keysNotLoaded, .unavailable, .adminUnavailable,
            .overloaded:
            503
        case .timeout: 504
        case .unknownVersion: 505
        }
    }

    /// HTTP status as clients of a dialect know it: Anthropic has a number of its own for what passes soon.
    package func status(for dialect: Dialect) -> Int {
        dialect == .anthropic && status == 503 ? 529 : status
    }

    /// Machine-readable cause.
    package var code: String {
        switch self {
        case .malformed: "bad_request"
        case .addressRefused: "address_not_allowed"
        case .tooManyGuesses: "too_many_invalid_keys"
        case .missingKey, .invalidKey: "invalid_api_key"
        case .keyDisabled: "key_disabled"
        case .keyExpired: "key_expired"
        case .endpointNotAllowed: "endpoint_not_allowed"
        case .addressRateExceeded, .rateExceeded: "rate_limit_exceeded"
        case .unknownPath: "not_found"
        case .methodNotAllowed: "method_not_allowed"
        case .headerTimeout, .bodyTimeout: "request_timeout"
        case .bodyTooLong: "request_too_large"
        case .contentCoding: "unsupported_content_encoding"
        case .unknownExpectation: "expectation_failed"
        case .headTooLong, .tooManyFields: "request_header_fields_too_large"
        case .unknownTransferCoding: "unsupported_transfer_encoding"
        case .broken: "internal_error"
        case .tooManyConnections: "too_many_connections"
        // The code by which Codex knows to wait.
        case .tooManyScrapes, .overloaded: "server_is_overloaded"
        case .keysNotLoaded, .unavailable, .adminUnavailable: "service_unavailable"
        case .managementIsLocal: "local_only"
        case .timeout: "timeout"
        case .unknownVersion: "http_version_not_supported"
        }
    }

    /// The same in the management API, which has codes of its own for some.
    package var managementCode: String {
        switch self {
        case .keysNotLoaded, .unavailable, .adminUnavailable, .tooManyConnections, .overloaded:
            "unavailable"
        case .bodyTooLong: "too_large"
        default: code
        }
    }

    /// What a person should know.
    package var message: String {
        switch self {
        case .malformed(let reason): "Malformed HTTP request: \(reason)."
        case .missingKey:
            "No API key was sent. Send it as 'Authorization: Bearer KEY', 'x-api-key: KEY', "
                + "'api-key: KEY' or 'x-goog-api-key: KEY'."
        case .invalidKey: "The API key is not valid."
        case .addressRefused: "Requests from this address are not accepted."
        case .addressRateExceeded(let limit, let delay):
            "This address may make \(limit.text). \(Self.later(delay))"
        case .tooManyGuesses(let delay):
            "Too many wrong API keys came from this address. \(Self.later(delay))"
        case .keyDisabled: "This API key is disabled."
        case .keyExpired: "This API key has expired."
        case .endpointNotAllowed(let endpoint):
            "This API key may not be used for \(endpoint.label)."
        case .rateExceeded(let limit, let delay):
            "This API key may make \(limit.text). \(Self.later(delay))"
        case .unknownPath(let path):
            "Unknown path: \(path). A GET of / lists what the gateway serves."
        case .methodNotAllowed(let allow): "This path answers to \(allow) only."
        case .headerTimeout: "The request's headers did not arrive in time."
        case .bodyTimeout: "The request's body did not arrive in time."
        case .bodyTooLong(let limit):
            "The request's body is larger than the limit of \(limit) bytes."
        case .contentCoding:
            "Compressed request bodies are not supported. Send the body without Content-Encoding."
        case .unknownExpectation: "The only expectation supported is 100-continue."
        case .headTooLong:
            "The request's headers are larger than the limit of \(DoorLimits.headBytes) bytes."
        case .tooManyFields:
            "The request has more than the limit of \(DoorLimits.headFields) header fields."
        case .unknownTransferCoding: "The only transfer coding supported is chunked."
        case .broken: "The gateway failed to answer this request."
        case .tooManyConnections: "The gateway has too many connections. Try again later."
        case .tooManyScrapes: "Too many scrapes are waiting. Try again later."
        case .keysNotLoaded: "The gateway is starting and cannot check API keys yet."
        case .unavailable: "The gateway is restarting. Try again shortly."
        case .adminUnavailable:
            "The management API is not there. Try again shortly; 'omniroute doctor' on the "
                + "gateway's machine says why."
        case .managementIsLocal:
            "The management API is served to programs of the gateway's own machine "
                + "(settings.admin.access)."
        case .overloaded: "The gateway is overloaded. Try again later."
        case .timeout: "The request took longer than allowed."
        case .unknownVersion: "The gateway speaks HTTP/1.1 on this port."
        }
    }

    /// The same in the management API, which is another thing than what the gateway serves to clients.
    package var managementMessage: String {
        if case .unknownPath(let path) = self {
            "There is nothing at \(path) here."
        } else {
            message
        }
    }

    /// As clients that wait by the message want to read it (codex-rs).
    private static func later(_ seconds: Int) -> String {
        "Try again in \(seconds) \(seconds == 1 ? "second" : "seconds")."
    }

    /// Seconds after which another try makes sense.
    package var retryAfter: Int? {
        switch self {
        case .addressRateExceeded(_, let delay), .tooManyGuesses(let delay),
            .rateExceeded(_, let delay):
            delay
        case .tooManyConnections, .tooManyScrapes, .keysNotLoaded, .unavailable, .adminUnavailable,
            .overloaded:
            1
        default: nil
        }
    }

    /// Whether nobody can say where the next request on this connection would begin.
    package var endsConnection: Bool {
        switch self {
        case .malformed, .headTooLong, .tooManyFields, .headerTimeout, .bodyTimeout, .bodyTooLong,
            .unknownTransferCoding, .unknownVersion, .tooManyConnections, .addressRefused:
            true
        case .unknownExpectation, .contentCoding, .missingKey, .invalidKey, .keyDisabled,
            .keyExpired, .endpointNotAllowed, .addressRateExceeded, .tooManyGuesses, .rateExceeded,
            .unknownPath, .methodNotAllowed, .tooManyScrapes, .keysNotLoaded, .unavailable,
            .adminUnavailable, .managementIsLocal, .overloaded, .timeout, .broken:
            false
        }
    }
}
