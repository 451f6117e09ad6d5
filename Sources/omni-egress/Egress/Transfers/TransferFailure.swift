internal import IPC

/// Why a transfer has no (complete) answer: the code that the peer acts on and a text for people and logs.
///
/// Texts name the origin at most; a path or a query may hold secrets.
struct TransferFailure: Equatable, Sendable {
    let code: ResetCode
    let message: String

    init(_ code: ResetCode, _ message: String) {
        self.code = code
        self.message = message
    }

    /// What curl reported, other than a complete response.
    ///
    /// - Parameters:
    ///   - outcome: How the transfer ended.
    ///   - number: curl's own result number, for people who look it up.
    ///   - text: curl's own words; may be empty.
    ///   - origin: Where it went.
    ///   - isDenied: The system does not allow the address.
    init(_ outcome: CurlOutcome, number: UInt32, text: String, origin: Origin, isDenied: Bool) {
        let authority = origin.authority
        let detail = text.isEmpty ? "curl \(number)" : "\(text) (curl \(number))"
        switch outcome {
        case .name: self.init(.upstreamDNS, "\(origin.host) was not resolved: \(detail)")
        case .connect where isDenied:
            self.init(.upstreamDenied, "connecting to \(authority) is not allowed: \(detail)")
        case .connect: self.init(.upstreamConnect, "no connection to \(authority): \(detail)")
        case .tls: self.init(.upstreamTLS, "no secure connection to \(authority): \(detail)")
        case .url: self.init(.refused, "the URL is not one: \(detail)")
        case .internal: self.init(.internal, "libcurl failed: \(detail)")
        case .complete, .broken, .stopped:
            self.init(.upstreamBroken, "the connection to \(authority) broke: \(detail)")
        }
    }

    /// A deadline that is over.
    ///
    /// - Parameters:
    ///   - expiry: Which.
    ///   - milliseconds: What it allowed.
    ///   - origin: Where the transfer went.
    ///   - step: What was under way while no connection came about: "name", "connection" or "tls".
    init(_ expiry: DeadlineClock.Expiry, milliseconds: UInt32, origin: Origin, step: String) {
        let authority = origin.authority
        switch expiry {
        case .connect where step == "name":
            self.init(.upstreamDNS, "\(origin.host) was not resolved within \(milliseconds) ms")
        case .connect:
            // Nobody refused: it is silent, and whoever asked it again would wait again.
            self.init(
                .upstreamFirstByte,
                "no connection to \(authority) within \(milliseconds) ms (\(step))")
        case .firstByte:
            self.init(.upstreamFirstByte, "no response from \(authority) within \(milliseconds) ms")
        case .idle: self.init(.upstreamIdle, "\(authority) fell silent for \(milliseconds) ms")
        case .total:
            self.init(.upstreamTotal, "\(authority) was not done within \(milliseconds) ms")
        }
    }
}
