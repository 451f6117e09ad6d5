import Dialects
import IPC
import Testing

@testable import Translate

@Suite struct RequestBodyTests {
    private func error(_ text: String) -> GatewayError? {
        do throws(GatewayError) {
            _ = try RequestBody.read(bytes(text), RequestHead(dialect: .openaiChat))
            return nil
        } catch {
            return error
        }
    }

    @Test func badJSONTellsWhere() {
        let message = error("{\"model\":\"m\",\n \"messages\": oops}")?.message ?? ""
        #expect(message.contains("line 2") && message.contains("column 14"))
    }

    @Test func deepNestingIsRefused() {
        let deep = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
        #expect(error(#"{"model":"m","messages":[],"x":\#(deep)}"#)?.code == "invalid_json")
    }

    @Test(arguments: ["[]", "1", "\"x\"", "null"]) func onlyAnObjectIsARequest(text: String) {
        #expect(error(text)?.code == "invalid_type")
    }

    @Test func whatThePathSaysComesAlong() throws {
        let head = RequestHead(
            endpoint: .chat, dialect: .gemini, pathModel: "p/m", streamForm: .array)
        let source = try RequestBody.read(bytes("{}"), head)
        #expect(source.pathModel == "p/m" && source.streamForm == .array)
    }
}

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
