/// What a caller wrote as its target, as services are told it.
package struct TargetWord: Hashable, Sendable {
    /// `name` or `keyword`.
    package let kind: String
    /// The name, or the keyword without its `@`.
    package let word: String

    package init(_ target: String) {
        let text = target.isEmpty ? "@default" : target
        if text.hasPrefix("@") {
            kind = "keyword"
            word = String(text.dropFirst())
        } else {
            kind = "name"
            word = text
        }
    }
}
