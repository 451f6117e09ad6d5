package import IPC

/// Bounds that a request must all keep.
package struct RateLimits: Equatable, Sendable {
    /// In the operator's order; one for each length of window.
    package private(set) var all: [RateLimit] = []

    /// Takes bounds over; of two for the same length the narrower holds.
    package init(_ windows: [RateWindow]) {
        for window in windows {
            // A window without a length would bound nothing.
            let limit = RateLimit(requests: window.requests, seconds: max(1, window.seconds))
            guard let index = all.firstIndex(where: { $0.seconds == limit.seconds }) else {
                all.append(limit)
                continue
            }
            if limit.requests < all[index].requests { all[index] = limit }
        }
    }

    /// Whether there is no bound.
    package var isEmpty: Bool { all.isEmpty }
}
