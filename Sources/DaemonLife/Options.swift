internal import Glibc

/// The few flags that every daemon takes; all else comes from the service manager.
enum Options {
    static func handle(_ description: DaemonDescription) throws(StartFailure) {
        for argument in CommandLine.arguments.dropFirst() {
            switch argument {
            case "--version":
                print("\(description.name) \(omniVersion)")
                exit(0)
            case "--help", "-h":
                print(help(description))
                exit(0)
            case _ where description.flags[argument] != nil: continue
            default: throw .usage("unknown argument \(argument); see \(description.name) --help")
            }
        }
    }

    private static func help(_ description: DaemonDescription) -> String {
        let flags = description.flags.sorted { $0.key < $1.key }
            .map { "\n  \($0.key)  \($0.value)" }.joined()
        return """
            \(description.name): \(description.summary)

            Started by systemd (\(description.name).socket) or by `omniroute up`, which pass listening sockets on
            (sd_listen_fds(3)). Signals: TERM drains and stops, HUP renews the process in place.

            Options:
              --version  print the version
              --help     print this text\(flags)

            Environment:
              OMNI_SOCKET_DIR     directory of the daemons' sockets (default /run/omniroute)
              OMNI_LOG_LEVEL      trace, debug, info, notice (default), warning, error
              OMNI_LOG_FORMAT     logfmt (default) or json, where there is no journal
              OMNI_DRAIN_SECONDS  how long a stop may take (default 5)
              STATE_DIRECTORY, CREDENTIALS_DIRECTORY  as systemd sets them (systemd.exec(5))

            See \(description.name)(8).
            """
    }
}
