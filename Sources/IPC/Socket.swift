// The one file of this library that makes system calls.
internal import CLinux
internal import Glibc
public import EventLoop

/// Nonblocking reads and writes, and the making of sockets.
public enum Socket {
    /// What a read or write came to.
    public enum Result: Equatable, Sendable {
        /// So many bytes were moved.
        case bytes(Int)
        /// The peer closed its side.
        case end
        /// Nothing can be moved now.
        case wouldBlock
        /// The socket is broken.
        case failed(SystemError)
    }

    /// Reads into `buffer`, which must not be empty.
    static func read(_ descriptor: CInt, into buffer: UnsafeMutableRawBufferPointer) -> Result {
        let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        return count == 0 ? .end : result(count, "read")
    }

    /// Reads into `buffer` from `offset` to its end, which must not be empty.
    public static func read(
        _ descriptor: CInt, into buffer: inout [UInt8], at offset: Int
    ) -> Result {
        let count = buffer.withUnsafeMutableBytes { bytes in
            Glibc.read(descriptor, bytes.baseAddress?.advanced(by: offset), bytes.count - offset)
        }
        return count == 0 ? .end : result(count, "read")
    }

    /// Writes what the socket takes.
    ///
    /// A vanished peer is an error, not a signal.
    public static func write(_ descriptor: CInt, _ bytes: UnsafeRawBufferPointer) -> Result {
        result(send(descriptor, bytes.baseAddress, bytes.count, CInt(MSG_NOSIGNAL)), "send")
    }

    private static func result(_ count: Int, _ call: String) -> Result {
        if count >= 0 { return .bytes(count) }
        if errno == EAGAIN || errno == EINTR { return .wouldBlock }
        return .failed(SystemError(call, errno))
    }

    /// Connects to the Unix socket at `path` without waiting.
    public static func connect(_ path: String) throws(SystemError) -> CInt {
        let descriptor = omni_unix_connect(path)
        guard descriptor >= 0 else { throw SystemError("connect", errno) }
        return descriptor
    }

    /// Listens on a Unix stream socket at `path`, replacing one left behind there.
    public static func listen(_ path: String, mode: UInt32) throws(SystemError) -> CInt {
        let descriptor = omni_unix_listen(path, omni_sock_stream(), mode, 1024)
        guard descriptor >= 0 else { throw SystemError("listen", errno) }
        return descriptor
    }

    /// Takes the next waiting connection; nil when there is none, or when the peer gave up meanwhile.
    static func accept(_ listener: CInt) throws(SystemError) -> CInt? {
        let descriptor = omni_accept(listener)
        if descriptor >= 0 { return descriptor }
        if [EAGAIN, EINTR, ECONNABORTED].contains(errno) { return nil }
        throw SystemError("accept4", errno)
    }

    /// User and process at the other end, as they were when it connected.
    static func peer(of descriptor: CInt) throws(SystemError) -> (user: UInt32, process: Int32) {
        var peer = omni_peer()
        guard omni_peer_credentials(descriptor, &peer) == 0 else {
            throw SystemError("getsockopt SO_PEERCRED", errno)
        }
        return (peer.uid, peer.pid)
    }

    /// The effective user of this process.
    static var ownUser: UInt32 { geteuid() }

    /// Number of a user by name; nil when there is no such user.
    static func user(named name: String) -> UInt32? {
        let uid = omni_uid_of(name)
        return uid >= 0 ? UInt32(uid) : nil
    }
}
