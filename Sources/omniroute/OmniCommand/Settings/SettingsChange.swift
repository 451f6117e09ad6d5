/// A change of settings on its way.
enum SettingsChange {
    /// Sends a merge patch and says what came of it.
    static func send(
        _ body: BodyValue, _ verb: String, _ output: OutputOptions, _ session: ManageSession
    ) throws(CommandFailure) {
        let call = ManageCall.json("PATCH", APIPath.of("settings"), body.bytes)
        let reply = try session.send(call)
        try Outcome.print(reply, "settings: \(verb)", output.format)
    }
}
