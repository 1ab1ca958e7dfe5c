/// Reads D-Bus signatures within the limits of the specification.
struct SignatureParser {
    /// Longest signature, in bytes (D-Bus Specification, "Valid Signatures").
    static let maximumLength = 255
    /// Deepest nesting of arrays, and separately of structures.
    static let maximumDepth = 32

    private let text: String
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) {
        self.text = text
        bytes = Array(text.utf8)
    }

    mutating func all() throws(BusError) -> [BusType] {
        guard bytes.count <= Self.maximumLength else { throw .invalidSignature(String(text.prefix(64)) + "…") }
        var types: [BusType] = []
        while position < bytes.count { types.append(try one(arrays: 0, structures: 0)) }
        return types
    }

    private mutating func one(arrays: Int, structures: Int) throws(BusError) -> BusType {
        guard arrays <= Self.maximumDepth, structures <= Self.maximumDepth, position < bytes.count else {
            throw .invalidSignature(text)
        }
        let letter = bytes[position]
        position += 1
        switch letter {
        case UInt8(ascii: "a"): return try array(arrays: arrays + 1, structures: structures)
        case UInt8(ascii: "("): return try structure(arrays: arrays, structures: structures + 1)
        default:
            guard let type = Self.simple[letter] else { throw .invalidSignature(text) }
            return type
        }
    }

    private mutating func array(arrays: Int, structures: Int) throws(BusError) -> BusType {
        guard position < bytes.count, bytes[position] == UInt8(ascii: "{") else {
            return .array(try one(arrays: arrays, structures: structures))
        }
        position += 1
        // An entry counts as a structure.
        let key = try one(arrays: arrays, structures: structures + 1)
        guard key.isBasic else { throw .invalidSignature(text) }
        let value = try one(arrays: arrays, structures: structures + 1)
        guard position < bytes.count, bytes[position] == UInt8(ascii: "}") else { throw .invalidSignature(text) }
        position += 1
        return .dictionary(key, value)
    }

    private mutating func structure(arrays: Int, structures: Int) throws(BusError) -> BusType {
        var members: [BusType] = []
        while position < bytes.count, bytes[position] != UInt8(ascii: ")") {
            members.append(try one(arrays: arrays, structures: structures))
        }
        guard position < bytes.count, !members.isEmpty else { throw .invalidSignature(text) }
        position += 1
        return .structure(members)
    }

    private static let simple: [UInt8: BusType] = [
        UInt8(ascii: "y"): .byte, UInt8(ascii: "b"): .boolean, UInt8(ascii: "n"): .int16, UInt8(ascii: "q"): .uint16,
        UInt8(ascii: "i"): .int32, UInt8(ascii: "u"): .uint32, UInt8(ascii: "x"): .int64, UInt8(ascii: "t"): .uint64,
        UInt8(ascii: "d"): .double, UInt8(ascii: "s"): .string, UInt8(ascii: "o"): .objectPath,
        UInt8(ascii: "g"): .signature, UInt8(ascii: "h"): .descriptor, UInt8(ascii: "v"): .variant,
    ]
}
