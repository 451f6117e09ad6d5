// OmniCommand: the command line `omniroute`.
//
// Changes and looks go through the management API, over its own socket; how the daemons stand, logs and traces come from the
// daemons themselves. `up` stands in for systemd where there is none: the same sockets handed over in the same way, the same
// directories, readiness, watchdog, restarts.
// Everything runs on one thread, because a child's parent-death signal is bound to the thread that started it.
// Trusts the user who calls it and what the daemons answer about themselves; configuration files are checked whole before
// anything is started or sent.
// Refuses: two `up` on one data directory, sockets in directories that others can write, secrets as arguments.
// Exit statuses follow sysexits.h: 64 usage, 65 data, 69 not reachable, 75 try again, 77 not allowed, 78 configuration; 1
// unhealthy, or not there.
internal import ArgumentParser
internal import DaemonLife
internal import Glibc

/// The way from `main` into the commands.
package enum Launch {
    /// Runs the command that the arguments name, and ends the process with its status.
    package static func main() -> Never {
        do {
            var command = try OmniRoute.parseAsRoot()
            try command.run()
            end(0)
        } catch let failure as CommandFailure {
            tell(failure)
            end(failure.status)
        } catch {
            if OmniRoute.exitCode(for: error) == .validationFailure,
                let hint = CommandNames.hint(Array(CommandLine.arguments.dropFirst()))
            {
                Terminal.error("omniroute: \(hint)")
                exit(CommandFailure.Kind.usage.rawValue)
            }
            guard OmniRoute.exitCode(for: error) == .success else {
                OmniRoute.exit(withError: error)
            }
            // Help and versions are answers too.
            let message = OmniRoute.fullMessage(for: error)
            if !message.isEmpty { Terminal.line(message) }
            end(0)
        }
    }

    private static func tell(_ failure: CommandFailure) {
        if !failure.message.isEmpty { Terminal.error("omniroute: \(failure.message)") }
    }

    /// Ends the process; an answer that did not get out is a failure, whatever else there was.
    private static func end(_ status: Int32) -> Never {
        guard let failure = Terminal.failure, failure.status != 0 else { exit(status) }
        tell(failure)
        exit(failure.status)
    }
}

/// The root command.
struct OmniRoute: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "omniroute",
        abstract: "One local endpoint in front of every LLM provider.",
        discussion: """
            Without a command it shows how things stand and what to do next.

            Exit status: 0 done, 1 unhealthy or not there, 64 usage, 65 bad data, 69 a daemon is not \
            reachable, 75 try again (or the answer could not be written), 77 not allowed, 78 bad configuration.
            """,
        version: "omniroute \(omniVersion)",
        subcommands: [CompletionsCommand.self, VersionCommand.self, OverviewCommand.self],
        groupedSubcommands: [
            CommandGroup(
                name: "Running",
                subcommands: [
                    UpCommand.self, StatusCommand.self, TopCommand.self, DoctorCommand.self,
                    TraceCommand.self,
                ]),
            CommandGroup(
                name: "What happened",
                subcommands: [
                    LogsCommand.self, UsageCommand.self, CostsCommand.self, ReportCommand.self,
                    LedgerCommand.self,
                ]),
            CommandGroup(
                name: "Providers and models",
                subcommands: [
                    ConnectionsCommand.self, ProvidersCommand.self, ModelsCommand.self,
                    CombosCommand.self, AliasesCommand.self, PricesCommand.self,
                ]),
            CommandGroup(
                name: "Who may use it, and how much",
                subcommands: [
                    KeysCommand.self, FirstKeyCommand.self, BudgetsCommand.self,
                    BudgetStateCommand.self, QuotaCommand.self,
                ]),
            CommandGroup(
                name: "Decisions",
                subcommands: [
                    PlanCommand.self, ExplainCommand.self, CacheCommand.self, ResetCommand.self,
                ]),
            CommandGroup(
                name: "Configuration",
                subcommands: [
                    ApplyCommand.self, CheckCommand.self, DiffCommand.self, ExportCommand.self,
                    ImportCommand.self, SettingsCommand.self, BackupCommand.self,
                    RestoreCommand.self,
                ]),
            CommandGroup(
                name: "The management API",
                subcommands: [
                    PasswordCommand.self, ManagementKeysCommand.self, AuditCommand.self,
                    APICommand.self,
                ]),
        ],
        // Options of its own here would take those of the commands.
        defaultSubcommand: OverviewCommand.self)
}
