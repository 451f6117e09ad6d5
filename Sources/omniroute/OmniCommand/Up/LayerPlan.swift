internal import Configuration

/// What a run makes of the file's part of the configuration.
struct LayerPlan: Equatable {
    /// What it becomes; nil where it stays as it is.
    let document: Document?
    /// The demo connection is in it.
    let hasDemo: Bool
    /// Clients need a key.
    let requiresKey: Bool

    /// With a file: what that says.
    init(_ configuration: UpConfiguration, demoPort: UInt16?) {
        document = configuration.complete(demoPort: demoPort)
        hasDemo = configuration.wantsDemo && demoPort != nil
        requiresKey = configuration.requiresKey
    }

    /// Without a file: what was applied otherwise stays, and the demo is there where no other connection is.
    ///
    /// - Parameters:
    ///   - configuration: That there is no file, and whether the demo was asked for.
    ///   - demoPort: Where the demo listens; nil where it does not run.
    ///   - merged: The whole configuration as it is kept.
    ///   - file: The file's part of it.
    /// - Throws: A failure when the demo was asked for and its name is taken.
    init(
        _ configuration: UpConfiguration, demoPort: UInt16?, merged: Document, file: Document
    ) throws(CommandFailure) {
        let applied = Demo.removed(from: file)
        let hadDemo = Demo.isIn(file)
        let isFirst =
            applied.isEmpty
            && merged.names(in: .connections).allSatisfy { hadDemo && $0 == Demo.name }
        var next = applied
        // Without keys only this machine may be served.
        if !configuration.isLoopback, applied.settings["require_api_key"] == .bool(false) {
            next.settings["require_api_key"] = .bool(true)
        }
        let isOpen = merged.settings["require_api_key"] == .bool(false)
        requiresKey = !isOpen || next.settings["require_api_key"] == .bool(true)
        if let demoPort, configuration.isDemoAsked || (configuration.wantsDemo && isFirst) {
            try Demo.check(next)
            next = Demo.add(to: next, port: demoPort)
            hasDemo = true
        } else {
            hasDemo = false
        }
        document = next == applied && !applied.isEmpty ? nil : next
    }
}
