internal import CLinux
internal import EventLoop
internal import Glibc

/// What the machine must offer.
enum HostChecks {
    /// All checks of the machine.
    static func all() -> [Finding] {
        [kernel(), descriptors(), lifeline(), processWatch()] + SystemLibrary.all.map { $0.check() }
    }

    /// pidfd_open(2) is the newest call that is needed.
    private static let oldestKernel = (5, 3)

    private static func kernel() -> Finding {
        let release = SmallFile.read("/proc/sys/kernel/osrelease")?.split(separator: "\n").first
        guard let release else {
            return .fail("kernel", "/proc is not mounted", hint: "mount it: omniroute reads it")
        }
        let numbers = release.split(whereSeparator: { !$0.isNumber }).prefix(2).compactMap {
            Int($0)
        }
        guard numbers.count == 2 else { return .skip("kernel", "\(release)") }
        guard (numbers[0], numbers[1]) >= oldestKernel else {
            return .fail("kernel", "Linux \(release) is too old", hint: "5.3 or newer is needed")
        }
        return .ok("kernel", "Linux \(release)")
    }

    private static func descriptors() -> Finding {
        let soft = DescriptorLimit.raise()
        guard soft >= 4096 else {
            return .warn(
                "open files", "at most \(soft) for a process",
                hint: "raise the hard limit (ulimit -Hn, LimitNOFILE=) for many clients")
        }
        return .ok("open files", "up to \(soft) for a process")
    }

    private static func lifeline() -> Finding {
        guard Lifeline.isSupported else {
            return .warn(
                "process groups", "no signal on a closed pipe (F_SETSIG)",
                hint: "renewed daemons may outlive an omniroute up that is killed")
        }
        return .ok("process groups", "children end with omniroute up")
    }

    private static func processWatch() -> Finding {
        let descriptor = omni_pidfd_open(getpid())
        guard descriptor >= 0 else {
            return .fail(
                "pidfd", "pidfd_open: \(errorText(errno))",
                hint: "the kernel or a container's filter must allow it")
        }
        closeDescriptor(descriptor)
        return .ok("pidfd", "processes can be watched")
    }
}
