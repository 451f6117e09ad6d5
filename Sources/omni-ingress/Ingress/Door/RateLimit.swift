/// At most so many requests within each window of the clock.
package struct RateLimit: Equatable, Sendable {
    /// Requests within a window.
    package let requests: UInt32
    /// Length of a window.
    package let seconds: UInt32

    /// A bound.
    package init(requests: UInt32, seconds: UInt32) {
        self.requests = requests
        self.seconds = seconds
    }

    /// As errors say it.
    var text: String {
        "at most \(requests) \(requests == 1 ? "request" : "requests") in each window of "
            + "\(seconds) \(seconds == 1 ? "second" : "seconds")"
    }
}
