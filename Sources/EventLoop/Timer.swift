/// A deadline on a reactor: fires once unless cancelled or moved.
///
/// Moving it later is free (the heap is corrected when the old time comes), so a stream may move its idle deadline on
/// every chunk.
public final class Timer {
    /// When it fires, in the reactor's nanoseconds.
    var due: UInt64
    /// The time it is queued under; at most `due`.
    var queued: UInt64
    /// Its place in the heap, -1 when it is not waiting.
    var index = -1
    let body: () -> Void

    init(due: UInt64, body: @escaping () -> Void) {
        self.due = due
        self.queued = due
        self.body = body
    }

    /// True until it fired or was cancelled.
    public var isPending: Bool { index >= 0 }
}

/// A binary heap of timers, the earliest first.
struct TimerHeap {
    private var items: [Timer] = []

    var earliest: UInt64? { items.first?.queued }
    var count: Int { items.count }

    mutating func insert(_ timer: Timer) {
        precondition(timer.index < 0, "a timer waits once")
        timer.index = items.count
        items.append(timer)
        siftUp(timer.index)
    }

    mutating func remove(_ timer: Timer) {
        let index = timer.index
        guard index >= 0 else { return }
        timer.index = -1
        let last = items.removeLast()
        guard last !== timer else { return }
        items[index] = last
        last.index = index
        siftDown(index)
        siftUp(last.index)
    }

    /// Takes the earliest timer that is due at `now`; those that were moved later are queued anew.
    mutating func popDue(at now: UInt64) -> Timer? {
        while let first = items.first, first.queued <= now {
            remove(first)
            // Queued under its real time even when that has come, so that late timers still fire in order.
            guard first.queued < first.due else { return first }
            first.queued = first.due
            insert(first)
        }
        return nil
    }

    private mutating func siftUp(_ start: Int) {
        var index = start
        while index > 0 {
            let parent = (index - 1) / 2
            guard items[index].queued < items[parent].queued else { return }
            exchange(index, parent)
            index = parent
        }
    }

    private mutating func siftDown(_ start: Int) {
        var index = start
        while true {
            var least = index
            for child in [2 * index + 1, 2 * index + 2] where child < items.count {
                if items[child].queued < items[least].queued { least = child }
            }
            guard least != index else { return }
            exchange(index, least)
            index = least
        }
    }

    private mutating func exchange(_ a: Int, _ b: Int) {
        items.swapAt(a, b)
        items[a].index = a
        items[b].index = b
    }
}
