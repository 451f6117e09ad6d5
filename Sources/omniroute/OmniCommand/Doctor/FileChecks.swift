internal import Configuration
internal import EventLoop
internal import Glibc
internal import IPC

/// The data directory and what lies in it.
struct FileChecks {
    /// Where the data is.
    let data: DataDirectory
    /// The configuration file, when one was named.
    let configuration: String?

    private static let lowSpaceBytes: UInt64 = 1 << 30
    private static let noSpaceBytes: UInt64 = 64 << 20

    /// All checks of files.
    func all() -> [Finding] {
        let findings = [configurationFile(), directory()]
        guard access(data.path, F_OK) == 0 else { return findings }
        return findings + [space()] + states() + StoreChecks(data).all()
            + [vaultKey()].compactMap { $0 }
    }

    private func configurationFile() -> Finding {
        let path = configuration ?? data.configurationFile
        guard configuration != nil || access(path, F_OK) == 0 else {
            return .skip("configuration", "\(path) does not exist; omniroute up serves the demo")
        }
        do throws(CommandFailure) {
            let loaded = try ConfigurationLoading.load(path)
            guard !loaded.route.connections.isEmpty else {
                return .warn(
                    "configuration", "\(path) is valid, but has no connection",
                    hint: "add a provider under connections:")
            }
            return .ok("configuration", "\(path), \(ConfigurationLoading.summary(loaded))")
        } catch {
            let lines = error.message.split(separator: "\n").dropFirst()
            return .fail("configuration", lines.joined(separator: " | "), hint: "correct it")
        }
    }

    private func directory() -> Finding {
        var status = stat()
        guard stat(data.path, &status) == 0 else {
            return .skip(
                "data directory", "\(data.path): \(errorText(errno)); omniroute up makes it")
        }
        return Self.privacy("data directory", data.path, status)
    }

    /// Whether a directory is this user's alone.
    private static func privacy(_ check: String, _ path: String, _ status: stat) -> Finding {
        guard status.st_mode & S_IFMT == S_IFDIR else {
            return .fail(check, "\(path) is not a directory", hint: "move it away")
        }
        guard status.st_uid == geteuid() || geteuid() == 0 else {
            return .fail(
                check, "\(path) belongs to user \(status.st_uid)", hint: "run as that user")
        }
        guard status.st_mode & 0o077 == 0 else {
            return .fail(check, "others may enter \(path)", hint: "chmod 700 \(path)")
        }
        return .ok(check, path)
    }

    private func space() -> Finding {
        var values = statvfs()
        guard statvfs(data.path, &values) == 0 else {
            return .skip("free space", errorText(errno))
        }
        let free = UInt64(values.f_bavail) * UInt64(values.f_frsize)
        let text = "\(HumanText.bytes(free)) at \(data.path)"
        if free < Self.noSpaceBytes {
            return .fail("free space", text, hint: "records and counters cannot be written soon")
        }
        return free < Self.lowSpaceBytes
            ? .warn("free space", text, hint: "make room before it is used up")
            : .ok("free space", text)
    }

    private func states() -> [Finding] {
        DaemonName.allCases.compactMap { daemon in
            var status = stat()
            let path = data.state(of: daemon)
            guard stat(path, &status) == 0 else { return nil }
            let finding = Self.privacy("state of \(daemon.rawValue)", path, status)
            return finding.level == .ok ? nil : finding
        }
    }

    /// The key that egress keeps where no service manager hands one over.
    private func vaultKey() -> Finding? {
        let path = data.state(of: .egress) + "/vault.key"
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        guard status.st_mode & S_IFMT == S_IFREG, status.st_mode & 0o077 == 0 else {
            return .fail(
                "vault key", "others may read \(path)",
                hint: "chmod 600 it, and replace the providers' keys if somebody may have")
        }
        return .ok("vault key", path)
    }
}
