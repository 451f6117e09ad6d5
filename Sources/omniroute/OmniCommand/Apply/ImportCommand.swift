internal import ArgumentParser

/// `omniroute import FILE`.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Take what a file says, to be changed with commands from then on.",
        discussion: """
            What is in the file is added. A name that is here already is refused, and then nothing is taken; with \
            --replace what commands made by that name is replaced. Nothing is removed. Secrets that an export marks with \
            {kept: true} stay as they are.

            Example: omniroute import --dry-run exported.yaml
            """)

    @Argument(
        help: "The file, - for standard input.", completion: .file(extensions: ["yaml", "yml"]))
    var file: String

    @Flag(help: "Replace what is here by the same name.")
    var replace = false

    @OptionGroup var options: ChangeOptions

    func run() throws {
        let document = try ConfigurationLoading.document(file, checked: false)
        try ConfigurationChange(
            method: "POST", path: ["config", "import"],
            query: replace ? [("replace", "true")] : [], document: document
        ).run(options)
    }
}
