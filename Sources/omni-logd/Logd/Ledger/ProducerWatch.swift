internal import IPC

/// Notices when a producer leaves numbers out.
struct ProducerWatch {
    private var last: [String: UInt64] = [:]

    /// Takes note of a batch that is stored; the gap before it.
    ///
    /// Of a producer that was not heard of in this life nothing is known.
    mutating func stored(_ batch: RecordBatch) -> SequenceGap? {
        guard !batch.records.isEmpty else { return nil }
        let known = last[batch.producer]
        // Each life of a process is a producer; those of long ago do not come again.
        if known == nil, last.count >= Limits.rememberedProducers { last.removeAll() }
        let end = batch.firstSequence + UInt64(batch.records.count) - 1
        last[batch.producer] = max(known ?? 0, end)
        guard let known, batch.firstSequence > known + 1 else { return nil }
        return SequenceGap(producer: batch.producer, last: known, first: batch.firstSequence)
    }
}
