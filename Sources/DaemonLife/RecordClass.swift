internal import IPC

/// What records are about, as far as room for them goes.
enum RecordClass: Int, CaseIterable {
    /// Requests, attempts and calls.
    case rows
    case bodies
    /// Lines of the log.
    case console

    init(_ record: Record) {
        switch record.entry {
        case .request, .attempt, .call, nil: self = .rows
        case .body: self = .bodies
        case .console: self = .console
        }
    }
}
