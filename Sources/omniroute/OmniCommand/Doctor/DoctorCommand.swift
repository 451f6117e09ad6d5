internal import ArgumentParser
internal import DaemonLife
internal import Glibc
internal import JSON

/// `omniroute doctor`.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check a set-up, also with everything stopped.",
        discussion: """
            Changes nothing. One line a check: ok, warn, fail or skip. Exit status 1 when one fails, with --strict also when \
            one warns.
            """)

    @Option(
        help: ArgumentHelp(
            "Configuration file (config.yaml in the data directory, if it exists).",
            valueName: "file"))
    var config: String?

    @Option(
        help: ArgumentHelp(
            "Port to look at ($PORT, or \(UpSettings.defaultPort)).", valueName: "port"))
    var port: UInt16?

    @Flag(help: "Let warnings fail too.")
    var strict = false

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var places: PlaceOptions

    func run() throws {
        let findings = try examine()
        if json {
            Terminal.line(JSONText.text(Self.bytes(findings)))
        } else {
            for finding in findings { Terminal.line(finding.line) }
        }
        let bad: Set<Finding.Level> = strict ? [.fail, .warn] : [.fail]
        if findings.contains(where: { bad.contains($0.level) }) {
            throw CommandFailure(.unhealthy, "")
        }
    }

    private func examine() throws(CommandFailure) -> [Finding] {
        let data = DataDirectory(places.dataDirectory)
        let place = SocketPlace.find(places)
        let door = try UpSettings.port(asked: port, variable: environment("PORT"))
        let reports = StatusQuery(place).ask()
        return HostChecks.all() + ProgramChecks.all(reports)
            + FileChecks(data: data, configuration: config).all()
            + PortCheck.all(port: door, reports: reports) + DaemonChecks.all(reports, place)
    }

    private static func bytes(_ findings: [Finding]) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { object in
            object.member("healthy", !findings.contains { $0.level == .fail })
            object.name("checks")
            object.array { array in
                for finding in findings {
                    array.object { object in
                        object.member("level", finding.level.rawValue)
                        object.member("check", finding.check)
                        object.member("text", finding.text)
                        if let hint = finding.hint { object.member("hint", hint) }
                    }
                }
            }
        }
        return writer.take()
    }
}
