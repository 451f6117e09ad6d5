/// Who owns a row of the configuration.
enum Manager: String {
    /// The configuration file: every apply replaces all such rows.
    case file
    /// Made on this machine by a command; an apply leaves it alone.
    case local
}
