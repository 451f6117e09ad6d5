internal import Crypto
internal import EventLoop
internal import Glibc

/// The code that setting the first password over HTTP takes: whoever can read it is root or admin's own user.
///
/// A proxy on this machine that does not say what it is makes strangers look like programs of this machine. It is in a
/// file beside the store, from the first start until a password is set.
struct SetupCode {
    /// Name of the file in the state directory.
    static let fileName = "setup-code"
    private let path: String

    /// The code in a directory.
    init(directory: String) { path = "\(directory)/\(Self.fileName)" }

    /// The code, made when there is none yet; nil when it can be neither read nor made.
    ///
    /// It stays the same over restarts, since this process ends when nobody asks.
    func current(_ random: (Int) -> [UInt8] = Crypto.randomBytes) -> String? {
        if let code = read() { return code }
        let code = Token.make(random)
        return write(code) ? code : nil
    }

    /// Takes the code away: there is a password.
    func remove() { _ = Glibc.unlink(path) }

    /// Nil when there is none, or one that is not whole or that others may have read.
    private func read() -> String? {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { closeDescriptor(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            status.st_mode & 0o077 == 0
        else { return nil }
        // The code and a line end; more is none of ours.
        let longest = Token.characters + 2
        var bytes = [UInt8](repeating: 0, count: longest)
        let count = Glibc.read(descriptor, &bytes, longest)
        guard count == Token.characters + 1, bytes[Token.characters] == UInt8(ascii: "\n") else {
            return nil
        }
        return String(decoding: bytes.prefix(Token.characters), as: UTF8.self)
    }

    /// Writes it beside the place and renames it, so that it is never there in part.
    private func write(_ code: String) -> Bool {
        let part = path + ".part"
        // One that a crash left behind was never used.
        _ = Glibc.unlink(part)
        let descriptor = Glibc.open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return false }
        defer { closeDescriptor(descriptor) }
        let bytes = Array((code + "\n").utf8)
        return Glibc.write(descriptor, bytes, bytes.count) == bytes.count
            && fsync(descriptor) == 0 && Glibc.rename(part, path) == 0
    }
}
