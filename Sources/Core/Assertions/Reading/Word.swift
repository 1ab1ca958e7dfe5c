import Machines

/// One piece of a line.
struct Word: Hashable {
    /// What sort of piece.
    enum Kind: Hashable {
        /// Something written as it is.
        case plain
        /// A text in quotation marks, without them.
        case quoted
        /// A sign that stands for itself: `{`, `}`, `,`, `;`, `&`, `<`, `->`, `->*`, and `/` where labels are.
        case sign
    }

    let kind: Kind
    let text: String
    /// The column of its first character, from 1.
    let column: Int

    /// How it is shown in a problem.
    var shown: String {
        let limited = text.sanitizedForDisplay(limit: 64)
        return kind == .quoted ? "the text \"\(limited)\"" : "'\(limited)'"
    }
}
