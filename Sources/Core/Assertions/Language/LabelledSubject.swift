/// `label vm|tag|net NAME LEVEL{compartments} / INTEGRITY`.
package struct LabelledSubject: Hashable, Sendable {
    /// What is labelled.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// One VM.
        case virtualMachine = "vm"
        /// Every VM with a tag.
        case tag
        /// A network.
        case network = "net"
    }

    /// What is labelled.
    package let kind: Kind
    /// Its name.
    package let name: String
    /// How secret its data is; nil (`-`) for no say in it.
    package let level: String?
    /// Whose data it may hold.
    package let compartments: Set<String>
    /// How far its data can be trusted; nil for no say in it.
    package let integrity: String?

    package init(
        kind: Kind, name: String, level: String?, compartments: Set<String> = [], integrity: String? = nil
    ) {
        self.kind = kind
        self.name = name
        self.level = level
        self.compartments = compartments
        self.integrity = integrity
    }
}
