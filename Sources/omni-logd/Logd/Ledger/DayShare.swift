internal import IPC

/// What of a batch goes into one day's file.
struct DayShare {
    let batch: RecordBatch
    /// Places within the batch, ascending.
    var places: [Int]

    /// A record's number at its producer.
    func sequence(_ place: Int) -> UInt64 { batch.firstSequence + UInt64(place) }
}
