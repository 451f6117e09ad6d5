internal import Configuration
internal import Store

extension APIError {
    /// A configuration that is not one: 422, with all that is wrong.
    init(_ errors: ConfigurationErrors) {
        var details = errors.errors.map { error in
            Detail(path: error.path, message: Self.text(error))
        }
        if errors.omitted > 0 {
            details.append(Detail(path: "", message: "and \(errors.omitted) more"))
        }
        self.init(
            .unprocessable, "invalid_configuration",
            "The configuration would not be valid; nothing is changed.", details: details)
    }

    /// An entry or setting that both layers would have: 409.
    init(conflict errors: ConfigurationErrors) {
        self.init(
            .conflict, "layer_conflict",
            "The file and the API would both have the same; nothing is changed.",
            details: errors.errors.map { Detail(path: $0.path, message: Self.text($0)) })
    }

    /// A daemon that refuses a configuration is a mistake in it; one that is not there is not.
    init(_ failure: DaemonFailure) {
        switch failure {
        case .refused(let daemon, let reason):
            self.init(
                .unprocessable, "refused_by_daemon",
                "\(daemon) refuses the configuration; nothing is changed.",
                details: [Detail(path: Self.path(in: reason), message: reason)])
        case .absent(let daemon):
            self.init(
                .unavailable, "daemon_unavailable",
                "\(daemon) does not answer; nothing is changed.", retryAfter: 1)
        case .unreachable(let daemon, let reason):
            self.init(
                .unavailable, "daemon_unavailable",
                "\(daemon) cannot be asked (\(reason)); nothing is changed.", retryAfter: 1)
        }
    }

    /// An entry of the file cannot be changed here: 409.
    static func managedByFile(_ path: String) -> APIError {
        APIError(
            .conflict, "managed_by_file",
            "This belongs to the configuration file; change it there and apply it.",
            details: [Detail(path: path, message: "belongs to the file")])
    }

    private static func text(_ error: ConfigurationError) -> String {
        error.line > 0
            ? "line \(error.line), column \(error.column): \(error.message)" : error.message
    }

    /// The entry that egress names: "connection c-work: ..." is "connections/work".
    private static func path(in reason: String) -> String {
        let lead = "connection c-"
        guard reason.hasPrefix(lead) else { return "" }
        let name = reason.dropFirst(lead.count).prefix { $0 != ":" && $0 != " " }
        return "connections/\(name)"
    }
}
