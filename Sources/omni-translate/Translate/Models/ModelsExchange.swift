internal import Dialects
internal import EventLoop
internal import IPC
internal import JSON

/// `GET /v1/models` and `GET /v1/models/{id}`: what route knows, completed by what the providers list themselves.
///
/// A connection that does not answer in time is left out this time; the list never fails because of one of them.
final class ModelsExchange: StreamHandler {
    private let service: TranslateService
    private let client: IPC.Stream
    private let head: RequestHead
    private let codec: any ClientCodec.Type
    /// ollama names the model in the body.
    private var body: [UInt8] = []
    private var models: [Model] = []
    private var answer: [UInt8] = []
    private var fetches: [ModelsFetch] = []
    private var output = ByteQueue()
    private var isOver = false
    private var question: IPC.Stream?
    private var asks = 0
    private var deadline: Timer?

    init(
        _ service: TranslateService, _ client: IPC.Stream, _ head: RequestHead,
        _ codec: any ClientCodec.Type
    ) {
        self.service = service
        self.client = client
        self.head = head
        self.codec = codec
        service.exchangeBegan()
        deadline = service.reactor.after(.seconds(30)) { [weak self] in self?.deadlinePassed() }
    }

    // MARK: The client's stream

    func streamAnswered(_ stream: IPC.Stream, head: RawSpan) {}

    func streamReceived(_ stream: IPC.Stream, bytes: RawSpan) {
        stream.consumed(bytes.byteCount)
        guard body.count + bytes.byteCount <= Limits.nameBodyBytes else {
            return fail(
                GatewayError(
                    status: 413, code: "request_too_large", message: "The request is too large."))
        }
        bytes.withUnsafeBytes { body.append(contentsOf: $0) }
    }

    func streamEnded(_ stream: IPC.Stream, trailer: RawSpan) {
        guard !isOver, !hasAnswered else { return }
        ask()
    }

    func streamReset(_ stream: IPC.Stream, _ reset: Reset) { finish() }

    func streamWritable(_ stream: IPC.Stream) { flush() }

    private func deadlinePassed() {
        guard hasAnswered else {
            return fail(.unavailable("The list of models could not be made in time."))
        }
        client.reset(.deadline, "the client reads too slowly")
        finish()
    }

    // MARK: Asking

    private func ask() {
        asks += 1
        guard asks <= Limits.takeUps else {
            return fail(.unavailable("The list of models is not available."))
        }
        service.route.whenConnected(within: Limits.peerPatience) { [self] connected in
            guard !isOver else { return }
            let collector = MessageCollector { [self] (result: ModelsAnswer?) in asked(result) }
            let stream = service.route.open(
                .modelsAsk, head: ModelsAsk(keyID: head.keyID), handler: collector)
            guard connected, let stream else { return ask() }
            question = stream
            stream.end()
        }
    }

    private func asked(_ result: ModelsAnswer?) {
        guard !isOver else { return }
        question = nil
        guard let result else { return ask() }
        models = result.models
        if isLearned { return respond() }
        let listed = result.unknown.filter {
            ModelListing.of($0.dialect, profile: $0.profile) != nil
        }
        fetches = listed.map { lease in
            ModelsFetch(service, lease, requestID: head.requestID) { [self] fetch in
                fetched(fetch)
            }
        }
        if fetches.isEmpty { return respond() }
        for fetch in fetches { fetch.start() }
    }

    private func fetched(_ fetch: ModelsFetch) {
        guard !isOver else { return }
        fetches.removeAll { $0 === fetch }
        guard fetches.isEmpty else { return }
        // route knows the lists now, and which of their models this key may use.
        isLearned = true
        ask()
    }

    // MARK: Answering

    private func respond() {
        var seen = Set<String>()
        models = models.filter { seen.insert($0.id).inserted }
        guard head.endpoint == .model else {
            return send(
                status: 200, ModelForms.list(models, for: head.dialect),
                ResponseEnd(outcome: .complete))
        }
        let name = modelAsked
        guard let model = models.first(where: { $0.id == name }) else {
            return fail(
                GatewayError(
                    status: 404, code: "model_not_found",
                    message: "The model '\(name)' does not exist.", param: "model"))
        }
        send(
            status: 200, ModelForms.one(model, for: head.dialect), ResponseEnd(outcome: .complete))
    }

    private var modelAsked: String {
        guard head.pathModel.isEmpty else {
            let named = head.pathModel
            return head.dialect == .gemini && named.hasPrefix("models/")
                ? String(named.dropFirst(7)) : named
        }
        do throws(JSONError) {
            let document = try JSONDocument(body)
            let name = document["model"]?.string ?? document["name"]?.string ?? ""
            return name.hasSuffix(":latest") ? String(name.dropLast(7)) : name
        } catch {
            return ""
        }
    }

    private func fail(_ error: GatewayError) {
        guard !isOver else { return }
        send(
            status: error.status, codec.errorBody(error, requestID: head.requestID),
            ResponseEnd(outcome: .refused, errorCode: error.code))
    }

    private var ending = ResponseEnd()
    private var isLearned = false
    private var hasAnswered = false

    private func send(status: UInt32, _ body: [UInt8], _ end: ResponseEnd) {
        for fetch in fetches { fetch.cancel() }
        fetches = []
        guard !hasAnswered else { return }
        hasAnswered = true
        client.answer(
            ResponseHead(
                status: status,
                headers: [Header(name: "content-type", value: "application/json")],
                contentLength: UInt64(body.count)))
        output.append(body)
        ending = end
        flush()
    }

    private func flush() {
        guard !isOver else { return }
        let sent = output.withBytes { client.send($0.bytes) }
        guard !isOver else { return }
        output.drop(sent)
        guard output.isEmpty else { return }
        client.end(ending)
        finish()
    }

    private func finish() {
        guard !isOver else { return }
        isOver = true
        question?.reset(.cancelled)
        question = nil
        for fetch in fetches { fetch.cancel() }
        fetches = []
        if let deadline { service.reactor.cancel(deadline) }
        deadline = nil
        service.exchangeEnded()
    }
}
