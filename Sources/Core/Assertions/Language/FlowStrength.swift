/// Which flows count.
package enum FlowStrength: String, Hashable, Sendable {
    /// `via allow`: only what happens without a question to the person.
    case allow
    /// `via ask`, and what is meant when nothing is written: what a person may agree to counts too.
    case ask
}
