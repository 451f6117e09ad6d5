internal import ArgumentParser

/// `omniroute completions SHELL`.
struct CompletionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completions", abstract: "Print a completion script for a shell.",
        discussion: """
            Names of connections, combos, keys, providers and models are completed from what runs.

            Examples:
              omniroute completions bash > /etc/bash_completion.d/omniroute
              omniroute completions zsh > ~/.zfunc/_omniroute
              omniroute completions fish > ~/.config/fish/completions/omniroute.fish
            """)

    @Argument(help: "bash, zsh or fish.", completion: .list(["bash", "zsh", "fish"]))
    var shell: String

    func run() throws {
        guard let known = CompletionShell(rawValue: shell) else {
            throw CommandFailure(.usage, "there are completions for bash, zsh and fish")
        }
        Terminal.line(OmniRoute.completionScript(for: known))
    }
}
