internal import ArgumentParser
internal import DaemonLife

/// `omniroute up`.
struct UpCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up",
        abstract: "Run the daemons in the foreground, without systemd.",
        discussion: """
            Prints one line on standard output once requests are served: ready URL. Everything else goes to standard error.

            Signals: INT and TERM stop in order within 10 seconds, a second one ends at once; HUP reads the configuration \
            file again. A daemon that dies is started again; kill -HUP of a daemon renews it in place. omni-admin is started \
            when somebody asks it something, and ends itself when nobody does.
            """)

    @Option(
        help: ArgumentHelp(
            "Configuration file (config.yaml in the data directory, if it exists).",
            valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var config: String?

    @Option(
        name: .customLong("data-dir"),
        help: ArgumentHelp("Data directory ($DATA_DIR, or ~/.omniroute).", valueName: "dir"),
        completion: .directory)
    var dataDirectory: String?

    @Option(
        help: ArgumentHelp(
            "Port; 0 lets the kernel choose ($PORT, or \(UpSettings.defaultPort)).",
            valueName: "port"))
    var port: UInt16?

    @Option(
        help: ArgumentHelp("Address to listen on, or localhost.", valueName: "address"))
    var host = "127.0.0.1"

    @Option(
        name: .customLong("admin-listen"),
        help: ArgumentHelp(
            "Serve the management API here, and not on the port for clients.",
            valueName: "address:port"))
    var adminListen: String?

    @Flag(
        inversion: .prefixedNo,
        help:
            "Serve demo/echo by a bundled mock (on when there is neither a configuration file nor a connection)."
    )
    var demo: Bool?

    @Flag(
        name: .customLong("fetch-loopback"),
        help: ArgumentHelp(
            "For tests: clients may name pictures by URLs of this machine.", visibility: .hidden))
    var fetchLoopback = false

    func run() throws {
        let port = try UpSettings.port(asked: port, variable: environment("PORT"))
        let settings = UpSettings(
            data: DataDirectory(dataDirectory), address: try DoorAddress(host: host, port: port),
            adminAddress: try adminListen.map { text throws(CommandFailure) in
                try DoorAddress(listen: text)
            },
            namedConfiguration: config, demo: demo, fetchesLoopback: fetchLoopback,
            runtimeDirectory: environment("XDG_RUNTIME_DIR"))
        try UpSession(settings).run()
    }
}
