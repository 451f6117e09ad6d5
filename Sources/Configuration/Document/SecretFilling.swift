internal import Crypto
internal import IPC
internal import JSON

/// Puts secrets where markers stand.
struct SecretFilling {
    /// What is kept under an id of a connection; nil for nothing.
    let kept: (String) -> KeptSecret?
    /// Where a marker stays.
    private(set) var missing: [String] = []

    init(_ kept: @escaping (String) -> KeptSecret?) { self.kept = kept }

    /// A connection with its secrets.
    mutating func fill(_ connection: DocumentMember) -> DocumentValue {
        guard var members = connection.value.members else { return connection.value }
        let fields = members.indices.filter {
            SecretFields.connection.contains(members[$0].name) && members[$0].value.isKept
        }
        guard !fields.isEmpty else { return connection.value }
        let secret = kept(ConnectionReader.id(of: connection.name))
        for index in fields {
            let name = members[index].name
            if let text = secret.flatMap({ Self.text(of: name, in: $0) }) {
                members[index].value = .text(text)
            } else {
                missing.append("connections/\(connection.name)/\(name)")
            }
        }
        return .object(members)
    }

    /// Settings with the headers that go along with traces.
    mutating func fill(settings: DocumentValue) -> DocumentValue {
        guard var telemetry = settings["telemetry"], let headers = telemetry["headers"]?.members,
            headers.contains(where: \.value.isKept)
        else { return settings }
        let lines = kept(TelemetryReader.connectionID).map(Self.headers) ?? [:]
        var filled: [DocumentMember] = []
        for header in headers {
            var member = header
            if header.value.isKept {
                if let value = lines[header.name.lowercased()] {
                    member.value = .text(value)
                } else {
                    missing.append("settings/telemetry/headers/\(header.name)")
                }
            }
            filled.append(member)
        }
        telemetry["headers"] = .object(filled)
        var result = settings
        result["telemetry"] = telemetry
        return result
    }

    /// What stands in a field of a connection; nil where the secret is of another kind.
    private static func text(of field: String, in secret: KeptSecret) -> String? {
        switch (field, secret.place) {
        case ("proxy", _): secret.proxy.flatMap(text)
        case ("api_key", .bearer), ("api_key", .header), ("access_token", .bearer),
            ("service_account", .serviceAccount):
            text(secret.secret)
        case ("access_key_id", .sigv4), ("secret_access_key", .sigv4), ("session_token", .sigv4):
            signingKey(field, secret.secret.withBytes { Array($0) })
        default: nil
        }
    }

    private static func text(_ secret: SecretBytes) -> String? {
        secret.withBytes { String(validating: $0, as: UTF8.self) }
    }

    private static func signingKey(_ name: String, _ json: [UInt8]) -> String? {
        do throws(JSONError) {
            return try JSONDocument(json)[name]?.string
        } catch {
            // The place of the mistake could tell of the secret around it.
            return nil
        }
    }

    /// The values by the names, which are in lower case.
    private static func headers(_ secret: KeptSecret) -> [String: String] {
        guard secret.place == .headers, let text = text(secret.secret) else { return [:] }
        var values: [String: String] = [:]
        for line in text.split(separator: "\n") {
            guard let colon = line.firstRange(of: ": ") else { continue }
            values[String(line[..<colon.lowerBound])] = String(line[colon.upperBound...])
        }
        return values
    }
}
