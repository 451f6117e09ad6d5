internal import Dialects
internal import IPC

/// `GET` and `DELETE /v1/responses/{id}`: answered from memory at once.
final class StoredResponseExchange: StreamHandler {
    private let service: TranslateService
    private let client: IPC.Stream
    private let head: RequestHead
    private let codec: any ClientCodec.Type
    private var output = ByteQueue()
    private var ending = ResponseEnd(outcome: .complete)
    private var hasAnswered = false
    private var isOver = false

    init(
        _ service: TranslateService, _ client: IPC.Stream, _ head: RequestHead,
        _ codec: any ClientCodec.Type
    ) {
        self.service = service
        self.client = client
        self.head = head
        self.codec = codec
        service.exchangeBegan()
    }

    func streamAnswered(_ stream: IPC.Stream, head: RawSpan) {}

    func streamReceived(_ stream: IPC.Stream, bytes: RawSpan) {
        stream.consumed(bytes.byteCount)
    }

    func streamEnded(_ stream: IPC.Stream, trailer: RawSpan) {
        guard !hasAnswered else { return }
        hasAnswered = true
        answer()
    }

    func streamReset(_ stream: IPC.Stream, _ reset: Reset) { finish() }

    func streamWritable(_ stream: IPC.Stream) { flush() }

    private func answer() {
        let id = head.resourceID
        var found: [UInt8]?
        if head.endpoint == .deleteResponse {
            let wasThere = service.responses.delete(id, owner: head.keyID, now: service.seconds)
            if wasThere { found = ResponsesCodec.deleted(id) }
        } else {
            found = service.responses.response(id, owner: head.keyID, now: service.seconds)
        }
        if let found { return send(status: 200, found) }
        let error = ResponsesCodec.notFound(id)
        ending = ResponseEnd(outcome: .refused, errorCode: error.code)
        send(status: error.status, codec.errorBody(error, requestID: head.requestID))
    }

    private func send(status: UInt32, _ body: [UInt8]) {
        client.answer(
            ResponseHead(
                status: status,
                headers: [Header(name: "content-type", value: "application/json")],
                contentLength: UInt64(body.count)))
        output.append(body)
        flush()
    }

    private func flush() {
        guard hasAnswered, !isOver else { return }
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
        service.exchangeEnded()
    }
}
