internal import CLinux
internal import EventLoop
internal import Glibc

/// Where the door listens: numeric addresses and a port.
struct DoorAddress: Equatable {
    /// Numeric addresses; more than one for "localhost".
    let hosts: [String]
    /// 0 lets the kernel choose.
    let port: UInt16

    /// Checks what the user gave.
    init(host: String, port: UInt16, option: String = "--host") throws(CommandFailure) {
        self.port = port
        if host == "localhost" {
            hosts = ["127.0.0.1", "::1"]
            return
        }
        let bare =
            host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
        guard Self.isNumeric(bare) else {
            throw CommandFailure(
                .usage, "\(option) takes an IPv4 or IPv6 address or localhost, not \"\(host)\"")
        }
        hosts = [bare]
    }

    /// Checks an address with its port: "127.0.0.1:20129", "[::1]:20129", "localhost:20129".
    init(listen text: String) throws(CommandFailure) {
        guard let colon = text.lastIndex(of: ":"),
            let port = UInt16(text[text.index(after: colon)...]),
            case let host = String(text[..<colon]), host.hasPrefix("[") || !host.contains(":")
        else {
            throw CommandFailure(
                .usage,
                "--admin-listen takes an address and a port, as 127.0.0.1:20129, not \"\(text)\"")
        }
        try self.init(host: host, port: port, option: "--admin-listen")
    }

    private static func isNumeric(_ host: String) -> Bool {
        var room = in6_addr()
        return inet_pton(AF_INET, host, &room) == 1 || inet_pton(AF_INET6, host, &room) == 1
    }

    /// Whether only this machine can connect.
    var isLoopback: Bool {
        hosts.allSatisfy { $0 == "::1" || $0.hasPrefix("127.") }
    }

    /// The address as a client on this machine names it; a wildcard is not one.
    static func url(host: String, port: UInt16) -> String {
        let reachable =
            switch host {
            case "0.0.0.0": "127.0.0.1"
            case "::": "::1"
            default: host
            }
        return reachable.contains(":")
            ? "http://[\(reachable)]:\(port)" : "http://\(reachable):\(port)"
    }
}
