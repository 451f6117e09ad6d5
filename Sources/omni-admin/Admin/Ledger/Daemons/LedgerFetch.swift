internal import IPC
internal import JSON

/// Takes the whole of an answer of logd, which is one JSON document.
final class LedgerFetch: LedgerListener {
    private let limit: Int
    private var reading: (any LedgerReading)?
    private var bytes: [UInt8] = []
    private var finish: ((Result<JSONValue, APIError>) -> Void)?

    private init(
        limit: Int, _ finish: @escaping (Result<JSONValue, APIError>) -> Void
    ) {
        self.limit = limit
        self.finish = finish
    }

    /// Asks; `finish` is called once.
    ///
    /// - Parameters:
    ///   - query: The question.
    ///   - daemons: Whom it is asked of.
    ///   - patience: How long the head of the answer may take.
    ///   - limit: Bytes of the answer; more is a failure.
    ///   - finish: Gets the document.
    static func json(
        _ query: LedgerQuery, of daemons: any LedgerDaemons,
        within patience: Duration = LedgerLimits.answer, limit: Int = LedgerLimits.answerBytes,
        _ finish: @escaping (Result<JSONValue, APIError>) -> Void
    ) {
        let fetch = LedgerFetch(limit: limit, finish)
        let reading = daemons.ask(query, isLasting: false, within: patience, fetch)
        if fetch.finish != nil { fetch.reading = reading }
    }

    func ledgerBegan(_ answer: LedgerAnswer) {
        guard !answer.refused.isEmpty else { return }
        giveUp(.refused(by: answer))
    }

    func ledgerReceived(_ piece: RawSpan) {
        guard piece.byteCount <= limit - bytes.count else {
            return giveUp(
                APIError(.badGateway, "too_much", "logd answers with more than can be shown."))
        }
        piece.withUnsafeBytes { bytes.append(contentsOf: $0) }
        reading?.consumed(piece.byteCount)
    }

    func ledgerEnded() {
        do throws(JSONError) {
            end(.success(try JSONDocument(bytes).root))
        } catch {
            end(
                .failure(
                    APIError(.badGateway, "daemon_failed", "logd answers with what is not JSON.")))
        }
    }

    func ledgerFailed(_ error: APIError) { end(.failure(error)) }

    private func giveUp(_ error: APIError) {
        reading?.cancel()
        end(.failure(error))
    }

    private func end(_ result: Result<JSONValue, APIError>) {
        reading = nil
        bytes = []
        let told = finish
        finish = nil
        told?(result)
    }
}
