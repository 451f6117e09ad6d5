package import IPC

/// What is remembered of a streamed answer while it passes, so that it can be ended in its dialect when translate is lost.
package struct StreamWatch: Equatable {
    private enum Border: Equatable {
        case events(EventBoundary)
        case lines(LineBoundary)
        case array(ArrayBoundary)
    }

    private var border: Border
    private var progress: ResponsesProgress?
    private let dialect: Dialect

    /// Watches the body of `head`; nil when it is no stream, or an error.
    package init?(_ head: ResponseHead, dialect: Dialect) {
        guard head.status < 400 else { return nil }
        let type = head.headers.first { $0.name.lowercased() == "content-type" }?.value ?? ""
        let isLines = type.hasPrefix("application/x-ndjson")
        guard head.streaming || isLines else { return nil }
        self.init(
            dialect: dialect, isLines: isLines || dialect == .ollama,
            isArray: dialect == .gemini && type.hasPrefix("application/json"))
    }

    /// Watches events, unless told otherwise.
    package init(dialect: Dialect, isLines: Bool = false, isArray: Bool = false) {
        self.dialect = dialect
        if isLines {
            border = .lines(LineBoundary())
        } else if isArray {
            border = .array(ArrayBoundary())
        } else {
            border = .events(EventBoundary())
            if dialect == .openaiResponses { progress = ResponsesProgress() }
        }
    }

    /// Looks at bytes that are sent.
    package mutating func sent(_ bytes: RawSpan) {
        switch border {
        case .events(var boundary):
            boundary.sent(bytes)
            border = .events(boundary)
            progress?.sent(bytes)
        case .lines(var boundary):
            boundary.sent(bytes)
            border = .lines(boundary)
        case .array(var boundary):
            boundary.sent(bytes)
            border = .array(boundary)
        }
    }

    /// What may follow now.
    package var breakPoint: BreakPoint {
        switch border {
        case .events(let boundary): .after(boundary.completion)
        case .lines(let boundary): .after(boundary.completion)
        case .array(let boundary): boundary.breakPoint
        }
    }

    /// What the client is told in the place of the rest.
    ///
    /// - Parameters:
    ///   - error: Why there is no more.
    ///   - requestID: The request's id.
    ///   - time: When the request came, seconds since 1970.
    /// - Returns: Bytes to send after those of `breakPoint`.
    package func ending(_ error: DoorError, requestID: String, time: Int64) -> [UInt8] {
        let json = ErrorBody.text(error, dialect: dialect, requestID: requestID)
        switch border {
        case .array: return Array("\(json)]".utf8)
        case .lines: return Array("\(json)\n".utf8)
        case .events: break
        }
        switch dialect {
        case .anthropic: return Array("event: error\ndata: \(json)\n\n".utf8)
        case .openaiResponses:
            let event = FailedResponse(
                id: progress?.id ?? "resp_\(requestID)", createdAt: time,
                sequenceNumber: progress?.events ?? 0)
            return Array("event: response.failed\ndata: \(event.text(error))\n\n".utf8)
        // Google's clients know an error in a stream only by its lack of a frame.
        case .gemini: return Array("\(json)\n\n".utf8)
        case .none, .openaiChat, .ollama, .cohere, .bedrock:
            return Array("data: \(json)\n\n".utf8)
        }
    }
}
