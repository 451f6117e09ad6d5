import IPC

/// What one pair of dialects costs.
struct PairFigures {
    private static let sizes = [200, 13_000, 120_000]

    let client: Dialect
    let provider: Dialect
    /// By size.
    private let requests: [Cost]
    private let chunk: Cost
    private let memory: Double

    /// Measures; nil when a request or a stream does not come through.
    init?(client: Dialect, provider: Dialect) {
        self.client = client
        self.provider = provider
        let request = RequestCost(client: client, provider: provider)
        requests = Self.sizes.compactMap(request.measure)
        guard requests.count == Self.sizes.count,
            let stream = StreamCost(client: client, provider: provider),
            let cost = stream.measure()
        else { return nil }
        chunk = cost
        memory = stream.memory()
    }

    private var label: String {
        let text = "\(client.word) -> \(provider.word)"
        return text + String(repeating: " ", count: max(0, 36 - text.count))
    }

    static let heading =
        "us and allocations:                  request 0.2 KB           13 KB          120 KB           chunk   stream"

    var line: String {
        let costs = (requests + [chunk]).map {
            Cost.column($0.microseconds, 9) + Cost.column($0.allocations, 9).dropLast(3)
        }
        return label + costs.joined(separator: " ") + Cost.column(memory / 1024, 8) + " KB"
    }

    var json: String {
        let sizes = zip(Self.sizes, requests).map { "\"\($0)\":\($1.json)" }.joined(separator: ",")
        return
            "{\"client\":\"\(client.word)\",\"provider\":\"\(provider.word)\",\"requests\":{\(sizes)},\"chunk\":\(chunk.json),\"stream_bytes\":\(Int(memory))}"
    }
}
