/// A service call that a program in a guest wants to make.
///
/// The broker checks the words before the manager sees them: printable, short, and of the letters that a policy can
/// name. What they mean is the policy's business.
package struct CallRequest: Hashable, Sendable {
    /// Longest service name in bytes.
    package static let serviceLimit = 256
    /// Longest service name and argument together in bytes, the `+` counted (the limit of Qubes).
    package static let serviceAndArgumentLimit = 65_000
    /// Longest target in bytes; the longest that means anything is `@dispvm:uuid:` and a UUID.
    package static let targetLimit = 63

    /// The service, such as `qubes.Filecopy`.
    package let service: String
    /// Its argument with the leading `+`; `+` alone is the empty one.
    package let argument: String
    /// Who is called: the name of a VM or a word with `@`; empty is `@default`.
    package let target: String

    /// Checks the words.
    ///
    /// - Parameters:
    ///   - serviceAndArgument: `SERVICE` or `SERVICE+ARGUMENT`.
    ///   - target: Who is called.
    /// - Throws: The field that is too long, empty, or has a character that no policy can name.
    package init(serviceAndArgument: String, target: String) throws(WireError) {
        try FieldCheck.nonEmpty(serviceAndArgument, "service", limit: Self.serviceAndArgumentLimit)
        try FieldCheck.text(target, "target", limit: Self.targetLimit)
        let bytes = serviceAndArgument.utf8
        guard bytes.allSatisfy(Self.isServiceByte) else { throw .notText(field: "service") }
        guard target.utf8.allSatisfy(Self.isTargetByte) else { throw .notText(field: "target") }
        let plus = bytes.firstIndex(of: UInt8(ascii: "+")) ?? bytes.endIndex
        service = String(serviceAndArgument[..<plus])
        argument = plus == bytes.endIndex ? "+" : String(serviceAndArgument[plus...])
        try FieldCheck.nonEmpty(service, "service", limit: Self.serviceLimit)
        self.target = target
    }

    /// `SERVICE+ARGUMENT`, always with the `+`.
    package var serviceAndArgument: String { service + argument }

    // The letters of Qubes (policy.md §1.6): it puts `_` where we refuse.
    private static func isServiceByte(_ byte: UInt8) -> Bool { isNameByte(byte) || byte == UInt8(ascii: "+") }

    private static func isTargetByte(_ byte: UInt8) -> Bool {
        isNameByte(byte) || byte == UInt8(ascii: "@") || byte == UInt8(ascii: ":")
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}

extension CallRequest {
    func encode(to writer: inout ByteWriter) {
        writer.text(target)
        writer.text(serviceAndArgument)
    }

    init(from reader: inout ByteReader) throws(WireError) {
        let target = try reader.text("target", limit: Self.targetLimit)
        let service = try reader.text("service", limit: Self.serviceAndArgumentLimit)
        try self.init(serviceAndArgument: service, target: target)
    }
}
