internal import Dialects
internal import IPC

extension AttemptFailure {
    /// egress gave up.
    static func egress(_ reset: Reset, connection: String) -> AttemptFailure {
        let (status, code, text) = words(reset.code)
        return AttemptFailure(
            verdict: FailureVerdict(reset.code),
            error: GatewayError(status: status, code: code, message: "\(connection): \(text)"))
    }

    /// The provider answers and says nothing within the time for its first token.
    static func silent(connection: String) -> AttemptFailure {
        AttemptFailure(
            verdict: FailureVerdict(.provider, .reasonSilent),
            error: GatewayError(
                status: 504, code: "gateway_timeout",
                message: "\(connection): the model did not begin to answer in time"))
    }

    private static func words(
        _ code: ResetCode
    ) -> (status: UInt32, code: String, text: String) {
        switch code {
        case .upstreamDNS: (502, "bad_gateway", "the provider's name cannot be resolved")
        case .upstreamConnect: (502, "bad_gateway", "the provider cannot be reached")
        case .upstreamTLS:
            (502, "bad_gateway", "no secure connection to the provider can be made")
        case .upstreamBroken: (502, "bad_gateway", "the connection to the provider broke off")
        case .upstreamFirstByte:
            (504, "gateway_timeout", "the provider did not answer in time")
        case .upstreamIdle: (504, "gateway_timeout", "the provider fell silent")
        case .upstreamTotal, .deadline: (504, "gateway_timeout", "the provider took too long")
        case .upstreamDenied: (502, "bad_gateway", "the provider's address is not allowed here")
        case .credential:
            (
                502, "credential_unusable",
                "there is no usable credential for this connection"
            )
        case .overloaded: (503, "service_unavailable", "too many calls under way")
        case .unknown, .cancelled, .refused, .protocol, .peerGone, .internal, .draining:
            (502, "bad_gateway", "the call to the provider failed")
        }
    }
}
