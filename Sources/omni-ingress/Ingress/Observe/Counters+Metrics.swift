internal import DaemonLife

extension Counters {
    /// Writes all counters as metrics.
    func collect(_ metrics: inout MetricsWriter) {
        metrics.counters(
            "omniroute_http_requests_total", "Requests answered, by endpoint and status class.",
            requests())
        metrics.counters(
            "omniroute_http_rejected_total", "Requests the door refused, by reason.", rejected())
        metrics.counters(
            "omniroute_http_auth_failures_total", "Requests without a valid key.",
            [
                ([("reason", "missing")], self[.authMissing]),
                ([("reason", "invalid")], self[.authInvalid]),
                ([("reason", "throttled")], self[.authThrottled]),
            ])
        metrics.counter(
            "omniroute_http_unrecorded_total",
            "Requests without a valid key that got no row in the ledger: there were too many.",
            self[.unrecorded])
        metrics.counter(
            "omniroute_http_client_gone_total", "Clients that left before their answer was whole.",
            self[.clientGone])
        metrics.counter(
            "omniroute_http_broken_total", "Answers that broke off after they had begun.",
            self[.broken])
        metrics.counter(
            "omniroute_http_resends_total", "Requests sent to translate again after it was lost.",
            self[.resends])
        metrics.counter(
            "omniroute_http_received_bytes_total", "Body bytes from clients.", self[.bytesIn])
        metrics.counter(
            "omniroute_http_sent_bytes_total", "Body bytes to clients.", self[.bytesOut])
        metrics.counter(
            "omniroute_http_connections_accepted_total", "Connections accepted.",
            self[.connectionsAccepted])
    }

    private func requests() -> [(labels: [(String, String)], value: UInt64)] {
        let endpoints: [(String, Counter)] = [
            ("chat", .chat2xx), ("completion", .completion2xx), ("generate", .generate2xx),
            ("compact", .compact2xx), ("count_tokens", .countTokens2xx),
            ("stored_response", .storedResponse2xx), ("models", .models2xx), ("manage", .manage2xx),
            ("own", .own2xx),
        ]
        return endpoints.flatMap { name, first in
            (0..<4).compactMap { offset in
                Counter(rawValue: first.rawValue + offset).map { counter in
                    ([("endpoint", name), ("status", "\(offset + 2)xx")], self[counter])
                }
            }
        }
    }

    private func rejected() -> [(labels: [(String, String)], value: UInt64)] {
        let reasons: [(String, Counter)] = [
            ("malformed", .rejectedMalformed), ("head_size", .rejectedHead),
            ("body_size", .rejectedBody), ("timeout", .rejectedTimeout),
            ("connections", .rejectedConnections), ("unavailable", .rejectedUnavailable),
            ("address", .rejectedAddress), ("rate", .rejectedRate), ("key_scope", .rejectedScope),
            ("other", .rejectedOther),
        ]
        return reasons.map { ([("reason", $0.0)], self[$0.1]) }
    }
}
