/// What a caller wrote as its target, as services are told it.
struct TargetWord: Hashable {
    /// `name` or `keyword`.
    let kind: String
    /// The name, or the keyword without its `@`.
    let word: String

    init(_ target: String) {
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
