/// Tells tool calls of an answer apart, however a host numbers and names them (facts: openai-chat, section 10).
struct ChatCallTracker {
    /// What one delta says of a call.
    struct Delta {
        /// Of the choice; calls of two choices never mix.
        var choice = 0
        var index: Int?
        /// Nil when absent or empty.
        var id: String?
        var name: String?
        var arguments = ""
        var kind = ToolCall.Kind.function
        var proof: Proof?
        /// Whole, as in a plain answer: each one is a call of its own.
        var isWhole = false
        /// Place of the delta among those of its chunk.
        var position = 0
    }

    private struct Call {
        var choice: Int
        var index: Int?
        var id: String?
        var name: String?
        var kind: ToolCall.Kind
        /// Number of its block, once it has begun.
        var block: Int?
        /// Until it has begun.
        var held = ""
        var heldProof: Proof?
        var hasArguments = false
        var seen = ArgumentsSoFar()
    }

    private let target: Target
    private var calls: [Call] = []
    private var usedIDs: Set<String> = []
    /// Bytes held back.
    private(set) var heldBytes = 0

    init(_ target: Target) { self.target = target }

    /// Whether any call has come.
    var isEmpty: Bool { calls.isEmpty }

    /// Takes one delta; `next` numbers blocks.
    mutating func take(_ delta: Delta, _ next: inout Int, into events: inout [AnswerEvent]) {
        let isBlank = delta.id == nil && delta.name == nil && delta.arguments.isEmpty
        let known = place(of: delta)
        // A call of which nothing is said is none (pitfall 16).
        if known == nil, isBlank { return }
        let place = known ?? add(delta)
        if calls[place].block == nil {
            if calls[place].id == nil { calls[place].id = delta.id }
            if calls[place].name == nil { calls[place].name = delta.name }
        }
        if let proof = delta.proof { set(proof, place, &events) }
        if !isRepeated(delta.arguments, place) { append(delta.arguments, place, &events) }
        begin(place, isLast: false, &next, &events)
    }

    /// Begins what was waiting and closes all.
    mutating func finish(_ next: inout Int, into events: inout [AnswerEvent]) {
        for place in calls.indices {
            begin(place, isLast: true, &next, &events)
            guard let block = calls[place].block else { continue }
            // No arguments are an empty object (pitfall 18); free text may be empty.
            if !calls[place].hasArguments, calls[place].kind == .function {
                events.append(.arguments(block, "{}"))
            }
            events.append(.close(block))
        }
        calls.removeAll()
        heldBytes = 0
    }

    // MARK: Which call

    private func place(of delta: Delta) -> Int? {
        if delta.isWhole { return nil }
        if let index = delta.index {
            let found = calls.lastIndex { $0.choice == delta.choice && $0.index == index }
            // The same index with a new id is a new call (pitfall 12).
            if let found, let id = delta.id, let known = calls[found].id, id != known { return nil }
            return found
        }
        if let id = delta.id {
            return calls.lastIndex { $0.choice == delta.choice && $0.id == id }
        }
        guard let last = calls.lastIndex(where: { $0.choice == delta.choice }) else { return nil }
        guard let name = delta.name else { return last }
        // A name that comes again with neither index nor id: the same call in a later chunk, another in this one.
        return calls[last].name == name && delta.position == 0 ? last : nil
    }

    private mutating func add(_ delta: Delta) -> Int {
        calls.append(
            Call(
                choice: delta.choice, index: delta.index, id: delta.id, name: delta.name,
                kind: delta.kind))
        return calls.count - 1
    }

    // MARK: What of it

    private mutating func set(_ proof: Proof, _ place: Int, _ events: inout [AnswerEvent]) {
        if let block = calls[place].block {
            events.append(.proof(block, proof))
        } else {
            calls[place].heldProof = proof
        }
    }

    /// Some hosts send all arguments once more at the end.
    private mutating func isRepeated(_ text: String, _ place: Int) -> Bool {
        calls[place].seen.isRepeated(by: text)
    }

    private mutating func append(
        _ text: String, _ place: Int, _ events: inout [AnswerEvent]
    ) {
        guard !text.isEmpty else { return }
        calls[place].hasArguments = true
        calls[place].seen.append(text)
        if let block = calls[place].block {
            events.append(.arguments(block, text))
        } else {
            calls[place].held += text
            heldBytes += text.utf8.count
        }
    }

    /// Begins a call as soon as its name and id are known; arguments before an id mean that none will come.
    private mutating func begin(
        _ place: Int, isLast: Bool, _ next: inout Int, _ events: inout [AnswerEvent]
    ) {
        guard calls[place].block == nil else { return }
        let call = calls[place]
        guard isLast || call.name != nil && (call.id != nil || call.hasArguments) else { return }
        let name = call.name ?? "tool_\(place)"
        let id = unique(call.id ?? CallIDs.invented(target, place))
        let block = next
        next += 1
        calls[place].block = block
        calls[place].held = ""
        heldBytes -= call.held.utf8.count
        events.append(.open(block, .toolCall(ToolCallStart(id: id, name: name, kind: call.kind))))
        if let proof = call.heldProof { events.append(.proof(block, proof)) }
        if !call.held.isEmpty { events.append(.arguments(block, call.held)) }
    }

    private mutating func unique(_ id: String) -> String {
        var candidate = id
        var number = 2
        while !usedIDs.insert(candidate).inserted {
            candidate = "\(id)_\(number)"
            number += 1
        }
        return candidate
    }
}

/// Recognises arguments that are sent once more as a whole, without keeping them.
struct ArgumentsSoFar {
    private var count = 0
    private var hash: UInt64 = Self.seed
    private static let seed: UInt64 = 0xcbf2_9ce4_8422_2325

    /// Whether `text` is an object and exactly what came so far.
    func isRepeated(by text: String) -> Bool {
        guard count > 1, text.utf8.count == count, text.utf8.first == UInt8(ascii: "{"),
            text.utf8.last == UInt8(ascii: "}")
        else { return false }
        return Self.hash(text, from: Self.seed) == hash
    }

    mutating func append(_ text: String) {
        count += text.utf8.count
        hash = Self.hash(text, from: hash)
    }

    /// FNV-1a, so that the whole and its pieces give the same.
    private static func hash(_ text: String, from start: UInt64) -> UInt64 {
        var text = text
        return text.withUTF8 { bytes in
            var hash = start
            for byte in unsafe bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
            return hash
        }
    }
}
