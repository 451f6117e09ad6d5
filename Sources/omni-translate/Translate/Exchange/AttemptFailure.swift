internal import Dialects
internal import IPC

/// Why an attempt failed, and what the client is told when nothing better comes.
struct AttemptFailure: Equatable {
    var verdict: FailureVerdict
    var error: GatewayError
    /// The provider's own error body, in the client's dialect; passed on instead of ours.
    var body: [UInt8]?
    /// Headers of the provider's error answer that the client should see.
    var headers: [Header] = []
    /// Status of the provider's answer; 0 when there was none.
    var providerStatus: UInt32 = 0
    var kind = ErrorKind.other
    /// The provider's own words, for route.
    var words = ""

    var failure: FailureClass { verdict.failure }
    var reason: FailureReason { verdict.reason }
}

extension AttemptFailure {
    /// Where a failure came from: what is needed to put it into words.
    struct Place {
        var lease: Lease
        var client: Dialect
        /// Milliseconds since 1970, for reset times.
        var now: Int64
    }

    /// An error of ours: no target is to blame.
    init(_ error: GatewayError) {
        self.init(verdict: FailureVerdict(.caller, .reasonBadRequest), error: error)
    }

    /// A provider answered with an error status (gateway-behaviour, section 2).
    static func status(
        _ status: UInt32, body: [UInt8], headers: [Header], _ place: Place
    ) -> AttemptFailure {
        let name = place.lease.connectionName
        // A redirect is not followed, as it would take the credential along, and means nothing to a client.
        guard status >= 400 else {
            return AttemptFailure(
                verdict: FailureVerdict(.provider, .reasonMalformed),
                error: GatewayError(
                    status: 502, code: "bad_gateway",
                    message: "\(name): answered with status \(status)"),
                providerStatus: status)
        }
        let reported = ReportedError.read(body)
        let kind = ErrorKind.of(reported, status: meant(status, reported))
        let text = reported.message.isEmpty ? "answered with status \(status)" : reported.message
        var failure = AttemptFailure(
            verdict: FailureVerdict(kind),
            error: GatewayError(
                status: status, code: reported.code, message: "\(name): \(text)",
                param: reported.param,
                retryAfterMilliseconds: ResetTime.milliseconds(
                    reported, headers, isLimited: isLimit(kind), now: place.now)),
            headers: PassedHeaders.of(headers, from: place.lease.dialect, to: place.client),
            providerStatus: status, kind: kind, words: ProviderWords.of(reported.message))
        failure.normalise(place.client)
        if failure.error.status == status, reported.isShaped(for: place.client) {
            failure.body = body
        }
        return failure
    }

    /// The status that counts: some providers wrap another one's refusal into a 400.
    private static func meant(_ status: UInt32, _ reported: ReportedError) -> UInt32 {
        status == 400 && reported.status > 400 ? reported.status : status
    }

    private static func isLimit(_ kind: ErrorKind) -> Bool { kind == .rateLimit || kind == .quota }

    /// Gives the error the code of its kind, and the status that the client's dialect wants for it (facts:
    /// translation-matrix, section 12).
    private mutating func normalise(_ client: Dialect) {
        switch kind {
        case .contextTooLong: error.code = "context_length_exceeded"
        case .invalidCredential:
            // For these clients a 401 is about their own login, which they would refresh or drop.
            error.status = client == .openaiChat ? 401 : 502
            headers.append(Header(name: "x-should-retry", value: "false"))
            if error.code.isEmpty || client != .openaiChat { error.code = "invalid_api_key" }
        case .filtered, .invalidProof, .forbidden, .billing, .quota, .rateLimit, .overloaded,
            .modelNotFound, .unsupported, .badRequest, .other:
            break
        }
        if error.code.isEmpty { error.code = Self.code(error.status) }
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

    /// An answer with status 200 that is none; `start` is what it begins with.
    static func answer(
        _ failure: AnswerFailure, start: [UInt8] = [], _ place: Place
    ) -> AttemptFailure {
        func bad(_ text: String) -> AttemptFailure {
            AttemptFailure(
                verdict: FailureVerdict(failure),
                error: GatewayError(
                    status: 502, code: "bad_gateway",
                    message: "\(place.lease.connectionName): \(text)"),
                providerStatus: 200)
        }
        switch failure {
        case .malformed(let text):
            return inWords(start, place) ?? bad("the answer cannot be read: \(text)")
        case .empty: return inWords(start, place) ?? bad("the answer was empty")
        case .cutShort: return bad("the answer ended before it was complete")
        case .tooLarge: return bad("the answer is too large")
        case .diverged: return bad("the answer is another one")
        case .reported(let body): return reported(ReportedError.read(body), body, place)
        }
    }

    /// An error inside an answer.
    private static func reported(
        _ reported: ReportedError, _ body: [UInt8]?, _ place: Place
    ) -> AttemptFailure {
        // Some providers put the status that they meant into the error.
        let meant = reported.status > 0 ? reported.status : meantStatus(reported)
        let kind = ErrorKind.of(reported, status: meant > 0 ? meant : 502)
        let text = reported.message.isEmpty ? "reported an error" : reported.message
        var failure = AttemptFailure(
            verdict: meant > 0
                ? FailureVerdict(kind) : FailureVerdict(.provider, FailureVerdict(kind).reason),
            error: GatewayError(
                status: meant > 0 ? meant : 502,
                code: reported.code.isEmpty ? "bad_gateway" : reported.code,
                message: "\(place.lease.connectionName): \(text)",
                retryAfterMilliseconds: ResetTime.milliseconds(
                    reported, [], isLimited: false, now: place.now)),
            providerStatus: 200, kind: kind, words: ProviderWords.of(reported.message))
        if reported.isShaped(for: place.client) { failure.body = body }
        return failure
    }

    /// Words in place of an answer that say that a limit is reached: some providers send them with status 200.
    private static func inWords(_ start: [UInt8], _ place: Place) -> AttemptFailure? {
        var error = ReportedError.read(start)
        // A stream that says nothing is no words.
        let isStream = ["data:", "event:", ":"].contains { error.message.hasPrefix($0) }
        guard !error.message.isEmpty, !isStream else { return nil }
        let kind = ErrorKind.of(error, status: 429)
        // Any 429 is about a limit: it takes words to make one of a 200.
        guard kind != .rateLimit || ErrorKind.of(error, status: 403) == .rateLimit else {
            return nil
        }
        error.status = 429
        return reported(error, nil, place)
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
}
