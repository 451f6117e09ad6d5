internal import IPC

/// What of a batch goes into one day's file.
struct DayShare {
    let batch: RecordBatch
    /// Places within the batch, ascending.
    var places: [Int]

    /// When the earliest of its requests was received; nil when there is none among them.
    var firstReceived: Int64? {
        var first: Int64?
        for place in places {
            guard case .request(let request) = batch.records[place].entry else { continue }
            first = min(first ?? .max, request.receivedUnixUs)
        }
        return first
    }

    /// A record's number at its producer.
    func sequence(_ place: Int) -> UInt64 { batch.firstSequence + UInt64(place) }
}
