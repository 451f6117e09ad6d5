internal import IPC

/// Tells apart where the records of batches go.
struct BatchSorter {
    /// Rows by day.
    private(set) var days: [Int: [DayShare]] = [:]
    /// Recorded bodies.
    private(set) var bodies: [BodyRecord] = []
    /// Console lines.
    private(set) var console: [ConsoleLog.Entry] = []
    /// What can go nowhere.
    private(set) var report = CommitReport()
    /// Days up to it are no longer kept.
    private let horizon: Int
    private let bodyBytes: Int

    init(horizon: Int, bodyBytes: Int) {
        self.horizon = horizon
        self.bodyBytes = bodyBytes
    }

    /// Takes a batch apart.
    mutating func add(_ batch: RecordBatch) {
        for (place, record) in batch.records.enumerated() {
            switch record.entry {
            case .request(let request) where !request.requestID.isEmpty:
                add(place, of: batch, at: request.receivedUnixUs)
            case .attempt(let attempt) where !attempt.requestID.isEmpty:
                add(place, of: batch, at: attempt.startedUnixUs)
            case .call(let call): add(place, of: batch, at: call.startedUnixUs)
            case .console(let line):
                let number = batch.firstSequence + UInt64(place)
                console.append(
                    ConsoleLog.Entry(producer: batch.producer, number: number, record: line))
            case .body(let body) where !body.requestID.isEmpty: add(body)
            case .request, .attempt, .body, nil: report.unusable += 1
            }
        }
    }

    /// Takes what is of a day away, for somebody else.
    mutating func take(_ day: Int) -> [DayShare] { days.removeValue(forKey: day) ?? [] }

    private mutating func add(_ place: Int, of batch: RecordBatch, at time: Int64) {
        let day = DayCalendar.day(of: time)
        guard day > horizon else {
            report.expired += 1
            return
        }
        let last = days[day]?.last
        if let last, last.batch.producer == batch.producer,
            last.batch.firstSequence == batch.firstSequence,
            last.batch.records.count == batch.records.count,
            let previous = last.places.last, previous < place,
            let index = days[day]?.indices.last
        {
            days[day]?[index].places.append(place)
        } else {
            days[day, default: []].append(DayShare(batch: batch, places: [place]))
        }
    }

    private mutating func add(_ body: BodyRecord) {
        var body = body
        if body.content.count > bodyBytes { body.content.removeSubrange(bodyBytes...) }
        bodies.append(body)
    }
}
