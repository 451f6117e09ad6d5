// OmniCommand: the command line `omniroute`.
//
// Talks to the five daemons over their own sockets, and with `up` stands in for systemd where there is none: the same
// sockets handed over in the same way, the same directories, readiness, watchdog, restarts.
// Everything runs on one thread, because a child's parent-death signal is bound to the thread that started it.
// Trusts the user who calls it and what the daemons answer about themselves; configuration files are checked whole before
// anything is started or sent.
// Refuses: two `up` on one data directory, sockets in directories that others can write, secrets as arguments.
// Exit statuses follow sysexits.h: 64 usage, 69 not reachable, 75 try again, 77 not allowed, 78 configuration; 1 unhealthy.
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
            exit(0)
        } catch let failure as CommandFailure {
            if !failure.message.isEmpty { Terminal.error("omniroute: \(failure.message)") }
            exit(failure.status)
        } catch {
            OmniRoute.exit(withError: error)
        }
    }
}

/// The root command.
struct OmniRoute: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "omniroute",
        abstract: "One local endpoint in front of every LLM provider.",
        discussion: """
            Without a command it shows how things stand and what to do next.

            Exit status: 0 done, 1 unhealthy, 64 usage, 69 a daemon is not reachable, \
            75 try again, 77 not allowed, 78 bad configuration.
            """,
        version: "omniroute \(omniVersion)",
        subcommands: [
            UpCommand.self, StatusCommand.self, DoctorCommand.self, LogsCommand.self,
            ExplainCommand.self, PlanCommand.self, ConnectionsCommand.self, ModelsCommand.self,
            CombosCommand.self, KeysCommand.self, QuotaCommand.self, BudgetCommand.self,
            CacheCommand.self, ResetCommand.self, TraceCommand.self, ApplyCommand.self,
            CheckCommand.self, FirstKeyCommand.self, VersionCommand.self, OverviewCommand.self,
        ],
        // Options of its own here would take those of the commands.
        defaultSubcommand: OverviewCommand.self)
}
