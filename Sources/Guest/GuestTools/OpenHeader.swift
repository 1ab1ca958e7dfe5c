/// The first bytes of `qubes.OpenInVM`: the file's name, padded with zeros (Qubes' `dvm_header`).
struct OpenHeader: Hashable {
    static let byteCount = 256
    /// A name that begins so tells that nothing is wanted back.
    private static let viewOnlyPrefix = "view-only-"

    let name: String
    let viewOnly: Bool

    /// Nil when the name is too long, or no name.
    init?(_ name: String, viewOnly: Bool) {
        let full = (viewOnly ? Self.viewOnlyPrefix : "") + name
        guard !name.isEmpty, full.utf8.count < Self.byteCount, !name.utf8.contains(0) else { return nil }
        self.name = name
        self.viewOnly = viewOnly
    }

    var bytes: [UInt8] {
        let text = Array(((viewOnly ? Self.viewOnlyPrefix : "") + name).utf8)
        return text + [UInt8](repeating: 0, count: Self.byteCount - text.count)
    }

    /// Reads what came; nil when it is no header, or its name would leave a folder.
    init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount, let end = bytes.firstIndex(of: 0), end > 0,
            let text = String(validating: bytes[..<end], as: UTF8.self), !text.contains("/")
        else { return nil }
        viewOnly = text.hasPrefix(Self.viewOnlyPrefix)
        name = viewOnly ? String(text.dropFirst(Self.viewOnlyPrefix.count)) : text
        guard !name.isEmpty, name != ".", name != "..", !name.hasPrefix("-") else { return nil }
    }
}
