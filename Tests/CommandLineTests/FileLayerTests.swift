import Configuration
import EventLoop
import IPC
import Testing

@testable import OmniCommand

/// What `up` makes of the file's part of the configuration.
@Suite(.timeLimit(.minutes(1))) struct FileLayerTests {
    private func configuration(
        demo: Bool? = nil, host: String = "127.0.0.1"
    ) throws -> UpConfiguration {
        try UpConfiguration(
            UpSettings(
                data: DataDirectory("/nonexistent/omniroute"),
                address: try DoorAddress(host: host, port: 0), demo: demo))
    }

    private func document(_ json: String) throws -> Document {
        try Document(json: Array(json.utf8))
    }

    private func plan(
        _ configuration: UpConfiguration, merged: Document, file: Document = .empty
    ) throws -> LayerPlan {
        try LayerPlan(configuration, demoPort: 4711, merged: merged, file: file)
    }

    private let work = #"{"name":"work","provider":"openai","api_key":{"kept":true}}"#

    @Test func anEmptyDirectoryGetsTheDemo() throws {
        let plan = try plan(configuration(), merged: .empty)
        #expect(plan.hasDemo && plan.requiresKey)
        #expect(plan.document == Demo.add(to: .empty, port: 4711))
        let without = try self.plan(configuration(demo: false), merged: .empty)
        #expect(!without.hasDemo && without.document == .empty)
    }

    @Test func theDemoOfAnEarlierRunIsReplaced() throws {
        let earlier = Demo.add(to: .empty, port: 1).withoutSecrets()
        var merged = earlier
        merged[.keys, "first"] = .object([])
        let plan = try plan(configuration(), merged: merged, file: earlier)
        #expect(plan.hasDemo)
        #expect(plan.document == Demo.add(to: .empty, port: 4711))
        let without = try self.plan(configuration(demo: false), merged: merged, file: earlier)
        #expect(!without.hasDemo && without.document == .empty)
    }

    @Test func whatWasAppliedStays() throws {
        for text in [
            #"{"connections":[\#(work)]}"#, #"{"settings":{"heartbeat":"7s"}}"#,
            #"{"aliases":{"fast":"work/m"}}"#,
        ] {
            let file = try document(text)
            let plan = try plan(configuration(), merged: file, file: file)
            #expect(plan.document == nil && !plan.hasDemo, "\(text)")
        }
    }

    @Test func theDemoJoinsItOnlyWhenAsked() throws {
        let file = try document(#"{"connections":[\#(work)]}"#)
        let plan = try plan(configuration(demo: true), merged: file, file: file)
        #expect(plan.hasDemo)
        #expect(plan.document?.names(in: .connections) == ["work", "demo"])
        #expect(plan.document?[.connections, "work"] == file[.connections, "work"])
        let taken = try document(
            #"{"connections":[{"name":"demo","provider":"openai","api_key":{"kept":true}}]}"#)
        #expect(throws: CommandFailure.self) {
            try self.plan(configuration(demo: true), merged: taken, file: taken)
        }
    }

    @Test func connectionsOfTheAPIAreEnough() throws {
        let merged = try document(#"{"connections":[\#(work)]}"#)
        let plan = try plan(configuration(), merged: merged)
        #expect(!plan.hasDemo && plan.document == .empty)
        // One of the same name that is not of an earlier run is a connection as any other.
        let own = Demo.add(to: .empty, port: 1).withoutSecrets()
        #expect(try !self.plan(configuration(), merged: own).hasDemo)
        #expect(try self.plan(configuration(demo: true), merged: merged).hasDemo)
    }

    @Test func othersNeedAKeyBeyondThisMachine() throws {
        let file = try document(#"{"settings":{"require_api_key":false}}"#)
        let here = try plan(configuration(), merged: file, file: file)
        #expect(here.document == nil && !here.requiresKey)
        let open = try plan(configuration(host: "0.0.0.0"), merged: file, file: file)
        #expect(open.document?.settings["require_api_key"] == .bool(true))
        #expect(open.requiresKey)
    }

    /// Runs it against an API that has these documents; what came of it, and what the API was asked.
    private func run(
        merged: String, file: String, losses: Int = 0
    ) throws -> (applied: FileLayer.Applied, calls: [String]) {
        let server = try ManageServer { request in
            let target = request.head.target
            let body = target.contains("merged") ? merged : target.contains("file") ? file : "{}"
            return ManageReply(status: 200, body: Array(body.utf8))
        }
        defer { server.close() }
        server.losses = losses
        let layer = FileLayer(
            server.reactor, server.client, try configuration(), demoPort: 4711,
            within: .seconds(5))
        var outcome: FileLayer.Outcome?
        layer.start { outcome = $0 }
        let applied = try #require(
            try server.reactor.wait(within: .seconds(10)) { outcome }?.get())
        return (applied, server.requests.map { "\($0.head.method) \($0.head.target)" })
    }

    private let asksAll = "GET /api/config?layer=merged&format=json"
    private let asksFile = "GET /api/config?layer=file&format=json"

    @Test func aFirstStartLooksOnce() throws {
        let (applied, calls) = try run(merged: "{}", file: "{}")
        #expect(calls == [asksAll, "PUT /api/config"])
        #expect(applied.plan.hasDemo && applied.reply != nil)
    }

    @Test func anotherStartLooksAtBothParts() throws {
        let kept = #"{"connections":[\#(work)]}"#
        let (applied, calls) = try run(merged: kept, file: kept)
        #expect(calls == [asksAll, asksFile])
        #expect(!applied.plan.hasDemo && applied.reply == nil)
        let (own, ownCalls) = try run(merged: kept, file: "{}")
        #expect(ownCalls == [asksAll, asksFile, "PUT /api/config"])
        #expect(!own.plan.hasDemo && own.reply != nil)
    }

    @Test func aLostAnswerCostsNothing() throws {
        let (applied, calls) = try run(merged: "{}", file: "{}", losses: 1)
        #expect(calls == [asksAll, asksAll, "PUT /api/config"])
        #expect(applied.plan.hasDemo)
    }
}
