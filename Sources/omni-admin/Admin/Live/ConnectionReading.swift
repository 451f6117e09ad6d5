internal import Configuration
internal import IPC
internal import JSON

/// Reads single connections, by the readers of the configuration.
enum ConnectionReading {
    /// A connection that is kept; its credential is egress's to know.
    ///
    /// - Throws: 404 when there is none of that name.
    static func kept(_ name: String, in merged: Document) throws(APIError) -> ProviderConnection {
        guard let entry = merged[.connections, name] else { throw .unknown("connection", name) }
        var document = providers(of: merged)
        document[.connections, name] = entry
        do throws(ConfigurationErrors) {
            guard let connection = try document.load().route.connections.first else {
                throw nothing
            }
            return connection
        } catch {
            throw unreadable
        }
    }

    /// Those that are kept and not disabled.
    static func all(in merged: Document) throws(APIError) -> [ProviderConnection] {
        do throws(ConfigurationErrors) {
            return try merged.load().route.connections.filter { !$0.disabled }
        } catch {
            throw unreadable
        }
    }

    /// A connection that a request brings, with its credential.
    ///
    /// - Throws: 422 when it is none, or when its secret is not with it.
    static func given(
        _ request: APIRequest, beside merged: Document
    ) throws(APIError) -> (connection: ProviderConnection, credential: Credential) {
        guard try request.json().root.kind == .object else {
            throw .invalid("", "must be a connection, an object")
        }
        let found: (name: String, connection: ProviderConnection, credential: Credential)
        do throws(ConfigurationErrors) {
            found = try read(request.body, beside: merged)
        } catch {
            throw APIError(invalid: error)
        }
        guard !found.credential.keepSecret, !found.credential.keepProxy else {
            throw .invalid(
                "connections/\(found.name)", "a secret that is kept cannot be tried here; give it")
        }
        return (found.connection, found.credential)
    }

    private static func read(
        _ body: [UInt8], beside merged: Document
    ) throws(ConfigurationErrors) -> (String, ProviderConnection, Credential) {
        let one = try Document(json: Array(#"{"connections":["#.utf8) + body + Array("]}".utf8))
        guard let name = one.names(in: .connections).first else { throw nothing }
        var document = providers(of: merged)
        document[.connections, name] = one[.connections, name]
        let loaded = try document.load()
        guard let connection = loaded.route.connections.first,
            let credential = loaded.vault.credentials.first
        else { throw nothing }
        return (name, connection, credential)
    }

    private static func providers(of merged: Document) -> Document {
        var document = Document.empty
        for name in merged.names(in: .providers) {
            document[.providers, name] = merged[.providers, name]
        }
        return document
    }

    private static let nothing = ConfigurationErrors([
        ConfigurationError(path: "connections", message: "there is none")
    ])

    /// It was readable when it was taken.
    private static var unreadable: APIError {
        APIError(.internalError, "internal_error", "The configuration that is kept cannot be read.")
    }
}

extension APIError {
    /// A connection that is not one: 422, with all that is wrong.
    fileprivate init(invalid errors: ConfigurationErrors) {
        self.init(
            .unprocessable, "invalid_configuration", "The connection is not valid.",
            details: errors.errors.map { Detail(path: $0.path, message: $0.message) })
    }
}
