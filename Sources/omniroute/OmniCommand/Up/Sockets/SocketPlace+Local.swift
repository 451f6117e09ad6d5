extension SocketPlace {
    /// The HTTP socket for programs of this machine; the directory lets in those of this user only.
    var localSocket: String { "\(path)/api.sock" }
}
