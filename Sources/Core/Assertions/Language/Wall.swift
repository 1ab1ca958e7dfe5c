/// `wall NAME { A B }`: nothing may come to hold data of two of the sides (Brewer and Nash's Chinese wall, statically).
package struct Wall: Hashable, Sendable {
    /// What it is called.
    package let name: String
    /// The sides.
    package let sides: [Selector]
    /// Which flows count.
    package let strength: FlowStrength

    package init(name: String, sides: [Selector], strength: FlowStrength = .ask) {
        self.name = name
        self.sides = sides
        self.strength = strength
    }
}
