/// Where an entry goes: names of folders and at last its own, below the folder that is copied into.
package struct CopyPath: Hashable, Sendable {
    /// At least one; bytes other than NUL and `/`, in no particular encoding.
    package let names: [[UInt8]]

    /// Takes a path apart.
    ///
    /// - Throws: When it is absolute, leads upwards, has an empty part, or is too long or too deep.
    package init(_ bytes: [UInt8]) throws(CopyFault) {
        guard !bytes.isEmpty, !bytes.contains(0) else { throw .badPath }
        guard bytes.count <= CopyLimits.path else { throw .pathTooLong }
        var names: [[UInt8]] = []
        for part in bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            guard !part.isEmpty, !part.elementsEqual(Self.here), !part.elementsEqual(Self.up) else { throw .badPath }
            guard part.count <= CopyLimits.name else { throw .pathTooLong }
            names.append(Array(part))
            guard names.count <= CopyLimits.depth else { throw .tooDeep }
        }
        self.names = names
    }

    private static let here = [UInt8(ascii: ".")]
    private static let up = [UInt8(ascii: "."), UInt8(ascii: ".")]

    /// As the stream has it.
    package var bytes: [UInt8] { Array(names.joined(separator: [UInt8(ascii: "/")])) }

    /// Whether a symbolic link at this path that points to `target` stays below the folder that is copied into.
    ///
    /// Names in the target may be links themselves: each of them has been held to the same rule.
    package func contains(linkTarget target: [UInt8]) -> Bool {
        guard let first = target.first, first != UInt8(ascii: "/"), !target.contains(0) else { return false }
        var depth = names.count - 1
        for part in target.split(separator: UInt8(ascii: "/")) where !part.elementsEqual(Self.here) {
            depth += part.elementsEqual(Self.up) ? -1 : 1
            if depth < 0 { return false }
        }
        return true
    }
}
