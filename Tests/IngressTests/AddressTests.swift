import Foundation
import IPC
import Ingress
import Testing

struct AddressTests {
    @Test(arguments: [
        ("127.0.0.1", true, true), ("127.255.0.3", true, true), ("::1", false, true),
        ("::ffff:127.0.0.1", true, true), ("128.0.0.1", true, false), ("::2", false, false),
        ("::127.0.0.1", false, false), ("fe80::1", false, false),
    ])
    func knowsFamilyAndLoopback(_ text: String, _ isIPv4: Bool, _ isLoopback: Bool) throws {
        let address = try #require(IPAddress(text))
        #expect(address.isIPv4 == isIPv4 && address.isLoopback == isLoopback)
    }

    @Test(arguments: [
        "", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.4 ", "::g", "[::1]", "1.2.3.4:5",
        "fe80::1%eth0", "localhost", "1.2.3.4\u{0}",
    ])
    func readsNothingElse(_ text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test func takesMappedAddressesForWhatTheyAre() {
        #expect(IPAddress("::ffff:192.0.2.7") == IPAddress("192.0.2.7"))
        #expect(IPAddress("::ffff:c000:207") == IPAddress("192.0.2.7"))
        #expect(IPAddress("2001:DB8::1") == IPAddress("2001:db8:0::1"))
    }

    @Test func countsAnIPv6NetworkAsOneClient() {
        #expect(IPAddress("2001:db8::1:2:3:4")?.subscriber == IPAddress("2001:db8::"))
        #expect(IPAddress("192.0.2.7")?.subscriber == IPAddress("192.0.2.7"))
    }

    @Test(arguments: [
        ("10.0.0.0/8", "10.255.255.255", true), ("10.0.0.0/8", "11.0.0.0", false),
        ("10.1.2.3/8", "10.9.9.9", true), ("10.0.0.0/8", "::ffff:10.1.1.1", true),
        ("192.0.2.7", "192.0.2.7", true), ("192.0.2.7", "192.0.2.8", false),
        ("192.0.2.7/32", "192.0.2.7", true), ("0.0.0.0/0", "203.0.113.9", true),
        ("0.0.0.0/0", "2001:db8::1", false), ("::/0", "2001:db8::1", true),
        ("::/0", "203.0.113.9", false), ("2001:db8::/32", "2001:db8:ffff::1", true),
        ("2001:db8::/32", "2001:db9::1", false), ("2001:db8::/127", "2001:db8::1", true),
        ("2001:db8::/127", "2001:db8::2", false), ("::ffff:10.0.0.0/104", "10.7.7.7", true),
        ("::ffff:10.0.0.0/104", "11.7.7.7", false), ("2001:db8::/64", "2001:db8::9", true),
        ("2001:db8::/65", "2001:db8:0:0:8000::", false), ("::1", "127.0.0.1", false),
    ])
    func matchesRanges(_ range: String, _ address: String, _ isIn: Bool) throws {
        let set = AddressSet([range])
        #expect(set.unreadable == nil && !set.isEmpty)
        #expect(set.contains(try #require(IPAddress(address))) == isIn)
    }

    @Test(arguments: [
        "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/a", "10.0.0.0/8/8", "10.0.*.*", "::/129", "/8", "",
        "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/0008",
    ])
    func saysWhichEntryIsNone(_ entry: String) {
        let set = AddressSet(["192.0.2.1", entry])
        #expect(set.unreadable == entry)
    }

    @Test func admitsByItsRules() throws {
        let listed = try #require(IPAddress("10.1.1.1"))
        let other = try #require(IPAddress("192.0.2.7"))
        let none = AddressRules(nil)
        #expect(none.admits(listed) && none.admits(other))
        let deny = AddressRules(AddressFilter(mode: .deny, addresses: ["10.0.0.0/8"]))
        #expect(!deny.admits(listed) && deny.admits(other))
        let allow = AddressRules(AddressFilter(mode: .allow, addresses: ["10.0.0.0/8", "::1"]))
        #expect(allow.admits(listed) && !allow.admits(other))
        let closed = AddressRules(AddressFilter(mode: .allow))
        #expect(!closed.admits(listed) && !closed.admits(other))
    }

    private func client(
        _ fields: [String], peer: String = "10.0.0.1",
        trusted: [String] = ["10.0.0.0/8", "2001:db8::/32"]
    ) throws -> IPAddress? {
        var text = ""
        var ranges: [Range<Int>] = []
        for field in fields {
            let start = text.utf8.count
            text += field
            ranges.append(start..<text.utf8.count)
            text += "\r\n"
        }
        let bytes = Array(text.utf8)
        return ForwardedAddress.client(
            try #require(IPAddress(peer)), ranges, bytes.span.bytes, trusted: AddressSet(trusted))
    }

    @Test(arguments: [
        (["192.0.2.7"], "192.0.2.7"), (["9.9.9.9, 192.0.2.7"], "192.0.2.7"),
        (["9.9.9.9,192.0.2.7 ,\t10.2.2.2"], "192.0.2.7"), (["9.9.9.9", "192.0.2.7"], "192.0.2.7"),
        (["192.0.2.7", "10.2.2.2, 10.3.3.3"], "192.0.2.7"), (["10.2.2.2, 10.3.3.3"], "10.2.2.2"),
        (["192.0.2.7:4711"], "192.0.2.7"), (["[2001:db9::1]:443"], "2001:db9::1"),
        (["[2001:db9::1]"], "2001:db9::1"), (["2001:db9::1"], "2001:db9::1"),
        (["::ffff:192.0.2.7"], "192.0.2.7"), (["rubbish, 192.0.2.7"], "192.0.2.7"),
        ([], "10.0.0.1"),
        (["192.0.2.7, ::ffff:10.9.9.9"], "192.0.2.7"),
    ])
    func takesTheRightMostThatIsNoProxy(_ fields: [String], _ expected: String) throws {
        #expect(try client(fields) == IPAddress(expected))
    }

    @Test func believesTrustedProxiesOnly() throws {
        #expect(try client(["192.0.2.7"], peer: "192.0.2.99") == IPAddress("192.0.2.99"))
        #expect(try client(["192.0.2.7"], trusted: []) == IPAddress("10.0.0.1"))
    }

    @Test(arguments: [
        "", "unknown", "192.0.2.7,", "192.0.2.7, _hidden", "1.2.3.4:", "1.2.3.4:x", "[::1",
        "[::1]x",
        "[::1]:", "1.2.3.4:123456", "[]",
    ])
    func findsNobodyWhereATrustedProxyWroteNoAddress(_ field: String) throws {
        #expect(try client([field]) == nil)
    }

    /// The same in slow words.
    private func slowClient(_ fields: [String], trusted: AddressSet) -> IPAddress? {
        var client = IPAddress("10.0.0.1")
        for entry in fields.joined(separator: ",").components(separatedBy: ",").reversed() {
            guard let known = client, trusted.contains(known) else { return client }
            var text = entry.trimmingCharacters(in: CharacterSet(charactersIn: " \t"))
            if text.hasPrefix("["), let found = text.wholeMatch(of: /\[([^\]]*)\](:[0-9]{1,5})?/) {
                text = String(found.1)
            } else if let found = text.wholeMatch(of: /([^:]*):[0-9]{1,5}/) {
                text = String(found.1)
            }
            client = IPAddress(text)
        }
        return client
    }

    @Test func readsWhateverComesAsASlowReaderDoes() throws {
        let parts = [
            "10.0.0.2", "192.0.2.7", "2001:db8::1", "2001:db9::2", "[2001:db8::3]", ":443", ",",
            ", ",
            "\t", "[", "]", ":", "1", "unknown",
        ]
        let trusted = ["10.0.0.0/8", "2001:db8::/32"]
        var random: UInt64 = 11
        for _ in 0..<3000 {
            var fields = [""]
            for _ in 0..<8 {
                random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let choice = Int(random >> 40) % (parts.count + 1)
                if choice == parts.count {
                    fields.append("")
                } else {
                    fields[fields.count - 1] += parts[choice]
                }
            }
            #expect(
                try client(fields, trusted: trusted)
                    == slowClient(fields, trusted: AddressSet(trusted)), "\(fields)")
        }
    }
}
