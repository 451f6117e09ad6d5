internal import ArgumentParser

/// `omniroute check FILE`.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check a configuration file; nothing is changed.",
        discussion: "Errors name file, line and column; exit status 78.")

    @Argument(help: "The configuration file.", completion: .file(extensions: ["yaml", "yml"]))
    var file: String

    func run() throws {
        let loaded = try ConfigurationLoading.load(file)
        Terminal.line("\(file): valid, \(ConfigurationLoading.summary(loaded))")
    }
}
