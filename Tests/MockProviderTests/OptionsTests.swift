import NIOCore
import Testing

@testable import MockProvider

@Suite struct OptionsTests {
    @Test func allOptionsAreRead() throws {
        let request = try Options.parse([
            "--listen", "127.0.0.1:8080", "--port-file", "p", "--key", "a", "--key", "b",
            "--corpus", "c", "--strict-models", "m,echo", "--threads", "2", "--log",
            "--with-parent", "--aws-secret", "s",
        ])
        var expected = Options()
        expected.port = 8_080
        expected.hasAddress = true
        expected.portFile = "p"
        expected.keys = ["a", "b"]
        expected.corpus = "c"
        expected.models = ["m", "echo"]
        expected.threads = 2
        expected.logs = true
        expected.endsWithParent = true
        expected.awsSecret = "s"
        #expect(request == .serve(expected))
    }

    @Test func helpAndVersionComeFirst() throws {
        #expect(try Options.parse(["--log", "--help"]) == .help)
        #expect(try Options.parse(["--version"]) == .version)
    }

    @Test(arguments: [
        ["--listen"], ["--listen", "8080"], ["--listen", "127.0.0.1:x"], ["--listen", ":1"],
        ["--listen", "127.0.0.1:70000"], ["--threads", "0"], ["--nonsense"],
    ])
    func nonsenseIsRefused(_ arguments: [String]) {
        #expect(throws: Options.UsageError.self) { try Options.parse(arguments) }
    }

    @Test func theDateIsWrittenAsHTTPWantsIt() {
        let clock = WallClock()
        clock.set(seconds: 784_111_777)
        #expect(String(buffer: clock.date) == "Sun, 06 Nov 1994 08:49:37 GMT")
    }
}
