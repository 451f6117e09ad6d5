internal import Synchronization

/// Bytes of request bodies that all lanes together keep for sending again.
package final class ResendBudget: Sendable {
    private let used = Atomic<Int>(0)
    private let limit: Int

    /// A budget of `limit` bytes.
    package init(limit: Int) { self.limit = limit }

    /// Takes `count` bytes; false when they are not there.
    package func take(_ count: Int) -> Bool {
        let after = used.wrappingAdd(count, ordering: .relaxed).newValue
        guard after > limit else { return true }
        used.wrappingSubtract(count, ordering: .relaxed)
        return false
    }

    /// Gives bytes back.
    package func giveBack(_ count: Int) {
        used.wrappingSubtract(count, ordering: .relaxed)
    }

    /// Bytes taken now.
    package var usedBytes: Int { used.load(ordering: .relaxed) }
}
