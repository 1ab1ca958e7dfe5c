/// What is assumed of one service: the facts that flow analysis cannot read from a policy.
package struct ServiceEntry: Hashable, Sendable {
    /// Which calls it speaks of.
    package var pattern: ServicePattern
    /// Which way data goes.
    package var data: ServiceDirection
    /// How far the caller commands the callee.
    package var control: ControlLevel
    /// How much it carries.
    package var bandwidth: ServiceBandwidth
    /// What it is about.
    package var group: ServiceClass
    /// How bad it is in the wrong hands.
    package var risk: ServiceRisk
    /// One sentence of what it does, for prompts and documents.
    package var about: String
    /// Whether what comes back can be more trustworthy than what was sent: a candidate for `endorse`.
    package var isSanitizer: Bool
    /// Whether it lets a secret be used that it does not give away.
    package var isOracle: Bool

    /// Whether a caller that turns out to be hostile does real damage: what asks and diffs should point out.
    package var isSensitive: Bool { risk >= .high }

    package init(
        pattern: ServicePattern, data: ServiceDirection, control: ControlLevel = .none,
        bandwidth: ServiceBandwidth = .high, group: ServiceClass = .other, risk: ServiceRisk = .medium,
        about: String = "", isSanitizer: Bool = false, isOracle: Bool = false
    ) {
        self.pattern = pattern
        self.data = data
        self.control = control
        self.bandwidth = bandwidth
        self.group = group
        self.risk = risk
        self.about = about
        self.isSanitizer = isSanitizer
        self.isOracle = isOracle
    }

    /// What is assumed of a service that nobody described: everything.
    package static func unknown(_ service: String) -> Self {
        Self(
            pattern: .service(service), data: .both, control: .full, bandwidth: .high, group: .other, risk: .high,
            about: "A service that no file of services.d describes.")
    }
}
