internal import ArgumentParser

/// `omniroute password`.
struct PasswordCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "password", abstract: "The password of the management API for browsers.",
        subcommands: [PasswordSetCommand.self])
}
