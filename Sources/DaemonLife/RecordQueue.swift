internal import IPC

/// Encoded records in the order they came.
struct RecordQueue {
    private var records: [[UInt8]] = []
    private var head = 0
    /// Bytes of all records.
    private(set) var bytes = 0

    /// How many there are.
    var count: Int { records.count - head }

    /// Adds one at the end.
    mutating func append(_ record: [UInt8]) {
        records.append(record)
        bytes += record.count
    }

    /// Takes from the front: at most so many records and bytes, at least one record.
    mutating func take(records limit: Int, bytes byteLimit: Int) -> RecordQueue {
        var taken = RecordQueue()
        while head < records.count, taken.count < limit {
            guard taken.count == 0 || taken.bytes + records[head].count <= byteLimit else { break }
            taken.append(records[head])
            bytes -= records[head].count
            records[head] = []
            head += 1
        }
        if head > 4096 || head == records.count {
            records.removeSubrange(0..<head)
            head = 0
        }
        return taken
    }

    /// All of them as one message.
    ///
    /// The records are put in as they were encoded, as fields with the number of `RecordBatch.records`.
    func batch(producer: String, firstSequence: UInt64) -> RecordBatch {
        var batch = RecordBatch(producer: producer, firstSequence: firstSequence)
        var fields = WireWriter(reserving: bytes + count * 4)
        for record in records[head...] {
            fields.varint(Self.recordsTag)
            fields.varint(UInt64(record.count))
            fields.raw(record)
        }
        batch.unknownFields = fields.bytes
        return batch
    }

    /// Field 3, length-delimited (proto/omni.proto).
    private static let recordsTag: UInt64 = 3 << 3 | 2
}
