/// A Chinese wall: sets of VMs whose information nobody may hold together.
package struct ConflictClass: Hashable, Sendable {
    /// One side of the wall.
    package struct Side: Hashable, Sendable {
        /// Its name (`clientA`).
        package let name: String
        /// Whose information it is.
        package let nodes: [NodeSelector]

        package init(name: String, nodes: [NodeSelector]) {
            self.name = name
            self.nodes = nodes
        }
    }

    /// The name of the class (`clients`).
    package let name: String
    /// The sides.
    package let sides: [Side]
    /// Who is trusted to know both: service VMs, templates.
    package let exempt: [NodeSelector]

    package init(name: String, sides: [Side], exempt: [NodeSelector] = []) {
        self.name = name
        self.sides = sides
        self.exempt = exempt
    }
}
