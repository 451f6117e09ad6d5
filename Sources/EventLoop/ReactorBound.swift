internal import Glibc

/// Lets other threads have work done on the reactor's thread with a value that belongs to it.
///
/// `@unchecked Sendable`: the value is touched only by closures that the waker runs, which is on the thread that made this
/// object; `run` asserts so.
public final class ReactorBound<Value>: @unchecked Sendable {
    private let value: Value
    private let waker: Waker
    private let owner = pthread_self()

    /// Belongs to the thread that calls it, the one of `waker`.
    public init(_ value: Value, waker: Waker) {
        self.value = value
        self.waker = waker
    }

    /// Runs `body` on the reactor's thread, soon.
    public func run(_ body: @escaping @Sendable (Value) -> Void) {
        waker.submit {
            precondition(
                pthread_equal(pthread_self(), self.owner) != 0, "wakers run on their reactor")
            body(self.value)
        }
    }
}
