internal import Crypto
internal import JSON

/// Reads `service_account`: the key file of a Google service account, or a variable with its content.
struct ServiceAccountReader {
    /// What was found.
    struct Account {
        /// The whole file.
        let document: [UInt8]
        /// The project that it names.
        let project: String?
    }

    let problems: Problems
    let secrets: SecretReader

    /// Nil without one, or after a report.
    func read(_ fields: Fields) -> Account? {
        guard let node = fields.node("service_account") else { return nil }
        guard let source = Fields(node, "`service_account`", known: ["file", "env"], problems)
        else { return nil }
        guard source.has("file") != source.has("env") else {
            problems.add(source.mark, "`service_account` needs one of the fields `file`, `env`")
            return nil
        }
        let field = source.has("file") ? "file" : "env"
        guard let written = source.text(field) else { return nil }
        let mark = source.valueMark(of: field)
        let bytes =
            field == "file"
            ? secrets.file(written, "service_account", mark, limit: Limits.serviceAccountBytes)
            : secrets.variable(written, "service_account", mark).map { Array($0.utf8) }
        guard let bytes else { return nil }
        guard let account = Self.check(bytes) else {
            let what = field == "file" ? "file" : "variable"
            problems.add(
                mark, "the \(what) of `service_account` is not the key file of a service account")
            return nil
        }
        return account
    }

    /// What egress checks too; here the mistake has a line.
    private static func check(_ bytes: [UInt8]) -> Account? {
        guard bytes.count <= Limits.serviceAccountBytes else { return nil }
        do throws(JSONError) {
            let document = try JSONDocument(bytes)
            guard document["type"]?.string == "service_account",
                document["client_email"]?.string?.isEmpty == false,
                let pem = document["private_key"]?.string,
                RSAKey(pem: SecretBytes(copying: Array(pem.utf8).span.bytes)) != nil,
                isSafe(document["token_uri"]?.string ?? "https://oauth2.googleapis.com/token")
            else { return nil }
            return Account(document: bytes, project: document["project_id"]?.string)
        } catch {
            return nil
        }
    }

    /// Whether a token may be asked for there: an assertion opens the account to whoever reads it.
    private static func isSafe(_ tokenURL: String) -> Bool {
        do throws(BaseURL.Problem) {
            let origin = try BaseURL(tokenURL, .exact).origin
            let hosts = ["127.0.0.1", "localhost", "[::1]"]
            return origin.hasPrefix("https://")
                || hosts.contains { origin.hasPrefix("http://\($0):") }
        } catch {
            return false
        }
    }
}
