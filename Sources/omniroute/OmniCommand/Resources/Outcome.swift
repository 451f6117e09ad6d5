internal import JSON

/// What a change says about itself.
enum Outcome {
    /// One line for people, or the thing as it is now.
    static func print(
        _ reply: ManageReply, _ line: String, _ format: OutputFormat, nameField: String = "name"
    ) throws(CommandFailure) {
        guard format != .table, !reply.body.isEmpty else { return Terminal.line(line) }
        Sheet.print(try reply.json(), format, nameField: nameField)
    }
}
