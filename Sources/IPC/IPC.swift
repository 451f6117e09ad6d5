// IPC: how OmniRoute's processes talk.
//
// Multiplexed frames over Unix stream sockets: streams with credit, calls, notices, ping and goaway. The wire is specified
// in docs/ipc-protocol.md; messages are Protocol Buffers (proto/omni.proto, generated code in Generated/).
// `FrameHeader` and `Connection` are pure: bytes in, bytes and events out, no descriptor. `Link` drives a connection on a
// `Reactor`; ingress drives one on a SwiftNIO channel.
// Trusts: nothing a peer sends. A bad frame closes the connection it came on, and only that.
// Refuses: frames over 1 MiB, data beyond credit, kinds a peer's user may not use, versions without overlap.

/// What bounds a connection.
public enum Limits {
    /// Payload of one frame; a longer one closes the connection.
    ///
    /// Larger bodies are many frames.
    public static let payloadBytes = 1 << 20
    /// Body bytes put into one data frame; small enough that streams take turns.
    public static let dataFrameBytes = 64 << 10
    /// Streams open at once on one connection; more are reset as overloaded.
    public static let streams = 65_536
    /// Calls waiting for a reply on one connection; more fail as overloaded.
    public static let calls = 65_536
    /// Bytes waiting to be written on one connection.
    ///
    /// Streams are bounded by credit, so only a peer that stopped reading altogether gets here; the
    /// connection is closed.
    public static let outputBytes = 256 << 20
    /// Credit a receiver gives a new stream unless it says otherwise.
    ///
    /// One stalled stream costs its reader this much memory.
    public static let initialCredit: UInt32 = 256 << 10
    /// The version of the protocol this code speaks.
    public static let protocolVersion: UInt32 = 1
    /// A connection that shows no sign of life this long after a ping is lost.
    public static let pongDeadlineNanoseconds: UInt64 = 20_000_000_000
    /// Silence after which a ping is sent.
    public static let pingAfterNanoseconds: UInt64 = 20_000_000_000
    /// Time for the peer's hello.
    public static let helloDeadlineNanoseconds: UInt64 = 30_000_000_000
}
