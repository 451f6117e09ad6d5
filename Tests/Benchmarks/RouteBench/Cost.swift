import CAllocations
import Glibc

/// What one call costs.
struct Cost {
    let microseconds: Double
    let allocations: Double

    /// The best of several rounds of `count` calls; `between` is done after each round, unmeasured.
    static func of(_ count: Int, rounds: Int = 7, _ body: () -> Void, between: () -> Void = {})
        -> Cost
    {
        var best = Double.infinity
        var allocations: UInt64 = .max
        for _ in 0..<rounds {
            let before = omni_allocations()
            let begin = processorMicroseconds
            body()
            best = min(best, processorMicroseconds - begin)
            allocations = min(allocations, omni_allocations() - before)
            between()
        }
        return Cost(
            microseconds: best / Double(count), allocations: Double(allocations) / Double(count))
    }

    /// Time that this thread has had a processor; decisions wait for nothing, and others may use the machine as well.
    private static var processorMicroseconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e6 + Double(time.tv_nsec) / 1e3
    }

    /// The time that something takes by the clock on the wall.
    static func milliseconds(_ body: () -> Void) -> Double {
        let parts = ContinuousClock().measure(body).components
        return Double(parts.seconds) * 1e3 + Double(parts.attoseconds) / 1e15
    }

    var json: String {
        "{\"us\":\(Self.number(microseconds)),\"allocations\":\(Self.number(allocations))}"
    }

    /// Both at the right of two columns.
    var columns: String {
        Self.column(microseconds, 9) + String(Self.column(allocations, 9).dropLast(3))
    }

    /// Two digits behind the point.
    static func number(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }

    private static func column(_ value: Double, _ width: Int) -> String {
        let text = number(value)
        return String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
