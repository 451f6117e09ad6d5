package import IPC
internal import Crypto
internal import EventLoop
package import NIOCore

/// One NIO loop with all that lives on it: client connections, the link to translate, a batch of records.
///
/// Everything here belongs to the loop's thread. What other threads may do comes as a task of the loop.
package final class Lane {
    /// The loop.
    package let eventLoop: any NIOCore.EventLoop
    /// What is shared with the main thread.
    package let shared: DoorShared
    /// The way to translate.
    package let link: TranslateLink
    /// The way to admin.
    package let admin: AdminLink

    var ids: RequestIDs
    /// No request is taken after those that come on open connections now.
    private(set) var isDraining = false
    /// How long an idle connection is kept open while draining; nanoseconds.
    private(set) var drainIdle: UInt64 = 0

    private var connections: [ObjectIdentifier: HTTPConnection] = [:]
    private var dirtyConnections: [HTTPConnection] = []
    private var dirtyLinks: [LinkHandler] = []
    private var isTickScheduled = false
    private var dates = HTTPDate()
    private var records: [Record] = []
    private var areRecordsScheduled = false
    private var retiringTold = 0
    private var sweeper: Scheduled<Void>?
    /// The next sweep is as far off as those without a connection are.
    private var isSweepIdle = false
    private let wall: () -> Int64

    /// Looked at this often while there is no connection, for the link's sake.
    private static let idleSweep = TimeAmount.seconds(2)

    /// A lane on `eventLoop`; made on its thread.
    ///
    /// - Parameters:
    ///   - eventLoop: The loop.
    ///   - shared: What is shared with the main thread.
    ///   - hello: What is said to daemons first.
    ///   - wall: The wall clock in microseconds.
    ///   - connectAdmin: Connects to admin.
    ///   - connect: Connects to translate.
    package init(
        _ eventLoop: any NIOCore.EventLoop, shared: DoorShared, hello: Hello,
        wall: @escaping () -> Int64 = wallMicroseconds,
        connectAdmin: @escaping TranslateLink.Connect = { $0.connectFailed("no way to admin") },
        connect: @escaping TranslateLink.Connect
    ) {
        self.eventLoop = eventLoop
        self.shared = shared
        self.wall = wall
        self.link = TranslateLink(eventLoop, hello: hello, connect: connect)
        self.admin = AdminLink(eventLoop, hello: hello, connect: connectAdmin)
        let seed = Crypto.randomBytes(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        self.ids = RequestIDs(seed: seed)
    }

    /// Connects to translate and begins to watch the time.
    package func start() {
        link.whenChanged = { [shared] isThere in shared.linkedLanesChanged(by: isThere ? 1 : -1) }
        link.whenOutput = { [weak self] handler in self?.needsFlush(handler) }
        admin.whenOutput = { [weak self] handler in self?.needsFlush(handler) }
        admin.whenChanged = { [shared] isThere in shared.adminLinksChanged(by: isThere ? 1 : -1) }
        link.start()
        scheduleSweep()
    }

    // MARK: Clocks

    var now: UInt64 { eventLoop.now.uptimeNanoseconds }

    func wallClock() -> Int64 { wall() }

    func date(at wallMicroseconds: Int64) -> [UInt8] {
        dates.text(wallMicroseconds: wallMicroseconds)
    }

    // MARK: Connections

    func add(_ connection: HTTPConnection) {
        connections[ObjectIdentifier(connection)] = connection
        // One that is due soon stays, or connections that come and go would put it off for ever.
        if connections.count == 1, isSweepIdle { scheduleSweep() }
    }

    func remove(_ connection: HTTPConnection) {
        connections[ObjectIdentifier(connection)] = nil
    }

    /// The first snapshot of keys is there.
    package func doorOpened() {
        for connection in connections.values { connection.doorOpened() }
    }

    /// Takes no new connections any more; those that are idle are closed after `idle` nanoseconds.
    package func drain(idle: UInt64) {
        isDraining = true
        drainIdle = idle
        for connection in connections.values { connection.drain() }
        deliverRecords()
    }

    /// The process is about to end: requests under way are ended as broken or refused, and recorded.
    package func endNow() {
        for connection in connections.values { connection.endNow() }
    }

    // MARK: End of a tick

    func needsFlush(_ connection: HTTPConnection) {
        dirtyConnections.append(connection)
        scheduleTick()
    }

    private func needsFlush(_ handler: LinkHandler) {
        dirtyLinks.append(handler)
        scheduleTick()
    }

    /// Tasks run after the events of a tick have been handled, so each peer gets one write.
    private func scheduleTick() {
        guard !isTickScheduled else { return }
        isTickScheduled = true
        eventLoop.assumeIsolated().execute { self.tickEnded() }
    }

    private func tickEnded() {
        isTickScheduled = false
        // Clients first: what they take becomes credit, which then leaves with the rest.
        let dirty = dirtyConnections
        dirtyConnections.removeAll(keepingCapacity: true)
        for connection in dirty { connection.flush() }
        let links = dirtyLinks
        dirtyLinks.removeAll(keepingCapacity: true)
        for handler in links { handler.flush() }
    }

    // MARK: Time

    private func scheduleSweep() {
        sweeper?.cancel()
        // What is with a process that was renewed is counted here, and goes to its end soon.
        let isIdle = connections.isEmpty && retiringTold == 0
        isSweepIdle = isIdle
        let delay = isIdle ? Self.idleSweep : .nanoseconds(Int64(DoorLimits.sweep))
        sweeper = eventLoop.assumeIsolated().scheduleTask(in: delay) { [weak self] in
            self?.sweep()
        }
    }

    private func sweep() {
        let now = now
        for connection in connections.values { connection.sweep(now: now) }
        link.sweep(now: now)
        admin.sweep(now: now)
        tellRetiring()
        scheduleSweep()
    }

    /// Says how many requests are with processes that have a successor.
    private func tellRetiring() {
        let count = link.retiringStreams
        guard count != retiringTold else { return }
        shared.retiringChanged(by: count - retiringTold)
        retiringTold = count
    }

    // MARK: Records

    func record(_ record: RequestRecord) {
        shared.pendingRecordsChanged(by: 1)
        records.append(Record(entry: .request(record)))
        if records.count >= DoorLimits.recordBatch || isDraining { return deliverRecords() }
        guard !areRecordsScheduled else { return }
        areRecordsScheduled = true
        eventLoop.assumeIsolated().scheduleTask(
            in: .nanoseconds(Int64(DoorLimits.recordDelay))
        ) { [weak self] in
            self?.areRecordsScheduled = false
            self?.deliverRecords()
        }
    }

    private func deliverRecords() {
        guard !records.isEmpty else { return }
        let batch = records
        records = []
        shared.deliver(batch)
    }
}
