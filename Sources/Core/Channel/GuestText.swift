internal import Machines

/// Text that a guest chose: the only way to read it is to have it made harmless.
package struct GuestText: Hashable, Sendable {
    /// Most bytes that are kept; the rest is cut off.
    package static let byteLimit = 1024

    private let bytes: Untrusted<[UInt8]>

    package init(_ bytes: some Sequence<UInt8>) {
        self.bytes = Untrusted(Array(bytes.prefix(Self.byteLimit)))
    }

    package init(_ text: String) { self.init(text.utf8) }

    /// The text as printable ASCII, so that it can go to a log or a terminal; at most ``byteLimit`` bytes.
    package var sanitizedForDisplay: String { bytes.sanitizedForDisplay(limit: Self.byteLimit) }

    /// Keeps text that is printable ASCII and short enough, and makes any other so.
    ///
    /// For text that may have been made harmless before: escapes are not escaped twice.
    package static func printable(_ text: String) -> String {
        let isHarmless = text.utf8.count <= byteLimit && text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
        return isHarmless ? text : GuestText(text).sanitizedForDisplay
    }

    func encode(to writer: inout ByteWriter) { writer.sized(bytes.check { $0 }) }

    init(from reader: inout ByteReader, _ field: String) throws(WireError) {
        self.init(try reader.sized(field, limit: Self.byteLimit))
    }
}
