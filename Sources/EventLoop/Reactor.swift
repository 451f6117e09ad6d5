// EventLoop: one thread, one epoll, timers, and work for the end of a tick.
//
// The daemons' loop. SwiftNIO serves HTTP in ingress; the loop here exists because libcurl wants its own sockets
// watched, because descriptors are passed between processes, and because all frames for a peer should leave in one
// write at the end of a tick, which together NIO's public interface does not offer.
// Trusts its handlers to return quickly; measures when they do not (`latency`).
// Everything here belongs to the thread that calls `run`, except `Waker`.
internal import CLinux

/// A single-threaded event loop over epoll(7), level-triggered.
public final class Reactor {
    private let epoll: CInt
    private var slots: [Slot] = []
    private var freeSlots: [Int] = []
    private var events = [Event](repeating: Event(), count: 256)
    private var timers = TimerHeap()
    private var endOfTick: [any EndOfTick] = []
    private var running = false

    /// Monotonic nanoseconds, read once a tick.
    public private(set) var now: UInt64
    /// How long handlers kept other events waiting.
    public private(set) var latency = LatencyWindow()

    private struct Slot {
        var generation: UInt32 = 0
        var fd: CInt = -1
        var handler: (any ReadinessHandler)?
    }

    /// A watched descriptor.
    public struct Registration: Equatable, Sendable {
        let slot: UInt32
        let generation: UInt32
        var tag: UInt64 { UInt64(generation) << 32 | UInt64(slot) }
    }

    /// Makes an idle loop.
    public init() throws(SystemError) {
        epoll = try Epoll.create()
        now = monotonicNanoseconds()
    }

    deinit { closeDescriptor(epoll) }

    /// Watches `fd` for `interest`; the descriptor stays the caller's.
    public func add(
        _ fd: CInt, _ interest: Readiness, _ handler: any ReadinessHandler
    ) throws(SystemError) -> Registration {
        let index = freeSlots.popLast() ?? slots.count
        if index == slots.count { slots.append(Slot()) }
        let registration = Registration(slot: UInt32(index), generation: slots[index].generation)
        do throws(SystemError) {
            try Epoll.add(epoll, fd, interest, tag: registration.tag)
        } catch {
            freeSlots.append(index)
            throw error
        }
        slots[index].fd = fd
        slots[index].handler = handler
        return registration
    }

    /// Changes what a watched descriptor waits for.
    public func modify(_ registration: Registration, _ interest: Readiness) {
        let index = Int(registration.slot)
        guard slots[index].generation == registration.generation else { return }
        Epoll.modify(epoll, slots[index].fd, interest, tag: registration.tag)
    }

    /// Stops watching; call it before closing the descriptor.
    ///
    /// Events already fetched for it are dropped.
    public func remove(_ registration: Registration) {
        let index = Int(registration.slot)
        guard slots[index].generation == registration.generation else { return }
        Epoll.remove(epoll, slots[index].fd)
        slots[index].generation &+= 1
        slots[index].fd = -1
        slots[index].handler = nil
        freeSlots.append(index)
    }

    /// Runs `body` once, not before `delay` is over.
    public func after(_ delay: Duration, _ body: @escaping () -> Void) -> Timer {
        at(now &+ nanoseconds(delay), body)
    }

    /// Runs `body` once, not before `now` is `due`.
    public func at(_ due: UInt64, _ body: @escaping () -> Void) -> Timer {
        let timer = Timer(due: due, body: body)
        timers.insert(timer)
        return timer
    }

    /// Moves a pending timer, or arms one that fired, to `delay` from now.
    public func rearm(_ timer: Timer, _ delay: Duration) {
        rearm(timer, at: now &+ nanoseconds(delay))
    }

    /// Moves a pending timer, or arms one that fired, to the time at which `now` is `due`.
    ///
    /// Cheaper than with a `Duration`, whose division into units is one of 128 bits.
    public func rearm(_ timer: Timer, at due: UInt64) {
        timer.due = due
        guard timer.isPending else {
            timer.queued = timer.due
            return timers.insert(timer)
        }
        guard timer.due < timer.queued else { return }
        timers.remove(timer)
        timer.queued = timer.due
        timers.insert(timer)
    }

    /// Cancels a timer; one that fired already is left alone.
    public func cancel(_ timer: Timer) {
        timers.remove(timer)
    }

    /// Calls `object.tickEnded()` once this tick's events have been handled; asking twice calls twice.
    public func atEndOfTick(_ object: any EndOfTick) {
        endOfTick.append(object)
    }

    /// Handles events until `stop()`.
    public func run() {
        running = true
        while running { tick(maximumWait: .seconds(3600)) }
    }

    /// Ends `run()` after the current tick.
    public func stop() { running = false }

    /// Handles what is due, waiting at most `maximumWait` for something to happen.
    public func tick(maximumWait: Duration) {
        now = monotonicNanoseconds()
        // Work queued outside a tick (at start, or by the caller) must leave before the first wait.
        runEndOfTick()
        let count = Epoll.wait(epoll, into: &events, milliseconds: waitTime(maximumWait))
        now = monotonicNanoseconds()
        for index in 0..<count { dispatch(events[index]) }
        while let timer = timers.popDue(at: now) { timer.body() }
        runEndOfTick()
        let finished = monotonicNanoseconds()
        latency.record(nanoseconds: finished &- now, now: finished)
    }

    private func dispatch(_ event: Event) {
        let tag = event.tag
        let slot = slots[Int(UInt32(truncatingIfNeeded: tag))]
        guard slot.generation == UInt32(truncatingIfNeeded: tag >> 32) else { return }
        slot.handler?.ready(Readiness(rawValue: event.events))
    }

    private func runEndOfTick() {
        var index = 0
        while index < endOfTick.count {
            endOfTick[index].tickEnded()
            index += 1
        }
        endOfTick.removeAll(keepingCapacity: true)
    }

    private func waitTime(_ maximum: Duration) -> CInt {
        var limit = nanoseconds(maximum)
        if let next = timers.earliest { limit = min(limit, next > now ? next - now : 0) }
        // Rounded up: waking a moment early would spin until the timer is due.
        return CInt(clamping: (limit + 999_999) / 1_000_000)
    }
}

/// A non-negative duration in nanoseconds, at most about 292 years.
public func nanoseconds(_ duration: Duration) -> UInt64 {
    let (seconds, attoseconds) = duration.components
    guard seconds >= 0, attoseconds >= 0 else { return 0 }
    return UInt64(clamping: seconds).multipliedReportingOverflow(by: 1_000_000_000).partialValue
        &+ UInt64(attoseconds / 1_000_000_000)
}
