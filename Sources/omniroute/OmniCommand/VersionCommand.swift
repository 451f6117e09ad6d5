internal import ArgumentParser
internal import DaemonLife

/// `omniroute version`.
struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version", abstract: "Print the version.")

    func run() {
        Terminal.line("omniroute \(omniVersion)")
    }
}
