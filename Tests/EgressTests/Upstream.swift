import EventLoop
import Glibc

/// A server on an ephemeral port of the loopback that answers each request head with the next of its answers.
final class Upstream: ReadinessHandler {
    /// What to do after the answer.
    enum End { case keep, close }

    private(set) var port: UInt16 = 0
    /// All bytes received.
    private(set) var received: [UInt8] = []
    /// Connections that the other side closed.
    private(set) var closedByPeer = 0
    private let reactor: Reactor
    private let listener: CInt
    /// What the requests get, in their order; the last one also all that follow.
    var answers: [String]
    /// Request heads so far.
    private(set) var requests = 0
    private let end: End
    private var peers: [Peer] = []

    init(_ reactor: Reactor, answer: String, end: End = .keep) throws {
        self.reactor = reactor
        answers = [answer]
        self.end = end
        listener = socket(AF_INET, CInt(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, size) == 0 && listen(listener, 16) == 0
                    && getsockname(listener, address, &size) == 0
            }
        }
        guard bound else { throw SystemError("bind", errno) }
        port = UInt16(bigEndian: address.sin_port)
        _ = try reactor.add(listener, .readable, self)
    }

    func ready(_ readiness: Readiness) {
        let descriptor = accept(listener, nil, nil)
        // Blocking would stop the loop that the client runs on too.
        guard descriptor >= 0, fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0,
            let peer = try? Peer(reactor, descriptor, self)
        else { return }
        peers.append(peer)
    }

    private func heard(_ bytes: ArraySlice<UInt8>, from peer: Peer) {
        received += bytes
        // Tests send no body that looks like the end of a head.
        guard String(decoding: bytes, as: UTF8.self).contains("\r\n\r\n") else { return }
        let answer = answers[min(requests, answers.count - 1)]
        requests += 1
        peer.send(Array(answer.utf8))
    }

    private final class Peer: ReadinessHandler {
        let descriptor: CInt
        private let reactor: Reactor
        private unowned let upstream: Upstream
        private var registration: Reactor.Registration?
        private var waiting: [UInt8] = []

        init(_ reactor: Reactor, _ descriptor: CInt, _ upstream: Upstream) throws {
            self.reactor = reactor
            self.descriptor = descriptor
            self.upstream = upstream
            registration = try reactor.add(descriptor, .readable, self)
        }

        func send(_ bytes: [UInt8]) {
            waiting += bytes
            flush()
        }

        private func flush() {
            guard let registration else { return }
            let count = waiting.withUnsafeBytes { bytes in
                Glibc.send(descriptor, bytes.baseAddress, bytes.count, CInt(MSG_NOSIGNAL))
            }
            waiting.removeFirst(max(0, count))
            if !waiting.isEmpty { return reactor.modify(registration, [.readable, .writable]) }
            reactor.modify(registration, .readable)
            if upstream.end == .close { close() }
        }

        func ready(_ readiness: Readiness) {
            if !waiting.isEmpty { flush() }
            guard readiness.contains(.readable), registration != nil else { return }
            var buffer = [UInt8](repeating: 0, count: 65536)
            let count = read(descriptor, &buffer, buffer.count)
            if count > 0 { return upstream.heard(buffer[..<count], from: self) }
            upstream.closedByPeer += 1
            close()
        }

        func close() {
            guard let registration else { return }
            reactor.remove(registration)
            self.registration = nil
            closeDescriptor(descriptor)
        }
    }
}
