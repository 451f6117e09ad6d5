internal import Glibc

/// A library of the system that daemons load.
struct SystemLibrary {
    /// What it is called.
    let name: String
    /// The file that is loaded.
    let file: String
    /// Function that returns the version as text; nil when there is none.
    let versionFunction: String?

    /// Those in use.
    static let all = [
        SystemLibrary(name: "libcurl", file: "libcurl.so.4", versionFunction: "curl_version"),
        SystemLibrary(name: "OpenSSL", file: "libcrypto.so.3", versionFunction: "OpenSSL_version"),
        SystemLibrary(
            name: "SQLite", file: "libsqlite3.so.0", versionFunction: "sqlite3_libversion"),
        SystemLibrary(name: "libsystemd", file: "libsystemd.so.0", versionFunction: nil),
    ]

    /// All of these take an integer or nothing, and an extra argument is not looked at (System V ABI).
    private typealias VersionFunction = @convention(c) (CInt) -> UnsafePointer<CChar>?

    /// Whether it can be loaded, and which one that is.
    func check() -> Finding {
        guard let handle = dlopen(file, RTLD_NOW | RTLD_LOCAL) else {
            return .fail(
                name, "\(file) cannot be loaded", hint: "install the Debian package that holds it")
        }
        defer { dlclose(handle) }
        guard let versionFunction, let symbol = dlsym(handle, versionFunction) else {
            return .ok(name, file)
        }
        let version = unsafeBitCast(symbol, to: VersionFunction.self)(0)
        return .ok(name, version.map { String(cString: $0) } ?? file)
    }
}
