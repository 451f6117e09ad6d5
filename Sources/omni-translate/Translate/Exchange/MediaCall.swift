internal import Dialects
internal import IPC

/// One URL being fetched.
final class MediaCall: StreamHandler {
    private let media: RemoteMedia
    private var done: ((Result<FetchedMedia, GatewayError>) -> Void)?
    private var stream: IPC.Stream?
    private var response: EgressResponse?
    private var body: [UInt8] = []

    init(_ media: RemoteMedia, done: @escaping (Result<FetchedMedia, GatewayError>) -> Void) {
        self.media = media
        self.done = done
    }

    func start(_ service: TranslateService, requestID: String, within milliseconds: UInt32) {
        let head = FetchRequest(
            requestID: requestID, url: media.url, maxBytes: UInt64(Limits.fetchedBytes),
            types: InlineMedia.types(media.kind), deadlines: Deadlines(totalMs: milliseconds))
        stream = service.egress.open(.fetch, head: head, handler: self)
        guard let stream else { return finish(.failure(.unavailable("egress is not there."))) }
        stream.end()
    }

    func cancel() {
        done = nil
        stream?.reset(.cancelled)
        stream = nil
    }

    func streamAnswered(_ stream: IPC.Stream, head: RawSpan) {
        do throws(WireError) {
            response = try EgressResponse(wire: head)
        } catch {
            refuse("cannot be fetched")
        }
    }

    func streamReceived(_ stream: IPC.Stream, bytes: RawSpan) {
        stream.consumed(bytes.byteCount)
        guard body.count + bytes.byteCount <= Limits.fetchedBytes else {
            return refuse("is larger than \(Limits.fetchedBytes) bytes")
        }
        bytes.withUnsafeBytes { body.append(contentsOf: $0) }
    }

    func streamEnded(_ stream: IPC.Stream, trailer: RawSpan) {
        self.stream = nil
        guard let response, 200..<300 ~= response.status else {
            return refuse("was answered with status \(response?.status ?? 0)")
        }
        let named = response.headers.first { $0.name == "content-type" }?.value ?? ""
        let base64 = Base64Text.encoded(body)
        body = []
        let declared = named.prefix { $0 != ";" }.trimmed.lowercased()
        guard let type = InlineMedia.type(media.kind, base64: base64, declared: declared) else {
            return refuse("is of a type or size that is not taken")
        }
        finish(.success(FetchedMedia(mediaType: type, base64: base64)))
    }

    func streamReset(_ stream: IPC.Stream, _ reset: Reset) {
        self.stream = nil
        switch reset.code {
        case .upstreamDenied: refuse("leads to an address that is not allowed")
        case .overloaded: finish(.failure(.unavailable("Too many pictures are being fetched.")))
        case .refused: refuse("is of a type or size that is not taken")
        case .upstreamTotal, .deadline, .upstreamIdle, .upstreamFirstByte:
            refuse("was not answered in time")
        default: refuse("cannot be fetched")
        }
    }

    func streamWritable(_ stream: IPC.Stream) {}

    /// The client named it, so it is the client's to repair; the URL itself may hold a secret and is not repeated.
    private func refuse(_ why: String) {
        finish(
            .failure(
                .badRequest(
                    "A picture or document that the request names by URL \(why).",
                    code: "invalid_image_url")))
    }

    private func finish(_ result: Result<FetchedMedia, GatewayError>) {
        let told = done
        cancel()
        told?(result)
    }
}

extension Substring {
    /// Without blanks at both ends.
    fileprivate var trimmed: Substring {
        var text = drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return text
    }
}
