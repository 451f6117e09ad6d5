public import IPC
internal import EventLoop

/// Delivers records to logd and keeps each until logd has acknowledged that it is on disk.
///
/// Batches are numbered and sent again after a loss; logd drops what it has already, so nothing is lost or doubled while
/// this process lives. Records wait in their encoded form, so that their number and their bytes are bounded, for each
/// class apart: bodies and lines of the log take no room from what must not be lost.
public final class RecordSender {
    /// Records waiting or under way that are kept at most.
    ///
    /// Beyond it, or beyond `capacityBytes`, the newest are dropped, counted and reported: requests go on while logd is
    /// away (at 5,000 a second this lasts most of a minute, at 10 a second for hours).
    public static let capacity = 250_000
    /// Bytes of records waiting or under way that are kept at most.
    public static let capacityBytes = 96 << 20

    /// What is kept of a class at most, and how large one record may be.
    private static func bounds(_ kind: RecordClass) -> (all: RecordLoad, one: Int) {
        switch kind {
        // The usual one has 400 bytes.
        case .rows: (RecordLoad(records: capacity, bytes: capacityBytes), 64 << 10)
        // A whole one of the largest that are recorded, and what stands beside it.
        case .bodies: (RecordLoad(records: 4096, bytes: 16 << 20), 320 << 10)
        case .console: (RecordLoad(records: 2000, bytes: 1 << 20), 16 << 10)
        }
    }

    /// Records and bytes of one batch, which has to fit a frame with one more record.
    private static let batch = RecordLoad(records: 2000, bytes: 512 << 10)
    private static let delay = Duration.milliseconds(20)

    /// Requests, attempts and calls dropped because logd was away too long, or because they were too large.
    public private(set) var dropped: UInt64 = 0
    /// Bodies dropped for such a reason.
    public private(set) var droppedBodies: UInt64 = 0
    /// Lines of the log dropped for such a reason.
    public private(set) var droppedLines: UInt64 = 0
    /// Records acknowledged.
    public private(set) var acknowledged: UInt64 = 0

    private let client: Client
    private let reactor: Reactor
    private let producer: String
    private var waiting = RecordQueue(chunkLoad: RecordSender.batch)
    private var underWay: RecordChunk?
    private var nextSequence: UInt64 = 1
    private var timer: Timer?
    private var timerArmed = false

    init(_ reactor: Reactor, client: Client, producer: String) {
        self.reactor = reactor
        self.client = client
        self.producer = producer
    }

    /// Records not yet acknowledged.
    public var pending: Int { waiting.load.records + (underWay?.load.records ?? 0) }

    /// Of them requests, attempts and calls.
    public var pendingRows: Int { load(.rows).records }

    /// Of them recorded bodies.
    public var pendingBodies: Int { load(.bodies).records }

    /// Whether all records are acknowledged but for lines of the log, which nobody waits for.
    public var isSettled: Bool { pendingRows == 0 && pendingBodies == 0 }

    private func load(_ kind: RecordClass) -> RecordLoad {
        waiting.load(kind) + (underWay?.load(kind) ?? RecordLoad())
    }

    /// Queues a record; never waits.
    public func add(_ record: Record) {
        let kind = RecordClass(record)
        let (held, bounds) = (load(kind), Self.bounds(kind))
        guard held.records < bounds.all.records, held.bytes < bounds.all.bytes,
            waiting.append(
                record, kind, limit: min(bounds.one, bounds.all.bytes - held.bytes))
        else { return drop(kind) }
        if underWay == nil { arm(Self.delay) }
    }

    private func drop(_ kind: RecordClass) {
        switch kind {
        case .rows: dropped += 1
        case .bodies: droppedBodies += 1
        case .console: droppedLines += 1
        }
    }

    /// Sends what waits without the usual delay, before the process ends.
    public func hasten() {
        if underWay == nil { send() }
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
        if underWay == nil { underWay = waiting.take() }
        guard let underWay else { return }
        let batch = underWay.batch(producer: producer, firstSequence: nextSequence)
        client.call(.records, batch, within: .seconds(15)) {
            [weak self] (result: Result<RecordAck, CallError>) in
            self?.answered(result)
        }
    }

    private func answered(_ result: Result<RecordAck, CallError>) {
        guard let done = underWay else { return }
        let count = UInt64(done.load.records)
        switch result {
        case .success(let ack) where ack.sequence == nextSequence + count - 1:
            nextSequence += count
            acknowledged += count
            underWay = nil
            waiting.reuse(done)
            if waiting.hasWholeChunk {
                send()
            } else if waiting.load.records > 0 {
                arm(Self.delay)
            }
        case .success, .failure:
            // logd is away or refused: the same batch again, under the same numbers.
            arm(.milliseconds(100))
        }
    }
}
