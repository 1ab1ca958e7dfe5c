/// The `KEY=VALUE` part of a rule.
package struct RuleParameters: Hashable, Sendable {
    /// `target=`: where the call goes instead; never a set of VMs and never `@default`.
    package var target: Token?
    /// `default_target=` of an ask rule: what the prompt proposes.
    package var defaultTarget: Token?
    /// `user=`: the user that the service runs as; nil for the VM's own default user.
    package var user: Symbol?
    /// `autostart=`: whether a target that does not run may be started for this call.
    package var autostart: Bool?
    /// `notify=`: whether the person is told; nil means yes for deny and no for the others.
    package var notify: Bool?
    /// `oneway=yes` (Bulkhead's own): the callee may send no byte back.
    package var oneWay: Bool?
    /// `max_bytes=` (Bulkhead's own): the call is ended when more bytes passed, both ways together.
    package var maximumBytes: UInt64?
    /// `max_seconds=` (Bulkhead's own): the call is ended when it lasts longer.
    package var maximumSeconds: UInt32?

    package init() {}

    /// Whether the person is told of a call that a rule with `action` decided.
    package func notifies(_ action: Action) -> Bool { notify ?? (action == .deny) }

    /// Whether a target that does not run may be started.
    package var startsTarget: Bool { autostart ?? true }
}
