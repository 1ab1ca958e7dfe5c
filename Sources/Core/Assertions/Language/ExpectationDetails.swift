package import Policy

/// The `KEY=VALUE` part of an expectation; what is nil is not looked at.
package struct ExpectationDetails: Hashable, Sendable {
    /// A text that may be expected to be missing.
    package enum Text: Hashable, Sendable {
        /// `none`.
        case missing
        /// This text.
        case text(String)
    }

    /// `target=`: where the call goes.
    package var target: String?
    /// `user=`: the user that the service runs as, or `none` for the VM's own.
    package var user: Text?
    /// `rule=FILE:LINE`: the rule that decides, or `none`.
    package var rule: Text?
    /// `targets={…}`: what a prompt offers, all of it.
    package var targets: Set<String>?
    /// `default=`: what a prompt proposes, or `none`.
    package var defaultTarget: Text?
    /// `kind=`: why the call is denied.
    package var kind: DenialKind?
    /// `notify=yes|no`.
    package var notify: Bool?
    /// `autostart=yes|no`.
    package var autostart: Bool?

    package init() {}
}
