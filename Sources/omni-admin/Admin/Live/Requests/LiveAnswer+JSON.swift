internal import DaemonLife
internal import IPC
internal import JSON

/// The words for what requests are at.
enum LiveWords {
    static let states = QueryWords<LiveState>([
        "receiving": .receiving, "deciding": .deciding, "waiting": .waiting,
        "fetching": .fetching, "calling": .calling, "first_token": .firstToken,
        "answering": .answering, "finishing": .finishing,
    ])
}

extension LiveAnswer {
    /// As the API tells it.
    ///
    /// - Parameter unlisted: Requests that a renewed process still serves; nil where nobody knows.
    /// - Returns: The answer.
    func answer(unlisted: UInt32?) -> APIAnswer {
        .json { writer in
            writer.object { object in
                object.name("data")
                object.array { list in for request in requests { request.write(&list) } }
                object.member("running", running)
                object.member("matching", matching)
                object.name("unlisted")
                if let unlisted { object.int(unlisted) } else { object.null() }
            }
        }
    }
}

extension LiveRequest {
    /// Writes it as JSON, with the names that its row in the ledger will have.
    func write(_ writer: inout JSONWriter) {
        writer.object { object in
            object.member("request_id", requestID)
            object.member("received", timestamp(wallMicroseconds: receivedUnixUs))
            object.member("age_us", ageUs)
            object.member("state", LiveWords.states.word(of: state) ?? "unknown")
            object.member("endpoint", LedgerWords.endpoints.word(of: endpoint) ?? "unknown")
            object.member("dialect", LedgerWords.dialects.word(of: dialect) ?? "unknown")
            object.member("stream", stream)
            object.member("key_id", keyID)
            object.member("key_name", keyName)
            object.member("model_asked", modelAsked)
            object.member("provider", provider)
            object.member("connection_id", connectionID)
            object.member("connection_name", connectionName)
            object.member("model", model)
            object.member("combo", combo)
            object.member("attempts", attempts)
            Self.write("first_token_us", firstTokenUs == 0 ? nil : firstTokenUs, &object)
            object.member("bytes_sent", bytesSent)
            object.member("events", events)
            Self.write("silent_us", silentUs, &object)
        }
    }

    private static func write(
        _ name: StaticString, _ microseconds: UInt64?, _ object: inout JSONWriter
    ) {
        object.name(name)
        if let microseconds { object.int(microseconds) } else { object.null() }
    }
}
