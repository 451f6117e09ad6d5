internal import ArgumentParser

/// `omniroute apply FILE`.
struct ApplyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Bring a configuration file to the running daemons, and show what changes.",
        discussion: """
            The file is all that files say: what an earlier one had and this one has not is removed. What was made with \
            other commands, or in the browser, stays. A file with an error changes nothing (exit status 78). \
            Environment variables and files that it names are read as this user.

            On a terminal it asks before something is removed. Needs the rights of root, or of the user that runs the \
            daemons.

            Examples:
              omniroute apply --dry-run config.yaml
              omniroute apply --yes config.yaml
            """)

    @Argument(
        help: "The configuration file, - for standard input.",
        completion: .file(extensions: ["yaml", "yml"]))
    var file: String

    @OptionGroup var options: ChangeOptions

    func run() throws {
        let document = try ConfigurationLoading.document(file)
        try ConfigurationChange(method: "PUT", path: ["config"], document: document).run(options)
    }
}
