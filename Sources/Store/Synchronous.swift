/// How much a commit waits for the disk (sqlite.org/pragma.html#pragma_synchronous).
public enum Synchronous: Int, Sendable {
    /// Not at all: a power cut may damage the file.
    case off = 0
    /// At checkpoints only: a power cut may lose the last commits, never the file.
    case normal = 1
    /// At every commit: what was committed stays.
    case full = 2
}
