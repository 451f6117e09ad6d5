internal import IPC

/// Reads rates: "100/1m", or {requests: 100, per: 1m}.
struct RateReader {
    let problems: Problems

    private static let form = "a rate must be like `100/1m`, or {requests: 100, per: 1m}"

    /// The rates of a field; of two with one length the second is reported.
    func read(_ name: String, _ fields: Fields) -> [RateWindow] {
        var seen: Set<UInt32> = []
        var rates: [RateWindow] = []
        for node in fields.list(name, atMost: Limits.rates) ?? [] {
            guard let rate = read(node) else { continue }
            guard seen.insert(rate.seconds).inserted else {
                problems.add(node.mark, "there is a rate for as much time already")
                continue
            }
            rates.append(rate)
        }
        return rates
    }

    private func read(_ node: Node) -> RateWindow? {
        if case .mapping = node { return readMapping(node) }
        guard let text = node.scalar?.string, node.isText else {
            problems.add(node.mark, "\(Self.form); found \(node.kindName)")
            return nil
        }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let requests = Int(parts[0]), Limits.rateRequests.contains(requests)
        else {
            problems.add(node.mark, Self.form)
            return nil
        }
        switch Quantity.window.read(String(parts[1])) {
        case .success(let seconds):
            return RateWindow(requests: UInt32(requests), seconds: UInt32(seconds))
        case .failure(let problem):
            problems.add(node.mark, "the time of a rate \(problem.text)")
            return nil
        }
    }

    private func readMapping(_ node: Node) -> RateWindow? {
        guard let fields = Fields(node, "a rate", known: ["requests", "per"], problems) else {
            return nil
        }
        for name in ["requests", "per"] where !fields.has(name) {
            problems.add(fields.mark, "a rate needs the field `\(name)`")
        }
        guard let requests = fields.integer("requests", in: Limits.rateRequests),
            let seconds = fields.quantity("per", .window)
        else { return nil }
        return RateWindow(requests: UInt32(requests), seconds: UInt32(seconds))
    }
}
