internal import JSON

extension ManageReply {
    /// What to tell the user about a request that was refused or failed; nil when it was done.
    var failure: CommandFailure? {
        guard !isSuccess else { return nil }
        return CommandFailure(kind, text)
    }

    private var error: JSONValue? {
        // What is no JSON has no error to read; the status speaks then.
        (try? JSONDocument(body).root)?["error"]
    }

    /// The stable word for programs: "not_found".
    var errorCode: String { error?["code"]?.string ?? "" }

    /// The exit status that fits.
    private var kind: CommandFailure.Kind {
        switch status {
        case 401, 403: .denied
        case 404: .unhealthy
        case 400, 405, 411, 413, 414, 415, 416, 428: .data
        case 409, 422: Self.configurationCodes.contains(errorCode) ? .configuration : .data
        case 502, 503: .unavailable
        case 412, 423, 429, 504: .temporary
        default: status >= 500 ? .temporary : .data
        }
    }

    /// Refusals that are about the configuration as a whole.
    private static let configurationCodes: Set<String> = [
        "invalid_configuration", "refused_by_daemon", "layer_conflict", "managed_by_file",
    ]

    /// A line for what happened, and one for each thing that is wrong.
    private var text: String {
        guard let error, let message = error["message"]?.string, !message.isEmpty else {
            return "omni-admin answers with status \(status)"
        }
        let details = (error["details"]?.array ?? []).map(Self.detail)
        return ([Self.sentence(message)] + details).joined(separator: "\n")
    }

    private static func detail(_ detail: JSONValue) -> String {
        let message = HumanText.clean(detail["message"]?.string ?? "")
        let path = HumanText.clean(detail["path"]?.string ?? "")
        return path.isEmpty ? "  \(message)" : "  \(path): \(message)"
    }

    /// A message as it stands after "omniroute: ": without the period of its end.
    private static func sentence(_ message: String) -> String {
        let text = HumanText.clean(message)
        return text.hasSuffix(".") && !text.dropLast().contains(". ")
            ? String(text.dropLast()) : text
    }
}
