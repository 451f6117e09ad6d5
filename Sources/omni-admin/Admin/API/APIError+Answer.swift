internal import IPC
internal import JSON
internal import Store

extension APIError {
    /// The answer that says it.
    var answer: APIAnswer {
        var answer = APIAnswer.json(status.rawValue) { writer in
            writer.object { object in
                object.name("error")
                object.object { error in
                    error.member("code", code)
                    error.member("message", message)
                    error.name("details")
                    error.array { list in
                        for detail in details {
                            list.object {
                                $0.member("path", detail.path)
                                $0.member("message", detail.message)
                            }
                        }
                    }
                }
            }
        }
        if let retryAfter {
            answer.headers.append(Header(name: "retry-after", value: "\(max(1, retryAfter))"))
        }
        if status == .unauthorized {
            answer.headers.append(
                Header(name: "www-authenticate", value: "Bearer realm=\"omniroute\""))
        }
        return answer
    }

    /// The disk, not the caller, is at fault.
    init(store error: StoreError) {
        self.init(
            .unavailable, "storage_failed",
            "The change or question could not be completed: \(error.message).", retryAfter: 5)
    }
}

/// Runs what uses the store, and reports its failures as the API's.
func storing<Result>(_ body: () throws(StoreError) -> Result) throws(APIError) -> Result {
    do throws(StoreError) {
        return try body()
    } catch {
        throw APIError(store: error)
    }
}
