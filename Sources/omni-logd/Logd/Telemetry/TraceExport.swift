package import DaemonLife
package import EventLoop
package import IPC
package import Logging

/// Sends traces to a collector: OTLP over HTTP, as JSON, through egress.
///
/// Commits never wait for it: it takes copies of what is committed, keeps a bounded number of spans, and drops what has
/// no room. One request is under way at a time; one that fails for the moment is sent again.
package final class TraceExport {
    private let reactor: Reactor
    private let client: Client
    private let version: String
    private let log: Logger
    private var telemetry = Telemetry()
    private var join = SpanJoin()
    private var queue = SpanQueue()
    private var retry = ExportRetry()
    private var counts = ExportCounts()
    private var isSending = false
    private var isDraining = false
    /// No request before then, monotonic nanoseconds.
    private var notBefore: UInt64 = 0
    private var timer: Timer?
    private var isArmed = false
    private var trouble: String?
    /// What the collector said of the last batch that it took; empty for nothing.
    private var remark = ""
    /// Whether it refused spans of that.
    private var refusesSome = false

    /// Exports nothing until `apply` says where to.
    ///
    /// - Parameters:
    ///   - reactor: The loop.
    ///   - client: A client of egress.
    ///   - version: Value of `service.version`.
    ///   - log: Told when the collector takes nothing, and when it does again.
    package init(_ reactor: Reactor, client: Client, version: String, log: Logger) {
        self.reactor = reactor
        self.client = client
        self.version = version
        self.log = log
    }

    /// Whether traces go anywhere.
    package var isOn: Bool { !telemetry.tracesURL.isEmpty }

    /// Why the collector takes nothing at the moment, or not all, for the health; nil when it does.
    package var note: String? {
        if let trouble { return "traces are not taken by the collector: \(trouble)" }
        return refusesSome ? "the collector refuses some spans: \(remark)" : nil
    }

    /// Takes the settings; nil exports nothing any more.
    package func apply(_ settings: Telemetry?) {
        let next = settings ?? Telemetry()
        guard next != telemetry else { return }
        telemetry = next
        trouble = nil
        remark = ""
        refusesSome = false
        retry = ExportRetry()
        notBefore = 0
        guard !isOn else { return }
        let joined = join.flush().reduce(0) { $0 + SpanBuilder.count(of: $1) }
        counts.dropped += UInt64(joined + queue.clear())
    }

    /// Takes a record that has just been committed for the first time.
    package func committed(_ record: Record) {
        guard isOn else { return }
        switch record.entry {
        case .request(let request)? where request.trace?.sampled == true: add(request)
        case .attempt(let attempt)? where attempt.trace?.sampled == true: add(attempt)
        case .request?, .attempt?, .call?, .console?, .body?, nil: return
        }
        arm(queue.count >= Limits.batchSpans ? .zero : Limits.exportGathering)
    }

    private func add(_ request: RequestRecord) {
        let (attempts, answer) = join.take(request, now: reactor.now)
        enqueue(SpanBuilder.count(of: request)) { SpanBuilder.spans(of: request) }
        for attempt in attempts { enqueue(attempt, answer) }
    }

    private func add(_ attempt: AttemptRecord) {
        let (isComplete, answer) = join.take(attempt, now: reactor.now)
        if isComplete { enqueue(attempt, answer) }
    }

    private func enqueue(_ attempt: AttemptRecord, _ answer: SpanBuilder.Answer?) {
        enqueue(SpanBuilder.count(of: attempt)) { SpanBuilder.spans(of: attempt, answer) }
    }

    private func enqueue(_ spans: Int, _ make: () -> [Span]) {
        counts.dropped += UInt64(queue.add(spans, make))
    }

    // MARK: Sending

    private func arm(_ delay: Duration) {
        if isArmed, delay > .zero { return }
        isArmed = true
        if let timer { return reactor.rearm(timer, delay) }
        timer = reactor.after(delay) { [weak self] in self?.tick() }
    }

    private func tick() {
        isArmed = false
        for attempt in isDraining ? join.flush() : join.expire(now: reactor.now) {
            enqueue(attempt, nil)
        }
        if !isSending, reactor.now >= notBefore { send() }
        if !join.isEmpty || queue.count > 0 || !queue.batch.isEmpty { arm(Limits.exportGathering) }
    }

    private func send() {
        queue.takeBatch()
        guard !queue.batch.isEmpty else { return }
        let service = telemetry.serviceName.isEmpty ? "omniroute" : telemetry.serviceName
        isSending = true
        ExportCall.send(
            OTLPWriter.request(queue.batch, service: service, version: version), to: telemetry,
            agent: "OmniRoute/\(version)", client, reactor
        ) { [weak self] answer in self?.answered(answer) }
    }

    private func answered(_ answer: ExportAnswer) {
        isSending = false
        let spans = UInt64(queue.batch.count)
        switch answer {
        case .taken(let rejected, let message):
            let refused = min(rejected, spans)
            counts.taken += 1
            counts.rejected += refused
            counts.exported += spans - refused
            tell(nil)
            tellTaken(refused: refused, message)
            finishBatch()
        case .refused(let status):
            counts.refused += 1
            counts.rejected += spans
            tell("HTTP \(status)")
            finishBatch()
        case .later(let cause, let seconds):
            counts.failed += 1
            tell(cause)
            failed(spans, cause, seconds)
        }
        if queue.count > 0 || !queue.batch.isEmpty || !join.isEmpty {
            arm(queue.count >= Limits.batchSpans ? .zero : Limits.exportGathering)
        }
    }

    private func failed(_ spans: UInt64, _ cause: String, _ seconds: UInt64) {
        switch retry.failed(seconds: seconds, now: reactor.now) {
        case .again(let pause): notBefore = reactor.now &+ nanoseconds(pause)
        case .next(let pause):
            notBefore = reactor.now &+ nanoseconds(pause)
            counts.dropped += spans
            queue.finishBatch()
            log.warning(
                "spans of traces dropped",
                metadata: [
                    "error": "\(cause)", "spans": "\(spans)", "retry_after_s": "\(seconds)",
                ])
        }
    }

    private func finishBatch() {
        retry.answered()
        notBefore = 0
        queue.finishBatch()
    }

    /// Says once that something is wrong, and once that it no longer is.
    private func tell(_ cause: String?) {
        if let cause, trouble == nil {
            log.warning("traces not taken", metadata: ["error": "\(cause)"])
        } else if cause == nil, trouble != nil {
            log.notice("traces are taken again")
        }
        trouble = cause
    }

    /// Says what the collector says of what it takes, once as long as it is the same.
    private func tellTaken(refused: UInt64, _ message: String) {
        refusesSome = refused > 0
        let said = refusesSome && message.isEmpty ? "it does not say why" : message
        guard said != remark else { return }
        remark = said
        guard !said.isEmpty else { return }
        log.warning(
            "the collector of traces has a remark",
            metadata: ["error": "\(said)", "refused_spans": "\(refused)"])
    }

    // MARK: Life

    /// Sends what waits without the usual delay, before the process ends.
    package func drain() {
        isDraining = true
        if isOn { arm(.zero) }
    }

    /// Whether nothing waits that could be sent in a moment: a collector that takes nothing keeps no process alive.
    package var isIdle: Bool {
        !isOn || trouble != nil
            || !isSending && queue.batch.isEmpty && queue.count == 0 && join.isEmpty
    }

    /// Writes metrics.
    package func collect(_ metrics: inout MetricsWriter) {
        counts.collect(&metrics, waiting: queue.count + queue.batch.count)
    }
}
