internal import ArgumentParser

/// Options of every command that prints data.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Print JSON: one object a line.")
    var json = false

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("table, json, jsonl, yaml or name.", valueName: "format"))
    var output: OutputFormat?

    /// The format asked for.
    var format: OutputFormat { output ?? (json ? .jsonl : .table) }

    func validate() throws {
        guard !json || output == nil else {
            throw ValidationError("--json and --output are given; only one may be")
        }
    }
}
