internal import EventLoop
internal import Glibc
internal import IPC

/// The listening sockets of a running `up`.
///
/// They stay open while daemons come and go, so clients wait instead of failing.
final class SocketSet {
    /// Directory of the Unix sockets.
    let place: SocketPlace
    /// What HTTP clients connect to.
    let door: [TCPListener]
    /// What the management API is served on, where it has an address of its own.
    let adminDoor: [TCPListener]
    /// What HTTP clients of this user connect to without a port.
    private let local: CInt
    private var daemons: [(daemon: DaemonName, descriptor: CInt)] = []
    private let data: DataDirectory

    /// How long a port is waited for that a daemon of an `up` that was killed still holds.
    private static let leftoverPatience = Duration.seconds(6)

    /// Opens everything, or nothing.
    init(
        _ data: DataDirectory, _ address: DoorAddress, admin: DoorAddress? = nil,
        runtimeDirectory: String?
    ) throws(CommandFailure) {
        self.data = data
        place = SocketPlace.plan(data, runtimeDirectory: runtimeDirectory, user: geteuid())
        door = try Self.openDoor(address)
        adminDoor = if let admin { try Self.openDoor(admin) } else { [] }
        try PrivateDirectory.create(place.path)
        local = try Self.listen(place.localSocket)
        try recordPlace()
        for daemon in DaemonName.allCases {
            daemons.append((daemon, try Self.listen(place.socket(of: daemon))))
        }
    }

    private static func listen(_ path: String) throws(CommandFailure) -> CInt {
        do throws(SystemError) {
            return try Socket.listen(path, mode: 0o600)
        } catch {
            throw CommandFailure(
                .configuration, "cannot listen on \(path): \(errorText(error.number))")
        }
    }

    private static func openDoor(_ address: DoorAddress) throws(CommandFailure) -> [TCPListener] {
        let deadline = monotonicNanoseconds() &+ nanoseconds(leftoverPatience)
        while true {
            do throws(CommandFailure) {
                return try TCPListener.open(address)
            } catch {
                guard monotonicNanoseconds() < deadline,
                    PortHolder.find(port: address.port)?.isLeftover == true
                else { throw error }
                // Nothing tells when the other process lets go.
                usleep(20_000)
            }
        }
    }

    /// Writes down where the sockets are, when that is not within the data directory.
    private func recordPlace() throws(CommandFailure) {
        if place.path == data.runDirectory {
            unlink(data.runPathFile)
        } else if !SmallFile.write(place.path + "\n", to: data.runPathFile) {
            throw CommandFailure(
                .configuration, "cannot write \(data.runPathFile): \(errorText(errno))")
        }
    }

    /// What a daemon inherits.
    func inherited(_ daemon: DaemonName) -> [(name: String, descriptor: CInt)] {
        let own = daemons.filter { $0.daemon == daemon }.map { ("ipc", $0.descriptor) }
        guard daemon == .ingress else { return own }
        return own + door.map { ("http", $0.descriptor) } + [("local", local)]
            + adminDoor.map { ("admin", $0.descriptor) }
    }

    /// Closes and removes all.
    func close() {
        for listener in door + adminDoor { closeDescriptor(listener.descriptor) }
        closeDescriptor(local)
        unlink(place.localSocket)
        for (daemon, descriptor) in daemons {
            closeDescriptor(descriptor)
            unlink(place.socket(of: daemon))
        }
        daemons = []
        rmdir(place.path)
        unlink(data.runPathFile)
    }
}
