import Testing

@testable import Admin

@Suite struct OperationTableTests {
    private let table = OperationTable([
        .immediate(.get, "/api/things", .read) { _ in .done },
        .immediate(.post, "/api/things", .write) { _ in .done },
        .immediate(.get, "/api/things/{name}", .read) { _ in .done },
        .immediate(.post, "/api/things/special", .write) { _ in .done },
        .immediate(.get, "/api/things/{name}/parts/{part}", .read) { _ in .done },
    ])

    private func found(_ method: String, _ segments: [String]) -> String? {
        guard case .found(let operation, let values) = table.match(method, segments) else {
            return nil
        }
        let shown = values.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        return ([operation.method.rawValue, operation.template] + shown).joined(separator: " ")
    }

    private func allowed(_ method: String, _ segments: [String]) -> [APIMethod]? {
        guard case .wrongMethod(let methods) = table.match(method, segments) else { return nil }
        return methods
    }

    @Test func pathsAreFound() {
        #expect(found("GET", ["api", "things"]) == "GET /api/things")
        #expect(found("HEAD", ["api", "things"]) == "GET /api/things")
        #expect(found("GET", ["api", "things", "a/b"]) == "GET /api/things/{name} name=a/b")
        #expect(
            found("GET", ["api", "things", "a", "parts", "b"])
                == "GET /api/things/{name}/parts/{part} name=a part=b")
    }

    @Test func theMoreFixedPathCountsAlone() {
        #expect(found("POST", ["api", "things", "special"]) == "POST /api/things/special")
        #expect(allowed("GET", ["api", "things", "special"]) == [.post])
    }

    @Test func otherMethodsAreTold() {
        #expect(allowed("DELETE", ["api", "things"]) == [.get, .post])
        #expect(allowed("get", ["api", "things"]) == [.get, .post])
    }

    @Test(arguments: [
        ["api"], ["api", "things", ""], ["api", "other"], [], ["api", "things", "a", "b"],
    ])
    func otherPathsAreUnknown(_ segments: [String]) {
        guard case .unknown = table.match("GET", segments) else {
            Issue.record("\(segments) is known")
            return
        }
    }
}
