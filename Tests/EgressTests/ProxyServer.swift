import EventLoop
import Glibc

/// A proxy on an ephemeral port of the loopback: CONNECT, whole URLs, or SOCKS 5 with a login; all ways lead to the loopback.
final class ProxyServer: ReadinessHandler {
    /// How it is spoken to.
    enum Kind {
        case http
        case socks
        /// Not at all: it answers whatever it hears with a line of another protocol.
        case other
    }

    private(set) var port: UInt16 = 0
    /// What clients said to the proxy itself: heads, and in SOCKS names.
    private(set) var heard: [UInt8] = []
    /// Connections of clients so far.
    private(set) var connections = 0
    /// Given in place of what is asked for.
    var refusal: String?
    private let kind: Kind
    private let reactor: Reactor
    private let listener: CInt
    private var sides: [Side] = []

    init(_ reactor: Reactor, _ kind: Kind = .http) throws {
        self.reactor = reactor
        self.kind = kind
        listener = socket(AF_INET, CInt(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
        var address = Self.loopback(0)
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

    var heardText: String { String(decoding: heard, as: UTF8.self) }

    private static func loopback(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return address
    }

    func ready(_ readiness: Readiness) {
        let descriptor = accept(listener, nil, nil)
        guard descriptor >= 0, let side = try? Side(reactor, descriptor) else { return }
        connections += 1
        sides.append(side)
        side.take = { [weak self, unowned side] bytes in
            self?.heard += bytes
            switch self?.kind {
            case .http: self?.serve(side)
            case .socks: self?.negotiate(side)
            case .other: side.send(Array("220 another protocol\r\n".utf8))
            case nil: break
            }
        }
    }

    // MARK: HTTP

    private func serve(_ client: Side) {
        let text = String(decoding: client.bytes, as: UTF8.self)
        guard text.contains("\r\n\r\n") else { return }
        if let refusal { return client.send(Array(refusal.utf8)) }
        let words = text.prefix { $0 != "\r\n" }.split(separator: " ")
        let isTunnel = words[0] == "CONNECT"
        let target = isTunnel ? words[1] : words[1].dropFirst("http://".count).prefix { $0 != "/" }
        guard let port = target.split(separator: ":").last.flatMap({ UInt16($0) }) else { return }
        connect(client, port)
        guard isTunnel else {
            // In the form of an origin server.
            let path = words[1].dropFirst("http://".count + target.count)
            let rest = text.drop { $0 != "\r\n" }
            client.other?.send(Array("\(words[0]) \(path) HTTP/1.1\(rest)".utf8))
            return
        }
        client.send(Array("HTTP/1.1 200 here it is\r\nX-Proxy: yes\r\n\r\n".utf8))
    }

    // MARK: SOCKS

    /// RFC 1928 and RFC 1929; every message comes in one piece on the loopback.
    private func negotiate(_ client: Side) {
        let bytes = client.bytes
        client.bytes = []
        switch client.step {
        case 0:
            // Login when it is offered, else none.
            client.send([5, bytes.dropFirst(2).contains(2) ? 2 : 0])
            client.step = bytes.dropFirst(2).contains(2) ? 1 : 2
        case 1:
            client.send([1, refusal == nil ? 0 : 1])
            client.step = 2
        default:
            guard bytes.count > 6 else { return }
            connect(client, UInt16(bytes[bytes.count - 2]) << 8 | UInt16(bytes[bytes.count - 1]))
            client.send([5, 0, 0, 1, 127, 0, 0, 1, 0, 0])
        }
    }

    // MARK: Both

    private func connect(_ client: Side, _ port: UInt16) {
        let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        var address = Self.loopback(port)
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard connected, let upstream = try? Side(reactor, descriptor) else {
            closeDescriptor(descriptor)
            return client.close()
        }
        sides.append(upstream)
        upstream.take = { [unowned client] in client.send($0) }
        client.take = { [unowned upstream] in upstream.send($0) }
        (client.other, upstream.other) = (upstream, client)
    }

    /// One of the two connections of a way.
    private final class Side: ReadinessHandler {
        var bytes: [UInt8] = []
        var step = 0
        var take: ([UInt8]) -> Void = { _ in }
        weak var other: Side?
        private let reactor: Reactor
        private let descriptor: CInt
        private var registration: Reactor.Registration?

        init(_ reactor: Reactor, _ descriptor: CInt) throws {
            self.reactor = reactor
            self.descriptor = descriptor
            registration = try reactor.add(descriptor, .readable, self)
        }

        /// Tests send no more than a socket's buffer takes.
        func send(_ bytes: [UInt8]) {
            guard registration != nil else { return }
            _ = bytes.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
            }
        }

        func ready(_ readiness: Readiness) {
            guard registration != nil else { return }
            var buffer = [UInt8](repeating: 0, count: 65536)
            let count = recv(descriptor, &buffer, buffer.count, CInt(MSG_DONTWAIT))
            if count < 0, errno == EAGAIN { return }
            guard count > 0 else {
                other?.close()
                return close()
            }
            bytes += buffer[..<count]
            take(Array(buffer[..<count]))
        }

        func close() {
            guard let registration else { return }
            reactor.remove(registration)
            self.registration = nil
            closeDescriptor(descriptor)
        }
    }
}
