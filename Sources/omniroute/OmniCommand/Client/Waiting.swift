internal import EventLoop

extension Reactor {
    /// Runs the loop until `outcome` gives a value, or `within` is over: then nil.
    func wait<Value>(within: Duration, for outcome: () -> Value?) -> Value? {
        let deadline = monotonicNanoseconds() &+ nanoseconds(within)
        while true {
            if let value = outcome() { return value }
            let now = monotonicNanoseconds()
            guard now < deadline else { return nil }
            tick(maximumWait: .nanoseconds(Int64(clamping: deadline - now)))
        }
    }
}
