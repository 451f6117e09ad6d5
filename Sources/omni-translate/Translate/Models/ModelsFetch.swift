internal import DaemonLife
internal import Dialects
internal import EventLoop
internal import IPC
internal import JSON

/// Asks one connection for its models and tells route.
final class ModelsFetch: StreamHandler {

    private let service: TranslateService
    private let lease: Lease
    private let requestID: String
    private var done: ((ModelsFetch) -> Void)?
    private var stream: IPC.Stream?
    private var status: UInt32 = 0
    private var body: [UInt8] = []

    /// Names taken from one provider at most, and bytes of its list.
    private static let maximumModels = 5000
    private static let maximumBytes = 8 << 20

    init(
        _ service: TranslateService, _ lease: Lease, requestID: String,
        done: @escaping (ModelsFetch) -> Void
    ) {
        self.service = service
        self.lease = lease
        self.requestID = requestID
        self.done = done
    }

    func start() {
        guard let listing = ModelListing.of(lease.dialect, profile: lease.profile) else {
            return finish()
        }
        let deadlines = Deadlines(
            connectMs: Limits.modelsPatience, firstByteMs: Limits.modelsPatience,
            idleMs: Limits.modelsPatience, totalMs: Limits.modelsPatience)
        let head = EgressRequest(
            requestID: requestID, connectionID: lease.connectionID, method: "GET",
            url: lease.baseURL + listing.path,
            headers: [Header(name: "accept", value: "application/json")] + listing.headers,
            contentLength: 0,
            deadlines: deadlines, purpose: .purposeModels)
        stream = service.egress.open(.egress, head: head, handler: self)
        guard let stream else { return finish() }
        stream.end()
    }

    func cancel() {
        done = nil
        stream?.reset(.cancelled)
        stream = nil
    }

    func streamAnswered(_ stream: IPC.Stream, head: RawSpan) {
        do throws(WireError) {
            status = try EgressResponse(wire: head).status
        } catch {
            status = 0
        }
    }

    func streamReceived(_ stream: IPC.Stream, bytes: RawSpan) {
        stream.consumed(bytes.byteCount)
        guard body.count + bytes.byteCount <= Self.maximumBytes else {
            stream.reset(.cancelled)
            return finish()
        }
        bytes.withUnsafeBytes { body.append(contentsOf: $0) }
    }

    func streamEnded(_ stream: IPC.Stream, trailer: RawSpan) {
        if status == 200 { learn() }
        finish()
    }

    func streamReset(_ stream: IPC.Stream, _ reset: Reset) { finish() }

    func streamWritable(_ stream: IPC.Stream) {}

    private func learn() {
        let names: [String]
        do throws(JSONError) {
            names =
                try ModelListing.of(lease.dialect, profile: lease.profile)?.names(
                    JSONDocument(body)
                )
                .prefix(Self.maximumModels)
                .filter { !$0.isEmpty && $0.utf8.count <= 200 } ?? []
        } catch {
            // A page that is no list teaches nothing; the connection still takes any model name.
            return
        }
        tellRoute(names)
    }

    private func tellRoute(_ names: [String]) {
        let message = ModelsLearned(connectionID: lease.connectionID, models: names)
        let ignored = MessageCollector { (_: ApplyResult?) in }
        guard
            let stream = service.route.open(
                .modelsLearned, head: ModelsAsk(), handler: ignored)
        else { return }
        let bytes = message.encoded()
        // Larger than the credit would wait for more; such a list is learned at the next asking.
        guard bytes.count <= stream.credit else { return stream.reset(.cancelled) }
        let sent = stream.send(bytes.span.bytes)
        precondition(sent == bytes.count, "credit was checked")
        stream.end()
    }

    private func finish() {
        stream = nil
        let told = done
        done = nil
        told?(self)
    }
}
