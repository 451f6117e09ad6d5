// With CurlMulti.swift and PeerAddress.swift the only files that talk to libcurl.
internal import CCurl
internal import Crypto
internal import DaemonLife
internal import Glibc

/// One easy handle of curl, set up once and used for many transfers.
final class CurlEasy {
    let handle: UnsafeMutableRawPointer
    /// Hears of everything.
    fileprivate(set) weak var client: (any CurlClient)?
    fileprivate let addressGuard: AddressGuard?
    fileprivate var deniesAddress = false
    private let authorities: Authorities?
    private let errorText: UnsafeMutablePointer<CChar>
    private var lines: UnsafeMutableBufferPointer<curl_slist>
    private var isSecure: Bool?
    private var hasOwnMethod = false
    private var hasProxy = false

    /// Sets a handle up; nil when there is no memory.
    ///
    /// - Parameters:
    ///   - authorities: Certificates to trust; nil for the system's.
    ///   - addressGuard: Decides about each address that is connected to, and then redirects are followed; nil for any
    ///     address and no redirects.
    init?(authorities: Authorities?, addressGuard: AddressGuard? = nil) {
        guard let handle = curl_easy_init() else { return nil }
        self.handle = handle
        self.authorities = authorities
        self.addressGuard = addressGuard
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        lines = .allocate(capacity: 24)
        setFixedOptions()
    }

    deinit {
        curl_easy_cleanup(handle)
        errorText.deallocate()
        lines.deallocate()
    }

    private func setFixedOptions() {
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_TCP_NODELAY, 1)
        set(CURLOPT_TCP_KEEPALIVE, 1)
        set(CURLOPT_FOLLOWLOCATION, addressGuard == nil ? 0 : 1)
        set(CURLOPT_MAXREDIRS, Limits.fetchRedirects)
        set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1)
        set(CURLOPT_SSL_VERIFYPEER, 1)
        set(CURLOPT_SSL_VERIFYHOST, 2)
        set(CURLOPT_MAXAGE_CONN, Limits.connectionIdleSeconds)
        set(CURLOPT_MAXLIFETIME_CONN, Limits.connectionLifetimeSeconds)
        set(CURLOPT_UPLOAD_BUFFERSIZE, Limits.uploadBufferBytes)
        // Without it, ending a transfer waits for the thread that still resolves its name.
        set(CURLOPT_QUICK_EXIT, 1)
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https")
        // Not even one from the environment.
        set(CURLOPT_PROXY, "")
        set(CURLOPT_NOPROXY, "")
        // A proxy sees no header of a request that goes through its tunnel, nor is its own answer taken for the response.
        set(CURLOPT_HEADEROPT, Int(CURLHEADER_SEPARATE))
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        set(CURLOPT_PROXY_SSL_VERIFYPEER, 1)
        set(CURLOPT_PROXY_SSL_VERIFYHOST, 2)
        set(CURLOPT_USERAGENT, "omniroute/\(omniVersion)")
        check(omni_curl_set_pointer(handle, CURLOPT_ERRORBUFFER, errorText))
        check(omni_curl_set_data_function(handle, CURLOPT_WRITEFUNCTION, writeCallback))
        check(omni_curl_set_data_function(handle, CURLOPT_HEADERFUNCTION, headerCallback))
        check(omni_curl_set_read_function(handle, readCallback))
        check(omni_curl_set_prerequest_function(handle, prerequestCallback))
        if let authorities {
            var blob = authorities.withBytes { bytes in
                curl_blob(
                    data: UnsafeMutableRawPointer(mutating: bytes.baseAddress), len: bytes.count,
                    flags: UInt32(CURL_BLOB_NOCOPY))
            }
            check(omni_curl_set_blob(handle, CURLOPT_CAINFO_BLOB, &blob))
            check(omni_curl_set_blob(handle, CURLOPT_PROXY_CAINFO_BLOB, &blob))
        }
    }

    /// Names who hears of everything and owns this handle.
    func attach(_ client: any CurlClient) {
        self.client = client
        let reference = Unmanaged.passUnretained(self).toOpaque()
        let options = [
            CURLOPT_PRIVATE, CURLOPT_WRITEDATA, CURLOPT_HEADERDATA, CURLOPT_READDATA,
            CURLOPT_PREREQDATA,
        ]
        for option in options { check(omni_curl_set_pointer(handle, option, reference)) }
        guard addressGuard != nil else { return }
        check(omni_curl_on_open_socket(handle, openSocketCallback, reference))
    }

    /// Describes the next exchange.
    ///
    /// `headers` must not change until it ends; `proxy` is nil for a direct way.
    func prepare(
        method: String, url: String, isSecure: Bool, headers: HeaderBlock, body: CurlBody,
        proxy: ProxyRoute?
    ) {
        errorText[0] = 0
        deniesAddress = false
        if self.isSecure != isSecure { setScheme(isSecure) }
        set(CURLOPT_URL, url)
        setProxy(proxy)
        switch body {
        case .none:
            set(method == "HEAD" ? CURLOPT_NOBODY : CURLOPT_HTTPGET, 1)
            setMethod(method == "GET" || method == "HEAD" ? nil : method)
        case .whole(let bytes):
            set(CURLOPT_POST, 1)
            setMethod(method == "POST" ? nil : method)
            check(
                omni_curl_set_offset(
                    handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(bytes.count)))
            // Without an address curl would ask for the bytes of an empty body.
            if let start = bytes.baseAddress, !bytes.isEmpty {
                check(omni_curl_set_pointer(handle, CURLOPT_POSTFIELDS, start))
            } else {
                check(omni_curl_set_pointer(handle, CURLOPT_POSTFIELDS, errorText))
            }
        case .streamed(let length):
            set(CURLOPT_POST, 1)
            setMethod(method == "POST" ? nil : method)
            check(omni_curl_set_pointer(handle, CURLOPT_POSTFIELDS, nil))
            let size = length.map { curl_off_t(clamping: $0) } ?? -1
            check(omni_curl_set_offset(handle, CURLOPT_POSTFIELDSIZE_LARGE, size))
        }
        setLines(headers)
    }

    private func setScheme(_ isSecure: Bool) {
        self.isSecure = isSecure
        set(
            CURLOPT_HTTP_VERSION,
            isSecure ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1)
        // A burst to one server shares the first connection when that turns out to speak HTTP/2. Without TLS it never
        // does, and waiting would be for nothing.
        set(CURLOPT_PIPEWAIT, isSecure ? 1 : 0)
    }

    private func setProxy(_ proxy: ProxyRoute?) {
        guard proxy != nil || hasProxy else { return }
        hasProxy = proxy != nil
        set(CURLOPT_PROXY, proxy?.address ?? "")
        setSecret(CURLOPT_PROXYUSERNAME, proxy?.login?.name)
        setSecret(CURLOPT_PROXYPASSWORD, proxy?.login?.password)
        // curl would share a tunnel between two logins at one proxy, which may stand for two ways out.
        let isOwn = proxy?.login != nil && proxy?.speaksHTTP == true
        set(CURLOPT_FRESH_CONNECT, isOwn ? 1 : 0)
        set(CURLOPT_FORBID_REUSE, isOwn ? 1 : 0)
    }

    /// Sets a C string, which curl copies.
    private func setSecret(_ option: CURLoption, _ secret: SecretBytes?) {
        guard let secret else { return check(omni_curl_set_text(handle, option, nil)) }
        secret.withBytes { bytes in
            let text = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            check(omni_curl_set_text(handle, option, text))
        }
    }

    private func setMethod(_ method: String?) {
        guard method != nil || hasOwnMethod else { return }
        hasOwnMethod = method != nil
        if let method {
            set(CURLOPT_CUSTOMREQUEST, method)
        } else {
            check(omni_curl_set_text(handle, CURLOPT_CUSTOMREQUEST, nil))
        }
    }

    private func setLines(_ headers: HeaderBlock) {
        let count = headers.offsets.count
        if count > lines.count {
            lines.deallocate()
            lines = .allocate(capacity: count * 2)
        }
        let text = headers.storage.baseAddress?.assumingMemoryBound(to: CChar.self)
        for (index, offset) in headers.offsets.enumerated() {
            let next = index + 1 < count ? lines.baseAddress?.advanced(by: index + 1) : nil
            lines.initializeElement(
                at: index, to: curl_slist(data: text?.advanced(by: offset), next: next))
        }
        check(
            omni_curl_set_pointer(
                handle, CURLOPT_HTTPHEADER, count > 0 ? lines.baseAddress : nil))
    }

    /// Goes on in both directions after a pause; curl may call back at once.
    ///
    /// False when the transfer is broken, which the multi handle then reports too.
    func resume() {
        // The result repeats what the multi handle reports as the end of the transfer.
        _ = curl_easy_pause(handle, CURLPAUSE_CONT)
    }

    /// How many connections the transfer had to make: 0 when it reused one.
    var connectionsMade: Int { long(CURLINFO_NUM_CONNECTS) }

    /// The version of TLS of the connection, such as "1.3"; empty without TLS.
    ///
    /// Known only while the transfer runs.
    var tlsVersion: String {
        guard isSecure == true, let name = omni_curl_tls_version(handle) else { return "" }
        let text = String(cString: name)
        return text.hasPrefix("TLSv") ? String(text.dropFirst(4)) : text
    }

    /// Whether the last failure to connect was that the address is not allowed: by our own guard, or by the system
    /// (connect(2), EPERM, EACCES).
    var wasDenied: Bool {
        if deniesAddress { return true }
        let number = long(CURLINFO_OS_ERRNO)
        return number == Int(EPERM) || number == Int(EACCES)
    }

    /// What a proxy answered when it was asked for a tunnel; 0 when it answered nothing or was not asked.
    var tunnelStatus: Int { long(CURLINFO_HTTP_CONNECTCODE) }

    /// What it was doing while no connection came about.
    var connectStep: String {
        if offset(CURLINFO_NAMELOOKUP_TIME_T) == 0 { return "name" }
        return offset(CURLINFO_CONNECT_TIME_T) == 0 ? "connection" : "tls"
    }

    /// curl's text for the last failure, made of host names and system errors; empty when there is none.
    ///
    /// It may quote a peer that broke the protocol, so `mask` is applied, and before a cut could leave half a secret.
    func failureText(_ mask: SecretMask) -> String {
        var text = String(cString: errorText).filter { $0 >= " " }
        mask.hide(in: &text)
        return String(text.prefix(Limits.errorTextBytes))
    }

    /// What a result number of curl (CURLcode, libcurl-errors(3)) means to us.
    static func outcome(_ number: UInt32) -> CurlOutcome {
        switch CURLcode(rawValue: number) {
        case CURLE_OK: .complete
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .name
        // The only time that curl itself keeps is its default for connecting.
        case CURLE_COULDNT_CONNECT, CURLE_OPERATION_TIMEDOUT, CURLE_INTERFACE_FAILED: .connect
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_CIPHER, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CRL_BADFILE,
            CURLE_SSL_ISSUER_ERROR, CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED,
            CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_INVALIDCERTSTATUS,
            CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_USE_SSL_FAILED, CURLE_SSL_CLIENTCERT:
            .tls
        case CURLE_URL_MALFORMAT: .url
        case CURLE_WRITE_ERROR, CURLE_ABORTED_BY_CALLBACK: .stopped
        case CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT, CURLE_BAD_FUNCTION_ARGUMENT,
            CURLE_NOT_BUILT_IN, CURLE_UNKNOWN_OPTION:
            .internal
        default: .broken
        }
    }

    // MARK: Options

    private func set(_ option: CURLoption, _ value: Int) {
        check(omni_curl_set_long(handle, option, value))
    }

    private func set(_ option: CURLoption, _ value: String) {
        check(omni_curl_set_text(handle, option, value))
    }

    /// Options fail for lack of memory only, or when this libcurl is older than the one we build with.
    private func check(_ code: CURLcode) {
        precondition(code == CURLE_OK, "libcurl takes the options of the version we build with")
    }

    private func long(_ info: CURLINFO) -> Int {
        var value = 0
        return omni_curl_get_long(handle, info, &value) == CURLE_OK ? value : 0
    }

    private func offset(_ info: CURLINFO) -> Int {
        var value: curl_off_t = 0
        return omni_curl_get_offset(handle, info, &value) == CURLE_OK ? Int(value) : 0
    }
}

// MARK: Callbacks
// Each gets the unretained handle of `attach`, whose client holds it for as long as it runs.

private func easy(_ reference: UnsafeMutableRawPointer?) -> CurlEasy? {
    reference.map { Unmanaged<CurlEasy>.fromOpaque($0).takeUnretainedValue() }
}

private let writeCallback: curl_write_callback = { bytes, size, count, reference in
    guard let client = easy(reference)?.client else { return 0 }
    let length = size * count
    switch client.bodyBytes(UnsafeRawBufferPointer(start: bytes, count: length)) {
    case .taken: return length
    case .pause: return Int(CURL_WRITEFUNC_PAUSE)
    // Any other number than the length ends the transfer, also when the length is 0.
    case .stop: return length &+ 1
    }
}

private let headerCallback: curl_write_callback = { bytes, size, count, reference in
    guard let client = easy(reference)?.client else { return 0 }
    let length = size * count
    let goesOn = client.headLine(UnsafeRawBufferPointer(start: bytes, count: length))
    return goesOn ? length : length &+ 1
}

private let readCallback: curl_read_callback = { buffer, size, count, reference in
    guard let client = easy(reference)?.client else { return Int(CURL_READFUNC_ABORT) }
    let room = UnsafeMutableRawBufferPointer(start: buffer, count: size * count)
    switch client.fill(room) {
    case .bytes(let count): return count
    case .end: return 0
    case .pause: return Int(CURL_READFUNC_PAUSE)
    case .stop: return Int(CURL_READFUNC_ABORT)
    }
}

private let prerequestCallback: curl_prereq_callback = { reference, _, _, _, _ in
    easy(reference)?.client?.connected()
    return CURL_PREREQFUNC_OK
}

/// Makes the socket for an address that the guard allows; curl then goes on to the next address.
private let openSocketCallback: curl_opensocket_callback = { reference, purpose, address in
    guard let easy = easy(reference), purpose == CURLSOCKTYPE_IPCXN, let address else {
        return CURL_SOCKET_BAD
    }
    guard let addressGuard = easy.addressGuard, let peer = PeerAddress(address),
        addressGuard.allows(peer)
    else {
        easy.deniesAddress = true
        return CURL_SOCKET_BAD
    }
    let (family, kind) = (address.pointee.family, address.pointee.socktype)
    return socket(family, kind | CInt(SOCK_CLOEXEC.rawValue), address.pointee.protocol)
}
