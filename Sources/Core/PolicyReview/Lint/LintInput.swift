import Machines
package import Policy

/// What the linter looks at.
package struct LintInput: Sendable {
    /// What reading the policy gave.
    package var reading: PolicyReading
    /// Which language it was read in.
    package var mode: PolicyMode
    /// The files' texts by the names that ``RuleSet/files`` has, for comments.
    package var texts: [String: [UInt8]] = [:]
    /// The VMs; without them nothing is said of VMs that do not exist.
    package var world: World?
    /// What is known of services.
    package var services: (any ServiceTraits)?
    /// How far a VM is trusted, the more the higher; nil for a VM that is not compared.
    package var trust: @Sendable (Domain) -> Int? = { LintInput.trustByLabel($0) }

    package init(reading: PolicyReading, mode: PolicyMode = .strict) {
        self.reading = reading
        self.mode = mode
    }

    /// Trust by the colour of the label: red, orange, yellow, green, then all others alike.
    package static func trustByLabel(_ domain: Domain) -> Int? {
        guard let text = domain.label?.lowercased() else { return nil }
        let label = Label.allCases.first { label in
            text == label.rawValue || text == label.hexColor || text == "0x" + label.hexColor.dropFirst()
        }
        switch label {
        case .red: return 0
        case .orange: return 1
        case .yellow: return 2
        case .green: return 3
        case .gray, .blue, .purple, .black: return 4
        case nil: return nil
        }
    }
}
