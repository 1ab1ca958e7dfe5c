/// `declassify SERVICE by VM reason "…"` and `endorse SERVICE by VM reason "…"`: a flow that the labels do not forbid.
package struct Exemption: Hashable, Sendable {
    /// What is forgiven.
    package enum Kind: String, Hashable, Sendable {
        /// Data becomes less secret.
        case declassify
        /// Data becomes more trustworthy.
        case endorse
    }

    /// What is forgiven.
    package let kind: Kind
    /// The service that does it.
    package let service: CallPattern
    /// The VMs that take part in the call and are believed to do it right.
    package let by: Selector

    package init(kind: Kind, service: CallPattern, by: Selector) {
        self.kind = kind
        self.service = service
        self.by = by
    }
}
