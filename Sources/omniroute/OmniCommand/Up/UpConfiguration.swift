internal import Configuration
internal import Glibc
internal import IPC

/// The configuration of one run: the file, or its absence, and the demo.
struct UpConfiguration {
    /// What the file says; the default without one.
    let loaded: LoadedConfiguration
    /// A file was read.
    let hasFile: Bool
    /// The demo is to be served.
    let wantsDemo: Bool
    /// The file lets clients in without a key, which the address does not allow.
    let ignoresOpenDoor: Bool

    /// Reads and checks; nothing has been started yet.
    init(_ settings: UpSettings) throws(CommandFailure) {
        let path = settings.configurationFile
        hasFile = settings.namedConfiguration != nil || access(path, F_OK) == 0
        var loaded = hasFile ? try ConfigurationLoading.load(path) : .empty
        wantsDemo = settings.demo ?? !hasFile
        if wantsDemo { try Demo.check(loaded) }
        ignoresOpenDoor =
            !settings.address.isLoopback && loaded.route.settings?.requireApiKey == false
        if ignoresOpenDoor {
            // Without keys only this machine may be served.
            loaded.route.settings?.requireApiKey = true
        }
        self.loaded = loaded
    }

    /// What the daemons get.
    func complete(demoPort: UInt16?) throws(CommandFailure) -> LoadedConfiguration {
        guard wantsDemo, let demoPort else { return loaded }
        return try Demo.add(to: loaded, port: demoPort)
    }

    /// Whether clients need a key.
    var requiresKey: Bool { loaded.route.settings?.requireApiKey ?? true }

    /// A model that a client can ask for; with a word in place of the name where the file names none.
    var exampleModel: String? {
        let connections = loaded.route.connections
        let named = connections.first { !$0.models.isEmpty } ?? connections.first
        return named.map { "\($0.prefix)/\($0.models.first ?? "MODEL")" }
    }
}
