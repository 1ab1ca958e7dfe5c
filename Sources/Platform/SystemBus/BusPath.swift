/// Object paths.
package enum BusPath {
    /// Whether `path` is `root` or below it.
    package static func contains(_ root: String, _ path: String) -> Bool {
        path == root || root == "/" || path.hasPrefix(root + "/")
    }

    /// One path element for any text: bytes outside `[A-Za-z0-9]` become `_xx`, as systemd writes unit names.
    package static func element(_ text: String) -> String {
        text.isEmpty ? "_" : text.utf8.map { isPlain($0) ? String(UnicodeScalar($0)) : escape($0) }.joined()
    }

    /// The text that ``element(_:)`` made `element` of; nil when it made no such thing.
    package static func text(_ element: String) -> String? {
        if element == "_" { return "" }
        let bytes = Array(element.utf8)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if isPlain(bytes[index]) {
                result.append(bytes[index])
                index += 1
                continue
            }
            let digits = bytes.dropFirst(index + 1).prefix(2)
            guard bytes[index] == UInt8(ascii: "_"), digits.count == 2, digits.allSatisfy(isPlain),
                let byte = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            else { return nil }
            result.append(byte)
            index += 3
        }
        return String(validating: result, as: UTF8.self)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }

    private static func escape(_ byte: UInt8) -> String {
        let hexadecimal = String(byte, radix: 16)
        return (hexadecimal.count == 1 ? "_0" : "_") + hexadecimal
    }
}
