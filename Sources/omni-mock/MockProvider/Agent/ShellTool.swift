/// Which of the offered tools runs commands, told by its name.
enum ShellTool {
    /// Names of tools that run a command, in lower case; an earlier one is preferred.
    private static let names = [
        "bash", "shell", "exec_command", "shell_command", "local_shell", "run_shell_command",
        "run_shell", "run_command", "execute_command", "execute_bash", "terminal", "exec",
        "run_terminal_cmd", "sh",
    ]

    /// What an unknown name that runs commands is likely to hold.
    private static let hints = ["bash", "shell", "run_command", "exec_command", "execute_command"]

    /// How well a name fits.
    ///
    /// - Parameter name: As it was offered.
    /// - Returns: The lower the better; nil if it does not sound like running a command.
    static func rank(_ name: String) -> Int? {
        let lowered = name.lowercased()
        if let index = names.firstIndex(of: lowered) { return index }
        guard let hint = hints.firstIndex(where: { lowered.contains($0) }) else { return nil }
        return names.count + hint
    }

    /// The tool to run a command with.
    ///
    /// - Parameter tools: What was offered.
    /// - Returns: The best that has arguments for the command; nil if none has.
    static func best(of tools: [OfferedTool]) -> OfferedTool? {
        tools.filter { $0.commandArguments != nil }
            .min { (rank($0.name) ?? .max) < (rank($1.name) ?? .max) }
    }
}
