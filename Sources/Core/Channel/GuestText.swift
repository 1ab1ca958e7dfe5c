/// Text that a guest chose: the only way to read it is to have it made harmless.
package struct GuestText: Hashable, Sendable {
    /// Most bytes that are kept; the rest is cut off.
    package static let byteLimit = 1024

    private let untrustedBytes: [UInt8]

    package init(_ bytes: some Sequence<UInt8>) {
        untrustedBytes = Array(bytes.prefix(Self.byteLimit))
    }

    package init(_ text: String) { self.init(text.utf8) }

    /// The text with everything but printable ASCII replaced by `?`, so that it can go to a log or a terminal.
    package var sanitizedForDisplay: String {
        String(decoding: untrustedBytes.map { (0x20...0x7E).contains($0) ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
    }

    func encode(to writer: inout ByteWriter) { writer.sized(untrustedBytes) }

    init(from reader: inout ByteReader, _ field: String) throws(WireError) {
        self.init(try reader.sized(field, limit: Self.byteLimit))
    }
}
