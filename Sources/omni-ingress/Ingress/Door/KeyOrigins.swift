internal import Synchronization

/// From where a key was used lately.
///
/// Who guesses keys shuts out its own address, but not those who share it and were there before.
final class KeyOrigins: Sendable {
    /// The latest first.
    private let recent = Mutex<[ClientOrigin]>([])

    /// The key was used from there.
    func add(_ origin: ClientOrigin) {
        let origin = origin.subscriber
        recent.withLock { recent in
            guard recent.first != origin else { return }
            if let index = recent.firstIndex(of: origin) {
                recent.remove(at: index)
            } else if recent.count == DoorLimits.keyOrigins {
                recent.removeLast()
            }
            recent.insert(origin, at: 0)
        }
    }

    /// Whether it was used from there.
    func contains(_ origin: ClientOrigin) -> Bool {
        let origin = origin.subscriber
        return recent.withLock { $0.contains(origin) }
    }
}
