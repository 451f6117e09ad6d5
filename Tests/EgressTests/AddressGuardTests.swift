import Glibc
import Testing

@testable import Egress

/// Which addresses a fetch may connect to.
@Suite struct AddressGuardTests {
    private func allows(_ text: String, loopback: Bool = false) throws -> Bool {
        let addressGuard = AddressGuard(allowsLoopback: loopback)
        var v4 = in_addr()
        if inet_pton(AF_INET, text, &v4) == 1 {
            return addressGuard.allows(UInt32(bigEndian: v4.s_addr))
        }
        var v6 = in6_addr()
        try #require(inet_pton(AF_INET6, text, &v6) == 1, "\(text) is no address")
        return withUnsafeBytes(of: &v6) { bytes in
            addressGuard.allows(
                UInt64(bigEndian: bytes.load(as: UInt64.self)),
                UInt64(bigEndian: bytes.load(fromByteOffset: 8, as: UInt64.self)))
        }
    }

    @Test(arguments: [
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255",
        "127.0.0.1", "127.255.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.255",
        "192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.19.255.255",
        "198.51.100.1", "203.0.113.9", "224.0.0.1", "239.255.255.255", "240.0.0.1",
        "255.255.255.255",
        "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
        "64:ff9b::10.0.0.1", "64:ff9b::127.0.0.1", "64:ff9b:1::1", "100::1", "fc00::1", "fd12::1",
        "fe80::1", "fec0::1", "ff02::1", "2001::1", "2001:1ff::1", "2001:db8::1",
        "2002:7f00:1::", "2002:a00:1::", "2002:c0a8:101::1", "3fff::1", "4000::1",
    ]) func refuses(address: String) throws {
        #expect(try !allows(address))
    }

    @Test(arguments: [
        "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
        "126.255.255.255", "128.0.0.1", "169.253.255.255", "172.15.255.255", "172.32.0.0",
        "192.0.1.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0",
        "223.255.255.255",
        "2606:4700::1111", "2a00:1450:4001::1", "2001:4860:4860::8888", "2001:200::1",
        "2002:808:808::1", "64:ff9b::8.8.8.8", "::ffff:8.8.8.8",
    ]) func allows(address: String) throws {
        #expect(try allows(address))
    }

    @Test func thisMachineIsAllowedByFlagOnly() throws {
        for address in ["127.0.0.1", "127.0.0.2", "::1", "::ffff:127.0.0.1"] {
            #expect(try allows(address, loopback: true))
        }
        for address in ["0.0.0.0", "10.0.0.1", "::", "fe80::1", "2002:7f00:1::"] {
            #expect(try !allows(address, loopback: true))
        }
    }
}
