internal import EventLoop

/// What all connections share.
final class LoadContext {
    let reactor: Reactor
    let port: UInt16
    let request: [UInt8]
    /// One buffer for all: what is read is handled at once.
    var buffer = [UInt8](repeating: 0, count: 64 << 10)

    init(_ reactor: Reactor, _ options: LoadOptions) {
        self.reactor = reactor
        port = options.port
        request = options.request
        TCP.raiseDescriptorLimit()
    }
}
