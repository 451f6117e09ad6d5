package import IPC
internal import Synchronization

/// What lanes and the main thread share; all of it immutable, atomic or behind a lock.
package final class DoorShared: Sendable {
    /// Counts for `/metrics`.
    package let counters = Counters()
    /// Bodies kept for sending again.
    package let budget: ResendBudget
    /// Whether the management API has a listener of its own.
    package let hasAdminDoor: Bool
    /// What is counted of each client.
    package let origins = OriginLimits()
    /// Hands records to the main thread.
    package let deliver: @Sendable ([Record]) -> Void
    /// Gathers the metrics of all daemons; the answer may come on any thread.
    package let gather: @Sendable (@escaping @Sendable (String) -> Void) -> Void

    private let strangerRows = Mutex(StrangerRows())
    private let door = Mutex<DoorState?>(nil)
    private let connections = Atomic<Int>(0)
    private let requests = Atomic<Int>(0)
    private let linkedLanes = Atomic<Int>(0)
    private let recordsUnderWay = Atomic<Int>(0)
    private let retiring = Atomic<Int>(0)
    private let scrapes = Atomic<Int>(0)
    private let adminLinks = Atomic<Int>(0)

    /// Joins what belongs to the process.
    package init(
        budget: ResendBudget = ResendBudget(limit: DoorLimits.resendTotalBytes),
        hasAdminDoor: Bool = false,
        deliver: @escaping @Sendable ([Record]) -> Void,
        gather: @escaping @Sendable (@escaping @Sendable (String) -> Void) -> Void
    ) {
        self.budget = budget
        self.hasAdminDoor = hasAdminDoor
        self.deliver = deliver
        self.gather = gather
    }

    /// Keys and settings; nil before route has spoken.
    package var state: DoorState? { door.withLock { $0 } }

    /// Swaps keys and settings.
    package func publish(_ state: DoorState) {
        door.withLock { $0 = state }
    }

    /// Whether a request without a valid key gets a row in the ledger; counts it when it does not.
    package func admitsStrangerRow(at now: UInt64) -> Bool {
        let isAdmitted = strangerRows.withLock { $0.take(at: now) }
        if !isAdmitted { counters.add(.unrecorded) }
        return isAdmitted
    }

    /// Client connections open now.
    package var connectionCount: Int { connections.load(ordering: .relaxed) }

    /// A connection came; how many there are with it.
    package func connectionOpened() -> Int {
        connections.wrappingAdd(1, ordering: .relaxed).newValue
    }

    /// A connection went.
    package func connectionClosed() {
        connections.wrappingSubtract(1, ordering: .relaxed)
    }

    /// Requests between their head and their end.
    package var requestCount: Int { requests.load(ordering: .relaxed) }

    /// A request began or ended.
    package func requestsChanged(by count: Int) {
        requests.wrappingAdd(count, ordering: .relaxed)
    }

    /// Whether some lane has translate.
    package var isLinked: Bool { linkedLanes.load(ordering: .relaxed) > 0 }

    /// A lane gained or lost translate.
    package func linkedLanesChanged(by count: Int) {
        linkedLanes.wrappingAdd(count, ordering: .relaxed)
    }

    /// Requests at processes of translate that have a successor, as lanes saw it when they last looked.
    package var retiringCount: Int { retiring.load(ordering: .relaxed) }

    /// A lane has so many more of them.
    package func retiringChanged(by count: Int) {
        retiring.wrappingAdd(count, ordering: .relaxed)
    }

    /// Records that no sender has yet.
    package var pendingRecords: Int { recordsUnderWay.load(ordering: .acquiring) }

    /// A record was made, or records reached their sender.
    package func pendingRecordsChanged(by count: Int) {
        recordsUnderWay.wrappingAdd(count, ordering: .acquiringAndReleasing)
    }

    /// Whether some lane has admin: it runs, and to ask it neither starts nor keeps it.
    package var isAdminLinked: Bool { adminLinks.load(ordering: .relaxed) > 0 }

    /// A lane gained or lost admin.
    package func adminLinksChanged(by count: Int) {
        adminLinks.wrappingAdd(count, ordering: .relaxed)
    }

    /// Takes one of the places for scrapes; false when all are taken.
    package func beginScrape() -> Bool {
        guard scrapes.wrappingAdd(1, ordering: .relaxed).newValue <= DoorLimits.scrapes else {
            scrapes.wrappingSubtract(1, ordering: .relaxed)
            return false
        }
        return true
    }

    /// Gives the place back.
    package func endScrape() {
        scrapes.wrappingSubtract(1, ordering: .relaxed)
    }
}
