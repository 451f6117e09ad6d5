internal import CLinux
internal import EventLoop
internal import Glibc

/// Ends a program and all its successors when this process ends, even by SIGKILL.
///
/// A parent-death signal reaches direct children only. Here the kernel sends SIGTERM to the program's process group once
/// the write end of a pipe is closed (fcntl(2), F_SETSIG); its processes keep the read end open by inheriting it.
final class Lifeline {
    /// The name under which the read end is handed over.
    ///
    /// Daemons pass it on to successors with their sockets.
    static let name = "omni-lifeline"

    /// Whether this kernel does so; where it does not, direct children get a parent-death signal.
    static let isSupported: Bool = {
        do throws(SystemError) {
            return try Lifeline().tie(group: getpgrp())
        } catch {
            return false
        }
    }()

    /// What the program inherits; closed here once it has.
    private(set) var readEnd: CInt
    private let writeEnd: CInt

    /// Makes a pipe.
    init() throws(SystemError) {
        var ends: [CInt] = [-1, -1]
        guard omni_pipe(&ends) == 0 else { throw SystemError("pipe2", errno) }
        (readEnd, writeEnd) = (ends[0], ends[1])
    }

    /// Ties a process group to the pipe, once a process of it has inherited the read end; whether that was possible.
    @discardableResult
    func tie(group: Int32) -> Bool {
        let tied = omni_lifeline(readEnd, group, SIGTERM) == 0
        closeDescriptor(readEnd)
        readEnd = -1
        return tied
    }

    deinit {
        if readEnd >= 0 { closeDescriptor(readEnd) }
        closeDescriptor(writeEnd)
    }
}
