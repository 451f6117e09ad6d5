internal import Dialects
internal import IPC

/// Why an attempt failed, and what the client is told when nothing better comes.
struct AttemptFailure: Equatable {
    var failure: FailureClass
    var error: GatewayError
    /// The provider's own error body, in the client's dialect; passed on instead of ours.
    var body: [UInt8]?
    /// Headers of the provider's error answer that the client should see.
    var headers: [Header] = []
    /// Status of the provider's answer; 0 when there was none.
    var providerStatus: UInt32 = 0
    var kind = ErrorKind.other
}

extension AttemptFailure {
    /// A provider answered with an error status (gateway-behaviour, section 2).
    static func status(
        _ status: UInt32, body: [UInt8], headers: [Header], lease: Lease, client: Dialect
    ) -> AttemptFailure {
        // A redirect is not followed, as it would take the credential along, and means nothing to a client.
        guard status >= 400 else {
            return AttemptFailure(
                failure: .provider,
                error: GatewayError(
                    status: 502, code: "bad_gateway",
                    message: "\(lease.connectionName): answered with status \(status)"),
                providerStatus: status)
        }
        let reported = ReportedError.read(body)
        let text = reported.message.isEmpty ? "answered with status \(status)" : reported.message
        var failure = AttemptFailure(
            failure: failureClass(status),
            error: GatewayError(
                status: status, code: reported.code, message: "\(lease.connectionName): \(text)",
                param: reported.param,
                retryAfterMilliseconds: max(
                    retryAfter(headers), reported.retryAfterMilliseconds)),
            headers: PassedHeaders.of(headers, from: lease.dialect, to: client),
            providerStatus: status, kind: ErrorKind.of(reported, status: status))
        failure.normalise(client)
        if failure.error.status == status, reported.isShaped(for: client) { failure.body = body }
        return failure
    }

    /// Gives the error the code of its kind, and the status that the client's dialect wants for it (facts:
    /// translation-matrix, section 12).
    private mutating func normalise(_ client: Dialect) {
        switch kind {
        case .contextTooLong:
            failure = .caller
            error.code = "context_length_exceeded"
        case .filtered: failure = .caller
        case .invalidCredential:
            failure = .account
            // For these clients a 401 is about their own login, which they would refresh or drop.
            error.status = client == .openaiChat ? 401 : 502
            headers.append(Header(name: "x-should-retry", value: "false"))
            if error.code.isEmpty || client != .openaiChat { error.code = "invalid_api_key" }
        case .quota: failure = .account
        case .invalidProof, .rateLimit, .overloaded, .modelNotFound, .badRequest, .other: break
        }
        if error.code.isEmpty { error.code = Self.code(error.status) }
    }

    /// Whose fault a status is.
    static func failureClass(_ status: UInt32) -> FailureClass {
        switch status {
        case 401, 402, 403, 429: .account
        case 404: .model
        case 408, 409, 425, 500...: .transient
        default: .caller
        }
    }

    private static func code(_ status: UInt32) -> String {
        switch status {
        case 401: "invalid_api_key"
        case 402: "payment_required"
        case 403: "insufficient_quota"
        case 404: "model_not_found"
        case 408, 504: "gateway_timeout"
        case 413: "request_too_large"
        case 429: "rate_limit_exceeded"
        case 502: "bad_gateway"
        case 503, 529: "service_unavailable"
        case 500...: "internal_server_error"
        default: "bad_request"
        }
    }

    /// `retry-after-ms`, else `retry-after` in seconds; 0 without either.
    ///
    /// Dates are rare enough here to be left to the client, which gets the header as it came.
    static func retryAfter(_ headers: [Header]) -> UInt32 {
        func value(_ name: String) -> Double? {
            headers.first { $0.name == name }.flatMap { Double($0.value) }
        }
        let milliseconds = value("retry-after-ms") ?? value("retry-after").map { $0 * 1000 }
        guard let milliseconds, milliseconds > 0, milliseconds < 4e9 else { return 0 }
        return UInt32(milliseconds.rounded(.up))
    }

    /// An answer with status 200 that is none.
    static func answer(
        _ failure: AnswerFailure, lease: Lease, client: Dialect
    ) -> AttemptFailure {
        func bad(_ text: String, _ failure: FailureClass = .provider) -> AttemptFailure {
            AttemptFailure(
                failure: failure,
                error: GatewayError(
                    status: 502, code: "bad_gateway", message: "\(lease.connectionName): \(text)"),
                providerStatus: 200)
        }
        switch failure {
        case .malformed(let text): return bad("the answer cannot be read: \(text)")
        case .empty: return bad("the answer was empty")
        case .cutShort: return bad("the answer ended before it was complete", .transient)
        case .tooLarge: return bad("the answer is too large")
        case .reported(let body):
            let reported = ReportedError.read(body)
            var failure = bad(
                reported.message.isEmpty ? "reported an error" : reported.message)
            // Some providers put the status that they meant into the error.
            let meant = reported.status > 0 ? reported.status : meantStatus(reported)
            if meant > 0 {
                failure.error.status = meant
                failure.failure = failureClass(meant)
            }
            if !reported.code.isEmpty { failure.error.code = reported.code }
            failure.error.retryAfterMilliseconds = reported.retryAfterMilliseconds
            failure.kind = ErrorKind.of(reported, status: failure.error.status)
            if reported.isShaped(for: client) { failure.body = body }
            return failure
        }
    }

    /// The status that an error's type stands for where it came without one (facts: anthropic-messages, errors; openai,
    /// errors); 0 when it stands for none.
    private static func meantStatus(_ error: ReportedError) -> UInt32 {
        for name in [error.type, error.code] {
            if let status = statuses[name] { return status }
        }
        return 0
    }

    private static let statuses: [String: UInt32] = [
        "overloaded_error": 529, "rate_limit_error": 429, "rate_limit_exceeded": 429,
        "authentication_error": 401, "permission_error": 403, "not_found_error": 404,
        "invalid_request_error": 400, "request_too_large": 413, "billing_error": 402,
        "timeout_error": 504, "tool_use_failed": 400,
        "context_length_exceeded": 400, "insufficient_quota": 429, "throttlingException": 429,
        "ThrottlingException": 429, "validationException": 400,
        "serviceUnavailableException": 503, "modelStreamErrorException": 424,
    ]

    /// egress gave up.
    static func egress(_ reset: Reset, connection: String) -> AttemptFailure {
        func make(
            _ failure: FailureClass, _ status: UInt32, _ code: String, _ text: String
        ) -> AttemptFailure {
            AttemptFailure(
                failure: failure,
                error: GatewayError(
                    status: status, code: code, message: "\(connection): \(text)"))
        }
        switch reset.code {
        case .upstreamDNS:
            return make(.transient, 502, "bad_gateway", "the provider's name cannot be resolved")
        case .upstreamConnect:
            return make(.transient, 502, "bad_gateway", "the provider cannot be reached")
        case .upstreamTLS:
            return make(
                .provider, 502, "bad_gateway",
                "no secure connection to the provider can be made")
        case .upstreamBroken:
            return make(
                .transient, 502, "bad_gateway", "the connection to the provider broke off")
        case .upstreamFirstByte:
            return make(.provider, 504, "gateway_timeout", "the provider did not answer in time")
        case .upstreamIdle:
            return make(.provider, 504, "gateway_timeout", "the provider fell silent")
        case .upstreamTotal, .deadline:
            return make(.provider, 504, "gateway_timeout", "the provider took too long")
        case .upstreamDenied:
            return make(
                .account, 502, "bad_gateway", "the provider's address is not allowed here")
        case .credential:
            return make(
                .account, 502, "credential_unusable",
                "there is no usable credential for this connection")
        case .overloaded:
            return make(.transient, 503, "service_unavailable", "too many calls under way")
        default:
            return make(.transient, 502, "bad_gateway", "the call to the provider failed")
        }
    }
}
