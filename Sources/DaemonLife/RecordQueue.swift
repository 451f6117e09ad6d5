internal import IPC

/// Records in the order they came, cut into batches.
struct RecordQueue {
    private var chunks: [RecordChunk] = []
    private var head = 0
    private var loads = InlineArray<3, RecordLoad>(repeating: RecordLoad())
    private var spare: [UInt8] = []
    private let chunkLoad: RecordLoad

    /// Memory of a batch that is kept for the next.
    private static let keptBytes = 64 << 10

    /// Of batches of so many records; a batch that has so many bytes gets no more.
    init(chunkLoad: RecordLoad) { self.chunkLoad = chunkLoad }

    /// Those that wait.
    var load: RecordLoad { loads[0] + loads[1] + loads[2] }

    /// Those of one class that wait.
    func load(_ kind: RecordClass) -> RecordLoad { loads[kind.rawValue] }

    /// Whether a whole batch waits.
    var hasWholeChunk: Bool { chunks.count - head > 1 }

    /// Adds one at the end; false, and nothing done, where it has more than `limit` bytes.
    mutating func append(_ record: Record, _ kind: RecordClass, limit: Int) -> Bool {
        if isLastFull {
            chunks.append(RecordChunk(reusing: spare))
            spare = []
        }
        let last = chunks.count - 1
        let before = chunks[last].load(kind).bytes
        guard chunks[last].append(record, kind, limit: limit) else { return false }
        loads[kind.rawValue].records += 1
        loads[kind.rawValue].bytes += chunks[last].load(kind).bytes - before
        return true
    }

    private var isLastFull: Bool {
        guard chunks.count > head, let last = chunks.last?.load else { return true }
        return last.records >= chunkLoad.records || last.bytes >= chunkLoad.bytes
    }

    /// Takes the first batch; nil when nothing waits.
    mutating func take() -> RecordChunk? {
        guard head < chunks.count, chunks[head].load.records > 0 else { return nil }
        let taken = chunks[head]
        chunks[head] = RecordChunk()
        head += 1
        if head > 64 || head == chunks.count {
            chunks.removeSubrange(0..<head)
            head = 0
        }
        for kind in RecordClass.allCases {
            loads[kind.rawValue].records -= taken.load(kind).records
            loads[kind.rawValue].bytes -= taken.load(kind).bytes
        }
        return taken
    }

    /// A batch is done with.
    mutating func reuse(_ chunk: consuming RecordChunk) {
        spare = chunk.memory(atMost: Self.keptBytes)
    }
}
