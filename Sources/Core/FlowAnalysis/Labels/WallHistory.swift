/// What VMs have touched since they were started: the dynamic half of Chinese walls.
package struct WallHistory: Hashable, Sendable {
    /// Why a contact is refused.
    package struct Refusal: Error, Hashable, Sendable {
        /// The conflict class.
        package let conflict: String
        /// The VM that would know both sides.
        package let machine: String
        /// The side that it knows.
        package let known: String
        /// The side that it would learn of.
        package let added: String
    }
}
