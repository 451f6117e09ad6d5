internal import IPC

/// What will be one batch: records one after the other, in the form in which they are sent.
struct RecordChunk {
    /// Encoded fields with the number of `RecordBatch.records`.
    private var fields: [UInt8]
    private var loads = InlineArray<3, RecordLoad>(repeating: RecordLoad())

    /// None yet; `memory` is used again.
    init(reusing memory: consuming [UInt8] = []) {
        fields = memory
        fields.removeAll(keepingCapacity: true)
    }

    /// All of them.
    var load: RecordLoad { loads[0] + loads[1] + loads[2] }

    /// Those of one class.
    func load(_ kind: RecordClass) -> RecordLoad { loads[kind.rawValue] }

    /// Adds one at the end; false, and nothing done, where it has more than `limit` bytes.
    mutating func append(_ record: Record, _ kind: RecordClass, limit: Int) -> Bool {
        let before = fields.count
        var writer = WireWriter(appendingTo: fields)
        fields = []
        let mark = writer.open(Self.recordsTag)
        record.encode(into: &writer)
        writer.close(mark)
        fields = writer.bytes
        let size = fields.count - before
        guard size <= limit else {
            fields.removeLast(size)
            return false
        }
        loads[kind.rawValue].records += 1
        loads[kind.rawValue].bytes += size
        return true
    }

    /// All of them as one message.
    func batch(producer: String, firstSequence: UInt64) -> RecordBatch {
        var batch = RecordBatch(producer: producer, firstSequence: firstSequence)
        batch.unknownFields = fields
        return batch
    }

    /// Its memory, for another, unless a burst has made it large.
    consuming func memory(atMost limit: Int) -> [UInt8] {
        fields.capacity <= limit ? fields : []
    }

    /// Field 3, length-delimited (proto/omni.proto).
    private static let recordsTag: UInt32 = 3 << 3 | 2
}
