internal import Dialects
internal import EventLoop
internal import IPC

/// Fetches what a request names by URL, through egress, for providers that want bytes.
///
/// All of it or nothing: a request with a picture missing would mean something else.
final class MediaFetch {
    private let service: TranslateService
    private let requestID: String
    private let urls: [String]
    private var calls: [MediaCall] = []
    private var found: [String: FetchedMedia] = [:]
    private var done: ((Result<[String: FetchedMedia], GatewayError>) -> Void)?

    /// URLs that must be fetched before `request` can be written for `target`.
    static func wanted(_ request: ModelRequest, _ target: Target) -> [String] {
        InlineMedia.isWanted(by: target) ? request.mediaURLs : []
    }

    /// `done` is called once.
    init(
        _ service: TranslateService, requestID: String, _ urls: [String],
        done: @escaping (Result<[String: FetchedMedia], GatewayError>) -> Void
    ) {
        self.service = service
        self.requestID = requestID
        self.urls = urls
        self.done = done
    }

    /// Begins all calls.
    func start(within milliseconds: UInt32) {
        guard urls.count <= Limits.fetches else {
            return finish(
                .failure(
                    .badRequest("More than \(Limits.fetches) pictures or documents by URL.")))
        }
        let budget = min(milliseconds, Limits.fetchPatience)
        calls = urls.map { url in
            MediaCall(url: url) { [weak self] result in self?.finished(url, result) }
        }
        for call in calls { call.start(service, requestID: requestID, within: budget) }
    }

    /// Gives up; nothing more is heard of it.
    func cancel() {
        done = nil
        for call in calls { call.cancel() }
        calls = []
    }

    private func finished(_ url: String, _ result: Result<FetchedMedia, GatewayError>) {
        switch result {
        case .failure(let error): finish(.failure(error))
        case .success(let media):
            found[url] = media
            if found.count == urls.count { finish(.success(found)) }
        }
    }

    private func finish(_ result: Result<[String: FetchedMedia], GatewayError>) {
        let told = done
        cancel()
        told?(result)
    }
}
