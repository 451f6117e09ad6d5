internal import Glibc
internal import NIOCore

/// The user at the other end of a Unix socket, as the kernel noted it when the connection was made (SO_PEERCRED of
/// unix(7)): nobody can claim to be another.
enum PeerUser {
    /// `struct ucred`.
    private struct Credentials: Sendable {
        var process: Int32
        var user: UInt32
        var group: UInt32
    }

    /// Asks the kernel.
    static func of(_ channel: any Channel) -> EventLoopFuture<UInt32> {
        guard let provider = channel as? any SocketOptionProvider else {
            return channel.eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
        }
        let credentials: EventLoopFuture<Credentials> = provider.unsafeGetSocketOption(
            level: .socket, name: NIOBSDSocket.Option(rawValue: SO_PEERCRED))
        return credentials.map { $0.user }
    }
}
