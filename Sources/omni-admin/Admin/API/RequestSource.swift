internal import IPC

/// Where a request came from, as far as its bearer can be believed.
struct RequestSource: Equatable, Sendable {
    /// The client's address as the door understands it; empty on the local socket.
    let address: String
    /// The user at the other end of the local socket; nil for others.
    let user: UInt32?
    /// The command line of root or of the daemon's own user, as the kernel says.
    ///
    /// What ingress tells of a user is not enough: it must have no right of its own here.
    let isTrusted: Bool
    /// The client's own connection is encrypted.
    let isSecure: Bool

    /// Reads where a request came from.
    ///
    /// - Parameters:
    ///   - request: As it came.
    ///   - peerUser: The user that opened the stream, as the kernel says.
    init(_ request: ManageRequest, peerUser: UInt32?) {
        address = request.clientAddress
        isSecure = request.secure
        let isOwn = peerUser.map { PeerPolicy.isTrusted(user: $0) } ?? false
        isTrusted = request.local && isOwn
        user = isTrusted ? peerUser : request.uid
    }

    /// Makes a source, for tests.
    init(address: String = "", user: UInt32? = nil, isTrusted: Bool = false, isSecure: Bool = false)
    {
        self.address = address
        self.user = user
        self.isTrusted = isTrusted
        self.isSecure = isSecure
    }

    /// Whether the client is on this machine, as far as its address says.
    var isLoopback: Bool {
        if user != nil { return true }
        let plain = address.hasPrefix("::ffff:") ? String(address.dropFirst(7)) : address
        return plain.hasPrefix("127.") || plain == "::1"
    }

    /// What failures are counted under: an address, the first half of one of IPv6, a user, or this machine.
    ///
    /// A program has millions of addresses that mean this machine; together they are one source.
    var failureSource: String {
        if let user { return "user:\(user)" }
        if isLoopback { return "loopback" }
        guard address.contains(":"), !address.hasPrefix("::ffff:") else { return address }
        return NetworkPrefix.half(of: address) ?? address
    }
}

/// The first 64 bits of an IPv6 address: what one customer usually has.
enum NetworkPrefix {
    /// "2001:db8:0:1" of "2001:db8::1:2:3:4:5"; nil when the text is none.
    static func half(of address: String) -> String? {
        let text = address.prefix { $0 != "%" }
        let halves = text.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false)
        let front = groups(halves.first ?? "")
        guard halves.count == 2 else { return front.count == 8 ? join(front) : nil }
        let back = groups(halves[1])
        let missing = 8 - front.count - back.count
        guard missing >= 0 else { return nil }
        return join(front + Array(repeating: "0", count: missing) + back)
    }

    private static func groups(_ text: Substring) -> [Substring] {
        text.split(separator: ":", omittingEmptySubsequences: true)
    }

    private static func join(_ groups: [Substring]) -> String {
        groups.prefix(4).joined(separator: ":")
    }
}
