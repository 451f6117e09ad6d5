public import IPC
internal import EventLoop

/// Delivers records to logd and keeps each until logd has acknowledged that it is on disk.
///
/// Batches are numbered and sent again after a loss; logd drops what it has already, so nothing is lost or doubled while
/// this process lives.
public final class RecordSender {
    /// Records waiting or under way that are kept at most.
    ///
    /// Beyond it the newest are dropped, counted and reported: requests go on while logd is away
    /// (at 5,000 a second this lasts most of a minute, at 10 a second for hours).
    public static let capacity = 250_000
    /// Records of one batch; with the usual 300 bytes a record, a batch stays well under a frame.
    private static let batchRecords = 2000
    private static let delay = Duration.milliseconds(20)

    /// Records dropped because logd was away too long.
    public private(set) var dropped: UInt64 = 0
    /// Records acknowledged.
    public private(set) var acknowledged: UInt64 = 0

    private let client: Client
    private let reactor: Reactor
    private let producer: String
    private var waiting: [Record] = []
    private var underWay: [Record] = []
    private var nextSequence: UInt64 = 1
    private var timer: Timer?
    private var timerArmed = false

    init(_ reactor: Reactor, client: Client, producer: String) {
        self.reactor = reactor
        self.client = client
        self.producer = producer
    }

    /// Records not yet acknowledged.
    public var pending: Int { waiting.count + underWay.count }

    /// Queues a record; never waits.
    public func add(_ record: Record) {
        guard pending < Self.capacity else {
            dropped += 1
            return
        }
        waiting.append(record)
        if underWay.isEmpty { arm(Self.delay) }
    }

    /// Sends what waits without the usual delay, before the process ends.
    public func hasten() {
        if underWay.isEmpty { send() }
    }

    private func arm(_ delay: Duration) {
        guard !timerArmed else { return }
        timerArmed = true
        if let timer { return reactor.rearm(timer, delay) }
        timer = reactor.after(delay) { [weak self] in
            self?.timerArmed = false
            self?.send()
        }
    }

    private func send() {
        if underWay.isEmpty {
            guard !waiting.isEmpty else { return }
            let count = min(Self.batchRecords, waiting.count)
            underWay = Array(waiting.prefix(count))
            waiting.removeFirst(count)
        }
        let batch = RecordBatch(
            producer: producer, firstSequence: nextSequence, records: underWay)
        client.call(.records, batch, within: .seconds(15)) {
            [weak self] (result: Result<RecordAck, CallError>) in
            self?.answered(result)
        }
    }

    private func answered(_ result: Result<RecordAck, CallError>) {
        switch result {
        case .success(let ack) where ack.sequence == nextSequence + UInt64(underWay.count) - 1:
            nextSequence += UInt64(underWay.count)
            acknowledged += UInt64(underWay.count)
            underWay.removeAll(keepingCapacity: true)
            if waiting.count >= Self.batchRecords {
                send()
            } else if !waiting.isEmpty {
                arm(Self.delay)
            }
        case .success, .failure:
            // logd is away or refused: the same batch again, under the same numbers.
            arm(.milliseconds(100))
        }
    }
}
