internal import Crypto
internal import JSON

/// Reads `service_account`: the key file of a Google service account, a variable with its content, or the content itself.
struct ServiceAccountReader {
    /// What was found.
    struct Account {
        /// The whole file.
        let document: [UInt8]
        /// The project that it names.
        let project: String?
        /// The file is not given: the one that is kept stays.
        var isKept = false
    }

    let problems: Problems
    let secrets: SecretReader

    /// Nil without one, or after a report.
    func read(_ fields: Fields) -> Account? {
        guard let node = fields.node("service_account") else { return nil }
        if secrets.isDocument ? node.scalar != nil : Self.isContent(node) {
            let text = Fields.text(node, "`service_account`", problems)
            return text.flatMap { checked(Array($0.utf8), "value", node.mark) }
        }
        guard !secrets.isDocument else { return readMarker(node) }
        guard !secrets.refusesMapping("service_account", fields),
            let source = Fields(node, "`service_account`", known: ["file", "env"], problems)
        else { return nil }
        guard source.has("file") != source.has("env") else {
            problems.add(source.mark, "`service_account` needs one of the fields `file`, `env`")
            return nil
        }
        let field = source.has("file") ? "file" : "env"
        guard let written = source.text(field) else { return nil }
        let mark = source.valueMark(of: field)
        return resolve(field, written, mark).flatMap {
            checked($0, field == "file" ? "file" : "variable", mark)
        }
    }

    /// Whether the content of a key file itself stands there, and no path.
    private static func isContent(_ node: Node) -> Bool {
        node.isText && node.scalar?.string.hasPrefix("{") == true
    }

    /// What a reference stands for; nil after a report.
    func resolve(_ field: String, _ written: String, _ mark: Mark?) -> [UInt8]? {
        guard field == "file" else {
            return secrets.variable(written, "service_account", mark).map { Array($0.utf8) }
        }
        return secrets.file(written, "service_account", mark, limit: Limits.serviceAccountBytes)
    }

    /// The project of an account's key file.
    static func project(of document: [UInt8]) -> String? { check(document)?.project }

    /// The marker of a document; it remembers the project.
    private func readMarker(_ node: Node) -> Account? {
        let known = [DocumentMarker.field, DocumentMarker.project]
        guard node.member(DocumentMarker.field)?.bool == true,
            let marker = Fields(node, "`service_account`", known: known, problems)
        else {
            problems.add(
                node.mark,
                "`service_account` must be the text of a key file, or {kept: true} for one that is kept"
            )
            return nil
        }
        return Account(document: [], project: marker.text(DocumentMarker.project), isKept: true)
    }

    private func checked(_ bytes: [UInt8], _ what: String, _ mark: Mark?) -> Account? {
        if let account = Self.check(bytes) { return account }
        problems.add(
            mark, "the \(what) of `service_account` is not the key file of a service account")
        return nil
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
