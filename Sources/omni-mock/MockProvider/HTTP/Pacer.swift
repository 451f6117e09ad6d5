internal import NIOCore

/// The waits of all connections of one event loop, behind one timer.
///
/// Waits are rounded up to a whole millisecond, so that a thousand streams wake the loop at most a
/// thousand times a second, however they are spread.
final class Pacer {
    private struct Wait {
        let tick: UInt64
        let ticket: UInt64
        let connection: Connection
    }

    private static let tickNanoseconds: UInt64 = 1_000_000

    private let loop: any EventLoop
    /// A binary heap, the earliest first.
    private var waits: [Wait] = []
    private var ticket: UInt64 = 0
    private var timer: Scheduled<Void>?
    private var timerTick = UInt64.max

    /// Waits of one loop.
    ///
    /// - Parameter loop: The loop that everything here runs on.
    init(loop: any EventLoop) {
        self.loop = loop
    }

    /// Calls a connection back.
    ///
    /// - Parameters:
    ///   - connection: Whose `resume(ticket:)` is called, on the loop.
    ///   - deadline: When.
    /// - Returns: The ticket that tells this wait from older ones of the connection, for waits are
    ///   not withdrawn, only forgotten.
    func wait(_ connection: Connection, until deadline: NIODeadline) -> UInt64 {
        ticket += 1
        let tick =
            (deadline.uptimeNanoseconds + Self.tickNanoseconds - 1) / Self.tickNanoseconds
        push(Wait(tick: tick, ticket: ticket, connection: connection))
        arm()
        return ticket
    }

    private func arm() {
        guard let first = waits.first, first.tick < timerTick else { return }
        timer?.cancel()
        timerTick = first.tick
        let deadline = NIODeadline.uptimeNanoseconds(first.tick * Self.tickNanoseconds)
        timer = loop.assumeIsolated().scheduleTask(deadline: deadline) { self.fire() }
    }

    private func fire() {
        let tick = loop.now.uptimeNanoseconds / Self.tickNanoseconds
        while let first = waits.first, first.tick <= tick {
            removeFirst()
            first.connection.resume(ticket: first.ticket)
        }
        // Only now, so that waits made meanwhile arm the timer once and not each.
        timer = nil
        timerTick = .max
        arm()
    }

    private func push(_ wait: Wait) {
        waits.append(wait)
        var index = waits.count - 1
        while index > 0 {
            let parent = (index - 1) / 2
            guard waits[index].tick < waits[parent].tick else { return }
            waits.swapAt(index, parent)
            index = parent
        }
    }

    private func removeFirst() {
        waits.swapAt(0, waits.count - 1)
        waits.removeLast()
        var index = 0
        while true {
            var smallest = index
            for child in 2 * index + 1...2 * index + 2 where child < waits.count {
                if waits[child].tick < waits[smallest].tick { smallest = child }
            }
            guard smallest != index else { return }
            waits.swapAt(index, smallest)
            index = smallest
        }
    }
}
