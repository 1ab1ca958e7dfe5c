/// `accept diff [since rev REV] CHANGE SERVICE[+ARG] A -> B reason "…"`: a change of the policy that was looked at.
package struct AcceptedChange: Hashable, Sendable {
    /// What became of calls.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// They are allowed now.
        case newlyAllowed = "newly-allowed"
        /// They are asked for now.
        case newlyAsked = "newly-asked"
        /// They are denied now.
        case newlyDenied = "newly-denied"
        /// They have another target, user or other parameter.
        case changedParameters = "changed-parameters"
    }

    /// The revision of the policy before the change, or its beginning; nil for any.
    package let revision: String?
    /// What became of the calls.
    package let kind: Kind
    /// Which calls.
    package let service: CallPattern
    /// Who calls.
    package let source: Selector
    /// Who is called.
    package let target: Selector

    package init(revision: String?, kind: Kind, service: CallPattern, source: Selector, target: Selector) {
        self.revision = revision
        self.kind = kind
        self.service = service
        self.source = source
        self.target = target
    }
}
