public import IPC
internal import EventLoop

/// Delivers records to logd and keeps each until logd has acknowledged that it is on disk.
///
/// Batches are numbered and sent again after a loss; logd drops what it has already, so nothing is lost or doubled while
/// this process lives. Records wait in their encoded form, so that their number and their bytes are bounded.
public final class RecordSender {
    /// Records waiting or under way that are kept at most.
    ///
    /// Beyond it, or beyond `capacityBytes`, the newest are dropped, counted and reported: requests go on while logd is
    /// away (at 5,000 a second this lasts most of a minute, at 10 a second for hours).
    public static let capacity = 250_000
    /// Bytes of records waiting or under way that are kept at most.
    public static let capacityBytes = 96 << 20
    /// A record that is larger is dropped and counted; the usual one has 200 bytes.
    static let recordBytes = 64 << 10
    /// Records and bytes of one batch, which has to fit a frame.
    private static let batchRecords = 2000
    private static let batchBytes = 512 << 10
    private static let delay = Duration.milliseconds(20)

    /// Records dropped because logd was away too long, or because they were too large.
    public private(set) var dropped: UInt64 = 0
    /// Records acknowledged.
    public private(set) var acknowledged: UInt64 = 0

    private let client: Client
    private let reactor: Reactor
    private let producer: String
    private var waiting = RecordQueue()
    private var underWay = RecordQueue()
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
        let bytes = record.encoded()
        let isRoom =
            pending < Self.capacity
            && waiting.bytes + underWay.bytes + bytes.count <= Self.capacityBytes
        guard isRoom, bytes.count <= Self.recordBytes else {
            dropped += 1
            return
        }
        waiting.append(bytes)
        if underWay.count == 0 { arm(Self.delay) }
    }

    /// Sends what waits without the usual delay, before the process ends.
    public func hasten() {
        if underWay.count == 0 { send() }
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
        if underWay.count == 0 {
            guard waiting.count > 0 else { return }
            underWay = waiting.take(records: Self.batchRecords, bytes: Self.batchBytes)
        }
        let batch = underWay.batch(producer: producer, firstSequence: nextSequence)
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
            underWay = RecordQueue()
            if waiting.count >= Self.batchRecords || waiting.bytes >= Self.batchBytes {
                send()
            } else if waiting.count > 0 {
                arm(Self.delay)
            }
        case .success, .failure:
            // logd is away or refused: the same batch again, under the same numbers.
            arm(.milliseconds(100))
        }
    }
}
