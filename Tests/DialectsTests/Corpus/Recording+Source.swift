import IPC
import JSON

@testable import Dialects

extension Recording {
    /// The request as it would arrive here; nil without a body.
    func source() throws -> RequestSource? {
        guard let request else { return nil }
        var tape = JSONTape()
        try tape.parse(request)
        return RequestSource(
            bytes: request, tape: tape, pathModel: isGemini ? model : "",
            streamForm: isGemini ? (streams ? .events : .none) : .body)
    }
}
