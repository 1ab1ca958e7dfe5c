/// Takes out of a stream of bytes what a terminal would obey or show as something else.
///
/// What remains is printable ASCII, newline, carriage return, tab, and valid UTF-8 without control characters and
/// without marks that change the direction of text. Each byte that is taken out becomes an underscore, as in Qubes.
package struct EscapeFilter: Hashable, Sendable {
    /// The beginning of a character whose end has not come yet; at most three bytes.
    private var pending: [UInt8] = []

    /// Filters the next bytes of the stream.
    package mutating func filter(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        for byte in bytes {
            if pending.isEmpty, byte < 0x80 {
                result.append(Self.isHarmless(byte) ? byte : Self.substitute)
            } else {
                pending.append(byte)
                settle(&result)
            }
        }
        return result
    }

    /// What is left at the end of the stream.
    package mutating func finish() -> [UInt8] {
        defer { pending = [] }
        return pending.map { _ in Self.substitute }
    }

    package init() {}

    private static let substitute = UInt8(ascii: "_")

    private static func isHarmless(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x20...0x7e, 0x09, 0x0a, 0x0d: true
        default: false
        }
    }

    /// Decides about the character that is pending, when it is complete or cannot become one.
    private mutating func settle(_ result: inout [UInt8]) {
        guard let length = Self.length(pending[0]) else { return reject(1, &result) }
        let tail = pending.dropFirst()
        if let index = tail.firstIndex(where: { $0 & 0xc0 != 0x80 }) { return reject(index, &result) }
        guard pending.count == length else { return }
        guard let text = String(validating: pending, as: UTF8.self), let scalar = text.unicodeScalars.first,
            Self.isHarmless(scalar)
        else { return reject(length, &result) }
        result += pending
        pending = []
    }

    /// Gives up the first `count` pending bytes, and looks at the rest again.
    private mutating func reject(_ count: Int, _ result: inout [UInt8]) {
        let rest = Array(pending.dropFirst(count))
        result += [UInt8](repeating: Self.substitute, count: count)
        pending = []
        result += filter(rest)
    }

    private static func length(_ first: UInt8) -> Int? {
        switch first {
        case 0xc2...0xdf: 2
        case 0xe0...0xef: 3
        case 0xf0...0xf4: 4
        default: nil
        }
    }

    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }
}
