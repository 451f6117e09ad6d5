/// A short memory of answers, so that a conversation can go on by `previous_response_id` where the provider keeps nothing
/// (facts: openai-responses, section 11).
///
/// Bounded by entries, bytes and age; the oldest go first. Answers belong to the key that asked for them: nobody else can
/// name them. No clock of its own: the caller says what time it is, in seconds that never go back.
package struct ResponseStore: Sendable {
    /// How much is kept.
    package struct Limits: Sendable, Equatable {
        /// Most answers.
        package var entries: Int
        /// Most bytes of all transcripts and answers.
        package var bytes: Int
        /// Most bytes of one of them: a larger one is not kept at all.
        package var entryBytes: Int
        /// How long one is kept.
        package var seconds: Int64

        /// Bounds; each is taken as it is.
        package init(
            entries: Int = 10_000, bytes: Int = 64 << 20, entryBytes: Int = 8 << 20,
            seconds: Int64 = 3600
        ) {
            self.entries = entries
            self.bytes = bytes
            self.entryBytes = entryBytes
            self.seconds = seconds
        }
    }

    private struct Name: Hashable {
        var owner: String
        var id: String
    }

    private struct Entry {
        var transcript: ResponseTranscript
        var response: [UInt8]
        var stored: Int64
        /// Place in `order`.
        var number: Int

        var bytes: Int { transcript.items.count + response.count }
    }

    private let limits: Limits
    private var entries: [Name: Entry] = [:]
    /// Names in the order in which they were stored; an older place of a name counts no more.
    private var order: [(name: Name, number: Int)] = []
    /// First place of `order` that has not been looked at.
    private var head = 0
    private var nextNumber = 0

    /// Bytes of all that is kept.
    package private(set) var bytes = 0

    package init(_ limits: Limits = Limits()) { self.limits = limits }

    /// Answers kept.
    package var count: Int { entries.count }

    /// Keeps an answer and the conversation that led to it; whether it was small enough.
    @discardableResult
    package mutating func remember(
        owner: String, id: String, _ transcript: ResponseTranscript, response: [UInt8], now: Int64
    ) -> Bool {
        expire(now)
        let name = Name(owner: owner, id: id)
        forget(name)
        let entry = Entry(
            transcript: transcript, response: response, stored: now, number: nextNumber)
        guard entry.bytes <= min(limits.entryBytes, limits.bytes), limits.entries > 0 else {
            return false
        }
        nextNumber += 1
        entries[name] = entry
        tidy()
        order.append((name, entry.number))
        bytes += entry.bytes
        while entries.count > limits.entries || bytes > limits.bytes { dropOldest() }
        return true
    }

    /// The conversation up to an answer; nil when it is not known to this owner, or no more.
    package func transcript(of id: String, owner: String, now: Int64) -> ResponseTranscript? {
        entry(id, owner, now)?.transcript
    }

    /// An answer as the client got it; nil when it is not known to this owner, or no more.
    package func response(_ id: String, owner: String, now: Int64) -> [UInt8]? {
        entry(id, owner, now)?.response
    }

    private func entry(_ id: String, _ owner: String, _ now: Int64) -> Entry? {
        guard let entry = entries[Name(owner: owner, id: id)],
            now - entry.stored < limits.seconds
        else { return nil }
        return entry
    }

    /// Forgets an answer; whether there was one.
    @discardableResult
    package mutating func delete(_ id: String, owner: String, now: Int64) -> Bool {
        expire(now)
        return forget(Name(owner: owner, id: id))
    }

    // MARK: Ends

    @discardableResult
    private mutating func forget(_ name: Name) -> Bool {
        guard let entry = entries.removeValue(forKey: name) else { return false }
        bytes -= entry.bytes
        return true
    }

    private mutating func expire(_ now: Int64) {
        while head < order.count {
            let (name, number) = order[head]
            if let entry = entries[name], entry.number == number {
                guard now - entry.stored >= limits.seconds else { break }
                forget(name)
            }
            advance()
        }
    }

    private mutating func dropOldest() {
        while head < order.count {
            let (name, number) = order[head]
            advance()
            if entries[name]?.number == number {
                forget(name)
                return
            }
        }
    }

    /// Drops places of answers that were stored again or deleted, once they are the greater part.
    private mutating func tidy() {
        guard order.count - head > 2 * entries.count + 1024 else { return }
        order = order[head...].filter { entries[$0.name]?.number == $0.number }
        head = 0
    }

    /// Leaves the first place of the order; places left behind are given back now and then.
    private mutating func advance() {
        head += 1
        if head >= 1024, head * 2 > order.count {
            order.removeFirst(head)
            head = 0
        }
    }
}
