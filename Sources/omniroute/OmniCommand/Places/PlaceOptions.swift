internal import ArgumentParser

/// Where the daemons of interest have their files and sockets.
struct PlaceOptions: ParsableArguments {
    @Option(
        name: .customLong("data-dir"),
        help: ArgumentHelp(
            "Data directory of `omniroute up` ($DATA_DIR, or ~/.omniroute).", valueName: "dir"))
    var dataDirectory: String?

    @Option(
        name: .customLong("socket-dir"),
        help: ArgumentHelp(
            "Directory of the daemons' sockets ($OMNI_SOCKET_DIR, or that of the data directory, or /run/omniroute).",
            valueName: "dir"))
    var socketDirectory: String?
}
