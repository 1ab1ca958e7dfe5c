/// Why a call was denied.
package enum DenialKind: String, Hashable, Sendable, CaseIterable {
    /// A rule says deny.
    case policy
    /// No rule matches.
    case noMatch = "no_match"
    /// A rule allows the call, and nothing says where it should go.
    case noTarget = "no_target"
    /// A disposable is wanted by somebody who has no default template.
    case noDisposable = "no_dispvm"
    /// The target does not run, and the rule starts nothing.
    case autostart
    /// A prompt would have nothing to offer.
    case noAskTargets = "no_ask_targets"
    /// The target is the source itself.
    case loopback
    /// The named template is no template of disposables.
    case notDisposableTemplate = "not_dispvm_template"
    /// The target is no word that a caller may use.
    case invalidTarget = "invalid_target"
    /// The target is a RemoteVM that nobody relays.
    case remoteWithoutRelay = "remote_no_relay"
    /// The target is a RemoteVM, and no service is set to carry its calls.
    case remoteWithoutTransport = "remote_no_transport"
    /// The RemoteVM that the caller speaks for does not exist.
    case requestedSourceUnknown = "rs_unknown"
    /// The VM that the caller speaks for is no RemoteVM.
    case requestedSourceNotRemote = "rs_not_remote"
    /// The caller does not relay the RemoteVM that it speaks for.
    case requestedSourceNotRelay = "rs_not_relay"
    /// The source does not exist (strict).
    case unknownSource = "unknown_source"
    /// The rule's target does not exist (strict).
    case unknownTarget = "unknown_target"
    /// Qubes' evaluator ends here with an exception; the call is refused (compat).
    case originalCrashes = "qubes_crash"
    /// A part of the request is longer than a request may be.
    case tooLong = "too_long"
}
