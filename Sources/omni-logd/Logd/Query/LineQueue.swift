/// Lines that wait for a reader, up to a bound; lines beyond it are counted, and the count becomes a line.
package struct LineQueue: Sendable {
    private var lines: [[UInt8]] = []
    private var lost = 0
    private let capacity: Int

    /// Holds at most `capacity` lines.
    package init(capacity: Int) {
        self.capacity = capacity
    }

    /// Whether nothing waits.
    package var isEmpty: Bool { lines.isEmpty && lost == 0 }

    /// Queues a line, or counts it as lost when there is no room.
    ///
    /// Once a line was lost all are, until the reader has taken what waits: so the loss stands where it happened.
    package mutating func add(_ line: [UInt8]) {
        if lost == 0, lines.count < capacity {
            lines.append(line)
        } else {
            lost += 1
        }
    }

    /// Takes everything that waits, the word about lost lines last.
    package mutating func take() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(lines.reduce(40) { $0 + $1.count })
        for line in lines { bytes += line }
        if lost > 0 { bytes += LogLine.lost(lost) }
        lines.removeAll(keepingCapacity: true)
        lost = 0
        return bytes
    }
}
