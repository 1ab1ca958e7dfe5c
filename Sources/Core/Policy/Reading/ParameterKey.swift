/// The keys of a rule's `KEY=VALUE` part.
enum ParameterKey: String, CaseIterable, Sendable {
    case target
    case defaultTarget = "default_target"
    case user
    case autostart
    case notify
    case oneWay = "oneway"
    case maximumBytes = "max_bytes"
    case maximumSeconds = "max_seconds"

    /// Whether Qubes has it not.
    var isOurs: Bool {
        switch self {
        case .oneWay, .maximumBytes, .maximumSeconds: true
        case .target, .defaultTarget, .user, .autostart, .notify: false
        }
    }

    /// Whether a rule with this action may have it.
    func isFor(_ action: Action) -> Bool {
        switch self {
        case .notify: true
        case .defaultTarget: action == .ask
        case .target, .user, .autostart, .oneWay, .maximumBytes, .maximumSeconds: action != .deny
        }
    }

    /// The keys that a rule with this action may have.
    static func all(for action: Action, mode: PolicyMode) -> [ParameterKey] {
        allCases.filter { $0.isFor(action) && (mode == .strict || !$0.isOurs) }
    }
}
