internal import Configuration
internal import Glibc
internal import IPC

/// The configuration of one run: the file, or its absence, and the demo.
struct UpConfiguration {
    /// What the file says, as data.
    let document: Document
    /// The same, read; the default without a file.
    let loaded: LoadedConfiguration
    /// A file was read.
    let hasFile: Bool
    /// The demo is to be served, unless it follows from the absence of a file and other connections turn up.
    let wantsDemo: Bool
    /// The demo was asked for.
    let isDemoAsked: Bool
    /// Only this machine is served.
    let isLoopback: Bool
    /// The file lets clients in without a key, which the address does not allow.
    let ignoresOpenDoor: Bool

    /// Reads and checks; nothing has been started yet.
    init(_ settings: UpSettings) throws(CommandFailure) {
        let path = settings.configurationFile
        isDemoAsked = settings.demo == true
        isLoopback = settings.address.isLoopback
        hasFile = settings.namedConfiguration != nil || access(path, F_OK) == 0
        do throws(ConfigurationErrors) {
            var document = hasFile ? try Document(path: path) : .empty
            let loaded = hasFile ? try document.load() : .empty
            ignoresOpenDoor =
                !settings.address.isLoopback && loaded.route.settings?.requireApiKey == false
            // Without keys only this machine may be served.
            if ignoresOpenDoor { document.settings["require_api_key"] = .bool(true) }
            self.document = document
            self.loaded = loaded
        } catch {
            throw CommandFailure(.configuration, "the configuration is not valid\n\(error)")
        }
        wantsDemo = settings.demo ?? !hasFile
        if wantsDemo { try Demo.check(loaded) }
    }

    /// What the daemons get where there is a file.
    func complete(demoPort: UInt16?) -> Document {
        guard wantsDemo, let demoPort else { return document }
        return Demo.add(to: document, port: demoPort)
    }

    /// Whether clients need a key.
    var requiresKey: Bool { ignoresOpenDoor || (loaded.route.settings?.requireApiKey ?? true) }

    /// A model that a client can ask for; with a word in place of the name where the file names none.
    var exampleModel: String? {
        let connections = loaded.route.connections
        let named = connections.first { !$0.models.isEmpty } ?? connections.first
        return named.map { "\($0.prefix)/\($0.models.first ?? "MODEL")" }
    }
}
