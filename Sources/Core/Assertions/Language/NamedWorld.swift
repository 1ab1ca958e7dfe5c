/// A set of VMs beside the ones that there are, which `world FILE` brings in.
package struct NamedWorld: Hashable, Sendable {
    /// The name, as it is written.
    package let name: String
    /// The first line that names it.
    package let place: AssertionPlace

    package init(name: String, place: AssertionPlace) {
        self.name = name
        self.place = place
    }
}
