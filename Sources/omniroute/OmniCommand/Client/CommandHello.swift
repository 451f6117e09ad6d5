internal import DaemonLife
internal import Glibc
internal import IPC

extension Hello {
    /// How this program introduces itself to daemons.
    static var ofCommand: Hello {
        Hello(
            name: "omniroute", protocolMin: Limits.protocolVersion,
            protocolMax: Limits.protocolVersion, build: omniVersion,
            initialCredit: Limits.initialCredit, pid: getpid())
    }
}
