import NIOCore
import Testing

@testable import MockProvider

@Suite struct DirectivesTests {
    @Test func aPlainNameAsksForNothing() throws {
        let model = try ModelName("gpt-4o:latest")
        #expect(model.base == "gpt-4o:latest")
        #expect(model.directives == Directives())
    }

    @Test func aNameIsTakenApart() throws {
        let model = try ModelName("echo+chunks=50+delay=20ms")
        #expect(model.full == "echo+chunks=50+delay=20ms")
        #expect(model.base == "echo")
        #expect(model.directives.chunks == 50)
        #expect(model.directives.delay == .milliseconds(20))
    }

    @Test func everyDirectiveIsRead() throws {
        let directives = try Directives(
            parsing: "status=429+retry-after=3+times=2+silence=after:5+cut=inside:4+errorstream"
                + "+garbage+noterm+nodone+html+error200+empty+stamp+comments+crlf+drip=1b:10ms"
                + "+bytes=9+calls=2+ttft=1.5s+split=3+cutat=0+slowread")
        #expect(directives.status == 429)
        #expect(directives.retryAfter == .seconds(3))
        #expect(directives.times == 2)
        #expect(directives.silence == .after(5))
        #expect(directives.cut == .inside(4))
        #expect(directives.errorStream == 0)
        #expect(directives.garbage == 1)
        #expect(directives.noTerm && directives.noDone && directives.html && directives.error200)
        #expect(directives.empty && directives.stamp && directives.comments && directives.crlf)
        #expect(directives.drip == .init(bytes: 1, pause: .milliseconds(10)))
        #expect(directives.bytes == 9)
        #expect(directives.calls == 2)
        #expect(directives.firstDelay == .milliseconds(1_500))
        #expect(directives.split == 3)
        #expect(directives.cutAt == 0)
        #expect(directives.slowRead == .milliseconds(20))
    }

    @Test func directivesOfTheAnswerAreRead() throws {
        let directives = try Directives(
            parsing: "think+cached=7+finish=filter+agent=shell+talk+signed+redacted")
        #expect(directives.think == 4)
        #expect(directives.cached == 7)
        #expect(directives.finish == .filter)
        #expect(directives.agent && directives.talk && directives.signed && directives.redacted)
        #expect(try Directives(parsing: "task").agent)
        #expect(try Directives(parsing: "think=9").think == 9)
    }

    @Test(arguments: ["finish=x", "agent=x", "think=0", "talk=1"])
    func impossibleAnswersAreRefused(_ text: String) {
        #expect(throws: DirectiveError.self) { try Directives(parsing: text) }
    }

    @Test(arguments: [
        ("silence=headers", Directives.Silence.headers), ("silence=first", .first),
        ("silence=after:0", .after(0)),
    ])
    func silences(_ text: String, _ expected: Directives.Silence) throws {
        #expect(try Directives(parsing: text).silence == expected)
    }

    @Test(arguments: [
        ("cut=headers", Directives.Cut.headers), ("cut=after:1", .after(1)),
        ("cut=inside:2", .inside(2)), ("cut=reset:3", .reset(3)),
    ])
    func cuts(_ text: String, _ expected: Directives.Cut) throws {
        #expect(try Directives(parsing: text).cut == expected)
    }

    @Test(arguments: [
        ("delay=5", TimeAmount.milliseconds(5)), ("delay=300us", .microseconds(300)),
        ("delay=2m", .minutes(2)), ("delay=0", .zero),
    ])
    func durations(_ text: String, _ expected: TimeAmount) throws {
        #expect(try Directives(parsing: text).delay == expected)
    }

    @Test func retryAfterInMilliseconds() throws {
        #expect(try Directives(parsing: "retry-after=300ms").retryAfter == .milliseconds(300))
    }

    @Test func theLaterOneWins() throws {
        var directives = try Directives(parsing: "status=500+status=429")
        #expect(directives.status == 429)
        try directives.apply("status=404+delay=1ms")
        #expect(directives.status == 404)
        #expect(directives.delay == .milliseconds(1))
    }

    @Test(arguments: [
        "status", "status=99", "status=600", "status=abc", "times=0", "silence", "silence=after",
        "silence=after:-1", "cut=now", "drip=1:10ms", "drip=0b:1ms", "drip=1b", "bytes=-1",
        "delay=", "delay=1h", "delay=-5ms", "delay=2000m", "html=yes", "split=0", "chunks=x",
    ])
    func impossibleValuesAreRefused(_ text: String) {
        #expect(throws: DirectiveError.self) { try Directives(parsing: text) }
    }

    @Test func unknownNamesAreRefused() {
        #expect(throws: DirectiveError.unknownName("fast")) { try ModelName("m+fast=1") }
    }

    @Test func faultsEndAndPaceStays() throws {
        let directives = try Directives(
            parsing: "status=503+times=2+cut=headers+delay=5ms+chunks=2")
        let kept = try Directives(parsing: "delay=5ms+chunks=2")
        #expect(directives.withoutFaults == kept)
    }
}
