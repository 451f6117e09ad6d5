internal import Configuration
internal import IPC

/// The demo connection: a bundled mock provider, reached as any other, so that the first request works offline.
enum Demo {
    /// The program behind it.
    static let program = "omni-mock"
    /// What a client asks for.
    static let model = "demo/echo"
    /// What the connection and its prefix are called.
    static let name = "demo"

    /// Refuses a configuration that has the name already.
    static func check(_ configuration: LoadedConfiguration) throws(CommandFailure) {
        try checkFree(configuration.route.connections.flatMap { [$0.name, $0.prefix] })
    }

    /// Refuses a document that has the name already.
    static func check(_ document: Document) throws(CommandFailure) {
        let names = document.names(in: .connections)
        let prefixes = names.compactMap { document[.connections, $0]?["prefix"]?.text }
        try checkFree(names + prefixes)
    }

    private static func checkFree(_ names: [String]) throws(CommandFailure) {
        guard !names.contains(name) else {
            throw CommandFailure(
                .configuration,
                "the configuration has a connection demo already; leave out --demo or rename it")
        }
    }

    /// Whether a document has the demo connection of some run, whatever its port was.
    static func isIn(_ document: Document) -> Bool {
        guard let entry = document[.connections, name], let url = entry["base_url"]?.text else {
            return false
        }
        return url.hasPrefix("http://127.0.0.1:") && url.hasSuffix("/v1")
            && entry["prefix"] == .text(name) && entry["models"] == .list([.text("echo")])
    }

    /// A document without the demo connection of some run.
    static func removed(from document: Document) -> Document {
        guard isIn(document) else { return document }
        var rest = document
        rest[.connections, name] = nil
        return rest
    }

    /// Adds the connection to a document that has none of that name.
    static func add(to document: Document, port: UInt16) -> Document {
        var joined = document
        joined[.connections, name] = connection(port: port)
        return joined
    }

    private static func connection(port: UInt16) -> DocumentValue {
        let fields: [(String, DocumentValue)] = [
            ("name", .text(name)), ("provider", .text("openai-compatible")),
            ("prefix", .text(name)), ("base_url", .text("http://127.0.0.1:\(port)/v1")),
            ("api_key", .text(name)), ("models", .list([.text("echo")])),
        ]
        return .object(fields.map { DocumentMember(name: $0.0, value: $0.1) })
    }
}
