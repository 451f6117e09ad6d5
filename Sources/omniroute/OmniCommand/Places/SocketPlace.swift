internal import DaemonLife
internal import Glibc

/// The directory of the daemons' sockets.
struct SocketPlace: Equatable {
    /// Where systemd units have them.
    static let systemDirectory = "/run/omniroute"
    /// Bytes of a socket's path, the final zero included (unix(7)).
    static let pathLimit = 108

    /// The directory.
    let path: String

    /// The socket of a daemon.
    func socket(of daemon: DaemonName) -> String { "\(path)/\(daemon.rawValue).sock" }
    /// Where a daemon that `up` started sends its readiness; named after the program.
    func notifySocket(of program: String) -> String { "\(path)/\(program).notify" }

    /// The directory that is asked for, else that of the data directory when it is there, else the system's.
    static func find(_ options: PlaceOptions) -> SocketPlace {
        if let asked = options.socketDirectory ?? environment("OMNI_SOCKET_DIR") {
            return SocketPlace(path: asked)
        }
        let data = DataDirectory(options.dataDirectory)
        if let recorded = recorded(data) { return recorded }
        let own = SocketPlace(path: data.runDirectory)
        // A data directory that was named is meant, whether or not something runs in it.
        if options.dataDirectory != nil || access(own.path, F_OK) == 0 { return own }
        return SocketPlace(path: systemDirectory)
    }

    private static func recorded(_ data: DataDirectory) -> SocketPlace? {
        guard let text = SmallFile.read(data.runPathFile) else { return nil }
        let path = String(text.prefix { $0 != "\n" })
        return path.hasPrefix("/") ? SocketPlace(path: path) : nil
    }

    /// Where `up` puts its sockets: within the data directory, or, when that path is too long for a socket, in a
    /// directory of its own that is as private.
    static func plan(_ data: DataDirectory, runtimeDirectory: String?, user: UInt32) -> SocketPlace
    {
        let own = SocketPlace(path: data.runDirectory)
        if own.fits { return own }
        let name = "omniroute-\(fingerprint(data.path))"
        if let runtimeDirectory {
            let candidate = SocketPlace(path: "\(runtimeDirectory)/\(name)")
            if candidate.fits { return candidate }
        }
        return SocketPlace(path: "/tmp/omniroute-\(user)-\(fingerprint(data.path))")
    }

    /// Whether every socket's path is short enough.
    var fits: Bool {
        notifySocket(of: DaemonName.translate.program).utf8.count < Self.pathLimit
    }

    /// Eight hexadecimal digits that tell data directories apart (FNV-1a; nobody attacks their own directory).
    private static func fingerprint(_ text: String) -> String {
        var hash: UInt32 = 2_166_136_261
        for byte in text.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }
}
