extension ResetCode {
    /// As records and messages spell it.
    public var word: StaticString {
        switch self {
        case .unknown: "unknown"
        case .cancelled: "cancelled"
        case .refused: "refused"
        case .overloaded: "overloaded"
        case .deadline: "deadline"
        case .`protocol`: "protocol"
        case .peerGone: "peer_gone"
        case .`internal`: "internal"
        case .draining: "draining"
        case .credential: "credential"
        case .upstreamDNS: "upstream_dns"
        case .upstreamConnect: "upstream_connect"
        case .upstreamTLS: "upstream_tls"
        case .upstreamFirstByte: "upstream_first_byte"
        case .upstreamIdle: "upstream_idle"
        case .upstreamTotal: "upstream_total"
        case .upstreamBroken: "upstream_broken"
        case .upstreamDenied: "upstream_denied"
        }
    }
}
