internal import DaemonLife
internal import JSON

extension ManagementKey {
    /// Writes it as JSON, with its secret when it has just been made.
    func write(_ writer: inout JSONWriter, secret: String? = nil) {
        writer.object { object in
            object.member("name", name)
            object.name("scopes")
            object.array { list in for scope in scopes.sorted { list.string(scope.rawValue) } }
            object.member("created_at", timestamp(wallMicroseconds: created))
            object.member("created_by", createdBy)
            object.name("expires_at")
            Self.write(expires, &object)
            object.name("last_used_at")
            Self.write(used, &object)
            if let secret { object.member("secret", secret) }
        }
    }

    private static func write(_ moment: Int64?, _ writer: inout JSONWriter) {
        guard let moment else { return writer.null() }
        writer.string(timestamp(wallMicroseconds: moment))
    }
}
