/// A request's body on its way to translate: what waits for credit, and what was sent but may have to be sent again.
package struct ResendBuffer {
    private var bytes: [UInt8] = []
    private var sent = 0
    private var taken = 0
    private let budget: ResendBudget
    /// Whether all of the body so far is still here.
    package private(set) var isRetained = true

    /// An empty body that may keep what `budget` allows.
    package init(budget: ResendBudget) { self.budget = budget }

    /// Bytes not sent yet.
    package var unsentCount: Int { bytes.count - sent }
    /// Bytes kept, sent or not.
    package var count: Int { bytes.count }

    /// Makes room for a body of known length, as far as it is going to be kept.
    package mutating func expect(_ length: UInt64) {
        // Reserved for what is usual; a client that only announces much gets no memory for it.
        bytes.reserveCapacity(Int(min(length, 256 << 10)))
    }

    /// Appends body bytes.
    package mutating func append(_ data: RawSpan) {
        if isRetained {
            let needed = bytes.count + data.byteCount - taken
            if bytes.count + data.byteCount > DoorLimits.resendBytes
                || needed > 0 && !takeBudget(needed)
            {
                stopRetaining()
            }
        }
        data.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }

    /// Budget is taken in steps, so that small bodies cost one atomic operation.
    private mutating func takeBudget(_ needed: Int) -> Bool {
        let step = max(needed, 16 << 10)
        guard budget.take(step) else { return false }
        taken += step
        return true
    }

    /// Shows the bytes that were not sent yet to `body`, and counts as sent what it takes.
    package mutating func send(_ body: (RawSpan) -> Int) {
        guard unsentCount > 0 else { return }
        sent += body(bytes.span.bytes.extracting(sent..<bytes.count))
        if !isRetained { dropSent() }
    }

    /// Starts over; false when the beginning is gone.
    package mutating func rewind() -> Bool {
        guard isRetained else { return false }
        sent = 0
        return true
    }

    /// Forgets what was sent and keeps no more: the answer has begun, or the bounds are reached.
    package mutating func stopRetaining() {
        guard isRetained else { return }
        isRetained = false
        if taken > 0 { budget.giveBack(taken) }
        taken = 0
        dropSent()
    }

    private mutating func dropSent() {
        if sent == bytes.count {
            bytes = []
        } else {
            bytes.removeFirst(sent)
        }
        sent = 0
    }
}
