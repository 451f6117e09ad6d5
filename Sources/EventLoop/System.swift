// The one file of this library that talks to C.
internal import CLinux
internal import Glibc

/// The system's text for an error number.
public func errorText(_ number: CInt) -> String {
    String(cString: strerror(number))
}

/// Monotonic nanoseconds, of CLOCK_MONOTONIC; only differences mean anything.
public func monotonicNanoseconds() -> UInt64 { omni_monotonic_ns() }

/// Wall clock, microseconds since 1970.
public func wallMicroseconds() -> Int64 { omni_wall_us() }

/// Resident memory of this process in bytes; 0 when unknown.
public func residentBytes() -> UInt64 { omni_resident_bytes() }

enum Epoll {
    static func create() throws(SystemError) -> CInt {
        let fd = omni_epoll_create()
        guard fd >= 0 else { throw SystemError("epoll_create1", errno) }
        return fd
    }

    static func add(
        _ epoll: CInt, _ fd: CInt, _ interest: Readiness, tag: UInt64
    ) throws(SystemError) {
        guard omni_epoll_add(epoll, fd, interest.rawValue, tag) == 0 else {
            throw SystemError("epoll_ctl", errno)
        }
    }

    /// A descriptor that its owner closed already is not watched any more: nothing to report.
    static func modify(_ epoll: CInt, _ fd: CInt, _ interest: Readiness, tag: UInt64) {
        _ = omni_epoll_modify(epoll, fd, interest.rawValue, tag)
    }

    /// As for `modify`.
    static func remove(_ epoll: CInt, _ fd: CInt) {
        _ = omni_epoll_remove(epoll, fd)
    }

    /// Waits for events; 0 when the time is over or a signal came.
    static func wait(_ epoll: CInt, into events: inout [Event], milliseconds: CInt) -> Int {
        let count = events.withUnsafeMutableBufferPointer { buffer in
            omni_epoll_wait(epoll, buffer.baseAddress, CInt(buffer.count), milliseconds)
        }
        precondition(count >= 0 || errno == EINTR, "the epoll descriptor is ours and open")
        return max(0, Int(count))
    }
}

/// What epoll(7) reports.
typealias Event = omni_event

enum EventCounter {
    static func create() throws(SystemError) -> CInt {
        let fd = omni_eventfd()
        guard fd >= 0 else { throw SystemError("eventfd", errno) }
        return fd
    }

    static func signal(_ fd: CInt) {
        var one: UInt64 = 1
        // A full counter is signalled already; nothing is lost.
        _ = write(fd, &one, 8)
    }

    static func clear(_ fd: CInt) {
        var count: UInt64 = 0
        // EAGAIN: somebody cleared it already.
        _ = read(fd, &count, 8)
    }
}

/// Closes a descriptor; errors of close(2) leave nothing to do.
public func closeDescriptor(_ fd: CInt) {
    _ = close(fd)
}
