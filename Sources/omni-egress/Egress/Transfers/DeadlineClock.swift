internal import IPC

/// Knows which deadline of a transfer comes next.
///
/// Pure: the caller brings the time, in monotonic nanoseconds.
struct DeadlineClock: Equatable {
    /// What the transfer waits for.
    enum Phase: Equatable, Sendable {
        /// The request body, from our own side; only the total runs.
        case collecting
        /// Name, connection, TLS.
        case connecting
        /// The head of the response.
        case waiting
        /// More of the response.
        case receiving
    }

    /// The deadline that is over.
    enum Expiry: Equatable, Sendable {
        case connect
        case firstByte
        case idle
        case total
    }

    private(set) var phase = Phase.collecting
    private(set) var isPaused = false
    private let limits: Deadlines
    private let totalDue: UInt64
    private var phaseDue = UInt64.max

    /// Starts the total at `now`; a time of 0 means the default.
    init(_ deadlines: Deadlines?, now: UInt64) {
        var limits = deadlines ?? Deadlines()
        if limits.connectMs == 0 { limits.connectMs = Limits.DefaultMilliseconds.connect }
        if limits.firstByteMs == 0 { limits.firstByteMs = Limits.DefaultMilliseconds.firstByte }
        if limits.idleMs == 0 { limits.idleMs = Limits.DefaultMilliseconds.idle }
        if limits.totalMs == 0 { limits.totalMs = Limits.DefaultMilliseconds.total }
        self.limits = limits
        totalDue = Self.due(now, limits.totalMs)
    }

    /// curl has the request and begins to connect.
    mutating func started(now: UInt64) {
        phase = .connecting
        phaseDue = Self.due(now, limits.connectMs)
    }

    /// A connection is there and the request goes out.
    mutating func connected(now: UInt64) {
        phase = .waiting
        phaseDue = Self.due(now, limits.firstByteMs)
    }

    /// Bytes moved in either direction.
    ///
    /// The clock of the present phase begins anew, once connected.
    mutating func progressed(now: UInt64) {
        switch phase {
        case .waiting: phaseDue = Self.due(now, limits.firstByteMs)
        case .receiving: phaseDue = Self.due(now, limits.idleMs)
        case .collecting, .connecting: break
        }
    }

    /// The head of the response is complete.
    mutating func headReceived(now: UInt64) {
        phase = .receiving
        phaseDue = Self.due(now, limits.idleMs)
    }

    /// We hold the transfer up ourselves: our reader or our writer is slow, and the upstream is not to blame.
    mutating func pause() { isPaused = true }

    /// We no longer do; the clock of the phase begins anew.
    mutating func resume(now: UInt64) {
        guard isPaused else { return }
        isPaused = false
        progressed(now: now)
    }

    /// When to look again.
    var nextDue: UInt64 { isPaused ? totalDue : min(phaseDue, totalDue) }

    /// The deadline that is over at `now`; the total wins.
    func expired(now: UInt64) -> Expiry? {
        if now >= totalDue { return .total }
        guard !isPaused, now >= phaseDue else { return nil }
        switch phase {
        case .collecting: return nil
        case .connecting: return .connect
        case .waiting: return .firstByte
        case .receiving: return .idle
        }
    }

    /// The time that `expiry` allowed, in milliseconds.
    func milliseconds(_ expiry: Expiry) -> UInt32 {
        switch expiry {
        case .connect: limits.connectMs
        case .firstByte: limits.firstByteMs
        case .idle: limits.idleMs
        case .total: limits.totalMs
        }
    }

    private static func due(_ now: UInt64, _ milliseconds: UInt32) -> UInt64 {
        now + UInt64(milliseconds) * 1_000_000
    }
}
