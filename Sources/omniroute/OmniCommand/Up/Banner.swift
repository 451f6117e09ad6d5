/// What people see once requests are served, on standard error.
struct Banner {
    /// Where clients connect, with "/v1".
    var url: String
    /// The key that was just made; shown this once.
    var newKey: String?
    /// Clients must send a key.
    var requiresKey = true
    /// The demo connection answers.
    var hasDemo = false
    /// A connection is configured, so that some model answers.
    var exampleModel: String?
    /// Where the configuration is, or would be.
    var configurationFile: String
    /// The configuration file exists.
    var hasConfiguration = false

    /// The text.
    var text: String {
        var lines = ["", "OmniRoute is up: \(url)"]
        if let newKey {
            lines.append("API key, shown only this once: \(newKey)")
        }
        if hasDemo {
            lines.append(
                "DEMO: \(Demo.model) is answered by a bundled mock, not by a real model. \(nextStep)"
            )
        } else if exampleModel == nil {
            lines.append("No provider is configured yet. \(nextStep)")
        }
        if let model = exampleModel ?? (hasDemo ? Demo.model : nil) {
            lines += ["Try it:", "  \(curl(model))"]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private var nextStep: String {
        hasConfiguration
            ? "Providers belong into \(configurationFile)."
            : "Add your providers with `omniroute connections add`, or write them into \(configurationFile) and start again."
    }

    private func curl(_ model: String) -> String {
        let key = newKey ?? "$OMNIROUTE_API_KEY"
        let authorization = requiresKey ? " -H \"Authorization: Bearer \(key)\"" : ""
        let body = #"{"model":"\#(model)","messages":[{"role":"user","content":"Hello"}]}"#
        return
            "curl \(url)/chat/completions\(authorization) -H \"Content-Type: application/json\" -d '\(body)'"
    }
}
