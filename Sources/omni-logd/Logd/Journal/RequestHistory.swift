package import IPC

/// A request and the attempts that were made for it.
package struct RequestHistory: Equatable, Sendable {
    /// The request.
    package let request: RequestRecord
    /// Its attempts, in their order.
    package let attempts: [AttemptRecord]
}
