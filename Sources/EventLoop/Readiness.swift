/// What a descriptor is ready for, or what its owner waits for.
public struct Readiness: OptionSet, Sendable {
    /// The bits, as epoll(7) numbers them.
    public let rawValue: UInt32
    /// Makes a set from epoll's bits.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Reading will not block (EPOLLIN).
    public static let readable = Readiness(rawValue: 0x001)
    /// Writing will not block (EPOLLOUT).
    public static let writable = Readiness(rawValue: 0x004)
    /// An error is pending (EPOLLERR).
    public static let error = Readiness(rawValue: 0x008)
    /// Both directions are closed (EPOLLHUP).
    public static let hangup = Readiness(rawValue: 0x010)
}

/// The owner of a descriptor that a `Reactor` watches.
public protocol ReadinessHandler: AnyObject {
    /// Called on the reactor's thread when the descriptor is ready for `readiness`.
    func ready(_ readiness: Readiness)
}

/// Something to do once, after all events of a tick have been handled.
public protocol EndOfTick: AnyObject {
    /// Called on the reactor's thread before it waits again.
    func tickEnded()
}
