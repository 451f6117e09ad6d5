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
    private var models: [Model] = []
    private var answer: [UInt8] = []
    private var fetches: [ModelsFetch] = []
    private var output = ByteQueue()
    private var isOver = false
    private var question: IPC.Stream?
    private var asks = 0
    private var deadline: Timer?

    init(_ service: TranslateService, _ client: IPC.Stream, _ head: RequestHead) {
        self.service = service
        self.client = client
        self.head = head
        service.exchangeBegan()
        deadline = service.reactor.after(.seconds(30)) { [weak self] in self?.deadlinePassed() }
    }

    // MARK: The client's stream

    func streamAnswered(_ stream: IPC.Stream, head: RawSpan) {}

    func streamReceived(_ stream: IPC.Stream, bytes: RawSpan) {
        stream.consumed(bytes.byteCount)
    }

    func streamEnded(_ stream: IPC.Stream, trailer: RawSpan) { ask() }

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
        // Other dialects list their models in other ways and places.
        let listed = result.unknown.filter {
            $0.dialect == .openaiChat || $0.dialect == .openaiResponses
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
        models += fetch.models
        fetches.removeAll { $0 === fetch }
        if fetches.isEmpty { respond() }
    }

    // MARK: Answering (facts: openai-chat, section 1)

    private func respond() {
        var seen = Set<String>()
        models = models.filter { seen.insert($0.id).inserted }
        var writer = JSONWriter()
        if head.endpoint == .model {
            guard let model = models.first(where: { $0.id == head.pathModel }) else {
                return fail(
                    GatewayError(
                        status: 404, code: "model_not_found",
                        message: "The model '\(head.pathModel)' does not exist.", param: "model"))
            }
            write(model, &writer)
        } else {
            writer.beginObject()
            writer.member("object", "list")
            writer.name("data")
            writer.beginArray()
            for model in models { write(model, &writer) }
            writer.endArray()
            writer.endObject()
        }
        send(status: 200, writer.bytes, ResponseEnd(outcome: .complete))
    }

    private func write(_ model: Model, _ writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("id", model.id)
        writer.member("object", "model")
        writer.member("created", model.created)
        writer.member("owned_by", model.ownedBy)
        writer.endObject()
    }

    private func fail(_ error: GatewayError) {
        guard !isOver else { return }
        send(
            status: error.status, ChatErrors.body(error),
            ResponseEnd(outcome: .refused, errorCode: error.code))
    }

    private var ending = ResponseEnd()
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
