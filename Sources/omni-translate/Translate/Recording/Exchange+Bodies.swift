internal import DaemonLife
internal import Dialects
internal import IPC

extension Exchange {
    // MARK: Recorded bodies

    /// Bodies are recorded if the lease says so; the client's own is then the first.
    func recordBodies(_ lease: Lease) {
        guard lease.recordBodyBytes > 0, clientBody == nil else { return }
        clientBody = newCapture(lease)
        let asked = newCapture(lease)
        let bytes = question?.source.bytes ?? []
        asked.take(bytes.span.bytes)
        record(asked, .clientRequest, contentType: Self.contentType(head.headers))
    }

    /// What takes a body of an attempt under that lease; nil where none is recorded.
    func capture(_ lease: Lease) -> BodyCapture? {
        lease.recordBodyBytes > 0 ? newCapture(lease) : nil
    }

    private func newCapture(_ lease: Lease) -> BodyCapture {
        BodyCapture(
            limit: min(Int(lease.recordBodyBytes), Limits.recordedBodyBytes),
            of: service.captured)
    }

    /// What the client got of an answer; once, at the end.
    func recordClientBody() {
        guard let clientBody else { return }
        self.clientBody = nil
        record(clientBody, .clientResponse, contentType: answerType)
    }

    /// Sends a body to logd: cut, its secrets masked.
    func record(
        _ body: BodyCapture, _ side: BodySide, attempt: UInt32 = 0, contentType: String
    ) {
        guard body.wholeBytes > 0 else { return }
        let recorded = body.recorded
        service.daemon.records.add(
            Record(
                entry: .body(
                    BodyRecord(
                        requestID: head.requestID, receivedUnixUs: head.receivedUnixUs,
                        attempt: attempt, side: side, contentType: contentType,
                        wholeBytes: recorded.wholeBytes, content: recorded.content))))
    }

    /// Media type among headers; empty without.
    static func contentType(_ headers: [Header]) -> String {
        shortened(headers.first { $0.name == "content-type" }?.value ?? "")
    }
}
