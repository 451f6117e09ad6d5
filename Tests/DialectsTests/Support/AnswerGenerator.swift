@testable import Dialects

/// Makes random answers as events: the same for the same seed, and always in legal order.
///
/// They hold reasoning with and without proofs, text with citations, refusals, parallel calls whose arguments come
/// interleaved, and every reason to stop.
struct AnswerGenerator {
    /// Who answers: the family of its proofs.
    let family: ProofFamily
    private(set) var random: SeededRandom
    private var next = 0
    private var callCount = 0

    init(seed: UInt64, family: ProofFamily) {
        self.family = family
        random = SeededRandom(seed: seed)
    }

    /// The whole answer that the events make.
    static func answer(_ events: [AnswerEvent]) -> Answer {
        var builder = AnswerBuilder()
        for event in events { builder.add(event) }
        return builder.answer
    }

    /// The events of one answer, never without meaning.
    mutating func events() -> [AnswerEvent] {
        (next, callCount) = (0, 0)
        var events: [AnswerEvent] = [.start(start())]
        if random.once(in: 3) { events.append(.usage(usage())) }
        for _ in 0..<random.number(0...2) { events += reasoning() }
        let hasCalls = random.once(in: 2)
        if !hasCalls || random.once(in: 2) { events += random.once(in: 12) ? refusal() : text() }
        if random.once(in: 6) { events += reasoning() + text() }
        let isCut = hasCalls && random.once(in: 8)
        if hasCalls { events += calls(isCut: isCut) }
        events.append(.stop(stop(hasCalls: hasCalls, isCut: isCut)))
        // Counts come before or after the reason to stop.
        let place = random.once(in: 2) ? events.count : events.count - 1
        events.insert(.usage(usage()), at: place)
        return events
    }

    private mutating func start() -> AnswerStart {
        var start = AnswerStart(
            id: random.once(in: 4) ? "" : "answer-\(random.number(1...999))", model: "model-1",
            created: random.once(in: 3) ? 0 : 1_750_000_000)
        if random.once(in: 6) { start.serviceTier = "default" }
        return start
    }

    private mutating func usage() -> TokenUsage {
        var usage = TokenUsage()
        usage.isReported = true
        usage.input = UInt64(random.number(1...5000))
        usage.output = UInt64(random.number(1...500))
        if random.once(in: 2) { usage.cacheRead = UInt64(random.number(1...9000)) }
        if random.once(in: 3) { usage.cacheWrite = UInt64(random.number(1...900)) }
        if random.once(in: 2) { usage.reasoning = UInt64(random.number(1...700)) }
        return usage
    }

    private mutating func stop(hasCalls: Bool, isCut: Bool) -> StopReason {
        if isCut { return .length }
        if hasCalls { return .toolCalls }
        return random.pick([
            .end, .end, .end, .length, .contextLength, .stopSequence(nil), .stopSequence("END"),
            .filtered,
        ])
    }

    private mutating func index() -> Int {
        next += 1
        return next - 1
    }

    private mutating func text() -> [AnswerEvent] {
        let index = index()
        var events: [AnswerEvent] = [.open(index, .text)]
        for piece in random.pieces(of: RandomText.text(&random)) {
            events.append(.text(index, piece))
        }
        if random.once(in: 5) {
            var citation = Citation(url: "https://example.com/a?b=1", title: "A \"title\"")
            citation.citedText = "words"
            events.append(.citation(index, citation))
        }
        return events + [.close(index)]
    }

    private mutating func refusal() -> [AnswerEvent] {
        let index = index()
        let pieces = random.pieces(of: RandomText.text(&random))
        return [.open(index, .refusal)] + pieces.map { .text(index, $0) } + [.close(index)]
    }

    private mutating func reasoning() -> [AnswerEvent] {
        let index = index()
        if random.once(in: 6) {
            return [.open(index, .redactedReasoning), .proof(index, proof()), .close(index)]
        }
        var events: [AnswerEvent] = [.open(index, .reasoning)]
        let hasText = !random.once(in: 5)
        if hasText {
            for piece in random.pieces(of: RandomText.text(&random)) {
                events.append(.text(index, piece))
            }
        }
        if !hasText || random.once(in: 2) { events.append(.proof(index, proof())) }
        return events + [.close(index)]
    }

    private mutating func proof() -> Proof {
        Proof(family, "EqQBCkYIBhgCKkA\(random.number(0...99))+/==")
    }

    /// Calls one after another or interleaved; when cut, the last one's arguments have no end.
    private mutating func calls(isCut: Bool) -> [AnswerEvent] {
        var runs: [[AnswerEvent]] = []
        var opening: [AnswerEvent] = []
        let count = random.number(1...3)
        for number in 0..<count {
            let index = index()
            opening.append(.open(index, .toolCall(callStart())))
            var arguments = RandomText.object(&random)
            let isLast = number == count - 1
            if isCut, isLast { arguments = String(arguments.dropLast()) }
            var run = random.pieces(of: arguments).map { AnswerEvent.arguments(index, $0) }
            if random.once(in: 5) { run.append(.proof(index, proof())) }
            // What was cut off is never closed.
            if !(isCut && isLast) { run.append(.close(index)) }
            runs.append(run)
        }
        guard count > 1, random.once(in: 2) else {
            return zip(opening, runs).flatMap { [$0] + $1 }
        }
        return opening + interleaved(runs)
    }

    private mutating func interleaved(_ runs: [[AnswerEvent]]) -> [AnswerEvent] {
        var rests = runs.map { $0[...] }
        var events: [AnswerEvent] = []
        while rests.contains(where: { !$0.isEmpty }) {
            let run = random.pick(rests.indices.filter { !rests[$0].isEmpty })
            events.append(rests[run].removeFirst())
        }
        return events
    }

    private mutating func callStart() -> ToolCallStart {
        callCount += 1
        let id = random.pick(["call_", "toolu_", "functions.x:"]) + "\(callCount)"
        return ToolCallStart(id: id, name: random.pick(["read_file", "Bash", "mcp__a__b"]))
    }
}
