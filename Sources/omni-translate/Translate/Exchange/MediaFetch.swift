internal import Dialects
internal import EventLoop
internal import IPC

/// Fetches what a request names by URL, through egress, for providers that want bytes.
///
/// All of it or nothing: a request with a picture missing would mean something else.
final class MediaFetch {
    private let service: TranslateService
    private let requestID: String
    private let media: [RemoteMedia]
    private var calls: [MediaCall] = []
    private var found: [String: FetchedMedia] = [:]
    private var done: ((Result<[String: FetchedMedia], GatewayError>) -> Void)?

    /// What must be fetched before `request` can be written for `target`.
    static func wanted(_ request: ModelRequest, _ target: Target) -> [RemoteMedia] {
        InlineMedia.isWanted(by: target) ? request.remoteMedia : []
    }

    /// `done` is called once.
    init(
        _ service: TranslateService, requestID: String, _ media: [RemoteMedia],
        done: @escaping (Result<[String: FetchedMedia], GatewayError>) -> Void
    ) {
        self.service = service
        self.requestID = requestID
        self.media = media
        self.done = done
    }

    /// Begins all calls.
    func start(within milliseconds: UInt32) {
        guard media.count <= Limits.fetches else {
            return finish(
                .failure(
                    .badRequest("More than \(Limits.fetches) pictures or documents by URL.")))
        }
        let budget = min(milliseconds, Limits.fetchPatience)
        calls = media.map { media in
            MediaCall(media) { [weak self] result in self?.finished(media.url, result) }
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
        case .success(let fetched):
            found[url] = fetched
            if found.count == media.count { finish(.success(found)) }
        }
    }

    private func finish(_ result: Result<[String: FetchedMedia], GatewayError>) {
        let told = done
        cancel()
        told?(result)
    }
}
