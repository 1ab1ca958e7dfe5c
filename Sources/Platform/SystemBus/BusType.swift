/// A complete D-Bus type: what one argument of a message may be.
///
/// D-Bus Specification, "Type System". A dictionary is an array of dictionary entries on the wire; here it is a type
/// of its own, because an entry means nothing outside one.
package indirect enum BusType: Hashable, Sendable {
    case byte
    case boolean
    case int16
    case uint16
    case int32
    case uint32
    case int64
    case uint64
    case double
    case string
    case objectPath
    case signature
    case descriptor
    case variant
    case array(BusType)
    case dictionary(BusType, BusType)
    case structure([BusType])

    /// The dictionary that D-Bus interfaces use for options and properties, `a{sv}`.
    package static let options = BusType.dictionary(.string, .variant)

    /// Reads one complete type.
    ///
    /// - Parameter text: A signature of exactly one type, at most 255 bytes.
    /// - Throws: ``BusError/invalidSignature(_:)`` naming the text.
    package init(_ text: String) throws(BusError) {
        let types = try BusType.list(text)
        guard let first = types.first, types.count == 1 else { throw .invalidSignature(text) }
        self = first
    }

    /// Reads the signature of a whole message body.
    ///
    /// - Parameter text: Any number of complete types, at most 255 bytes, nested at most 32 arrays and 32 structures.
    /// - Returns: The types in order.
    /// - Throws: ``BusError/invalidSignature(_:)`` naming the text.
    package static func list(_ text: String) throws(BusError) -> [BusType] {
        var parser = SignatureParser(text)
        return try parser.all()
    }

    /// The type as D-Bus writes it, such as `a{sv}`.
    package var text: String {
        switch self {
        case .byte: "y"
        case .boolean: "b"
        case .int16: "n"
        case .uint16: "q"
        case .int32: "i"
        case .uint32: "u"
        case .int64: "x"
        case .uint64: "t"
        case .double: "d"
        case .string: "s"
        case .objectPath: "o"
        case .signature: "g"
        case .descriptor: "h"
        case .variant: "v"
        case .array(let element): "a" + element.text
        case .dictionary(let key, let value): "a{" + key.text + value.text + "}"
        case .structure(let members): "(" + members.map(\.text).joined() + ")"
        }
    }

    /// Whether the type can be the key of a dictionary.
    package var isBasic: Bool {
        switch self {
        case .variant, .array, .dictionary, .structure: false
        default: true
        }
    }

    /// The code by which libdbus knows the type: its first letter, or that of the container.
    var code: CInt {
        let letter: UInt8 =
            switch self {
            case .array, .dictionary: UInt8(ascii: "a")
            case .structure: UInt8(ascii: "r")
            default: text.utf8.first ?? 0
            }
        return CInt(letter)
    }
}
