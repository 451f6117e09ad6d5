internal import CLinux
internal import EventLoop
internal import Glibc

/// Notices the end of a process that need not be a child (pidfd_open(2)): a successor is its predecessor's child at first.
final class ProcessWatch: ReadinessHandler {
    private let descriptor: CInt
    private let reactor: Reactor
    private var registration: Reactor.Registration?
    private let ended: () -> Void

    /// Watches `pid`; nil when it is gone already or cannot be watched.
    init?(_ reactor: Reactor, pid: Int32, ended: @escaping () -> Void) {
        self.reactor = reactor
        self.ended = ended
        descriptor = omni_pidfd_open(pid)
        guard descriptor >= 0 else { return nil }
        do throws(SystemError) {
            registration = try reactor.add(descriptor, .readable, self)
        } catch {
            closeDescriptor(descriptor)
            return nil
        }
    }

    func ready(_ readiness: Readiness) {
        close()
        ended()
    }

    /// Stops watching.
    func close() {
        guard let registration else { return }
        reactor.remove(registration)
        self.registration = nil
        closeDescriptor(descriptor)
    }
}
