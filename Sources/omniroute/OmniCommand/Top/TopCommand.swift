internal import ArgumentParser
internal import EventLoop

/// `omniroute top`.
struct TopCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "top",
        abstract:
            "Show what runs now, once a second: daemons, connections, requests under way, the newest ones.",
        discussion: """
            q ends it; s sorts the requests under way by another thing (oldest, newest, silent for the longest, most \
            sent); arrows, j, k and the page keys scroll them. Without a terminal it prints one picture.
            """)

    @Flag(help: "Print one picture and end.")
    var once = false

    @OptionGroup var places: PlaceOptions

    func run() throws {
        let place = SocketPlace.find(places)
        guard once || !Terminal.isInteractive else { return try TopSession(place).run() }
        let frame = TopFrame(
            state: try TopSession.once(place), now: wallMicroseconds(), paint: .terminal)
        // As long and as wide as it is: nobody's screen ends there.
        let size =
            Terminal.isInteractive
            ? TerminalScreen.size : TopFrame.Size(columns: 1_000, rows: 1_000)
        for line in frame.lines(size) { Terminal.line(line) }
    }
}
