/// Reads the way to a provider: `proxy`, or `proxy_env` and `proxy_file` for one with a password.
struct ProxyReader {
    let problems: Problems
    let secrets: SecretReader

    /// The fields that it reads.
    static let names = SecretReader.fields("proxy")

    /// The proxy's URL; empty for a direct way, or after a report.
    func read(_ fields: Fields) -> String {
        guard let given = Self.names.first(where: fields.has),
            let written = secrets.read("proxy", in: fields)
        else { return "" }
        do throws(ProxyURL.Problem) {
            return try ProxyURL(written, mayHaveUser: secrets.isDocument || given != "proxy").text
        } catch {
            problems.add(fields.valueMark(of: given), "`\(given)` \(error.rawValue)")
            return ""
        }
    }
}
