/// Checks of single fields, shared by the types that carry them.
enum FieldCheck {
    static func text(_ text: String, _ field: String, limit: Int) throws(WireError) {
        guard text.utf8.count <= limit else { throw .tooLong(field: field, limit: limit) }
        guard !text.utf8.contains(0) else { throw .notText(field: field) }
    }

    static func nonEmpty(_ text: String, _ field: String, limit: Int) throws(WireError) {
        guard !text.isEmpty else { throw .empty(field: field) }
        try Self.text(text, field, limit: limit)
    }
}
