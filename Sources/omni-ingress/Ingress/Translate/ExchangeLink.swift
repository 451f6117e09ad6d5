internal import IPC

/// A lane's way to a daemon that answers requests.
protocol ExchangeLink: AnyObject {
    /// Whether a request can be sent now.
    var isReady: Bool { get }

    /// Opens a stream for a request; nil when there is no connection or no room on it.
    func open(_ errand: Errand, for exchange: Exchange) -> (IPC.Stream, LinkHandler)?

    /// Calls `linked()` of the exchange once the daemon is there, or `linkFailed()` when it will not be.
    func wait(_ exchange: Exchange)

    /// A peer that refuses new streams because it stops: its successor is asked instead.
    func avoid(_ handler: LinkHandler)
}
