internal import Glibc
public import IPC

/// What a daemon is given by whoever starts it, and what it calls itself.
extension Daemon {
    /// Directory for this daemon's state: `STATE_DIRECTORY`.
    public func stateDirectory() throws -> String {
        guard let path = environment("STATE_DIRECTORY") else {
            throw StartFailure.configuration("STATE_DIRECTORY is not set")
        }
        return String(path.prefix { $0 != ":" })
    }

    /// Whether this process was started with a flag of its description.
    public func hasFlag(_ name: String) -> Bool {
        CommandLine.arguments.dropFirst().contains(name)
    }

    /// Directory of credentials handed over by the service manager, when there is one.
    public var credentialsDirectory: String? { environment("CREDENTIALS_DIRECTORY") }

    /// Where a daemon's socket is.
    public static func socketPath(_ shortName: String) -> String {
        (environment("OMNI_SOCKET_DIR") ?? "/run/omniroute") + "/\(shortName).sock"
    }

    /// The hello of a daemon.
    public static func hello(
        _ description: DaemonDescription, credit: UInt32 = Limits.initialCredit
    ) -> Hello {
        Hello(
            name: description.name, protocolMin: Limits.protocolVersion,
            protocolMax: Limits.protocolVersion, build: omniVersion, initialCredit: credit,
            pid: getpid())
    }
}
