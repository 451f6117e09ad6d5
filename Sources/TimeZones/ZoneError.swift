/// Why a time zone cannot be used.
public enum ZoneError: Error, Equatable, Sendable {
    /// It is not a name of the form "Area/Place".
    case badName
    /// The machine's time zone database does not have it.
    case unknown(String)
    /// Its file could not be read; with errno.
    case unreadable(String, Int32)
    /// Its file is not one of the time zone database.
    case malformed(String)

    /// For a person.
    public var text: String {
        switch self {
        case .badName: "a time zone is named as in \"Europe/Berlin\""
        case .unknown(let name): "this machine knows no time zone \"\(name)\""
        case .unreadable(let name, let code):
            "the file of the time zone \"\(name)\" cannot be read (errno \(code))"
        case .malformed(let name): "the file of the time zone \"\(name)\" is damaged"
        }
    }
}
