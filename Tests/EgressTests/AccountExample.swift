import Crypto

/// A service account made for these tests; its key opens nothing.
enum AccountExample {
    static let email = "gateway@project.iam.gserviceaccount.com"

    /// The lines of a PKCS#8 key.
    private static let key = [
        "MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQC2xywmpLjoYsE4+kckdrsZmPmmhQMSGwvX",
        "eKbZm7SklozXF8Hv8hXHnz/QWoadtHZLODXpecYlL0DwOT2hGYdUlR/v7iaA8kFBIlUMLCv2KM2FiP7XslOz",
        "lEoOzmUm168HMJniQDgpnf2l5IwKGisRBLu6qrPru2nJSCMtC9lA1vfG5WO/v6A76G9z8kkJkgKbB9EByXgp",
        "iZqz0K5FOjds6kDkE42vl3ESkJlf66ND2j6iD/NpfPIijz/AY+CfIn9g9JTMgCXhha10eTf4/OtvzhoWX+aU",
        "B7cUXUq4GCivAPXs+6geehhuLrQ17+JEDghdPPQCcp+96VbBTbP6YuDdAgMBAAECggEAE+fuMYk4ECsNMyji",
        "zaBWsSt9aPrMglDKwd1EgqeYDWLOFPDj8L9zSsnXt9fcGFnalkeZa4OVJmCWmHMLeLughwA0ubs8m0eG/tJ/",
        "47L92LHJ7FSmuJQV1JV+WU12K7xKtiQ/ZiorU7D+um4BKGqALTrQPTyxGqfPFhpSpmnHb+2qXayIZjEV8HRL",
        "DD6tQv9Ow8/pmPkuz4u/VzbaOSjRDOpS/eYBkwoZwHDrCx3cagdeHYJAbuo3r+LPsgAJvN7A5wJMsZR/ZTaK",
        "B7rLLNltocub+qSGeSZJJ1AFHw4HTrj+PSbXi5lyBAIsu9/WxqjT2vzmeUs8fuSEGIhIx83HmwKBgQDlHAX8",
        "XcPF4oJuNlPKERKB7iNwmfHUOTwNKiPg50PjbfEluzI7t6B3OaeCIQbSOuaoyxP6h3QD9tn1PvYlSE52LbRo",
        "2bBCS3O/UTh2jhuhyPvjdJ73MxIezZCSSXQyk896Fj/3YhwGrx0y7ViwyfPJgu/R4ZklWoEKm4QTmjzdPwKB",
        "gQDMOwsWTC1hYvwJOD+8Qs/RMTd3KtKb3ETpvCsudVP8q3GM6+gQa5NPMOv6iHE7/nfgDYZQGvNDWdVDclH/",
        "hoN8rqS8NaAPtn7+JIO9ietLlJeUQNvrtswoXklJ3qpVKZVET8fzJT4bl+5GaAHkU8r/P9lo/o2gi8sKGNN1",
        "8R7O4wKBgQCngGd37G13PXUycpGrx/OJ/rr2VfaRvA6FaWu1wB7IJdcKSOQe+M9em042O0MrbFi6y04d+e39",
        "//m17YQ0GbsTd7LQfWb58QP8ubrYImldTP2re9XE0RfMYWnzKbTETYCAt8eoa5gl4t0sII6ZIe0URKBlB9TZ",
        "lGOHh892LWuWLQKBgFlAwHKpLffui1j4JRqAVFQG30eMBmipFdDUNEbkbaTxw/kjK9LpQIKOTcK6mEnwxrC7",
        "GGSvsnpPqx0DvAQg5Bu8MzAxe1cCmXM1wAE4YgUw1iGrSrEzvPszYXIQBn6bYqls+GQxdXgXqMFKOPFxETkF",
        "zVzOSlTMYxpxiRB1JNKjAoGBAL8u+dOKZuNclTK4HO3jJVHanfO12foGgcvoTum8HeyIQKxRqueefpmBVb/H",
        "AGi+/Sbf0R2I+BG237YALKhNkPMy2oWNSO0i1MqKQilNZUSfhKIHeDMBSgxzupT8FiZOK/h9av/dwR05OA+d",
        "QGXFAyMg3ILK6cDJmv8ee1IgcMrQ",
    ]

    /// The key as a file has it.
    static var pem: String {
        let title = "PRIVATE KEY"
        return (["-----BEGIN \(title)-----"] + key + ["-----END \(title)-----", ""])
            .joined(separator: "\n")
    }

    /// A key file, as Google writes them, over several lines.
    static func file(tokenURL: String = "http://127.0.0.1:9/token") -> String {
        """
        {
          "type": "service_account",
          "project_id": "project",
          "private_key_id": "kid-1",
          "private_key": "\(pem.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: #"\n"#))",
          "client_email": "\(email)",
          "token_uri": "\(tokenURL)"
        }
        """
    }

    /// The bytes of a text, as a secret.
    static func secret(_ text: String) -> SecretBytes {
        SecretBytes(copying: Array(text.utf8).span.bytes)
    }
}
