// With CurlEasy.swift and CurlMulti.swift the only files that talk to libcurl.
internal import CCurl
internal import Glibc

/// An address that curl is about to connect to, in host byte order.
enum PeerAddress: Equatable {
    case v4(UInt32)
    /// The upper and the lower half.
    case v6(UInt64, UInt64)

    /// Nil when it is of another family.
    init?(_ address: UnsafeMutablePointer<curl_sockaddr>) {
        guard let offset = MemoryLayout<curl_sockaddr>.offset(of: \.addr) else { return nil }
        // libcurl declares the general form and stores that of the family behind it.
        let bytes = UnsafeRawBufferPointer(
            start: UnsafeRawPointer(address) + offset, count: Int(address.pointee.addrlen))
        switch address.pointee.family {
        case AF_INET where bytes.count >= MemoryLayout<sockaddr_in>.size:
            let value = bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self)
            self = .v4(UInt32(bigEndian: value))
        case AF_INET6 where bytes.count >= MemoryLayout<sockaddr_in6>.size:
            let high = bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
            let low = bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self)
            self = .v6(UInt64(bigEndian: high), UInt64(bigEndian: low))
        default: return nil
        }
    }
}

extension AddressGuard {
    /// Whether an address may be connected to.
    func allows(_ peer: PeerAddress) -> Bool {
        switch peer {
        case .v4(let address): allows(address)
        case .v6(let high, let low): allows(high, low)
        }
    }
}
