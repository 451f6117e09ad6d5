internal import JSON

/// Where the time of a request went, as lines.
enum Timeline {
    /// A part of the time: from the start of the request on, in microseconds.
    struct Phase: Equatable {
        let name: String
        let start: Int64
        let end: Int64
    }

    /// Columns of the bar.
    private static let width: Int64 = 40

    /// The parts that are known, in their order.
    static func phases(_ record: JSONValue) -> [Phase] {
        guard let total = record["total_us"]?.int, total > 0 else { return [] }
        func time(_ name: String) -> Int64 {
            min(max(record.at("timings.\(name)_us")?.int ?? 0, 0), total)
        }
        var phases: [Phase] = []
        func add(_ name: String, _ start: Int64, _ end: Int64) {
            guard end > start else { return }
            phases.append(Phase(name: name, start: min(start, total), end: min(end, total)))
        }
        let received = time("receive")
        add("receive", 0, received)
        let decided = received + time("decide")
        add("decide", received, decided)
        add("  of it queued", decided - min(time("queue"), time("decide")), decided)
        let begun = decided + time("failed")
        add("failed attempts", decided, begun)
        add("connect", begun, begun + time("connect"))
        add("wait for the provider", begun + time("connect"), begun + time("first_byte"))
        let token = time("first_token")
        if token > 0 {
            add("until the first token", begun + time("first_byte"), token)
            add("answer", token, total)
        } else {
            add("answer", begun + time("first_byte"), total)
        }
        return phases
    }

    /// A line for each part, with a bar.
    static func lines(_ record: JSONValue) -> [String] {
        let phases = phases(record)
        guard let total = record["total_us"]?.int, !phases.isEmpty else { return [] }
        let names = phases.map(\.name.count).max() ?? 0
        let times = phases.map { milliseconds($0.end - $0.start) }
        let digits = times.map(\.count).max() ?? 0
        let lines = zip(phases, times).map { phase, time in
            let from = min(width - 1, phase.start * width / total)
            let to = max(from + 1, min(width, (phase.end * width + total - 1) / total))
            let blanks = String(repeating: " ", count: names - phase.name.count)
            let bar =
                String(repeating: ".", count: Int(from))
                + String(repeating: "#", count: Int(to - from))
                + String(repeating: ".", count: Int(max(0, width - to)))
            return "  \(phase.name)\(blanks)  "
                + String(repeating: " ", count: digits - time.count) + "\(time) ms  \(bar)"
        }
        return ["timeline: \(milliseconds(total)) ms"] + lines
    }

    private static func milliseconds(_ microseconds: Int64) -> String {
        let tenths = (microseconds + 50) / 100
        return "\(tenths / 10).\(tenths % 10)"
    }
}
