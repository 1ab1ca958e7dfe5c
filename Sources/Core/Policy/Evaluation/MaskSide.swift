/// What the bits of a word are about.
enum MaskSide: Sendable {
    /// What the word matches in a target column.
    case targets
    /// What the word offers in a prompt.
    case offers
}
