internal import CLinux
internal import EventLoop
internal import Glibc

/// The socket on which one program tells how it does: its `NOTIFY_SOCKET`.
///
/// Each program has its own, so a message's origin is known even when it comes from a successor that nobody here started.
final class NotifySocket: ReadinessHandler {
    /// Its path.
    let path: String
    private let descriptor: CInt
    private let reactor: Reactor
    private var registration: Reactor.Registration?
    private let received: (Int32, NotifyMessage) -> Void
    private var buffer = [UInt8](repeating: 0, count: 4096)

    /// Binds `path`; `received` is called with the sending process and its message.
    init(
        _ reactor: Reactor, path: String, received: @escaping (Int32, NotifyMessage) -> Void
    ) throws(SystemError) {
        self.reactor = reactor
        self.path = path
        self.received = received
        descriptor = omni_notify_socket(path)
        guard descriptor >= 0 else { throw SystemError("bind \(path)", errno) }
        registration = try reactor.add(descriptor, .readable, self)
    }

    func ready(_ readiness: Readiness) {
        while true {
            var pid: Int32 = 0
            let count = omni_receive_notify(descriptor, &buffer, buffer.count, &pid)
            guard count >= 0 else { return }
            let text = String(decoding: buffer[..<Int(count)], as: UTF8.self)
            received(pid, NotifyMessage(text))
        }
    }

    /// Stops listening and removes the file.
    func close() {
        guard let registration else { return }
        reactor.remove(registration)
        self.registration = nil
        closeDescriptor(descriptor)
        unlink(path)
    }
}
