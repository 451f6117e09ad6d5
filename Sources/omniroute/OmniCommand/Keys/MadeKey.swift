internal import JSON

/// A secret that was just made, and is told this once.
enum MadeKey {
    /// Prints the key alone, or the whole answer; `line` where the secret was a given one.
    static func print(
        _ reply: ManageReply, _ line: String, _ format: OutputFormat
    ) throws(CommandFailure) {
        let answer = try reply.json()
        guard format == .table else { return Sheet.print(answer, format) }
        guard let key = answer["key"]?.string ?? answer["secret"]?.string else {
            return Terminal.line(line)
        }
        Terminal.line(key)
        if Terminal.isInteractive {
            Terminal.error("\(line); it is shown only this once")
        }
    }
}
