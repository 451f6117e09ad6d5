/// What is known about a daemon that runs only while somebody asks it something.
struct OnDemandReport: Equatable {
    /// Which one.
    let daemon: DaemonName
    /// Somebody listens on its socket: it itself, or who starts it.
    let isListening: Bool

    /// All of them.
    static func all(at place: SocketPlace) -> [OnDemandReport] {
        let listening = UnixSockets.listening()
        return DaemonName.allCases.filter(\.isOnDemand).map { daemon in
            OnDemandReport(
                daemon: daemon, isListening: listening.contains(place.socket(of: daemon)))
        }
    }

    /// One line for people.
    var line: String {
        "\(daemon.rawValue): " + (isListening ? "starts when it is asked" : "nobody listens for it")
    }
}
