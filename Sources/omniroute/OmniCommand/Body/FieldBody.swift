internal import Configuration

/// Makes a request's body from fields of the command line, secrets fetched from where they are.
struct FieldBody {
    /// Where variables and files are read.
    let sources: ConfigurationSources
    /// What a file with a secret may hold.
    private static let fileLimitBytes = 4 << 20

    /// Fields whose value nobody else may see, so that they cannot be arguments.
    static let secrets: Set<String> = [
        "api_key", "access_token", "secret_access_key", "session_token", "secret", "password",
        "access_key_id",
    ]
    /// Fields that are read from a variable or a file as well, but may be arguments.
    private static let referable: Set<String> = secrets.union(["proxy", "certificates"])

    /// The body that the fields make, on top of what is there already.
    func body(
        _ fields: [String], on start: BodyValue = .empty
    ) throws(CommandFailure) -> BodyValue {
        var body = start
        for field in fields {
            guard let assignment = FieldAssignment(field) else {
                throw CommandFailure(.usage, "\"\(Self.name(of: field))\" is not FIELD=VALUE")
            }
            try set(assignment, in: &body)
        }
        return body
    }

    private func set(
        _ assignment: FieldAssignment, in body: inout BodyValue
    ) throws(CommandFailure) {
        let path = assignment.path
        let name = path[path.count - 1]
        if path.count == 2, path[0] == "service_account", name == "file" || name == "env" {
            let text = try reference(
                assignment.value, isFile: name == "file", field: "service_account")
            return try body.set(["service_account"], .text(text))
        }
        if name == "ca_file" {
            let text = try reference(assignment.value, isFile: true, field: name)
            return try body.set(path.dropLast() + ["certificates"], .text(text))
        }
        for (suffix, isFile) in [("_env", false), ("_file", true)] where name.hasSuffix(suffix) {
            let own = String(name.dropLast(suffix.count))
            guard Self.referable.contains(own) else { continue }
            let text = try reference(assignment.value, isFile: isFile, field: name)
            return try body.set(path.dropLast() + [own], .text(text))
        }
        // "kept" says that a secret stays as it is: an object, and none.
        if Self.secrets.contains(name), !assignment.value.hasPrefix("{"), assignment.value != "null"
        {
            throw CommandFailure(
                .usage,
                "\(name) would be seen by other users of this machine; give \(name)_env=VARIABLE or \(name)_file=FILE"
            )
        }
        let value = BodyValue(written: assignment.value)
        try body.set(path[...], value, appends: assignment.appends)
    }

    /// The text that a variable or a file holds.
    func reference(
        _ place: String, isFile: Bool, field: String
    ) throws(CommandFailure) -> String {
        guard isFile else {
            if let value = sources.variables[place], !value.isEmpty { return value }
            throw CommandFailure(
                .data, "the environment variable of \(field) is not set, or empty")
        }
        if place == "-" { return try SecretInput.standardInput() }
        do throws(UnreadableFile) {
            let bytes = try sources.read(place, Self.fileLimitBytes)
            let text = Self.trimmed(String(decoding: bytes, as: UTF8.self))
            guard !text.isEmpty else { throw UnreadableFile(reason: "it is empty") }
            return text
        } catch {
            throw CommandFailure(.data, "cannot read the file of \(field): \(error.reason)")
        }
    }

    /// A secret without the line feed with which editors end files.
    static func trimmed(_ text: String) -> String {
        var text = Substring(text)
        while let last = text.unicodeScalars.last,
            last == " " || last == "\t" || last == "\n" || last == "\r"
        {
            text = Substring(text.unicodeScalars.dropLast())
        }
        return String(text)
    }

    /// What can be shown of an argument that may hold a secret.
    private static func name(of field: String) -> String {
        HumanText.clean(String(field.prefix { $0 != "=" }.prefix(40)))
    }
}
