internal import DaemonLife
internal import Dialects
internal import EventLoop
internal import IPC
internal import JSON
internal import Logging

/// What all exchanges of the process share.
final class TranslateService: DaemonService {
    let daemon: Daemon
    let route: Client
    let egress: Client
    /// What route must hear of, until it has.
    let reports: ReportQueue
    var counters = Counters()
    /// Answers that clients may go on from.
    var responses = ResponseStore(Limits.responses)
    /// What route's cache is for, by its last lease; before the first, only requests whose answer is the same each time
    /// are worth a hash.
    var cacheMode = CacheMode.unknown
    /// Whether it finds questions in other words, by the last lease as well.
    var isSemantic = true
    /// What is kept of answers for others than their client.
    let kept = KeptBudget(limit: Limits.allKeptBytes)
    /// What is kept of bodies to be recorded.
    let captured = KeptBudget(limit: Limits.allRecordedBytes)
    /// Hosts of base URLs.
    var hosts = HostNames()
    /// How requests ended, for a while.
    private var ended = EndedRequests(
        limit: Limits.ended, age: nanoseconds(Limits.endedKept))
    /// Runs while some are kept.
    private var forgetting: Timer?
    /// It takes nothing new: ingress closes connections that it has nothing on.
    private var isDraining = false
    /// At a stop: until then ingress may ask how streams ended that were reset, in nanoseconds of the loop's clock.
    var asksUntil: UInt64 = 0
    /// Request bodies held now.
    var requestBytesHeld = 0
    /// Answers held back now.
    var answerBytesHeld = 0
    private(set) var exchanges = 0

    /// Numbers for metrics.
    struct Counters {
        var requests: UInt64 = 0
        var attempts: UInt64 = 0
        var failovers: UInt64 = 0
        var broken: UInt64 = 0
        var joined: UInt64 = 0
        var cancelled: UInt64 = 0
        var events: UInt64 = 0
        var heartbeats: UInt64 = 0
        var refused: UInt64 = 0
    }

    init(_ daemon: Daemon) {
        self.daemon = daemon
        route = daemon.client(of: "route")
        egress = daemon.client(of: "egress")
        reports = ReportQueue(route, daemon.reactor, limit: Limits.reports)
    }

    var reactor: Reactor { daemon.reactor }
    /// A clock that never goes back.
    var seconds: Int64 { Int64(reactor.now / 1_000_000_000) }

    func start() {}

    var health: Health {
        var notes: [String] = []
        if !route.isConnected { notes.append("route is not connected") }
        if !egress.isConnected { notes.append("egress is not connected") }
        return Health(ready: notes.isEmpty, notes: notes)
    }

    var isIdle: Bool { exchanges == 0 && reports.count == 0 && reactor.now >= asksUntil }

    func opened(_ stream: IPC.Stream, head: RawSpan) {
        guard stream.kind == .request else { return stream.reset(.refused) }
        do throws(WireError) {
            let head = try RequestHead(wire: head)
            counters.requests += 1
            begin(stream, head)
        } catch {
            stream.reset(.protocol, "\(error)")
        }
    }

    private func begin(_ stream: IPC.Stream, _ head: RequestHead) {
        guard let codec = Codecs.client(head.dialect) else {
            return stream.reset(.protocol, "no client speaks this dialect")
        }
        switch head.endpoint {
        case .chat, .completion, .generate, .countTokens, .compact:
            stream.handler = Exchange(self, stream, head, codec)
        case .models, .model: stream.handler = ModelsExchange(self, stream, head, codec)
        case .storedResponse, .deleteResponse:
            stream.handler = StoredResponseExchange(self, stream, head, codec)
        case .none: stream.reset(.protocol, "unknown endpoint")
        }
    }

    func asked(_ call: Call, payload: RawSpan) {
        switch call.kind {
        case .requestEnd: tellEnd(call, payload)
        case .live: list(call, payload)
        case .liveCancel: cancel(call, payload)
        default: call.fail(.refused)
        }
    }

    private func tellEnd(_ call: Call, _ payload: RawSpan) {
        do throws(WireError) {
            guard let end = ended.take(try RequestEndAsk(wire: payload)) else {
                return call.fail(.unknown, "no such request has ended")
            }
            call.reply(end)
        } catch {
            call.fail(.protocol, "\(error)")
        }
    }

    func noticed(_ kind: Kind, payload: RawSpan) {}

    /// Keeps how a request ended, for an ingress that asks, or is killed before it has told.
    func keep(
        _ end: ResponseEnd, of head: RequestHead, status: UInt32, microseconds: UInt64,
        from ingress: ObjectIdentifier?
    ) {
        ended.keep(
            end, of: head, status: status, microseconds: microseconds, from: ingress,
            now: reactor.now)
        guard forgetting == nil else { return }
        forgetting = reactor.after(Limits.endedKept) { [weak self] in self?.forgetEnded() }
    }

    private func forgetEnded() {
        ended.forget(now: reactor.now)
        guard let forgetting else { return }
        guard ended.count == 0 else { return reactor.rearm(forgetting, Limits.endedKept) }
        reactor.cancel(forgetting)
        self.forgetting = nil
    }

    func drain() { isDraining = true }

    /// An ingress that ended in order has told of all its requests; logd knows those again.
    ///
    /// While this process drains, it is ingress that leaves it, and tells of them.
    func lost(_ connection: ObjectIdentifier) {
        guard !isDraining else { return }
        for record in ended.told(by: connection, now: reactor.now) {
            daemon.records.add(Record(entry: .request(record)))
        }
    }

    func exchangeBegan() { exchanges += 1 }

    func exchangeEnded() { exchanges -= 1 }

    func collect(_ metrics: inout MetricsWriter) {
        metrics.counter("omniroute_requests_total", "Requests begun.", counters.requests)
        metrics.counter("omniroute_attempts_total", "Calls to providers.", counters.attempts)
        metrics.counter(
            "omniroute_failovers_total", "Failed attempts that were followed by another.",
            counters.failovers)
        metrics.counter(
            "omniroute_answers_broken_total", "Answers that broke after the client had a part.",
            counters.broken)
        metrics.counter(
            "omniroute_answers_joined_total",
            "Answers that broke and were continued by another target.", counters.joined)
        metrics.counter(
            "omniroute_cancelled_total", "Requests given up by the client.", counters.cancelled)
        metrics.counter(
            "omniroute_refused_total", "Requests answered with an error of ours.",
            counters.refused)
        metrics.counter(
            "omniroute_stream_events_total", "Events of provider streams.", counters.events)
        metrics.counter(
            "omniroute_heartbeats_total", "Heartbeats sent to clients.", counters.heartbeats)
        metrics.counter(
            "omniroute_reports_dropped_total", "Reports that route never got.", reports.dropped)
        metrics.gauge(
            "omniroute_request_held_bytes", "Bytes of request bodies held.",
            Double(requestBytesHeld))
        metrics.gauge(
            "omniroute_answer_held_bytes", "Bytes of answers held back.", Double(answerBytesHeld))
        metrics.gauge(
            "omniroute_kept_answer_held_bytes",
            "Bytes of answers kept to be given again or gone on with.", Double(kept.held))
        metrics.gauge(
            "omniroute_stored_responses", "Answers kept for previous_response_id.",
            Double(responses.count))
        metrics.gauge(
            "omniroute_stored_response_bytes", "Bytes of answers kept for previous_response_id.",
            Double(responses.bytes))
    }
}
