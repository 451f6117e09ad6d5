internal import DaemonLife
internal import Foundation
internal import IPC

/// The programs of this build.
enum ProgramChecks {
    /// Whether all are there and of one version, those that run included.
    static func all(_ reports: [DaemonReport]) -> [Finding] {
        let executables = Executables()
        let files = DaemonName.allCases.map { file($0, executables) }
        return files + reports.compactMap(running) + [mock(executables)]
    }

    private static func file(_ daemon: DaemonName, _ executables: Executables) -> Finding {
        let path: String
        do throws(CommandFailure) {
            path = try executables.require(daemon.program)
        } catch {
            return .fail(daemon.program, error.message, hint: "install it again")
        }
        guard let version = version(path) else {
            return .fail(
                daemon.program, "\(path) does not run", hint: "run it with --version to see why")
        }
        guard version == "\(daemon.program) \(omniVersion)" else {
            return .fail(
                daemon.program, "\(path) says \"\(version)\", this is \(omniVersion)",
                hint: "install all programs of one version")
        }
        return .ok(daemon.program, "\(path), version \(omniVersion)")
    }

    private static func running(_ report: DaemonReport) -> Finding? {
        guard let status = report.status, status.version != omniVersion else { return nil }
        return .warn(
            report.daemon.program,
            "version \(status.version) runs (pid \(status.pid)), \(omniVersion) is installed",
            hint: "renew it: systemctl reload \(report.daemon.program), or kill -HUP \(status.pid)")
    }

    private static func mock(_ executables: Executables) -> Finding {
        guard let path = executables.find(Demo.program) else {
            return .skip(Demo.program, "not installed; only the demo needs it")
        }
        return .ok(Demo.program, path)
    }

    /// First line of what `--version` prints, within five seconds.
    private static func version(_ path: String) -> String? {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = ["--version"]
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        do {
            try process.run()
        } catch {
            return nil
        }
        let limit = DispatchTime.now() + .seconds(5)
        DispatchQueue.global().asyncAfter(deadline: limit) {
            if process.isRunning { process.terminate() }
        }
        let text = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { return nil }
        return text.split(separator: "\n").first.map(String.init)
    }
}
