internal import IPC

/// What is known of a transfer that came to no connection, when a proxy was on the way.
struct ProxyFailure {
    let proxy: ProxyRoute
    let outcome: CurlOutcome
    /// curl's own result number.
    let number: UInt32
    /// What the proxy answered to CONNECT; 0 when it answered nothing.
    let status: Int
    /// curl's own words; may be empty.
    let text: String
    let origin: Origin
    /// The system does not allow the proxy's address.
    let isDenied: Bool

    /// CURLE_COULDNT_RESOLVE_HOST of libcurl-errors(3): the provider's name, not the proxy's.
    private static let hostNotResolved: UInt32 = 6

    /// Why the provider was not reached; nil when that was not for the proxy.
    var failure: TransferFailure? {
        let place = "the proxy \(proxy.authority)"
        let detail = text.isEmpty ? "curl \(number)" : "\(text) (curl \(number))"
        switch outcome {
        case .name where number == Self.hostNotResolved: return nil
        case .name:
            return TransferFailure(.upstreamConnect, "\(place) was not resolved: \(detail)")
        case .connect where isDenied:
            return TransferFailure(
                .upstreamDenied, "connecting to \(place) is not allowed: \(detail)")
        case .tls:
            // Once there is a tunnel, or where there is none, the certificate is the provider's.
            guard proxy.scheme == .https, status == 0 else { return nil }
            return TransferFailure(
                .upstreamConnect, "no secure connection to \(place): \(detail)")
        case .connect, .broken:
            return TransferFailure(
                .upstreamConnect,
                "no connection to \(origin.authority) through \(place): \(answer ?? detail)")
        case .complete, .url, .stopped, .internal: return nil
        }
    }

    private var answer: String? {
        switch status {
        case 0, 200..<300: nil
        case 407: "it wants another login (status 407)"
        default: "it answered with status \(status)"
        }
    }

    /// A proxy that answers in place of the provider: it wants another login.
    static func unauthorized(_ proxy: ProxyRoute, _ origin: Origin) -> TransferFailure {
        TransferFailure(
            .upstreamConnect,
            "no connection to \(origin.authority) through the proxy \(proxy.authority): it wants another login (status 407)"
        )
    }

    /// A proxy that made no connection in time.
    static func late(
        _ proxy: ProxyRoute, _ origin: Origin, milliseconds: UInt32
    ) -> TransferFailure {
        TransferFailure(
            .upstreamConnect,
            "no connection to \(origin.authority) through the proxy \(proxy.authority) within \(milliseconds) ms"
        )
    }
}
