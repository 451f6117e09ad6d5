internal import DaemonLife
internal import EventLoop
internal import IPC
internal import Logging

/// Keeps the snapshot of keys and settings that route announces.
///
/// Runs on the main thread.
///
/// When route is away the last snapshot stays valid; when it is back the next watch brings what changed meanwhile.
final class DoorWatcher: StreamHandler {
    private let client: Client
    private let reactor: Reactor
    private let log: Logger
    private let publish: (DoorState) -> Void
    private var generation: UInt64 = 0
    private var state: DoorState?
    private var stream: IPC.Stream?
    private var received: [UInt8] = []
    private var retry: EventLoop.Timer?

    init(
        _ client: Client, _ reactor: Reactor, log: Logger,
        publish: @escaping (DoorState) -> Void
    ) {
        self.client = client
        self.reactor = reactor
        self.log = log
        self.publish = publish
    }

    func start() {
        client.whenReady = { [weak self] _ in self?.watch() }
    }

    /// Asks for what is newer than what we have; an older question, on an older connection, is withdrawn.
    private func watch() {
        let old = stream
        stream = nil
        old?.reset(.cancelled)
        received = []
        stream = client.open(.doorWatch, head: DoorWatch(generation: generation), handler: self)
        if let stream { stream.end() } else { watchLater() }
    }

    private func watchLater() {
        if let retry { return reactor.rearm(retry, .milliseconds(250)) }
        retry = reactor.after(.milliseconds(250)) { [weak self] in
            // Without a connection `whenReady` watches.
            guard let self, self.client.isConnected, self.stream == nil else { return }
            self.watch()
        }
    }

    func streamAnswered(_ stream: IPC.Stream, head: RawSpan) {}

    func streamReceived(_ stream: IPC.Stream, bytes: RawSpan) {
        guard stream === self.stream else { return }
        guard received.count + bytes.byteCount <= DoorLimits.snapshotBytes else {
            log.error("snapshot of keys is too large, ignoring", metadata: ["peer": "route"])
            self.stream = nil
            stream.reset(.overloaded, "snapshot too large")
            return watchLater()
        }
        bytes.withUnsafeBytes { received.append(contentsOf: $0) }
        stream.consumed(bytes.byteCount)
    }

    func streamEnded(_ stream: IPC.Stream, trailer: RawSpan) {
        guard stream === self.stream else { return }
        self.stream = nil
        do throws(WireError) {
            let snapshot = try DoorSnapshot(bytes: received)
            received = []
            generation = snapshot.generation
            take(snapshot)
            watch()
        } catch {
            received = []
            log.error("snapshot of keys is unreadable, ignoring", metadata: ["error": "\(error)"])
            watchLater()
        }
    }

    /// Takes a snapshot over as a whole, or not at all.
    private func take(_ snapshot: DoorSnapshot) {
        let state = DoorState(snapshot, after: state)
        if let entry = state.unreadableAddress {
            return log.error(
                "snapshot of keys names an address that is none, ignoring",
                metadata: [
                    "generation": "\(snapshot.generation)", "address": "\(entry.prefix(64))",
                ])
        }
        self.state = state
        publish(state)
        log.debug(
            "keys and settings taken over",
            metadata: [
                "generation": "\(snapshot.generation)", "keys": "\(snapshot.keys.count)",
            ])
    }

    func streamReset(_ stream: IPC.Stream, _ reset: Reset) {
        guard stream === self.stream else { return }
        self.stream = nil
        received = []
        watchLater()
    }

    func streamWritable(_ stream: IPC.Stream) {}
}
