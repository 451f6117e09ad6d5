internal import Crypto

/// The fields of entries that hold secrets.
enum SecretFields {
    /// Those of a connection that hold nothing else.
    static let connection = [
        "api_key", "access_token", "access_key_id", "secret_access_key", "session_token",
        "service_account", "proxy",
    ]

    /// A connection with markers in place of its secrets.
    static func removed(fromConnection value: DocumentValue) -> DocumentValue {
        guard case .object(let members) = value else { return value }
        return .object(
            members.map { member in
                guard connection.contains(member.name), let marker = marker(for: member) else {
                    return member
                }
                return DocumentMember(name: member.name, value: marker)
            })
    }

    /// A client key with the hash of its secret.
    static func removed(fromKey value: DocumentValue) -> DocumentValue {
        guard case .object(let members) = value else { return value }
        return .object(
            members.map { member in
                guard member.name == "secret" else { return member }
                // What is no text is no secret that works, and might hold one all the same.
                let hash = Crypto.hex(Crypto.sha256(member.value.text ?? ""))
                return DocumentMember(name: "secret_sha256", value: .text(hash))
            })
    }

    /// Settings with markers in place of the headers that go along with traces.
    static func removed(fromSettings value: DocumentValue) -> DocumentValue {
        guard var telemetry = value["telemetry"], let headers = telemetry["headers"] else {
            return value
        }
        let shown = headers.members?.map { header in
            isMarker(header) ? header : DocumentMember(name: header.name, value: .kept)
        }
        // What is no object is no set of headers, and might hold one all the same.
        telemetry["headers"] = shown.map { .object($0) } ?? .kept
        var settings = value
        settings["telemetry"] = telemetry
        return settings
    }

    /// What stands for a field; nil where it is no secret.
    private static func marker(for member: DocumentMember) -> DocumentValue? {
        guard !isMarker(member) else { return nil }
        switch member.name {
        case "proxy":
            guard let text = member.value.text, !text.contains("@") else { return .kept }
            do throws(ProxyURL.Problem) {
                _ = try ProxyURL(text, mayHaveUser: false)
                return nil
            } catch {
                return .kept
            }
        case "service_account":
            var marker = DocumentValue.kept
            let project = member.value.text.flatMap {
                ServiceAccountReader.project(of: Array($0.utf8))
            }
            marker[DocumentMarker.project] = project.map { .text($0) }
            return marker
        default: return .kept
        }
    }

    /// Whether a field holds a marker and nothing beside it that could be a secret.
    private static func isMarker(_ member: DocumentMember) -> Bool {
        guard member.value.isKept, let members = member.value.members else { return false }
        return members.allSatisfy {
            $0.name == DocumentMarker.field
                || member.name == "service_account" && $0.name == DocumentMarker.project
        }
    }
}
