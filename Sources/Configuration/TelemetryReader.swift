internal import IPC

/// Reads `telemetry`: where traces go.
///
/// Its headers are secrets, bound to that place.
struct TelemetryReader {
    let problems: Problems
    let secrets: SecretReader

    /// What was found.
    struct Found {
        var telemetry: Telemetry
        var credential: Credential
    }

    /// The id of the credential in the vault; those of connections begin with "c-".
    static let connectionID = "telemetry"

    private static let known = ["traces_url", "headers", "sample", "service_name"]

    /// The settings; nil when nothing is said, or after a report.
    func read(_ fields: Fields) -> Found? {
        guard let node = fields.node("telemetry"),
            let fields = Fields(node, "`telemetry`", known: Self.known, problems)
        else { return nil }
        let headers = TelemetryHeadersReader(problems: problems, secrets: secrets).read(fields)
        let sample = readSample(fields)
        let name = readName(fields)
        guard let written = fields.requiredText("traces_url", "`telemetry`") else { return nil }
        let url: BaseURL
        do throws(BaseURL.Problem) {
            url = try BaseURL(written, .exact)
        } catch {
            let text =
                error == .user
                ? "must not contain a user name or password; use headers" : error.rawValue
            problems.add(fields.valueMark(of: "traces_url"), "`traces_url` \(text)")
            return nil
        }
        return Found(
            telemetry: Telemetry(
                tracesURL: url.text, connectionID: Self.connectionID, samplePermille: sample,
                serviceName: name),
            credential: headers.credential(Self.connectionID, origin: url.origin))
    }

    /// Thousandths; all where nothing is said.
    private func readSample(_ fields: Fields) -> UInt32 {
        guard fields.has("sample") else { return 1_000 }
        guard let millionths = fields.decimal("sample", in: 0...1) else { return 0 }
        guard millionths % 1_000 == 0 else {
            problems.add(fields.valueMark(of: "sample"), "`sample` has more than 3 decimals")
            return 0
        }
        return UInt32(millionths / 1_000)
    }

    private func readName(_ fields: Fields) -> String {
        guard let name = fields.text("service_name") else { return "" }
        guard NameRule.allows(name) else {
            problems.add(fields.valueMark(of: "service_name"), "`service_name` \(NameRule.text)")
            return ""
        }
        return name
    }
}
