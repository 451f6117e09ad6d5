internal import CLinux
internal import EventLoop
internal import Glibc

/// A listening TCP socket and where it listens.
struct TCPListener {
    /// The socket.
    let descriptor: CInt
    /// Numeric address.
    let host: String
    /// The port, also when the kernel chose it.
    let port: UInt16

    /// Connections that may wait for ingress: as many as the kernel allows (listen(2)).
    private static let backlog: CInt = 4096

    /// Listens on all addresses.
    static func open(_ address: DoorAddress) throws(CommandFailure) -> [TCPListener] {
        var listeners: [TCPListener] = []
        for host in address.hosts {
            let port = listeners.first?.port ?? address.port
            do throws(SystemError) {
                listeners.append(try open(host, port))
            } catch {
                // "localhost" on a machine without IPv6.
                let isExtra =
                    !listeners.isEmpty && [EADDRNOTAVAIL, EAFNOSUPPORT].contains(error.number)
                if !isExtra { throw failure(host, port, error) }
            }
        }
        return listeners
    }

    /// Listens on one address.
    static func open(_ host: String, _ port: UInt16) throws(SystemError) -> TCPListener {
        let descriptor = omni_tcp_listen(host, port, backlog)
        guard descriptor >= 0 else { throw SystemError("listen", errno) }
        return TCPListener(
            descriptor: descriptor, host: host, port: port == 0 ? boundPort(descriptor) : port)
    }

    /// Both kinds of address have the port at the same place.
    private static func boundPort(_ descriptor: CInt) -> UInt16 {
        var address = sockaddr_in6()
        var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(descriptor, $0, &length)
            }
        }
        precondition(result == 0, "the socket is ours and bound")
        return UInt16(bigEndian: address.sin6_port)
    }

    private static func failure(
        _ host: String, _ port: UInt16, _ error: SystemError
    ) -> CommandFailure {
        switch error.number {
        case EADDRINUSE:
            let holder = PortHolder.find(port: port).map { "\($0.name) (pid \($0.pid))" }
            return CommandFailure(
                .temporary,
                "port \(port) is taken\(holder.map { " by \($0)" } ?? ""); choose another with --port or PORT"
            )
        case EACCES:
            return CommandFailure(
                .denied,
                "this user may not listen on port \(port); choose one above 1023 with --port or PORT"
            )
        case EADDRNOTAVAIL, EAFNOSUPPORT:
            return CommandFailure(.configuration, "this machine has no address \(host)")
        default:
            return CommandFailure(
                .temporary, "cannot listen on \(host) port \(port): \(errorText(error.number))")
        }
    }
}
