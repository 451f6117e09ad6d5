/// What a provider's model may be called.
enum ModelName {
    /// Not empty, not long, and without control characters, which would break lists and log lines.
    static func isAcceptable(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= Limits.modelBytes
            && name.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }
}
