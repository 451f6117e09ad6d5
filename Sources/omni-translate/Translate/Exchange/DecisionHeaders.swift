internal import IPC

/// Headers that tell a client who answered, and where from.
enum DecisionHeaders {
    /// Of an answer given under `lease`; `cost` in USD where it is known before the head is sent.
    static func answer(_ lease: Lease, attempts: UInt32, cost: String?) -> [Header] {
        var headers: [Header] = []
        if lease.cacheable { headers.append(Header(name: "x-omniroute-cache", value: "MISS")) }
        guard lease.decisionHeaders else { return headers }
        headers += who(lease)
        headers.append(count(attempts))
        if let cost { headers.append(Header(name: "x-omniroute-cost", value: cost)) }
        return headers
    }

    /// Of an answer that was given before.
    static func kept(_ kept: KeptAnswer) -> [Header] {
        var headers = [
            kept.idempotent
                ? Header(name: "x-omniroute-idempotent", value: "true")
                : Header(name: "x-omniroute-cache", value: "HIT"),
            Header(name: "age", value: "\(kept.ageSeconds)"),
        ]
        if !kept.idempotent, kept.similarityPermille > 0 {
            headers.append(
                Header(
                    name: "x-omniroute-cache-similarity",
                    value: Permille.text(kept.similarityPermille)))
        }
        if let lease = kept.lease, lease.decisionHeaders { headers += who(lease) + [count(0)] }
        return headers
    }

    /// Of an error after attempts, the last of them under `lease`.
    static func failure(_ lease: Lease?, attempts: UInt32) -> [Header] {
        guard let lease, lease.decisionHeaders else { return [] }
        return [count(attempts)]
    }

    private static func count(_ attempts: UInt32) -> Header {
        Header(name: "x-omniroute-attempts", value: "\(attempts)")
    }

    private static func who(_ lease: Lease) -> [Header] {
        let provider =
            lease.provider.isEmpty
            ? lease.connectionName : "\(lease.connectionName)/\(lease.provider)"
        let model = lease.prefix.isEmpty ? lease.model : "\(lease.prefix)/\(lease.model)"
        var headers = [
            Header(name: "x-omniroute-provider", value: visible(provider)),
            Header(name: "x-omniroute-model", value: visible(model)),
        ]
        if !lease.combo.isEmpty {
            headers.append(Header(name: "x-omniroute-combo", value: visible(lease.combo)))
        }
        return headers
    }

    /// Only what every client takes in a header; names may hold any letter.
    private static func visible(_ text: String) -> String {
        guard !text.utf8.allSatisfy({ 0x20...0x7E ~= $0 }) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            result.unicodeScalars.append(0x20...0x7E ~= scalar.value ? scalar : "?")
        }
        return result
    }
}
